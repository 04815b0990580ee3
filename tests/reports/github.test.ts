import { marked } from "marked";
import { describe, expect, test } from "vitest";
import { stepOf, stepWithoutRun } from "../../reports/github.ts";
import type { Failure, Report, RequirementResult } from "../../reports/report.ts";
import { failureOf } from "./failures.ts";
import { hostileTexts } from "./hostile.ts";
import { realReport } from "./real.ts";
import { requirementOf, sampleReport } from "./sample.ts";

const bytesOf = (text: string) => Buffer.byteLength(text);
/** A requirement that breaks so often, each time in another way. */
const broken = (id: string, count: number, rest: (i: number) => Partial<Failure> = () => ({})): RequirementResult => ({
  ...requirementOf(id, "fail"),
  failures: Array.from({ length: count }, (_, i) => failureOf({ row: `row-${i}`, pointer: `/a${i}`, ...rest(i) })),
});
const reportWith = (requirements: RequirementResult[], rest: Partial<Report> = {}) =>
  sampleReport({ requirements, totals: { pass: 3, fail: requirements.length }, ...(rest as object) });
const outputsOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^([\w-]+)<<(\w+)\n(.*?)\n\2$/gms)].map(([, name, , value]) => [name, value]));

describe("a step summary", () => {
  test("has verdict, scope, counts, the groups and the path of the whole report", async () => {
    const report = await realReport();

    const { summary } = stepOf({ report, files: ["out/report.html"], code: 1 });

    expect(summary).toMatch(/^## Create Version conformance: the target breaks the contract$/m);
    expect(summary).toMatch(/^\*\*exit 1: .*judged requirements? fails?/m);
    expect(summary).toMatch(/^\| 59 \| 4 \|/m);
    expect(summary).toMatch(/^#### 1\. bindings\.|^#### 1\. version\.|^#### 1\. deploy\./m);
    expect(summary).toMatch(/replay --fault/);
    expect(summary).toContain("Whole report: `out/report.html`");
    expect(summary).not.toContain("… and");
  });

  test("stays under 60 KB with 2,000 failures, and says how many groups it leaves out", () => {
    const requirements = Array.from({ length: 20 }, (_, i) =>
      broken(`area${i}.subject.claim`, 100, (j) => ({ actual: `${i} ${j}` })),
    );

    const { summary, annotations } = stepOf({ report: reportWith(requirements), files: ["report.html"], code: 1 });

    expect(bytesOf(summary)).toBeLessThan(60_000);
    expect(bytesOf(summary)).toBeGreaterThan(50_000);
    expect(summary).toMatch(/^… and [\d,]+ more groups with [\d,]+ failures\.$/m);
    expect(summary).toContain("Whole report: `report.html`");
    expect(annotations).toHaveLength(10);
  });

  test.each(hostileTexts.map((text): [string, string] => [text.slice(0, 30), text]))(
    "stays under 60 KB, and whole, where every text is %j",
    (_, text) => {
      const long = text.repeat(Math.ceil(3000 / Math.max(1, text.length)));
      const requirement = broken("deploy.supersedes", 30, (i) => ({
        row: `${i}${long}`,
        pointer: `/${i}${long}`,
        expected: long,
        actual: long,
        replay: long,
        claim: long,
      }));
      const baseline = { file: long, known: 0, stale: [{ id: long, row: long, reason: long }], expired: [] };
      const report = reportWith([requirement], { baseline });
      report.run = { ...report.run, ended: long, only: [long], config: long };
      report.target.baseUrl = long;

      const { summary } = stepOf({ report, files: Array.from({ length: 8 }, () => long), code: 1 });

      expect(bytesOf(summary)).toBeLessThan(60_000);
      expect(summary).toMatch(/^## Create Version conformance: /);
      expect(summary).toMatch(/^\| 3 \| 1 \|$/m);
      expect(summary).toMatch(/^Whole report: /m);
      expect(marked.parse(summary, { async: false })).not.toMatch(/<(script|img|a|svg|style|input)\b|<[^>]*\son\w+=/i);
    },
  );

  test("says why where no run was possible", () => {
    const { summary, annotations, outputs } = stepWithoutRun("no credentials\n```\n::error::x");

    expect(summary).toContain("````\nno credentials\n```\n::error::x\n````");
    expect(annotations).toEqual(["::error title=could-not-judge::no credentials%0A```%0A::error::x"]);
    expect(outputsOf(outputs)).toEqual({ verdict: "could-not-judge", "exit-code": "2" });
  });
});

describe("annotations", () => {
  test("are one a group, errors first, then what was not confirmed, then warnings", () => {
    const report = reportWith([
      broken("deploy.warned", 1, () => ({ warning: true })),
      broken("deploy.unsure", 1, () => ({ flaky: true })),
      broken("deploy.known", 1, () => ({ known: "see 1" })),
      broken("deploy.broken", 1),
    ]);

    const { annotations } = stepOf({ report, files: [], code: 1 });

    expect(annotations.map((one) => one.slice(0, one.indexOf("::", 2)))).toEqual([
      "::error title=deploy.broken [row-0]",
      "::warning title=not confirmed%3A deploy.unsure [row-0]",
      "::warning title=below the bar%3A deploy.warned [row-0]",
    ]);
    expect(annotations[0]).toContain('%0Aexpected less%0Agot "more" (a string) at /a0%0Areplay: npx ');
  });

  test("are ten at the most, the last of which says how many more there are", () => {
    const requirements = Array.from({ length: 14 }, (_, i) => broken(`area${i}.a`, 1, () => ({ actual: `${i}` })));

    const { annotations } = stepOf({ report: reportWith(requirements), files: [], code: 1 });

    expect(annotations).toHaveLength(10);
    expect(annotations[9]).toMatch(/^::warning title=and 5 more::/);
  });

  test("say why a run without a failure is no pass", () => {
    const stale = { file: "b", known: 0, stale: [{ id: "deploy.a", reason: "x" }], expired: [] };

    const inconclusive = stepOf({ report: sampleReport({ complete: false }), files: [], code: 3 });
    const isStale = stepOf({ report: sampleReport({ totals: { pass: 1 }, baseline: stale }), files: [], code: 1 });

    expect(inconclusive.annotations).toEqual([expect.stringMatching(/^::warning title=inconclusive::/)]);
    expect(isStale.annotations).toEqual(["::error title=the baseline is stale::these pass now:%0Adeploy.a"]);
  });
});

describe("outputs", () => {
  test("have the verdict, the counts, the report and how many violations no baseline lists", () => {
    const known = broken("deploy.known", 2, () => ({ known: "see 1" }));
    const report = reportWith([broken("deploy.broken", 3), known]);

    const { outputs } = stepOf({ report, files: ["out/report.json", "out/report.html"], code: 1 });

    expect(outputsOf(outputs)).toEqual({
      verdict: "violations",
      "exit-code": "1",
      pass: "3",
      fail: "2",
      warn: "0",
      report: "out/report.html",
      "new-violations": "3",
    });
  });

  test("bear a value that looks like the end of one", () => {
    const file = "a\nwvc_end\nverdict<<wvc_end\nconforms\nwvc_end__.html";

    const { outputs } = stepOf({ report: sampleReport(), files: [file], code: 130 });

    expect(outputsOf(outputs)).toMatchObject({ verdict: "interrupted", report: file });
  });
});
