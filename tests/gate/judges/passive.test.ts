import { describe, expect, test } from "vitest";
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
    ["deploy twice", { target: `${target}?deploy=true&deploy=true` }, "deploy.absent-stays-absent at query deploy"],
    ["deploy that is neither", { target: `${target}?deploy=1` }, "deploy.absent-stays-absent at query deploy"],
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

  test("that knows more than this contract may be of a newer client", () => {
    const body = { fresh: 1, usage_model: "new", bindings: [{ name: "A", type: "novel" }] };

    expect(judged({ body: JSON.stringify(body) })).toEqual({
      findings: [],
      newer: ["kind novel at body/bindings/0/type", "enum new at body/usage_model", "key fresh at body/fresh"],
    });
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
    ["POST", `${target}/id`, false],
    ["POST", `${prefix}/accounts/acc/workers/workers`, false],
    ["POST", `${prefix}/accounts/acc/workers/scripts/a/versions`, false],
  ])("where it is %s %s, or not", (method, path, isMeant) => {
    expect(isCreateVersion(sent({ method, target: path }), prefix)).toBe(isMeant);
  });
});
