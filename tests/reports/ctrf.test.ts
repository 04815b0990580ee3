import { validate } from "ctrf";
import { describe, expect, test } from "vitest";
import { ctrfReport } from "../../reports/ctrf.ts";
import type { Verdict } from "../../reports/report.ts";
import { failureOf } from "./failures.ts";
import { realReport } from "./real.ts";
import { requirementOf, sampleReport } from "./sample.ts";

describe("ctrf-report.json", () => {
  test("is valid, of a run with failures", async () => {
    const ctrf = JSON.parse(ctrfReport(await realReport()));

    expect(validate(ctrf)).toEqual({ valid: true, errors: [] });
    expect(ctrf.results.tests).toContainEqual(
      expect.objectContaining({ testId: "deploy.supersedes", status: "failed", rawStatus: "fail", suite: ["deploy"] }),
    );
  });

  test.each<[string, Verdict, object, string]>([
    ["a pass", "pass", {}, "passed"],
    ["a warning", "warn", { failures: [failureOf({ warning: true })] }, "passed"],
    ["a failure", "fail", { failures: [failureOf()] }, "failed"],
    ["a known failure", "fail", { failures: [failureOf({ known: "see 1" })], known: "see 1" }, "skipped"],
    ["what broke", "broken", { reason: "TypeError" }, "failed"],
    ["what did not repeat", "flaky", { failures: [failureOf({ flaky: true })] }, "other"],
    ["what was seen once", "unconfirmed", { failures: [failureOf({ unconfirmed: true })] }, "other"],
    ["what nothing reached", "untested", { reason: "no case" }, "skipped"],
    ["what does not apply", "inapplicable", { reason: "no placement" }, "skipped"],
    ["what the network hid", "environment", { reason: "429" }, "skipped"],
  ])("counts %s, verdict %s", (_, verdict, rest, status) => {
    const requirements = [{ ...requirementOf("deploy.b", verdict), ...rest }];

    const ctrf = JSON.parse(ctrfReport(sampleReport({ totals: { [verdict]: 1 }, requirements })));

    expect(validate(ctrf).errors).toEqual([]);
    expect(ctrf.results.tests[0]).toMatchObject({ name: "deploy.b", status, rawStatus: verdict });
    expect(ctrf.results.summary[status]).toBeGreaterThan(0);
  });
});
