import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../contract/json.ts";
import { judgeBody, kindAt } from "../../../gate/judges/body.ts";
import { asking, brief, focusOf, type seenOf } from "../seen.ts";

const judged = (asked: JsonObject, came: Record<string, unknown>, rest: Parameters<typeof seenOf>[0] = {}) =>
  brief(judgeBody(asking(asked, "", rest), came));
const bound = (...bindings: JsonObject[]) => ({ bindings });

describe("a body", () => {
  test("that is what was asked has no finding, in whatever order its keys stand", () => {
    expect(judged({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  });

  test.each<[string, JsonObject, Record<string, unknown>, string]>([
    ["deploy among its keys", {}, { deploy: true }, "deploy.not-in-body at body/deploy"],
    ["a field that is lost", { main_module: "a" }, {}, "body.fields at body/main_module"],
    ["another value", { usage: true }, { usage: false }, "body.fields at body/usage"],
    ["a text with another character", { main_module: "a" }, { main_module: "b" }, "body.strings at body/main_module"],
    ["another number", { x: 1 }, { x: 2 }, "body.numbers at body/x"],
    ["null left out", { x: null }, {}, "body.null at body/x"],
    ["an empty list left out", { modules: [] }, {}, "body.empty at body/modules"],
    ["a list of one as its element", { x: ["a"] }, { x: "a" }, "body.one-element-lists at body/x"],
    ["another order", { x: ["a", "b"] }, { x: ["b", "a"] }, "body.order at body/x"],
    ["a key that nobody gave", {}, { x: 1 }, "body.nothing-added at body/x"],
    [
      "steps lost",
      { migrations: { steps: [{ a: ["b"] }] } },
      { migrations: { steps: [] } },
      "body.steps at body/migrations/steps",
    ],
    ["migrations lost", { migrations: { new_tag: "v1" } }, {}, "body.steps at body/migrations"],
    [
      "a tag of migrations lost",
      { migrations: { old_tag: "v1", new_tag: "v2" } },
      { migrations: { new_tag: "v2" } },
      "body.steps at body/migrations/old_tag",
    ],
    [
      "a tag of migrations that nobody gave",
      { migrations: { new_tag: "v2" } },
      { migrations: { new_tag: "v2", old_tag: "" } },
      "body.steps at body/migrations/old_tag",
    ],
    [
      "its only step unwrapped",
      { migrations: { new_tag: "v1", steps: [{ new_classes: ["A", "B"] }] } },
      { migrations: { new_tag: "v1", steps: { new_classes: ["A", "B"] } } },
      "body.one-element-lists at body/migrations/steps",
    ],
    [
      "its second step lost",
      { migrations: { steps: [{ new_classes: ["A", "B"] }, { deleted_classes: ["A", "B"] }] } },
      { migrations: { steps: [{ new_classes: ["A", "B"] }] } },
      "body.steps at body/migrations/steps",
    ],
    [
      "steps in another order",
      { migrations: { steps: [{ new_classes: ["A", "B"] }, { deleted_classes: ["C", "D"] }] } },
      { migrations: { steps: [{ deleted_classes: ["C", "D"] }, { new_classes: ["A", "B"] }] } },
      "body.order at body/migrations/steps",
    ],
    [
      "a class of a step renamed",
      { migrations: { steps: [{ renamed_classes: [{ from: "A", to: "B" }] }] } },
      { migrations: { steps: [{ renamed_classes: [{ from: "B", to: "B" }] }] } },
      "body.strings at body/migrations/steps/0/renamed_classes/0/from",
    ],
    ["migrations that nobody gave", {}, { migrations: {} }, "body.steps at body/migrations"],
    ["migrations as null", { migrations: { new_tag: "v1" } }, { migrations: null }, "body.steps at body/migrations"],
    ["null for migrations lost", { migrations: null }, {}, "body.null at body/migrations"],
    ["empty migrations lost", { migrations: {} }, {}, "body.empty at body/migrations"],
    [
      "run_worker_first in another form",
      { assets: { config: { run_worker_first: true } } },
      { assets: { config: { run_worker_first: ["/*"] } } },
      "body.run-worker-first at body/assets/config/run_worker_first",
    ],
    [
      "run_worker_first left out where it is empty",
      { assets: { config: { run_worker_first: [] } } },
      { assets: { config: {} } },
      "body.run-worker-first at body/assets/config/run_worker_first",
    ],
    ["assets lost", { assets: { jwt: "x" } }, { assets: {} }, "body.assets at body/assets/jwt"],
    ["the placement in another shape", { placement: { mode: "smart" } }, {}, "body.placement at body/placement"],
    [
      "content encoded twice",
      { modules: [{ content_base64: "YQ==" }] },
      { modules: [{ content_base64: "WVE9PQ==" }] },
      "body.content at body/modules/0/content_base64",
    ],
    [
      "annotations under other keys",
      { annotations: { "workers/tag": "a" } },
      { annotations: {} },
      "body.annotations at body/annotations/workers~1tag",
    ],
    [
      "limits that are no integers",
      { limits: { cpu_ms: 50 } },
      { limits: { cpu_ms: 50.5 } },
      "body.limits at body/limits/cpu_ms",
    ],
  ])("with %s is of the property that is about it", (_what, asked, came, expected) => {
    expect(judged(asked, came)).toEqual([expected]);
  });

  test.each<[string, JsonObject, JsonObject, string]>([
    ["queue", { queue_name: "q" }, {}, "body.kinds/queue at body/bindings/0/queue_name"],
    ["json", { json: [1] }, {}, "body.json-binding at body/bindings/0/json"],
    ["json", { json: [1] }, { json: "[1]" }, "body.json-binding at body/bindings/0/json"],
    ["json", { json: "a" }, { json: '"a"' }, "body.json-binding at body/bindings/0/json"],
    ["json", { json: "a" }, { json: "b" }, "body.strings at body/bindings/0/json"],
    ["durable_object_namespace", {}, { environment: "x" }, "body.durable-object at body/bindings/0/environment"],
    ["d1", { id: true }, { database_id: true }, "body.d1 at body/bindings/0/id"],
    [
      "dispatch_namespace",
      { outbound: { params: [{}, {}] } },
      { outbound: {} },
      "body.empty at body/bindings/0/outbound/params",
    ],
  ])("with a %s binding that is %j and came as %j is of that kind", (type, asked, came, expected) => {
    const found = judged(bound({ type, ...asked }), bound({ type, ...came }));

    expect(found[0]).toBe(expected);
  });

  test("without a binding is of the kind that is missing", () => {
    const [a, b] = [
      { type: "queue", name: "A" },
      { type: "r2_bucket", name: "B" },
    ];

    expect(judged(bound(a, b), bound(a))).toEqual(["body.kinds/r2_bucket at body/bindings"]);
  });

  test("has the row of its case where the property is the case's own", () => {
    expect(judged({ x: 1 }, { x: 2 }, { focus: focusOf("body.numbers", { row: "beyond-2^53" }) })).toEqual([
      "body.numbers/beyond-2^53 at body/x",
    ]);
    expect(judged({ x: 1 }, { x: 2 }, { focus: focusOf("body.order", { row: "beyond-2^53" }) })).toEqual([
      "body.numbers at body/x",
    ]);
  });

  test("is forgiven what the manifest declares as normalised", () => {
    const manifest = { normalizes: ["null.absent" as const], decode: "raw" as const, mode: "stream" as const };

    expect(judged({ x: null }, {}, { manifest })).toEqual([]);
    expect(judged({ x: [] }, {}, { manifest })).toEqual(["body.empty at body/x"]);
  });
});

describe("the kind of binding that a difference is in", () => {
  const asked = bound({ type: "queue", name: "A" }, { type: "json", name: "B" });

  test("is that of its place, or of the first that is missing; elsewhere there is none", () => {
    expect(kindAt({ pointer: "/bindings/1/json" }, asked, {})).toBe("json");
    expect(kindAt({ pointer: "/bindings" }, asked, bound({ type: "queue", name: "A" }))).toBe("json");
    expect(kindAt({ pointer: "/modules/0" }, asked, {})).toBeUndefined();
  });
});
