import { z } from "zod";

/** A call and its answer, as reports keep them. */
export const exchange = z.object({
  method: z.string(),
  path: z.string(),
  body: z.unknown().optional(),
  /** What the call is for, as the suite calls it: `createVersion`, `listVersions`, … */
  kind: z.string().optional(),
  /** The body exactly as it was sent, where `body` spelled anew would be another text. */
  text: z.string().optional(),
  /** A body that is no text, in base64. */
  bytes: z.string().optional(),
  /** Parts of the body stand here by their beginning and length: it cannot be sent again from here. */
  isFolded: z.literal(true).optional(),
  /** Headers beside the usual ones; null: a usual one was left out. */
  headers: z.record(z.string(), z.string().nullable()).optional(),
  /** How the body went over the wire, where not in one piece with its length. */
  framing: z.string().optional(),
  /** When it was made and answered, in the order of all such moments of the case. */
  from: z.number().optional(),
  to: z.number().optional(),
  status: z.number(),
  contentType: z.string(),
  answer: z.unknown(),
  startedAt: z.string(),
  tookMs: z.number(),
});

/** A failure of a requirement, with the smallest case that shows it. */
export const failure = z.object({
  row: z.string().optional(),
  /** The claim whose input brought it about. */
  claim: z.string(),
  expected: z.string(),
  actual: z.unknown(),
  pointer: z.string().optional(),
  /** Names the failure in this report: `replay <hash>`. */
  hash: z.string().optional(),
  /** Nothing is there where a value was expected: `actual` is no value of the target's. */
  absent: z.literal(true).optional(),
  /** Which of the exchanges decides, from 0. */
  decides: z.number().optional(),
  /** The place in its answer that decides, where the page names none: where what came stands. */
  shownAt: z.string().optional(),
  /** The place in the body of the request that decides, as a JSON pointer. */
  place: z.string().optional(),
  /** The valid request that the refused or accepted one was made from by one change, and that the target accepts. */
  twin: z.unknown().optional(),
  /** Workers of the exchanges: how paths and bodies call them. */
  workers: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  /** Calls of the case before those that are kept. */
  earlier: z.number().optional(),
  /** Of what is judged on every answer: in which calls it shows, and in how many of their answers. */
  calls: z.array(z.object({ call: z.string(), broke: z.number(), of: z.number() })).optional(),
  /** Claims that saw it again, and how often. */
  also: z.array(z.object({ claim: z.string(), times: z.number() })).optional(),
  /** Variables of the environment that `replay` needs, each with what it is. */
  needs: z.array(z.object({ name: z.string(), what: z.string() })).optional(),
  /** The folder of its repro pack, or why it has none. */
  pack: z.string().optional(),
  noPack: z.string().optional(),
  /** The day on which a corpus first held it. */
  firstSeen: z.string().optional(),
  /** The whole input of the smallest case as the suite reads it again; absent where it is no data alone. */
  literal: z.string().optional(),
  /** What the generators made for the smallest case: for replays alone. */
  input: z.unknown(),
  seed: z.number(),
  path: z.string(),
  replay: z.string(),
  curl: z.string().optional(),
  /** It did not show again when the same was tried again. */
  flaky: z.boolean(),
  /** Nothing was left to try it again with: the replay would tell. */
  unconfirmed: z.boolean().optional(),
  /** It lies below the bar. */
  warning: z.literal(true).optional(),
  /** The reason of a baseline that lists it. */
  known: z.string().optional(),
  exchanges: z.array(exchange),
  /** What the replay did, where it did not show the failure again. */
  replayed: z.array(exchange).optional(),
  /** Calls that overlapped, in the order of the moments at which calls were made and answered. */
  timeline: z.array(z.object({ call: z.string(), outcome: z.string(), from: z.number(), to: z.number() })).optional(),
});
