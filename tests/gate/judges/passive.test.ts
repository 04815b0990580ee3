import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCall } from "../../../arbitraries/calls.ts";
import { isCreateVersion, judgePassive, passiveProperties } from "../../../gate/judges/passive.ts";
import { brief, prefix, sent } from "../seen.ts";

const target = `${prefix}/accounts/acc/workers/workers/my-worker/versions`;
const judged = (rest: Parameters<typeof sent>[0] = {}) => judgePassive(sent({ target, ...rest }), prefix);
const findings = (rest: Parameters<typeof sent>[0]) => brief(judged(rest).findings);
const token: [string, string] = ["Authorization", "Bearer t"];
const json: [string, string] = ["Content-Type", "application/json"];

test("a request that is right has no finding, and knows nothing newer", () => {
  expect(judged({ body: '{"main_module":"a.js"}' })).toEqual({ findings: [], newer: [] });
  expect(findings({ target: `${target}?deploy=false` })).toEqual([]);
});

describe("a request", () => {
  test.each<[string, Parameters<typeof sent>[0], string]>([
    ["a name in two segments", { target: `${prefix}/accounts/acc/workers/workers/a/b/versions` }, "call.path at path"],
    ["deploy twice", { target: `${target}?deploy=true&deploy=true` }, "deploy.true-sent at query deploy"],
    [
      "deploy twice, and not alike",
      { target: `${target}?deploy=true&deploy=false` },
      "query.nothing-else at query deploy",
    ],
    ["deploy as another language writes it", { target: `${target}?deploy=True` }, "deploy.true-sent at query deploy"],
    ["deploy as a number", { target: `${target}?deploy=1` }, "deploy.true-sent at query deploy"],
    ["deploy as a word", { target: `${target}?deploy=no` }, "deploy.false-sent at query deploy"],
    ["deploy that is empty", { target: `${target}?deploy=` }, "query.nothing-else at query deploy"],
    ["deploy that means nothing", { target: `${target}?deploy=maybe` }, "query.nothing-else at query deploy"],
    ["another method", { method: "PUT" }, "call.method at method"],
    [
      "a path beside the base URL",
      { target: "/accounts/acc/workers/workers/my-worker/versions" },
      "call.base-url at path",
    ],
    ["another parameter", { target: `${target}?x=1` }, "query.nothing-else at query"],
    [
      "another media type",
      { headers: [token, ["Content-Type", "text/json"]] },
      "call.media-type at header content-type",
    ],
    ["no media type", { headers: [token] }, "call.media-type at header content-type"],
    ["a token and a key", { headers: [token, json, ["X-Auth-Key", "k"]] }, "auth.nothing-else at credential headers"],
    ["no body", { body: "" }, "call.body-present at body"],
    ["a body that is no JSON", { body: "{" }, "call.json-body at body"],
    ["a body that is no object", { body: "[]" }, "call.json-body at body"],
    ["deploy in its body", { body: '{"deploy":true}' }, "deploy.not-in-body at body/deploy"],
    ["a list that is none", { body: '{"modules":{}}' }, "body.one-element-lists at body/modules"],
    ["a field of another type", { body: '{"main_module":1}' }, "body.fields at body/main_module"],
    [
      "a key that no binding has",
      { body: '{"bindings":[{"name":"A","type":"ai","x":1}]}' },
      "body.nothing-added at body/bindings/0/x",
    ],
    ["a key that no setting has", { body: '{"limits":{"x":1}}' }, "body.nothing-added at body/limits/x"],
  ])("with %s shows that by itself", (_what, rest, expected) => {
    expect(findings(rest)).toEqual([expected]);
  });

  test("that knows more than the page may be of a newer client: the revision is said", () => {
    const body = {
      bindings: [
        { name: "A", type: "messaging", namespace: "n" },
        { name: "B", type: "r2_bucket", bucket_name: "b", jurisdiction: "us" },
      ],
      exports: { Room: { type: "durable-object", state: "created", storage: "sqlite" } },
      fresh: 1,
      number: 7,
    };

    expect(judged({ body: JSON.stringify(body) })).toEqual({
      findings: [],
      newer: [
        "kind messaging at body/bindings/0/type (create-version/2026-08)",
        "enum us at body/bindings/1/jurisdiction (create-version/2026-11)",
        "key exports at body/exports (create-version/2026-08)",
        "key fresh at body/fresh (in no revision)",
        "key number at body/number (answers alone have it)",
      ],
    });
  });

  test.each<[string, object, string, unknown]>([
    [
      "a date that is none",
      { compatibility_date: "today" },
      "body.fields at body/compatibility_date",
      "a date, YYYY-MM-DD",
    ],
    [
      "a day that no month has",
      { compatibility_date: "2025-02-30" },
      "body.fields at body/compatibility_date",
      "a date, YYYY-MM-DD",
    ],
    [
      "a kind that there is not",
      { bindings: [{ name: "A", type: "kv_namespaces", namespace_id: "1" }] },
      "body.kinds at body/bindings/0/type",
      "a kind that there is; the nearest known name is kv_namespace",
    ],
    [
      "a member that there is not",
      { usage_model: "free" },
      "body.fields at body/usage_model",
      "a member that there is",
    ],
    [
      "a required field missing",
      { bindings: [{ name: "A", type: "kv_namespace" }] },
      "body.fields at body/bindings/0/namespace_id",
      "a value: the field is required",
    ],
    [
      "a secret missing",
      { bindings: [{ name: "A", type: "secret_text" }] },
      "body.fields at body/bindings/0/text",
      "a value: the field is required",
    ],
    [
      "content that is no base64",
      { modules: [{ name: "a.js", content_type: "text/plain", content_base64: "export default {}" }] },
      "body.content at body/modules/0/content_base64",
      "base64",
    ],
    [
      "a placement of no shape",
      { placement: { mode: "fast", near: "me" } },
      "body.placement at body/placement",
      "one of the shapes smart, region, hostname, host, targeted-region, targeted-hostname, targeted-host, targeted-target",
    ],
    [
      "a tag that is too long",
      { annotations: { "workers/tag": "é".repeat(51) } },
      "body.annotations at body/annotations/workers~1tag",
      "at most 100 bytes",
    ],
  ])("with %s is one that no server could accept", (_what, body, where, expected) => {
    const { findings: found, newer } = judged({ body: JSON.stringify(body) });

    expect(brief(found)).toEqual([where]);
    expect([found[0]?.expected, newer]).toEqual([expected, []]);
  });

  test.each([
    ["null where a caller may give it", { compatibility_date: null, placement: null, bindings: [] }],
    ["a message that a server cuts", { annotations: { "workers/message": "é".repeat(2000) } }],
    ["every shape of what has several", { placement: { region: "aws:us-east-1" }, migrations: { steps: [] } }],
  ])("with %s is right", (_what, body) => {
    expect(findings({ body: JSON.stringify(body) })).toEqual([]);
  });

  test("whose body is any that the contract allows has no finding, and knows nothing newer", () => {
    fc.assert(
      fc.property(anyCall(), ({ body }) => {
        expect(judged({ body: JSON.stringify(body) })).toEqual({ findings: [], newer: [] });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("is judged on nothing but the properties that need no intent", () => {
    const rest = { target: `${target}/x?x=1&deploy=1`, headers: [], body: '{"deploy":1,"modules":1,"limits":{"x":1}}' };

    const found = judged(rest).findings.map(({ property }) => property);

    expect(found.length).toBeGreaterThan(5);
    expect(found.filter((one) => !passiveProperties.includes(one))).toEqual([]);
  });
});

describe("a request is meant to be Create Version", () => {
  test.each([
    ["POST", target, true],
    ["POST", `${target}?deploy=true`, true],
    ["POST", `${prefix}/accounts/acc/workers/workers/a/b/versions`, true],
    ["POST", `${prefix}/accounts/acc/workers/versions`, true],
    ["GET", target, false],
    ["PUT", target, true],
    ["POST", `${target}/id`, false],
    ["POST", `${prefix}/accounts/acc/workers/workers`, false],
    ["POST", `${prefix}/accounts/acc/workers/scripts/a/versions`, false],
  ])("where it is %s %s, or not", (method, path, isMeant) => {
    expect(isCreateVersion(sent({ method, target: path }), prefix)).toBe(isMeant);
  });
});
