import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { conformance } from "../../../harness/run/conformance.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import type { Report } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";

/** Nights of 250 requests against the embedded mock, each with the reports of those before it. */
async function* nights(fault: readonly string[], most: number): AsyncGenerator<Report> {
  const since: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "wvc-nights-"));
  for (let night = 1; night <= most; night += 1) {
    const out = join(folder, String(night));
    const flags = { fault, since: [...since], seed: night, maxRequests: 250, level: "observed", out, format: "json" };
    const { report } = await conformance(suite, readSettings(flags, {}), {});
    since.push(join(out, "report.json"));
    yield report;
  }
}

test("ten nights visit every row that can be judged, and raise no alarm", async () => {
  const left = new Set<string>();
  const tried = new Set<string>();
  for await (const { requirements, totals, run } of nights([], 10)) {
    expect(run.requests).toBeLessThanOrEqual(250);
    expect(totals).toMatchObject({ fail: 0, flaky: 0, unconfirmed: 0, broken: 0 });
    for (const { id, rows } of requirements)
      for (const { row, verdict, reason = "" } of rows) {
        const isLeft = verdict === "untested" && /left no case|left to another/.test(reason);
        (isLeft ? left : tried).add(`${id}/${row}`);
      }
  }

  expect(left.size).toBeGreaterThan(200);
  expect([...left].filter((key) => !tried.has(key))).toEqual([]);
}, 600_000);

test.each(["accepts-annotations:type", "accepts-placement:type"])(
  "a fault that only one row shows (%s) is found by one of ten nights",
  async (fault) => {
    const verdicts: number[] = [];
    for await (const { totals } of nights([fault], 10)) {
      verdicts.push(totals.fail ?? 0);
      if (totals.fail) break;
    }

    expect(verdicts.at(-1)).toBe(1);
    expect(verdicts.length).toBeLessThanOrEqual(10);
  },
  600_000,
);
