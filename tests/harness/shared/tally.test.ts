import { describe, expect, test } from "vitest";
import { keyOf, splitKey, Tally, verdictOf } from "../../../harness/shared/tally.ts";

interface Caught {
  flaky: boolean;
  unconfirmed?: boolean;
}
const again: Caught = { flaky: false };
const once: Caught = { flaky: true };
const unseen: Caught = { flaky: false, unconfirmed: true };
const line = (rest: { judged?: number; caught?: Caught[]; broken?: string[] }) => ({
  judged: 0,
  caught: [],
  broken: [],
  reasons: new Map<string, string>(),
  ...rest,
});
const tallyOf = () => new Tally<Caught, "untested" | "inapplicable">();

describe("the verdict of a line", () => {
  test.each([
    ["a failure that repeats, before all else", { judged: 9, caught: [once, again], broken: ["x"] }, "fail"],
    ["what broke on our side, before a failure seen once", { judged: 9, caught: [once], broken: ["x"] }, "broken"],
    ["a failure seen once, before all that passed", { judged: 9, caught: [once] }, "flaky"],
    ["a failure that nobody tried again", { judged: 9, caught: [unseen] }, "unconfirmed"],
    ["one that was tried again beside it", { caught: [unseen, once] }, "flaky"],
    ["one that showed again beside it", { caught: [unseen, again] }, "fail"],
    ["a failure seen once, alone", { caught: [once] }, "flaky"],
    ["pass, where cases were judged", { judged: 1 }, "pass"],
    ["nothing, where no case was judged", {}, undefined],
  ] as const)("is %s", (_what, rest, verdict) => {
    const { judged = 0, caught = [], broken = [] } = rest as { judged?: number; caught?: Caught[]; broken?: string[] };

    expect(verdictOf(line({ judged, caught: [...caught], broken: [...broken] }))).toBe(verdict);
  });
});

describe("a key", () => {
  test("is the id, or the id and the row", () => {
    expect(keyOf("a.b", undefined)).toBe("a.b");
    expect(keyOf("a.b", "kv")).toBe("a.b/kv");
  });

  test("comes apart at the first slash: rows may hold more of them", () => {
    expect(splitKey("a.b")).toEqual(["a.b", undefined]);
    expect(splitKey("a.b/workers/tag")).toEqual(["a.b", "workers/tag"]);
  });
});

describe("a tally", () => {
  test("counts row by row, and keeps what has no row apart", () => {
    const tally = tallyOf();

    tally.judged("a", "x");
    tally.judged("a", "x");
    tally.judged("a", undefined);

    expect(tally.lines("a").map(({ row, line: { judged } }) => [row, judged])).toEqual([
      ["x", 2],
      [undefined, 1],
    ]);
    expect(tally.lines("b")).toEqual([]);
  });

  test("keeps the first reason of each sort", () => {
    const tally = tallyOf();

    tally.unjudged("a", undefined, "untested", "first");
    tally.unjudged("a", undefined, "untested", "second");
    tally.unjudged("a", undefined, "inapplicable", "third");

    expect([...tally.line("a", undefined).reasons]).toEqual([
      ["untested", "first"],
      ["inapplicable", "third"],
    ]);
  });

  test("gives the failures of an id with all its rows, and of one row alone", () => {
    const tally = tallyOf();

    tally.line("a", "x").caught.push(again);
    tally.line("a", "y").caught.push(once);

    expect(tally.caught("a")).toEqual([again, once]);
    expect(tally.caught("a/y")).toEqual([once]);
    expect(tally.caught("a/z")).toEqual([]);
    expect([tally.hasFailed("a"), tally.hasFailed("a/x"), tally.hasFailed("a/z"), tally.hasFailed("b")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("names the ids that failed, confirmed or not, and counts the lines that did so again", () => {
    const tally = tallyOf();

    tally.line("a", "x").caught.push(again, again);
    tally.line("a", "y").caught.push(again);
    tally.line("b", undefined).caught.push(once);
    tally.judged("c", undefined);

    expect(tally.failing()).toEqual(["a", "b"]);
    expect(tally.failed()).toEqual([
      { id: "a", row: "x" },
      { id: "a", row: "y" },
    ]);
  });

  test("takes what passed and what failed as judged, and what was only tried as not", () => {
    const tally = tallyOf();

    tally.judged("passed", "x");
    tally.line("failed", undefined).caught.push(once);
    tally.unjudged("tried", undefined, "untested", "why");

    expect(["passed", "passed/x", "passed/y", "failed", "tried", "unknown"].map((key) => tally.wasJudged(key))).toEqual(
      [true, true, false, true, false, false],
    );
  });

  test("says that a row was tried in vain where there are reasons and no judgement", () => {
    const tally = tallyOf();

    tally.unjudged("lacking", "x", "inapplicable", "why");
    tally.unjudged("mixed", "x", "inapplicable", "why");
    tally.judged("mixed", "x");
    tally.unjudged("half", "x", "inapplicable", "why");
    tally.judged("half", "y");
    tally.line("empty", "x");

    const inVain = ["lacking", "lacking/x", "mixed/x", "half", "half/x", "empty", "unknown"].filter((key) =>
      tally.wasTriedInVain(key),
    );
    expect(inVain).toEqual(["lacking", "lacking/x", "half/x"]);
  });
});
