import { z } from "zod";

const answer = z.object({ status: z.number(), contentType: z.string(), answer: z.unknown() });

/** One call as both targets were asked it; null where no answer came. */
const call = z.object({
  kind: z.string(),
  method: z.string(),
  /** What differs by nature stands by a name: accounts, Workers, ids. */
  path: z.string(),
  body: z.unknown().optional(),
  a: answer.nullable(),
  b: answer.nullable(),
});
export type ComparedCall = z.infer<typeof call>;

/** What differs at a place of an answer. */
export const differing = [
  "status",
  "content type",
  "body",
  "only in a",
  "only in b",
  "type",
  "value",
  "length",
  "order",
] as const;

const difference = z.object({
  /** The call whose answers differ. */
  kind: z.string(),
  what: z.enum(differing),
  /** JSON pointer into the answers, with `*` for any item of a list; empty for the answers as a whole. */
  pointer: z.string(),
  /** The places of requests that were broken on purpose, where the statuses differ. */
  broken: z.array(z.string()).optional(),
  /** The statuses of the two answers; null where none came. */
  statuses: z.tuple([z.number().nullable(), z.number().nullable()]),
  /** What stands there, with ids, names and times by their placeholders. */
  a: z.unknown(),
  b: z.unknown(),
  /** The same case showed it again. */
  repeats: z.boolean(),
  /** In how many cases it was seen, and of which claims. */
  cases: z.number(),
  claims: z.array(z.string()),
  moreClaims: z.number().optional(),
  claim: z.string(),
  path: z.string(),
  replay: z.string(),
  /** The smallest case that shows it, up to the call whose answers differ. */
  calls: z.array(call),
});
export type Difference = z.infer<typeof difference>;

const side = z.object({
  kind: z.enum(["mock", "url", "account"]),
  baseUrl: z.string(),
  requests: z.number(),
  residue: z.object({ created: z.number(), deleted: z.number(), left: z.array(z.string()) }),
});

/** Two targets that were sent the same cases, and where they differ: against.json. */
export const againstSchema = z.object({
  schema: z.literal("workers-version-conformance/against@1"),
  complete: z.boolean(),
  a: side,
  b: side,
  run: z.object({
    seed: z.number(),
    profile: z.string(),
    today: z.string(),
    only: z.array(z.string()),
    startedAt: z.string(),
    durationMs: z.number(),
    claims: z.number(),
    cases: z.number(),
    /** Why it ended early, if it did. */
    ended: z.string().optional(),
  }),
  differences: z.array(difference),
  /** Differences beyond those that are kept. */
  moreDifferences: z.number(),
  /** Cases that were not compared, or not to their end. */
  uncompared: z.object({ overlapping: z.number(), unanswered: z.number(), diverged: z.number() }),
  /** What broke on our side. */
  broken: z.array(z.string()),
});
export type Against = z.infer<typeof againstSchema>;

/** 0: no difference; 1: differences; 2: it could not be compared; 3: nothing for certain. */
export function againstExit({ differences, complete, broken, run }: Against): { code: 0 | 1 | 2 | 3; why: string } {
  if (differences.some(({ repeats }) => repeats)) return { code: 1, why: "the targets differ" };
  if (broken.length > 0 || run.cases === 0) return { code: 2, why: "the targets could not be compared" };
  if (differences.length > 0 || !complete)
    return { code: 3, why: "inconclusive: no difference showed twice, and not everything could be compared" };
  return { code: 0, why: "the targets answer alike" };
}
