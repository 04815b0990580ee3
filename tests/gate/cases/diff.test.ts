import { describe, expect, test } from "vitest";
import { diff, same, sameItems } from "../../../gate/cases/diff.ts";
import { readJson } from "../../../gate/wire/json.ts";

const natures = (expected: unknown, actual: unknown) =>
  diff(expected, actual).map(({ pointer, nature }) => `${nature} at ${pointer || "/"}`);

describe("two values are the same", () => {
  test.each([
    [
      { a: 1, b: [true, null] },
      { b: [true, null], a: 1 },
    ],
    [readJson("1.0"), readJson("1")],
    [readJson("12345678901234567890"), readJson("12345678901234567890.0")],
    [readJson("1e400"), readJson("10e399")],
  ])("%j and %j", (one, other) => {
    expect(same(one, other)).toBe(true);
  });
});

describe("a difference", () => {
  test.each([
    ["null left out", { a: null }, {}, ["null-lost at /a"]],
    ["null as something else", { a: null }, { a: 0 }, ["null-lost at /a"]],
    ["an empty text left out", { a: "" }, {}, ["empty-lost at /a"]],
    ["a list of what is empty left out", { a: [[], { b: "" }] }, {}, ["empty-lost at /a"]],
    ["something empty as null", { a: [] }, { a: null }, ["empty-lost at /a"]],
    ["something empty as something empty of another sort", { a: [] }, { a: {} }, ["empty-lost at /a"]],
    ["something empty as something full", { a: [] }, { a: { b: 1 } }, ["changed at /a"]],
    ["a value left out", { a: 0 }, {}, ["lost at /a"]],
    ["a list that holds null left out", { a: [null] }, {}, ["lost at /a"]],
    ["a key that nobody gave", {}, { a: null }, ["added at /a"]],
    ["a list of one as its element", { a: ["x"] }, { a: "x" }, ["unlisted at /a"]],
    ["a list of one as another element", { a: ["x"] }, { a: "y" }, ["changed at /a"]],
    ["a list of two as its first", { a: ["x", "y"] }, { a: "x" }, ["changed at /a"]],
    ["another text", "a", "b", ["string at /"]],
    ["another number", 1, 2, ["number at /"]],
    ["a number as its text", 1, "1", ["number at /"]],
    ["a text as a number", "1", 1, ["changed at /"]],
    ["a truth as another", true, false, ["changed at /"]],
    ["a list in another order", ["a", "b"], ["b", "a"], ["order at /"]],
    ["a list with other items", ["a", "b"], ["b", "c"], ["string at /0", "string at /1"]],
    ["a list with an item fewer", [1, 2], [1], ["lost at /"]],
    ["a list with an item more", [1], [1, 2], ["changed at /"]],
    ["a list without its nulls", [1, null, 2], [1, 2], ["null-lost at /"]],
    ["a list without what is empty", [1, "", [{}]], [1], ["empty-lost at /"]],
    ["a list without null and another item", [1, null, 2], [1], ["lost at /"]],
    ["a list with null for an item", [1, 2], [1, null], ["number at /1"]],
    ["places deep inside", { a: [{ "b/c": 1 }] }, { a: [{ "b/c": 2 }] }, ["number at /a/0/b~1c"]],
    ["a null that came under another name", { a: null }, { b: null }, ["lost at /a", "added at /b"]],
    ["a null beside another name", { a: null }, { b: 1 }, ["null-lost at /a", "added at /b"]],
    ["a null that is lost elsewhere", { a: { c: null } }, { a: {}, b: null }, ["null-lost at /a/c", "added at /b"]],
  ])("is named after what happened: %s", (_what, expected, actual, found) => {
    expect(natures(expected, actual)).toEqual(found);
  });

  test("has both values", () => {
    expect(diff({ a: 1 }, { a: 2 })).toEqual([{ pointer: "/a", nature: "number", expected: 1, actual: 2 }]);
  });

  test("of a number that a double does not hold is one", () => {
    expect(natures(readJson("9007199254740993"), 9007199254740992)).toEqual(["number at /"]);
  });

  test("is none by what an object inherits", () => {
    expect(natures({}, { toString: 1 })).toEqual(["added at /toString"]);
  });
});

test("two lists hold the same items, each as often as the other", () => {
  expect(sameItems(["a", "b"], ["b", "a"])).toBe(true);
  expect(sameItems(["a", "a"], ["a", "b"])).toBe(false);
  expect(sameItems([{ a: 1 }], [{ a: 1 }, { b: 2 }])).toBe(true);
});
