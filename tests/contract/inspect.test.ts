import { describe, expect, test } from "vitest";
import type { Field } from "../../contract/field.ts";
import { inspect } from "../../contract/inspect.ts";

const text: Field = { type: "string" };
const list = (minItems?: number): Field => ({
  type: "array",
  items: text,
  ...(minItems === undefined ? {} : { minItems }),
});
const object = (required: boolean, writeOnly = false): Field => ({
  type: "object",
  fields: { a: { ...text, required, writeOnly } as Field },
});
const places = (field: Field, value: unknown) => inspect(field, value).violations.map(({ pointer }) => pointer);
const drifts = (field: Field, value: unknown) =>
  inspect(field, value).drift.map(({ what, pointer }) => `${what} ${pointer}`);

describe("a value has its type", () => {
  test.each<[string, Field, unknown, string[]]>([
    ["a text", text, "a", []],
    ["a number as text", text, 1, [""]],
    ["an integer", { type: "integer" }, 1, []],
    ["a fraction as integer", { type: "integer" }, 1.5, [""]],
    ["a fraction", { type: "number" }, 1.5, []],
    ["a text as number", { type: "number" }, "1", [""]],
    ["the least number", { type: "integer", minimum: 5 }, 5, []],
    ["a smaller number", { type: "integer", minimum: 5 }, 4, [""]],
    ["a truth", { type: "boolean" }, false, []],
    ["a number as truth", { type: "boolean" }, 0, [""]],
    ["anything", { type: "any" }, null, []],
    ["a list", list(), [], []],
    ["a list of the least length", list(1), ["a"], []],
    ["a shorter list", list(1), [], [""]],
    ["an object as list", list(), {}, [""]],
    ["a wrong item", list(), ["a", 1, "b", 2], ["/1", "/3"]],
    ["an object", object(true), { a: "a" }, []],
    ["a list as object", object(false), [], [""]],
    ["a missing field", object(true), {}, ["/a"]],
    ["a field that is null", object(true), { a: null }, ["/a"]],
    ["an optional field that is null", object(false), { a: null }, []],
    ["a missing field that no answer shows", object(true, true), {}, []],
    ["a wrong field", object(false), { a: 1 }, ["/a"]],
    ["a uuid", { type: "string", format: "uuid" }, "5F0C0A52-3d0e-4b6e-9c11-7a4c2b9d1e01", []],
    ["no uuid", { type: "string", format: "uuid" }, "5f0c0a52", [""]],
    ["a time", { type: "string", format: "date-time" }, "2026-01-02t03:04:05.678z", []],
    ["a day", { type: "string", format: "date-time" }, "2026-01-02", [""]],
    ["a time that is none", { type: "string", format: "date-time" }, "2026-13-02T03:04:05Z", [""]],
    ["a url", { type: "string", format: "uri" }, "https://a.example/b", []],
    ["a url of something else", { type: "string", format: "uri" }, "mailto:a@b.example", [""]],
  ])("%s", (_, field, value, expected) => {
    expect(places(field, value)).toEqual(expected);
  });
});

describe("what is new", () => {
  const kinds = { type: "union", by: "type", of: { one: object(true) } } as Field;

  test.each<[string, Field, unknown, string[]]>([
    ["a key", object(false), { a: "a", b: 1 }, ["key /b"]],
    ["a key of every object", object(false), { toString: 1 }, ["key /toString"]],
    ["a member", { type: "string", enum: ["a"] }, "b", ["enum "]],
    ["no member", { type: "string", enum: ["a"] }, "a", []],
    ["a kind", kinds, { type: "two" }, ["kind /type"]],
  ])("is drift: %s", (_, field, value, expected) => {
    expect(drifts(field, value)).toEqual(expected);
    expect(places(field, value)).toEqual([]);
  });

  test("of a union is judged by its kind, which must be a text", () => {
    expect(places(kinds, { type: "one", a: 1 })).toEqual(["/a"]);
    expect(places(kinds, { type: 1 })).toEqual(["/type"]);
    expect(places(kinds, "one")).toEqual(["/type"]);
  });

  test("of a union without kinds is held against the branch that fits best", () => {
    const either = { type: "union", of: { text, list: list() } } as Field;

    expect([places(either, "a"), places(either, ["a"]), places(either, { a: 1 })]).toEqual([[], [], [""]]);
  });
});
