import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../reports/report.ts";
import { chartsOf, pointOf, trendRow, trendsOf } from "../../reports/trend.ts";
import { trendMarkdown, trendPage, trendText } from "../../reports/trend-text.ts";
import { sampleReport } from "./sample.ts";

const night = (day: number, rest: Partial<Report> = {}) =>
  pointOf(
    sampleReport({
      totals: { pass: 100 + day, fail: day, warn: 1, untested: 5 },
      times: { createVersion: { count: 50, medianMs: 10 * day, p95Ms: 99 } },
      ...rest,
      run: { startedAt: `2026-01-0${day}T00:00:00.000Z`, requests: 1000 * day },
    }),
  );
const other = { target: { kind: "url" as const, baseUrl: "http://other/client/v4" } };

describe("a trend", () => {
  test("has the last runs of a target, the oldest first, each once", () => {
    const [trend] = trendsOf([night(3), night(1), night(2), night(3)], 2);

    expect(trend?.nights.map(({ startedAt }) => startedAt.slice(0, 10))).toEqual(["2026-01-02", "2026-01-03"]);
    expect(trend?.older).toBe(1);
  });

  test("never makes one line of two targets", () => {
    const trends = trendsOf([night(1), night(2, other), night(3)], 30);

    expect(trends.map(({ baseUrl, nights }) => [baseUrl, nights.length])).toEqual([
      ["http://127.0.0.1:1/client/v4", 2],
      ["http://other/client/v4", 1],
    ]);
  });

  test("leaves out a run whose day nobody knows", () => {
    expect(trendsOf([pointOf(sampleReport({ run: { startedAt: "some day" } }))], 30)).toEqual([]);
  });

  test("is drawn as verdicts, answer times, requests and drift", () => {
    const [trend] = trendsOf([night(1), night(2)], 30);

    const charts = trend ? chartsOf(trend) : [];

    expect(charts.flatMap(({ lines }) => lines.map(({ name, values }) => [name, ...values]))).toEqual([
      ["fail", 1, 2],
      ["warn", 1, 1],
      ["pass", 101, 102],
      ["untested", 5, 5],
      ["createVersion", 10, 20],
      ["requests", 1000, 2000],
      ["drift", 0, 0],
    ]);
  });

  test("without answer times has no chart of them", () => {
    const [trend] = trendsOf([night(1, { times: undefined })], 30);

    expect(trend && chartsOf(trend).map(({ title }) => title)).not.toContain("Median answer times");
  });

  test("as a row says what is no usual verdict, and whether the run was cut short", () => {
    const { night: one } = night(1, { complete: false, totals: { pass: 3, broken: 2 } });

    expect(trendRow(one)).toEqual(["2026-01-01 00:00 (incomplete)", "3", "0", "0", "0", "2 broken", "1000", "0", "10"]); // biome-ignore format: a row
  });
});

describe("the forms of a trend", () => {
  const trends = trendsOf([night(1), night(2, { times: undefined }), night(3), night(4, { complete: false }), night(5, other)], 30); // biome-ignore format: a list

  test("as text says what each number was at first and at last", () => {
    const lines = trendText(trends).split("\n");

    expect(lines[0]).toBe("http://127.0.0.1:1/client/v4: 4 runs, 2026-01-01 to 2026-01-04");
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}fail +1 -> 4 {2}\(1 to 4\)$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}createVersion +10 -> 40 /));
    expect(lines.at(-1)).toMatch(/drift/);
  });

  test("as Markdown is a table, the newest run first", () => {
    const rows = trendMarkdown(trends).match(/^\| 2026.*$/gm) ?? [];

    expect(rows.map((row) => row.slice(2, 12))).toEqual(["04", "03", "02", "01", "05"].map((day) => `2026-01-${day}`));
  });

  test("as a page draws a line over the runs, with a gap where nothing is known", () => {
    const page = trendPage(trends);
    const lines = [...page.matchAll(/<path d="([^"]+)"/g)].map(([, path = ""]) => path);

    expect(page.match(/<svg /g)).toHaveLength(10);
    expect(lines.every((path) => /^M[\d.,MLZ]+$/.test(path))).toBe(true);
    expect(lines.filter((path) => path.split("M").length === 3)).toHaveLength(1);
    expect(page).toContain("<title>fail: 4, 2026-01-04 00:00, incomplete</title>");
  });

  test("as a page loads nothing and runs nothing", () => {
    expect(trendPage(trends)).not.toMatch(/<script|<link|<img|@import|url\(|\son\w+=|src=/);
  });

  test("keep their form whatever a target is called, and whatever an operation", () => {
    const unit = fc.constantFrom("|", "\n", "\u001b[2J", "<script>", '"', "</title>", "\u202e", "a", "&");
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 10 }), (said) => {
        const times = { [said]: { count: 1, medianMs: 1, p95Ms: 1 } };
        const odd = trendsOf([night(1, { target: { kind: "url", baseUrl: said }, times })], 30);

        const page = trendPage(odd);
        expect(page).not.toMatch(/<script/i);
        expect(page.match(/<section>/g)).toHaveLength(1);
        expect(trendMarkdown(odd).match(/^## /gm)).toHaveLength(1);
        expect(trendText(odd).split("\n")).toHaveLength(8);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(page + trendMarkdown(odd) + trendText(odd)).not.toMatch(/[\u001b\u202e]/);
      }),
      { numRuns: 50 },
    );
  });
});
