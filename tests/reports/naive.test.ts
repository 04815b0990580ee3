import { describe, expect, test } from "vitest";
import { markdownReport } from "../../reports/markdown.ts";
import { textReport } from "../../reports/text.ts";
import { naiveBugs } from "./naive.ts";
import { failureGroups, naiveReport, newGroups, shownBy } from "./naive-run.ts";

describe("a naive server with one bug more", () => {
  test.for(naiveBugs)("that %s has at most three groups more, and one tells of it", async (bug) => {
    const { breaks, only } = shownBy[bug];
    const before = failureGroups(await naiveReport([], only));

    const groups = failureGroups(await naiveReport([bug], only));

    expect(newGroups(groups, before).length).toBeLessThanOrEqual(3);
    expect(groups.flatMap(({ requirements }) => requirements.map(({ id }) => id))).toContain(breaks);
  });
});

describe("a naive server with ten bugs, judged by the parts of the suite that show them", () => {
  const parts = [...new Set(naiveBugs.flatMap((bug) => shownBy[bug].only))];
  const made = naiveReport(naiveBugs, parts);

  test("has a group or an explanation for every bug that no other one hides, at most 15 in all", async () => {
    const groups = failureGroups(await made);

    const told = groups.flatMap(({ requirements, explains }) => [...requirements.map(({ id }) => id), ...explains]);
    const untold = naiveBugs.filter((bug) => !told.some((name) => name.startsWith(shownBy[bug].breaks)));
    // Numbers that are texts are not counted, and annotations that are not there are not too long.
    expect(untold).toEqual(["checks no lengths", "counts versions anew after a delete"]);
    expect(groups.length).toBeLessThanOrEqual(15);
  });

  test("fits on a terminal, and its Markdown is short", async () => {
    const report = await made;

    expect(textReport(report, { groups: 10 }).split("\n").length).toBeLessThanOrEqual(150);
    expect(markdownReport(report).length).toBeLessThan(80_000);
  });
});
