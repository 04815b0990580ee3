import { describe, expect, test } from "vitest";
import { exitLine } from "../../reports/exit.ts";
import { exitCodeOf, meaningOf, type Report, type Verdict, worst } from "../../reports/report.ts";

/** A report of these verdicts; of a known failure there is a baseline. */
function reportOf(
  verdicts: (Verdict | "known fail" | "known flaky" | "below flaky")[],
  { complete = true, stale = 0 }: { complete?: boolean; stale?: number } = {},
): Report {
  const requirements = verdicts.map((one) => {
    const [verdict, known] = one.startsWith("known ") ? [one.slice(6), "seen before"] : [one, undefined];
    if (one === "below flaky") return { verdict: "flaky", failures: [{ warning: true }] };
    return { verdict, known, failures: verdict === "warn" ? [{ warning: true }] : [{}] };
  });
  const totals = Object.fromEntries(
    ["pass", "fail", "warn", "flaky", "untested", "inapplicable", "environment", "broken"].map((verdict) => [
      verdict,
      requirements.filter((one) => one.verdict === verdict).length,
    ]),
  );
  const whole = requirements.map((one) => ({ ...one, rows: [] }));
  return {
    complete,
    requirements: whole,
    totals,
    run: {},
    baseline: { stale: Array(stale).fill({}) },
  } as unknown as Report;
}

describe("an exit code", () => {
  test.each<[number, string, Parameters<typeof reportOf>]>([
    [0, "where something passed and nothing else happened", [["pass", "untested", "inapplicable"]]],
    [1, "where a violation is confirmed", [["pass", "fail", "broken", "environment"]]],
    [1, "where the baseline is stale", [["pass"], { stale: 1 }]],
    [3, "where the baseline is stale, and the run was cut short", [["pass"], { stale: 1, complete: false }]],
    [2, "where the suite itself broke", [["pass", "broken", "flaky"]]],
    [2, "where nothing passed", [["untested", "inapplicable"]]],
    [3, "where what failed did not fail again", [["pass", "flaky"]]],
    [3, "where nothing passed, but something failed once", [["flaky"]]],
    [3, "where the target did not answer", [["pass", "environment"]]],
    [3, "where the run was cut short", [["pass"], { complete: false }]],
    [0, "where what fails is known", [["pass", "known fail", "known flaky"]]],
    [0, "where only what is known was judged", [["known fail"]]],
    [0, "where something breaks below the bar", [["pass", "warn"]]],
    [0, "where nothing breaks at the bar, and nothing passed", [["warn"]]],
    [0, "where what did not fail again lies below the bar", [["pass", "below flaky"]]],
    [1, "where more fails than is known", [["known fail", "fail"]]],
  ])("is %i %s", (code, _where, of) => {
    expect(exitCodeOf(reportOf(...of))).toBe(code);
  });

  test("says what had a case where requests were counted, and not everything had one", () => {
    const rows = [{ verdict: "pass" }, { verdict: "untested" }, { verdict: "inapplicable" }];
    const counted = (verdicts: Verdict[]) => {
      const report = reportOf(verdicts);
      return {
        ...report,
        run: { plan: { rows: { judged: 0, of: 6 } } },
        requirements: report.requirements.map((one) => ({ ...one, rows })),
      };
    };
    const meaning = (verdicts: Verdict[]) => meaningOf(counted(verdicts) as unknown as Report);

    expect(meaning(["pass", "untested"])).toBe(
      "nothing that was tried breaks the contract; 1 of 2 sentences and 4 of 6 rows had a case",
    );
    expect(meaning(["pass", "fail"])).toBe(
      "the target breaks the contract; 2 of 2 sentences and 4 of 6 rows had a case",
    );
  });

  test("has a meaning of its own where only the baseline is stale", () => {
    expect(meaningOf(reportOf(["pass"], { stale: 1 }))).toBe(
      "nothing new breaks the contract, but the baseline is stale",
    );
    expect(meaningOf(reportOf(["pass", "fail"], { stale: 1 }))).toBe("the target breaks the contract");
    expect(meaningOf(reportOf(["pass"]))).toBe("the target conforms");
  });

  test("stands before its reason on the last line", () => {
    expect(exitLine(3, "why")).toBe("exit 3: why");
  });
});

describe("the worst of several verdicts", () => {
  test("is the first of fail, broken, flaky, pass, environment, inapplicable, untested", () => {
    const order: Verdict[] = ["fail", "broken", "flaky", "pass", "environment", "inapplicable", "untested"];

    for (const [i, one] of order.entries()) expect(worst(order.slice(i).toReversed())).toBe(one);
  });

  test("of none is untested", () => {
    expect(worst([])).toBe("untested");
  });
});
