import type { CTRFReport, Test } from "ctrf";
import { type Case, casesOf, tookMs } from "./cases.ts";
import { cut, plain, plainLines } from "./door.ts";
import type { Report } from "./report.ts";

/** A failure that did not show again is neither passed nor skipped; what broke on our side must not look green. */
function statusOf({ outcome, verdict }: Case): Test["status"] {
  if (verdict === "flaky" || verdict === "unconfirmed") return outcome === "error" ? "failed" : "other";
  return outcome === "error" ? "failed" : outcome;
}

/** Replays of failures that a case lists. */
const mostReplays = 20;

function testOf(one: Case): Test {
  const { suite, name, key, verdict, message, detail, requirement, failures } = one;
  const replays = failures.slice(0, mostReplays).map(({ replay }) => plain(replay));
  return {
    name: plain(name, 400),
    testId: plain(key, 400),
    status: statusOf(one),
    rawStatus: verdict,
    duration: tookMs(one),
    suite: [suite],
    message: message && plainLines(message),
    trace: detail && plainLines(detail, 20_000),
    ...(requirement && { tags: [requirement.level], labels: { level: requirement.level, judged: requirement.judged } }),
    ...(replays.length > 0 && { extra: { replays } }),
  };
}

/** The report in the Common Test Report Format. */
export function ctrfReport(report: Report): string {
  const { suite, contract, target, run } = report;
  const tests = casesOf(report).map(testOf);
  const count = (status: Test["status"]) => tests.filter((one) => one.status === status).length;
  const start = Date.parse(run.startedAt);
  const name = "workers-version-conformance";
  const ctrf: CTRFReport = {
    reportFormat: "CTRF",
    specVersion: "0.0.0",
    timestamp: run.startedAt,
    generatedBy: name,
    results: {
      tool: { name, version: suite.version },
      summary: {
        tests: tests.length,
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
        pending: 0,
        other: count("other"),
        suites: new Set(tests.map((one) => one.suite?.[0])).size,
        start,
        stop: start + Math.round(run.durationMs),
      },
      tests,
      environment: {
        appName: cut(plain(target.baseUrl), 400),
        extra: { contract: contract.revision, profile: run.profile, seed: run.seed, complete: report.complete },
      },
    },
  };
  return `${JSON.stringify(ctrf, undefined, 2)}\n`;
}
