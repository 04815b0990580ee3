import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Change, diffSchema } from "../../reports/change.ts";
import { changesBetween, diffOf } from "../../reports/diff.ts";
import { diffExit, diffMarkdown, diffText } from "../../reports/diff-text.ts";
import type { Report, RequirementResult, Verdict } from "../../reports/report.ts";
import { requirementOf, sampleReport } from "./sample.ts";

const brief = ({ class: kind, what, name, from, to }: Change) => `${kind} ${what} ${name}: ${from} -> ${to}`;
const between = (before: Partial<Report>, after: Partial<Report>) =>
  changesBetween(sampleReport(before), sampleReport(after)).map(brief);
const only = (...requirements: RequirementResult[]) => ({ requirements });
const failureOf = (row: string | undefined, known?: string) => ({
  ...{
    row,
    known,
    claim: "a.one",
    expected: "",
    actual: null,
    input: [],
    seed: 1,
    path: "0",
    replay: "",
    flaky: false,
  },
  exchanges: [],
});

describe("a verdict that follows another one", () => {
  test.each<[Verdict, Verdict, Change["class"]]>([
    ["pass", "fail", "breaking"],
    ["pass", "broken", "breaking"],
    ["warn", "fail", "breaking"],
    ["untested", "fail", "breaking"],
    ["pass", "inapplicable", "breaking"],
    ["fail", "pass", "additive"],
    ["warn", "pass", "additive"],
    ["inapplicable", "pass", "additive"],
    ["untested", "pass", "neutral"],
    ["pass", "untested", "neutral"],
    ["pass", "warn", "neutral"],
    ["pass", "flaky", "neutral"],
    ["pass", "environment", "neutral"],
    ["broken", "fail", "neutral"],
    ["fail", "warn", "neutral"],
  ])("%s, then %s: %s", (from, to, kind) => {
    expect(between(only(requirementOf("a.one", from)), only(requirementOf("a.one", to)))).toEqual([
      `${kind} verdict a.one: ${from} -> ${to}`,
    ]);
  });

  test("is breaking where the requirement is gone, unless something else was selected", () => {
    const [old, now] = [only(requirementOf("a.one", "pass")), only()];

    expect(between(old, now)).toEqual(["breaking verdict a.one: pass -> not in the report"]);
    expect(between(old, { ...now, run: { ...sampleReport().run, only: ["b"] } })).toEqual([
      "neutral verdict a.one: pass -> not in the report",
    ]);
  });

  test("is breaking where a new requirement fails, and neutral where it passes", () => {
    expect(between(only(), only(requirementOf("a.new", "fail"), requirementOf("a.other", "pass")))).toEqual([
      "breaking verdict a.new: not in the report -> fail",
      "neutral verdict a.other: not in the report -> pass",
    ]);
  });

  test("is neutral where a baseline knows the failure, and where the target is said to lack the part", () => {
    const known = { ...requirementOf("a.one", "fail"), known: "of old" };
    const lacking = { ...requirementOf("a.two", "inapplicable"), reason: "declared: without placement" };

    const changes = changesBetween(
      sampleReport(only(requirementOf("a.one", "pass"), requirementOf("a.two", "pass"))),
      sampleReport(only(known, lacking)),
    );

    expect(changes.map(({ class: kind, why }) => [kind, why])).toEqual([
      ["neutral", "known: of old"],
      ["neutral", "declared: without placement"],
    ]);
  });
});

describe("rows", () => {
  test("are changes of their own where one of the reports found something in them", () => {
    const old = requirementOf("a.one", "fail", [["x", "pass"], ["y", "fail"], ["z", "pass"]]); // biome-ignore format: a list
    const now = requirementOf("a.one", "fail", [["x", "fail"], ["y", "pass"], ["z", "pass"]]); // biome-ignore format: a list

    expect(between(only(old), only(now))).toEqual([
      "breaking row a.one [x]: pass -> fail",
      "additive row a.one [y]: fail -> pass",
    ]);
  });

  test("that a budget left out are no more than coverage", () => {
    const old = requirementOf("a.one", "pass", [["x", "pass"], ["y", "pass"], ["z", "untested"]]); // biome-ignore format: a list
    const now = requirementOf("a.one", "pass", [["x", "untested"], ["z", "pass"]]); // biome-ignore format: a list

    expect(between(only(old), only(now))).toEqual([
      "neutral coverage a.one [x]: judged -> not judged",
      "neutral coverage a.one [y]: judged -> not judged",
    ]);
  });

  test("whose failures a baseline lists are neutral", () => {
    const old = requirementOf("a.one", "pass", [["x", "pass"]]);
    const now = { ...requirementOf("a.one", "pass", [["x", "fail"]]), failures: [failureOf("x", "of old")] };

    expect(between(only(old), only(now))).toEqual(["neutral row a.one [x]: pass -> fail"]);
  });
});

describe("what a target does where the page is silent", () => {
  const silent = (did: string): Partial<Report> => ({ silences: [{ id: "limits:null", text: "null", did }] });

  test.each([
    ["accepts it", "refuses it with 400, code 10021", "breaking"],
    ["accepts it, shown as 5", "refuses it with 400", "breaking"],
    ["refuses it with 400", "accepts it", "additive"],
    ["refuses it with 400", "refuses it with 422", "neutral"],
    ["accepts it", "accepts it, shown as 5", "neutral"],
    ["gives it again", "gives another one", "neutral"],
  ])("%s, then %s: %s", (from, to, kind) => {
    expect(between(silent(from), silent(to))).toEqual([`${kind} silence limits:null: ${from} -> ${to}`]);
  });

  test("is compared only where both runs asked", () => {
    expect(between({}, silent("accepts it"))).toEqual([]);
  });
});

describe("drift", () => {
  const drift = (count: number, what = "key"): Partial<Report> => ({
    drift: [{ pointer: "/result", what, value: "new_key", count }],
  });
  const gone = 'drift key "new_key" at /result: seen -> not seen';

  test("that is new is additive", () => {
    expect(between({}, drift(1))).toEqual(['additive drift key "new_key" at /result: not seen -> seen']);
  });

  test("that is gone breaks who reads the key, where it was there often enough to be missed", () => {
    expect(between(drift(10), {})).toEqual([`breaking ${gone}`]);
    expect(between(drift(9), {})).toEqual([`neutral ${gone}`]);
    expect(between(drift(10), { run: { ...sampleReport().run, requests: 400 } })).toEqual([`neutral ${gone}`]);
    expect(between(drift(10), { moreDrift: 4 })).toEqual([`neutral ${gone}`]);
  });

  test("of kinds and members is up to the cases that a run makes", () => {
    expect(between(drift(99, "kind"), {})[0]).toMatch(/^neutral/);
  });
});

describe("answer times", () => {
  const times = (medianMs: number, count = 20): Partial<Report> => ({
    times: { createVersion: { count, medianMs, p95Ms: 2 * medianMs } },
  });

  test("are a neutral change where the median more than doubled, and by more than 20 ms", () => {
    expect(between(times(15), times(36))).toEqual([
      "neutral time createVersion: 15 ms, the median of 20 -> 36 ms, the median of 20",
    ]);
  });

  test.each([
    ["not doubled", times(100), times(200)],
    ["by 20 ms", times(5), times(25)],
    ["of too few answers", times(15, 19), times(99)],
    ["of too few answers later", times(15), times(99, 19)],
    ["faster", times(99), times(15)],
    ["not known before", {}, times(99)],
  ])("are no change: %s", (_what, before, after) => {
    expect(between(before, after)).toEqual([]);
  });
});

describe("beside the verdicts", () => {
  test("a feature that is tried no more is neutral, where the later report counts them", () => {
    const tried = { tried: { "field.limits": 4, "field.tags": 2 } };

    expect(between(tried, { tried: { "field.limits": 1, "field.tags": 0 } })).toEqual([
      "neutral coverage field.tags: tried, 2 times -> not tried",
    ]);
    expect(between(tried, {})).toEqual([]);
  });

  test("a later run that was cut short, and what it left, break", () => {
    const run = { ...sampleReport().run, ended: "interrupted" };
    const residue = { created: 2, deleted: 1, left: ["wvc-1-1"], proven: true };

    expect(between({}, { complete: false, run, residue })).toEqual([
      "breaking incomplete the later run: complete -> incomplete: interrupted",
      "breaking residue Workers left: nothing -> wvc-1-1",
    ]);
    expect(between({ complete: false, run, residue }, {})).toEqual([]);
  });
});

describe("a diff", () => {
  const before = sampleReport(only(requirementOf("a.one", "pass"), requirementOf("a.two", "fail")));
  const after = sampleReport({
    ...only(requirementOf("a.one", "fail"), requirementOf("a.two", "pass")),
    run: { seed: 2, startedAt: "2026-01-02T00:00:00.000Z" },
  });

  test("as text names the classes, and counts at the end", () => {
    expect(diffText(diffOf(before, after)).split("\n")).toEqual([
      "note: another seed: 1, then 2",
      "breaking",
      "  verdict  a.one: pass -> fail",
      "",
      "additive",
      "  verdict  a.two: fail -> pass",
      "",
      "1 breaking, 1 additive (2026-01-01T00:00:00.000Z to 2026-01-02T00:00:00.000Z)",
    ]);
    expect(diffText(diffOf(before, before))).toMatch(/^nothing changed \(/);
  });

  test("as Markdown has a table for each class", () => {
    const text = diffMarkdown(diffOf(before, after));

    expect(text.match(/^### .*$/gm)).toEqual(["### Breaking", "### Additive"]);
    expect(text).toContain("| verdict | a.one | pass | fail |  |");
  });

  test("as JSON follows its schema", () => {
    const diff = diffOf(before, after);

    expect(diffSchema.parse(JSON.parse(JSON.stringify(diff)))).toEqual(diff);
    expect(diff.counts).toEqual({ breaking: 1, additive: 1, neutral: 0 });
  });

  test("has exit code 1 where something breaks, and 0 where the same came back", () => {
    expect(diffExit(diffOf(before, after)).code).toBe(1);
    expect(diffExit(diffOf(sampleReport(only(requirementOf("a.one", "fail"))), sampleReport())).code).toBe(1);
    expect(diffExit(diffOf(sampleReport(), sampleReport({ silences: [] }))).code).toBe(0);
  });

  test("shows so many changes of a class, and how many more there are", () => {
    const tried = (count: number) => ({
      tried: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f.${i}`, count])),
    });

    const text = diffText(diffOf(sampleReport(tried(1)), sampleReport(tried(0))));

    expect(text.split("\n")).toHaveLength(1 + 25 + 1 + 1 + 1);
    expect(text).toContain("and 15 more: --format json has them");
  });

  test("keeps its form whatever a target says", () => {
    const unit = fc.constantFrom("|", "\n", "`", "\u001b[2J", "<script>", "](x", "\u202e", "a", "\r", "\\");
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 12 }), (said) => {
        const drifted = sampleReport({ drift: [{ pointer: `/${said}`, what: "key", value: said, count: 1 }] });
        const diff = diffOf(sampleReport(), drifted);

        const rows = diffMarkdown(diff)
          .split("\n")
          .filter((line) => line.startsWith("| drift"));
        expect(rows).toHaveLength(1);
        expect(rows[0]?.match(/(?<!\\)(\\\\)*\|/g)).toHaveLength(6);
        expect(diffText(diff).split("\n")).toHaveLength(4);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(diffText(diff) + diffMarkdown(diff)).not.toMatch(/[\u001b\r\u202e]/);
        expect(diffMarkdown(diff)).not.toContain("<script");
      }),
    );
  });
});
