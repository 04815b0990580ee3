import fc from "fast-check";
import { expect, it } from "vitest";
import { readJson, tryJson } from "../../../gate/wire/json.ts";

/** JSON texts with a value of each sort at each depth. */
const value = fc.jsonValue({ maxDepth: 3 });
const texts = value.map((one) => JSON.stringify(one));
/** The places right after each object's first key and value, where it can be repeated. */
const withTwice = (text: string, key: string, inner: string, depth: number): string => {
  const twice = `{${key}:${inner},"between":${text},${key}:${inner}}`;
  return Array.from({ length: depth }).reduce<string>(
    (whole, _, i) => (i % 2 === 0 ? `[0,${whole}]` : `{"in":${whole}}`),
    twice,
  );
};

it("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(readJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

it("refuses a key that stands twice in one object, at any depth, however it is spelled, whatever its values", () => {
  fc.assert(
    fc.property(texts, texts, fc.string(), fc.nat({ max: 5 }), (text, inner, name, depth) => {
      const key = JSON.stringify(name === "between" ? "a" : name);
      expect(() => readJson(withTwice(text, key, inner, depth))).toThrow(/twice|Duplicate/);
    }),
  );
  expect(() => readJson('{"type":"a","type":"a"}')).toThrow('the key "type" stands twice in one object');
  expect(tryJson('{"a":{},"\\u0061":{}}')).toBeUndefined();
});

it("takes one key in two objects", () => {
  expect(readJson('[{"a":1},{"a":{"a":1}}]')).toEqual([{ a: 1 }, { a: { a: 1 } }]);
});
