import { z } from "zod";

/** From what somebody has to look at, to what is only good to know. */
export const changeClasses = ["breaking", "additive", "neutral"] as const;
export type ChangeClass = (typeof changeClasses)[number];

const change = z.object({
  class: z.enum(changeClasses),
  what: z.enum(["incomplete", "verdict", "row", "silence", "drift", "residue", "coverage", "time"]),
  name: z.string(),
  from: z.string(),
  to: z.string(),
  /** Why it is of its class, where that is not plain. */
  why: z.string().optional(),
});
/** One thing that is not as it was. */
export type Change = z.infer<typeof change>;

const side = z.object({ baseUrl: z.string(), startedAt: z.string(), suite: z.string(), complete: z.boolean() });

/** What changed from one report to a later one, as `diff --format json` writes it. */
export const diffSchema = z.object({
  schema: z.literal("workers-version-conformance/diff@1"),
  before: side,
  after: side,
  /** What one should know of the two reports before comparing them. */
  notes: z.array(z.string()),
  changes: z.array(change),
  counts: z.record(z.enum(changeClasses), z.number()),
});
export type Diff = z.infer<typeof diffSchema>;

/** A change of a class; what goes without saying has no reason. */
export const changed = (
  [what, name]: [Change["what"], string],
  [from, to]: [string, string],
  [kind, why]: [ChangeClass, string?],
): Change => ({ class: kind, what, name, from, to, ...(why === undefined ? {} : { why }) });
