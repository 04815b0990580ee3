import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../contract/json.ts";
import { normalised } from "../../../gate/cases/normalise.ts";
import type { Normalisation } from "../../../gate/contract/protocol.ts";
import { readJson } from "../../../gate/wire/json.ts";

describe("what a manifest declares is forgiven", () => {
  test.each<[Normalisation, JsonObject, JsonObject]>([
    ["bindings.order", { bindings: [{ name: "b" }, { name: "a" }] }, { bindings: [{ name: "a" }, { name: "b" }] }],
    ["bindings.order", { main_module: "a" }, { main_module: "a" }],
    ["bindings.order", { bindings: null }, { bindings: null }],
    ["compatibility_flags.order", { compatibility_flags: ["b", "a"] }, { compatibility_flags: ["a", "b"] }],
    ["compatibility_flags.order", { bindings: ["b", "a"] }, { bindings: ["b", "a"] }],
    ["usage_model.default", { a: 1, usage_model: "standard" }, { a: 1 }],
    ["usage_model.default", { usage_model: "bundled" }, { usage_model: "bundled" }],
    ["null.absent", { a: null, b: [], c: 0 }, { b: [], c: 0 }],
    ["empty.absent", { a: null, b: [], c: {}, d: "", e: 0 }, { a: null, d: "", e: 0 }],
  ])("%s: %j reads %j", (declared, body, expected) => {
    expect(normalised(body, {}, [declared])).toEqual(expected);
  });

  test("a usage model that the caller gave stays", () => {
    const body = { usage_model: "standard" };

    expect(normalised(body, body, ["usage_model.default"])).toEqual(body);
  });

  test("a number that a double does not hold is not empty", () => {
    const body = readJson('{"a":9007199254740993}');

    expect(normalised(body, {}, ["empty.absent"])).toEqual(body);
  });

  test("all of it together, and nothing where nothing is declared", () => {
    const body = { a: null, b: [] };

    expect(normalised(body, {}, ["null.absent", "empty.absent"])).toEqual({});
    expect(normalised(body, {}, [])).toEqual(body);
  });
});
