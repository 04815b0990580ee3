import { describe, expect, test } from "vitest";
import { listFrom, numberFrom, pathSetting, seedSetting, whole } from "../../../harness/shared/bounds.ts";

describe("a number of the command line", () => {
  test.each([
    ["7", 7],
    [" -7 ", -7],
    ["1.5", 1.5],
    ["", ""],
    ["  ", "  "],
    ["many", "many"],
    [7, 7],
    [undefined, undefined],
  ])("%j is read as %j", (text, value) => {
    expect(numberFrom(text)).toBe(value);
  });
});

test("a list of the command line has its parts without spaces around them", () => {
  expect(listFrom("a, b ,c")).toEqual(["a", "b", "c"]);
  expect(listFrom(["a, b"])).toEqual(["a, b"]);
});

test("a seed is a 32-bit integer", () => {
  const taken = [-0x80000001, -0x80000000, 0, 0x7fffffff, 0x80000000, 1.5].filter(
    (one) => seedSetting.safeParse(one).success,
  );

  expect(taken).toEqual([-0x80000000, 0, 0x7fffffff]);
});

test("a whole number has a least value", () => {
  expect([0, 1, 2, 1.5].filter((one) => whole(1).safeParse(one).success)).toEqual([1, 2]);
});

test("a path is numbers with colons between, from end to end", () => {
  const texts = ["0", "12:0:3", "", ":0", "0:", "0::1", "a", "0:1 ", "0:1x", "x0:1"];

  expect(texts.filter((one) => pathSetting.safeParse(one).success)).toEqual(["0", "12:0:3"]);
  expect(pathSetting.safeParse("x").error?.issues[0]?.message).toBe(
    "must be a path that a failure gave, such as 0:1:2",
  );
});
