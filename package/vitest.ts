import { describe } from "vitest";
import type { Report } from "../reports/report.ts";
import { type TestOptions, testsOf, usualProfile } from "./cases.ts";
import { mount } from "./mount.ts";
import { run } from "./run.ts";
import type { TargetOption } from "./target.ts";

export type { TestOptions } from "./cases.ts";
export type { Fetching, Handler, Server, TargetOption } from "./target.ts";

/** Options of `run`, and how long vitest is to wait for it. */
export interface DescribeOptions extends TestOptions {
  /** The suite's name in vitest's output; "Create Version", unless given. */
  name?: string;
  /** Milliseconds after which vitest gives up the run; 0, unless given: the run has limits of its own (`maxTime`). */
  hookTimeout?: number;
  /** Is given the report, before any test is judged: to write it in other forms, or to keep it. */
  onReport?: (report: Report) => unknown;
}

const isOptions = (given: unknown): given is DescribeOptions & { target: TargetOption } =>
  typeof given === "object" && given !== null && "target" in given;

/**
 * A suite of vitest with a test for each requirement, in the groups of the reports:
 * `describeConformance(app)`, `describeConformance("http://localhost:8787/client/v4")` or `describeConformance({ target, …settings })`.
 *
 * What vitest filters out (`-t`, `.only`) is not judged; a file of its own for some areas each (`only`) lets `--shard` and workers part them.
 */
export function describeConformance(given: TargetOption | DescribeOptions, more: DescribeOptions = {}): void {
  const options: DescribeOptions = isOptions(given) ? given : { target: given as TargetOption, ...more };
  const { name = "Create Version", hookTimeout = 0, onReport, ...rest } = options;
  let report: Promise<Report> | undefined;
  const begin = (only: readonly string[] | undefined) => {
    report ??= run({ profile: usualProfile, ...rest, ...(only ? { only: [...only] } : {}) });
    return report;
  };
  const tests = testsOf(() => begin(rest.only), rest);
  describe(name, () => {
    const all = tests.filter(({ id }) => id !== undefined).length;
    mount(
      tests,
      async (chosen) => {
        const ids = chosen.flatMap(({ id }) => id ?? []);
        const done = await begin(ids.length > 0 && ids.length < all ? ids : rest.only);
        await onReport?.(done);
      },
      hookTimeout,
    );
  });
}
