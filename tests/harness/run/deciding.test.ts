import { expect, test } from "vitest";
import { Refutation } from "../../../contract/refutation.ts";
import { decidingOf, placeInRequest, placeOf } from "../../../harness/run/deciding.ts";
import { exchangeOf } from "../judge/bench.ts";

const answer = (json: unknown, status = 200) => exchangeOf({}, { json, status } as never);
const [create, get, list] = [
  answer({ result: { id: "a", number: 1 } }),
  answer({ result: { id: "a", number: 2 } }),
  answer({ result: [{ id: "a", versions: [{ version_id: "a", percentage: 50 }] }] }),
];
const all = [create, get, list];

test.each([
  ["the last answer that has at its place what came", new Refutation("1", 2, { pointer: "/result/number" }), get],
  ["the last that lacks what is missing", new Refutation("a name", undefined, { pointer: "/result/name" }), list],
  ["the last that holds what came", new Refutation("one", [{ version_id: "a", percentage: 50 }]), list],
  ["the last of all where nothing tells", new Refutation("1", true), list],
])("what decides is %s", (_, refutation, expected) => {
  expect(decidingOf(all, refutation)).toBe(expected);
});

test("what decides is the answer whose status came", () => {
  const refused = answer({}, 500);

  expect(decidingOf([create, refused, list], new Refutation("a refusal", { status: 500 }))).toBe(refused);
});

test("of what a judge put together, the first part that stands in the answer is the place", () => {
  const worker = { result: { name: "w", deployed_on: "2026-01-01T00:00:00Z" } };

  expect(placeOf(worker, { deployments: [], deployed_on: "2026-01-01T00:00:00Z" })).toBe("/result/deployed_on");
  expect(placeOf(worker, { deployments: [] })).toBeUndefined();
});

test("a part that stands in two places is looked for by its own name first", () => {
  const instant = "2026-01-01T00:00:00Z";
  const worker = { result: { created_on: instant, deployed_on: instant } };

  expect(placeOf(worker, { deployments: [], deployed_on: instant })).toBe("/result/deployed_on");
  expect(placeOf(worker, { since: instant })).toBe("/result/created_on");
});

test.each([
  ["/result/limits/cpu_ms", "/limits/cpu_ms"],
  ["/result/bindings/0/text", "/bindings/1/text"],
  ["/result/bindings/0/none", "/bindings/1"],
  ["/result/0/main_module", "/main_module"],
  ["/result/number", undefined],
  ["/errors/0", undefined],
])("what was sent for %s stands at %s: bindings by their names", (pointer, expected) => {
  const sent = { limits: { cpu_ms: 1 }, main_module: "a", bindings: [{ name: "A" }, { name: "B", text: "x" }] };

  expect(placeInRequest(sent, { result: { bindings: [{ name: "B", text: "y" }] } }, pointer)).toBe(expected);
});
