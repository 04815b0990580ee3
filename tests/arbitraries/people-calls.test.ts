import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as people from "../../arbitraries/people-calls.ts";
import type { ClientCall } from "../../contract/client.ts";
import type { Field } from "../../contract/field.ts";
import { isObject } from "../../contract/json.ts";
import { requestSchema } from "../../contract/schema.ts";
import { requestField } from "../../contract/version.ts";
import { secretsIn } from "../../harness/shared/redact.ts";
import { keepsTheLaws } from "./laws.ts";

const problemOf = ({ body }: ClientCall): string | undefined => {
  const { error } = requestSchema.safeParse(body);
  return error && JSON.stringify(error.issues[0]);
};
/** Every value in a body, with the names of the fields that lead to it. */
const valuesIn = (value: unknown, at: readonly string[] = []): { at: string; value: unknown }[] => [
  { at: at.join("."), value },
  ...(Array.isArray(value) ? value.flatMap((one) => valuesIn(one, at)) : []),
  ...(isObject(value) ? Object.entries(value).flatMap(([name, inner]) => valuesIn(inner, [...at, name])) : []),
];
/** Every list of the contract, by the names of the fields that lead to it; those of a step are those of migrations. */
function listsOf(field: Field, at: readonly string[] = []): string[] {
  if (field.type === "array") return [at.join("."), ...listsOf(field.items, at)];
  if (field.type === "union") return Object.values(field.of).flatMap((one) => listsOf(one, at));
  if (field.type !== "object") return [];
  return Object.entries(field.fields).flatMap(([name, inner]) => listsOf(inner, [...at, name]));
}
const plainly = (at: string) => at.replace("migrations.steps.", "migrations.");
const isEmpty = (value: unknown) =>
  value === "" || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);

describe("calls as people make them", () => {
  keepsTheLaws("texts", people.everyTextCall(), problemOf);
  keepsTheLaws("contents", people.everyContentCall(), problemOf);
  keepsTheLaws("annotations", people.annotatedCall(), problemOf);
  keepsTheLaws("names", people.namesCall(), problemOf);
  keepsTheLaws("hosts", people.hostCall(), problemOf);

  test.each<[string, readonly ClientCall[]]>([
    ["lists of one element", people.oneElementCalls],
    ["rules for which the Worker goes first", people.firstCalls],
    ["versions without anything", people.nothingCalls],
    ["a little of everything", [people.settled]],
    ["secrets", [people.secretCall]],
    ["many bindings", [people.manyCall]],
    ["large modules", people.sizes.map(people.largeCall)],
  ])("are valid: %s", (_what, all) => {
    expect(all.map(problemOf)).toEqual(all.map(() => undefined));
  });

  test.each<[string, readonly ClientCall[]]>([
    ["lists of one element", people.oneElementCalls],
    ["rules for which the Worker goes first", people.firstCalls],
    ["nulls", people.nullCalls],
    ["what is empty", people.emptyCalls],
    ["versions without anything", people.nothingCalls],
  ])("are each another: %s", (_what, all) => {
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
  });
});

describe("sets that are visited", () => {
  test("of nulls have one field each that is null, or null inside of a value", () => {
    const nulls = people.nullCalls.map(({ body }) =>
      valuesIn(body).flatMap(({ at, value }) => (value === null ? [at] : [])),
    );

    expect(nulls.slice(0, -1).map((one) => one.length)).toEqual(nulls.slice(0, -1).map(() => 1));
    expect(nulls.at(-1)).toEqual(["bindings.json.a", "bindings.json.b"]);
    expect(new Set(nulls.flat()).size).toBe(nulls.length + 1);
  });

  test("of what is empty have one place each that is", () => {
    const empty = people.emptyCalls.map(({ body }) => valuesIn(body).filter(({ value }) => isEmpty(value)).length);

    expect(empty).toEqual(people.emptyCalls.map(() => 1));
  });

  test("of versions without anything say everything there is to say on deploying", () => {
    expect(people.nothingCalls.map(({ body, query }) => [body, query.deploy])).toEqual([
      [{}, undefined],
      [{}, true],
      [{}, false],
    ]);
  });

  test("of lists of one element have one in each place of the contract that has a list", () => {
    const ones = people.oneElementCalls.flatMap(({ body }) =>
      valuesIn(body).flatMap(({ at, value }) => (Array.isArray(value) && value.length === 1 ? [plainly(at)] : [])),
    );
    const lists = new Set(listsOf(requestField).map(plainly));

    expect([...lists].filter((at) => !ones.includes(at))).toEqual([]);
    expect(lists.size).toBeGreaterThan(10);
  });

  test("of rules for which the Worker goes first have both truths, one rule, two, and one with a comma or a blank", () => {
    const rules = people.firstCalls.map(({ body: { assets } }) =>
      isObject(assets) && isObject(assets.config) ? assets.config.run_worker_first : undefined,
    );

    expect(rules).toContain(true);
    expect(rules).toContain(false);
    expect(rules.filter((one) => Array.isArray(one) && one.length === 1)).not.toEqual([]);
    expect(rules.filter((one) => Array.isArray(one) && one.length === 2)).not.toEqual([]);
    expect(JSON.stringify(rules)).toMatch(/,b.* d/);
  });

  test("of secrets have one of every sort, long enough to be told from chance, none twice", () => {
    const secrets = secretsIn(people.secretCall.body);

    expect(secrets).toHaveLength(3);
    expect(secrets.filter(({ length }) => length < 16)).toEqual([]);
    expect(new Set(secrets).size).toBe(3);
  });

  test("of a little of everything have no list, object or text that is empty, and nothing twice", () => {
    expect(Object.keys(people.settled.body).toSorted()).toEqual([
      "annotations",
      "bindings",
      "compatibility_date",
      "compatibility_flags",
      "limits",
      "main_module",
      "placement",
    ]);
    expect(valuesIn(people.settled.body).filter(({ value }) => value === null || isEmpty(value))).toEqual([]);
  });

  test("of many bindings have more than a hundred, each under a name and with a value of its own", () => {
    const { bindings } = people.manyCall.body;
    const list = (Array.isArray(bindings) ? bindings : []).filter(isObject);

    expect(list.length).toBeGreaterThan(100);
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
    expect(new Set(list.map(({ text }) => text)).size).toBe(list.length);
  });
});

describe("large modules", () => {
  const contentOf = (call: ClientCall) => {
    const [module] = Array.isArray(call.body.modules) ? call.body.modules.filter(isObject) : [];
    return Buffer.from(String(module?.content_base64), "base64");
  };

  test.each([...people.sizes, people.mebibyte])("have %i bytes, of every value", (size) => {
    const content = contentOf(people.largeCall(size));

    expect(content).toHaveLength(size);
    expect(new Set(content).size).toBe(Math.min(size, 256));
  });

  test("have sizes on both sides of where an argument of a command ends", () => {
    const argument = 128 * 1024;
    const coded = people.sizes.map((size) => Math.ceil(size / 3) * 4);

    expect(coded.filter((size) => size < argument).length).toBeGreaterThan(1);
    expect(coded.filter((size) => size >= argument).length).toBeGreaterThan(1);
  });
});

describe("what is drawn", () => {
  const sample = (calls: fc.Arbitrary<ClientCall>) => fc.sample(calls, { seed: 13, numRuns: 60 });

  test("has every text in each version, in every kind of binding that has a text", () => {
    const types = sample(people.everyTextCall()).map(({ body }) => {
      const list = (Array.isArray(body.bindings) ? body.bindings : []).filter(isObject);
      return [list.length, ...new Set(list.map(({ type }) => type))].join(" ");
    });

    const [count] = (types[0] ?? "").split(" ");
    expect(Number(count)).toBeGreaterThan(20);
    expect(new Set(types)).toEqual(new Set(["plain_text", "secret_text", "json"].map((type) => `${count} ${type}`)));
  });

  test("has contents of every length of padding, and such as are no text", () => {
    const [call] = sample(people.everyContentCall());
    const list = (Array.isArray(call?.body.modules) ? call.body.modules : []).filter(isObject);
    const contents = list.map((one) => String(one.content_base64));

    expect(new Set(contents.map((one) => /=*$/.exec(one)?.[0].length))).toEqual(new Set([0, 1, 2]));
    expect(contents).toContain("");
    const isText = (one: string) => !Buffer.from(one, "base64").toString().includes("\ufffd");
    expect(contents.filter((one) => !isText(one)).length).toBeGreaterThan(2);
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  });

  test("has hosts in every shape of a placement that has one", () => {
    const shapes = new Set(
      sample(people.hostCall()).map(({ body: { placement } }) =>
        isObject(placement) ? Object.keys(placement).join(" ") : "",
      ),
    );

    expect(shapes).toEqual(new Set(["host", "mode host", "mode target"]));
  });
});
