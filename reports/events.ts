import { z } from "zod";
import { levels } from "../contract/level.ts";
import { cut } from "./door.ts";
import { type Failure, type Report, verdicts } from "./report.ts";
import { actualText } from "./story.ts";

/** Milliseconds since the run began. */
const atMs = z.number();

const start = z.object({
  event: z.literal("start"),
  suite: z.object({ version: z.string() }),
  contract: z.object({ revision: z.string() }),
  target: z.object({ kind: z.enum(["mock", "url", "account"]), baseUrl: z.string() }),
  run: z.object({
    seed: z.number(),
    profile: z.string(),
    level: z.enum(levels),
    today: z.string(),
    startedAt: z.string(),
    only: z.array(z.string()),
  }),
});

const progress = z.object({
  event: z.literal("progress"),
  atMs,
  /** The claim at hand; none at the end. */
  claim: z.string(),
  done: z.number(),
  of: z.number(),
  failures: z.number(),
  requests: z.number(),
});

const failure = z.object({
  event: z.literal("failure"),
  atMs,
  id: z.string(),
  row: z.string().optional(),
  /** As it stands when it is found: what a baseline knows is known at the end. */
  verdict: z.enum(verdicts),
  claim: z.string(),
  hash: z.string().optional(),
  expected: z.string(),
  /** What came, as JSON; cut where it is long, since `report.json` has it whole. */
  actual: z.string(),
  pointer: z.string().optional(),
  seed: z.number(),
  path: z.string(),
  replay: z.string(),
});

const end = z.object({
  event: z.literal("end"),
  atMs,
  /** The exit code. */
  exit: z.number(),
  why: z.string(),
});

/** What a run tells as it goes. A list of them without an end is of a run that did not end: nothing follows from it. */
export const eventSchema = z.discriminatedUnion("event", [start, progress, failure, end]);
export type RunEvent = z.infer<typeof eventSchema>;

/** The start of a run, as its report will say it. */
export const startOf = (
  { suite, contract, target }: Pick<Report, "suite" | "contract" | "target">,
  run: z.infer<typeof start>["run"],
): RunEvent => ({ event: "start", suite, contract, target, run });

const longest = 2000;

/** A failure that was found just now. */
export function failureEvent(id: string, one: Failure, atMs: number): RunEvent {
  const { row, claim, hash, expected, pointer, seed, path, replay, flaky, unconfirmed, warning } = one;
  const verdict = flaky ? "flaky" : unconfirmed ? "unconfirmed" : warning ? "warn" : "fail";
  const actual = actualText(one, longest);
  return {
    event: "failure",
    atMs,
    id,
    row,
    verdict,
    claim,
    hash,
    expected: cut(expected, longest),
    actual,
    pointer: pointer && cut(pointer, longest),
    seed,
    path,
    replay,
  };
}

/** An event as a line of its own, also for readers that end lines elsewhere than at a line feed. */
export const eventLine = (event: RunEvent): string =>
  `${JSON.stringify(event).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )}\n`;
