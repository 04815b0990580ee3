import { describe, expect, test } from "vitest";
import { isAbout, isOver, knownFailuresSchema, named } from "../../reports/known.ts";

const entry = { id: "a.one", reason: "seen" };

describe("an entry about a known failure", () => {
  test("without a row is about all rows, and about none", () => {
    expect([isAbout(entry, "a.one", "x"), isAbout(entry, "a.one", undefined), isAbout(entry, "a.two", "x")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("with a row is about that row alone", () => {
    const one = { ...entry, row: "x" };

    expect([isAbout(one, "a.one", "x"), isAbout(one, "a.one", "y"), isAbout(one, "a.one", undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("counts on its last day, and is over on the next", () => {
    const one = { ...entry, expires: "2026-02-28" };

    expect(["2026-02-27", "2026-02-28", "2026-03-01"].map((today) => isOver(one, today))).toEqual([false, false, true]);
    expect(isOver({ ...entry, expires: undefined }, "9999-12-31")).toBe(false);
  });

  test("is named by its id, and by its row in brackets", () => {
    expect([named(entry), named({ ...entry, row: "x" })]).toEqual(["a.one", "a.one [x]"]);
  });

  test.each([
    ["an id that is known, a reason", entry, true],
    ["evidence, one or several", { ...entry, evidence: ["there", "here"] }, true],
    ["no reason", { id: "a.one" }, false],
    ["an unknown id", { ...entry, id: "a.three" }, false],
    ["an empty row", { ...entry, row: "" }, false],
    ["no evidence in a list of it", { ...entry, evidence: [] }, false],
    ["a date that is none", { ...entry, expires: "2026-02-30" }, false],
    ["an unknown key", { ...entry, until: "2026-02-28" }, false],
  ])("with %s: taken or not", (_what, one, isTaken) => {
    expect(knownFailuresSchema(["a.one", "a.two"]).safeParse([one]).success).toBe(isTaken);
  });
});
