import { describe, expect, test } from "vitest";
import { jsonIn, saying } from "../../../gate/judges/command-text.ts";

describe("the JSON in a text", () => {
  test.each([
    ["alone", '{"a":1}', [{ a: 1 }]],
    ["between words, one after the other", 'Error: {"a":1} and [2] too', [{ a: 1 }, [2]]],
    ["the outermost only", '{"a":{"b":[1]}}', [{ a: { b: [1] } }]],
    ["with brackets in its texts", '{"a":"}]\\"{"}', [{ a: '}]"{' }]],
    ["after a bracket that is none", "[info] {oops {} ", [{}]],
    ["that does not end", '{"a":1', []],
    ["right before other text", '{"a":1}.[2]x', [{ a: 1 }, [2]]],
    ["where there is none", "nothing", []],
  ])("is found %s", (_where, text, expected) => {
    expect(jsonIn(text)).toEqual(expected);
  });

  test("is looked for at fifty places, no more", () => {
    expect(jsonIn(`${"[ ".repeat(49)}{}`)).toEqual([{}]);
    expect(jsonIn(`${"[ ".repeat(50)}{}`)).toEqual([]);
  });
});

describe("a text says", () => {
  test.each([
    ["what stands in it", "code 10021: no", 10021, true],
    ["what stands in it in escapes", 'Error: "a\\nb"', "a\nb", true],
    ["what stands in its JSON in escapes", '{"errors":[{"message":"caf\\u00e9"}]}', "café", true],
    ["a number in its JSON", '{"code":1.0e4}', "1.0e4", true],
    ["a part of a text of its JSON", '["\\u00e9 and more"]', "é and", true],
    ["not what only a key says", '{"\\u00e9":1}', "é", false],
    ["not what it does not say", "code 10021", 10022, false],
  ])("%s", (_what, text, wanted, isSaid) => {
    expect(saying(text)(wanted)).toBe(isSaid);
  });
});
