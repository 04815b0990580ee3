import { describe, expect, test } from "vitest";
import { markdownReport } from "../../reports/markdown.ts";
import { textReport } from "../../reports/text.ts";
import { type NaiveBug, naiveBugs } from "./naive.ts";
import { failureGroups, naiveReport, newGroups, shownBy } from "./naive-run.ts";

/** Bugs that others hide: numbers that are texts are not counted, annotations that are not there are not too long. */
const hidden: NaiveBug[] = ["checks no lengths", "counts versions anew after a delete"];

describe("a quick run on a naive server with ten bugs", () => {
  const made = naiveReport();

  test("has at most 15 groups, which tell of every bug that no other one hides", async () => {
    const groups = failureGroups(await made);

    const told = groups.flatMap(({ requirements, explains }) => [...requirements.map(({ id }) => id), ...explains]);
    const untold = naiveBugs.filter((bug) => !told.some((name) => name.startsWith(shownBy[bug].breaks)));
    expect(groups.length).toBeLessThanOrEqual(15);
    expect(untold.filter((bug) => !hidden.includes(bug))).toEqual([]);
  });

  test("takes at most 150 lines on a terminal, and Markdown of less than 150 KB", async () => {
    const report = await made;

    expect(textReport(report, { groups: 10 }).split("\n").length).toBeLessThanOrEqual(150);
    expect(markdownReport(report).length).toBeLessThan(150_000);
  });
});

describe("a quick run on a naive server with one bug", () => {
  const without = naiveReport([]);

  test.for(naiveBugs)("that %s has at most three groups more than without", async (bug) => {
    const before = failureGroups(await without);

    const groups = failureGroups(await naiveReport([bug]));

    expect(newGroups(groups, before).length).toBeLessThanOrEqual(3);
    expect(groups.length).toBeLessThanOrEqual(15);
  });
});
