import type { GateFailure, GateReport, GateVerdict, PropertyResult } from "../../../reports/gate/report.ts";

export const failureOf = (rest: Partial<GateFailure> = {}): GateFailure => ({
  flaky: false,
  at: "body/placement",
  expected: { mode: "smart" },
  actual: "absent",
  call: {
    account_id: "023e105f4ecef8ad9ca31a8372d0c353",
    worker_id: "my-worker",
    query: {},
    body: { main_module: "index.js", placement: { mode: "smart" } },
  },
  auth: "token",
  environment: [],
  replies: ['200\nContent-Type: application/json\n\n{"result":{"id":"1"},"success":true}'],
  outcome: { case: "1", outcome: "version", version: {} },
  attempts: [{ text: "POST / HTTP/1.1\n\n{}", atMs: 0 }],
  curl: "curl",
  replay: "replay",
  seed: 1,
  path: "0:0",
  ...rest,
});

export const propertyOf = (
  id: string,
  verdict: GateVerdict = "pass",
  rest: Partial<PropertyResult> = {},
): PropertyResult => ({
  id,
  level: "must",
  text: `keep ${id}`,
  source: "page",
  regressions: [],
  verdict,
  judged: 3,
  rows: [],
  failures: verdict === "fail" ? [failureOf()] : [],
  ...rest,
});

/** A property with rows, each with its verdict; those that fail have a failure each. */
export const withRows = (id: string, rows: Readonly<Record<string, GateVerdict>>): PropertyResult => {
  const failing = Object.keys(rows).filter((row) => rows[row] === "fail");
  return propertyOf(id, failing.length > 0 ? "fail" : "pass", {
    rows: Object.entries(rows).map(([row, verdict]) => ({ row, verdict, judged: 1 })),
    failures: failing.map((row) => failureOf({ row })),
  });
};

export function reportOf(
  name: string,
  properties: PropertyResult[],
  run: Partial<GateReport["run"]> = {},
  version = "1.0.0",
): GateReport {
  const verdicts = properties.map(({ verdict }) => verdict);
  return {
    schema: "workers-version-conformance/gate@1",
    complete: true,
    suite: { version: "0.1.0" },
    contract: { revision: "r" },
    client: { name, version, command: ["x"], mode: "stream", decode: "typed", normalizes: [] },
    proof: { mutants: 0, caught: 0, alarms: 0 },
    run: {
      seed: 1,
      runs: 12,
      startedAt: "2026-11-30T01:02:03.000Z",
      durationMs: 1000,
      cases: 100,
      requests: 100,
      ...run,
    },
    totals: {
      pass: verdicts.filter((one) => one === "pass").length,
      fail: verdicts.filter((one) => one === "fail").length,
    },
    properties,
  };
}
