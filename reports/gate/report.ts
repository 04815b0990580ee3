import { z } from "zod";
import { levels } from "../../contract/level.ts";
import type { ExitCode } from "../exit.ts";

/** Only `pass` counts as passed; `expected-fail` is a failure that is known. */
export const gateVerdicts = [
  "pass",
  "fail",
  "warn",
  "expected-fail",
  "stale-expected",
  "flaky",
  "not-expressible",
  "adapter-error",
  "untested",
] as const;
export type GateVerdict = (typeof gateVerdicts)[number];
const verdict = z.enum(gateVerdicts);

const attempt = z.object({
  /** The request as it came: line, headers in their order and case, body. */
  text: z.string(),
  atMs: z.number().describe("after the first attempt"),
});

const besideCall = z.object({ call: z.unknown(), replies: z.array(z.string()) });

const failure = z.object({
  row: z.string().optional(),
  flaky: z.boolean(),
  at: z.string(),
  expected: z.unknown(),
  actual: z.unknown(),
  /** The smallest call, and what the server answered. */
  call: z.unknown(),
  /** Calls that the same client made before, and one that it made meanwhile. */
  earlier: z.array(besideCall).optional(),
  beside: besideCall.optional(),
  auth: z.string(),
  environment: z.array(z.string()),
  replies: z.array(z.string()),
  outcome: z.unknown(),
  attempts: z.array(attempt),
  /** The request that the caller asked for. */
  curl: z.string(),
  replay: z.string(),
  seed: z.number(),
  path: z.string(),
});

const row = z.object({ row: z.string(), verdict, judged: z.number(), reason: z.string().optional() });

const property = z.object({
  id: z.string(),
  level: z.enum(["must", "should"]),
  text: z.string(),
  source: z.string(),
  regressions: z.array(z.string()),
  verdict,
  judged: z.number(),
  reason: z.string().optional(),
  rows: z.array(row),
  failures: z.array(failure),
});

/** The report on a client: what every other form of it is made from. */
export const gateReportSchema = z.object({
  schema: z.literal("workers-version-conformance/gate@1"),
  complete: z.boolean(),
  suite: z.object({ version: z.string() }),
  contract: z.object({ revision: z.string() }),
  client: z.object({
    name: z.string(),
    version: z.string().optional(),
    command: z.array(z.string()),
    mode: z.string(),
    contract: z.string().optional(),
    decode: z.string(),
    normalizes: z.array(z.string()),
    note: z.string().optional(),
  }),
  proof: z.object({
    mutants: z.number(),
    caught: z.number(),
    alarms: z.number(),
    /** When the gate proved itself; once is enough for as long as nothing of it changes. */
    provedAt: z.iso.datetime().optional(),
  }),
  run: z.object({
    seed: z.number(),
    runs: z.number(),
    /** The bar: what breaks below it is a warning. */
    level: z.enum(levels).optional(),
    startedAt: z.string(),
    durationMs: z.number(),
    cases: z.number(),
    /** Each set of cases: how many were made, and how many were planned. */
    sets: z.array(z.object({ set: z.string(), cases: z.number(), of: z.number() })).optional(),
    requests: z.number(),
    /** Requests of the client beside its creates: its own business, answered and not judged. */
    others: z.array(z.object({ route: z.string(), requests: z.number() })).optional(),
    only: z.array(z.string()).optional(),
    ended: z.string().optional(),
  }),
  totals: z.partialRecord(verdict, z.number()),
  properties: z.array(property),
});
export type GateReport = z.infer<typeof gateReportSchema>;
export type PropertyResult = GateReport["properties"][number];
export type GateFailure = PropertyResult["failures"][number];

export function gateExitCode({ totals, complete }: GateReport): ExitCode {
  const count = (one: GateVerdict) => totals[one] ?? 0;
  if (count("fail") + count("stale-expected") > 0) return 1;
  if (count("adapter-error") > 0 || !complete) return 2;
  if (count("pass") + count("expected-fail") + count("flaky") + count("warn") === 0) return 2;
  return count("flaky") > 0 ? 3 : 0;
}

const order: readonly GateVerdict[] = [
  "fail",
  "stale-expected",
  "adapter-error",
  "flaky",
  "warn",
  "expected-fail",
  "pass",
  "not-expressible",
  "untested",
];
/** The worst verdict decides; a row that is not expressible does not spoil those that are. */
export const worstGate = (all: readonly GateVerdict[]): GateVerdict =>
  order.find((one) => all.includes(one)) ?? "untested";
