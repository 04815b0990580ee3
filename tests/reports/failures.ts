import type { Failure } from "../../reports/report.ts";

/** A failure, with what a test is about. */
export const failureOf = (rest: Partial<Failure> = {}): Failure => ({
  claim: "deploy.supersedes",
  expected: "less",
  actual: "more",
  input: [],
  seed: 1,
  path: "0",
  replay: "npx --no-install workers-version-conformance replay --only deploy.supersedes --seed 1 --path 0",
  flaky: false,
  exchanges: [],
  ...rest,
});
