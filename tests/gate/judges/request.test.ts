import { describe, expect, test } from "vitest";
import { plainCall } from "../../../arbitraries/calls.ts";
import { keyAndEmail, token } from "../../../arbitraries/credentials.ts";
import { judgeRequest, splitTarget } from "../../../gate/judges/request.ts";
import { asking, brief, caseOf, focusOf, prefix, seenOf, sent } from "../seen.ts";

const target = (rest: string) => `${prefix}/accounts/${plainCall.account_id}/workers/workers/${rest}`;
const judged = (request: Parameters<typeof sent>[0], rest: Parameters<typeof seenOf>[0] = {}) =>
  brief(judgeRequest(seenOf({ attempts: [sent(request)], ...rest })));
const withDeploy = (deploy: boolean | undefined) =>
  caseOf({ call: { ...plainCall, query: deploy === undefined ? {} : { deploy } } });

test("a request that is right has no finding, nor has one that never came", () => {
  expect(judged({})).toEqual([]);
  expect(judgeRequest(seenOf({ attempts: [] }))).toEqual([]);
});

test("the first attempt alone is judged", () => {
  expect(judgeRequest(seenOf({ attempts: [sent(), sent({ method: "PUT" })] }))).toEqual([]);
});

test("the method is POST", () => {
  expect(judgeRequest(seenOf({ attempts: [sent({ method: "PUT" })] }))).toEqual([
    { property: "call.method", at: "method", expected: "POST", actual: "PUT" },
  ]);
});

describe("the path", () => {
  test("names the Worker in one segment, encoded or not as the name allows", () => {
    const call = { ...plainCall, worker_id: "a/b c" };

    expect(judged({ target: target("a%2Fb%20c/versions") }, { case: caseOf({ call }) })).toEqual([]);
    expect(judged({ target: target("a/b%20c/versions") }, { case: caseOf({ call }) })).toEqual([
      "call.path/plain at path",
    ]);
  });

  test("that is wrong is of the row that the case is about, and the query says nothing then", () => {
    const focus = focusOf("call.path", { row: "odd" });

    expect(judged({ target: target("other/versions?x=1") }, { focus })).toEqual(["call.path/odd at path"]);
  });

  test("comes apart from the query, whatever cannot be decoded in it", () => {
    const { segments, query } = splitTarget(`${prefix}/a%2Fb/%zz?x=1?2`, prefix);

    expect(segments).toEqual(["a/b", "%zz"]);
    expect([...query]).toEqual([["x", "1?2"]]);
  });
});

describe("the query", () => {
  test.each([
    [true, "?deploy=true", []],
    [true, "", ["deploy.true-sent at query deploy"]],
    [true, "?deploy=false", ["deploy.true-sent at query deploy"]],
    [true, "?deploy=true&deploy=true", ["deploy.true-sent at query deploy"]],
    [false, "?deploy=false", []],
    [false, "", ["deploy.false-sent at query deploy"]],
    [undefined, "", []],
    [undefined, "?deploy=false", ["deploy.absent-stays-absent at query deploy"]],
    [undefined, "?deploy=", ["deploy.absent-stays-absent at query deploy"]],
    [undefined, "?dry_run=1", ["query.nothing-else at query"]],
  ])("for deploy %s is not %j otherwise", (deploy, query, expected) => {
    expect(judged({ target: target(`my-worker/versions${query}`) }, { case: withDeploy(deploy) })).toEqual(expected);
  });
});

describe("the credential", () => {
  const json: [string, string] = ["content-type", "application/json"];
  const [sentNot, more] = [
    "auth.credential-sent/token at credential headers",
    "auth.nothing-else/token at credential headers",
  ];

  test.each<[string, [string, string][], string[]]>([
    ["the one that was chosen", [["authorization", "Bearer wvc-token-chosen"]], []],
    ["its scheme in any case", [["AUTHORIZATION", "bearer wvc-token-chosen"]], []],
    ["none", [], [sentNot]],
    ["another one", [["authorization", "Bearer wvc-token-ambient"]], [sentNot]],
    [
      "it twice",
      [
        ["authorization", "Bearer wvc-token-chosen"],
        ["authorization", "Bearer wvc-token-chosen"],
      ],
      [more],
    ],
    [
      "a key beside it",
      [
        ["authorization", "Bearer wvc-token-chosen"],
        ["x-auth-key", "k"],
      ],
      [more],
    ],
    ["a user service key alone", [["x-auth-user-service-key", "k"]], [sentNot, more]],
  ])("as a token is judged by %s", (_what, headers, expected) => {
    expect(judged({ headers: [...headers, json] }, { case: caseOf({ auth: token }) })).toEqual(expected);
  });

  test("as key and email needs both, and no token", () => {
    const both: [string, string][] = [
      ["x-auth-key", "wvcchosenkey0123456789abcdef0123456789"],
      ["x-auth-email", "chosen@example.com"],
    ];
    const rest = { case: caseOf({ auth: keyAndEmail }), focus: focusOf("auth.credential-sent", { row: "key_email" }) };

    expect(judged({ headers: [...both, json] }, rest)).toEqual([]);
    expect(judged({ headers: [...both.slice(1), json] }, rest)).toEqual([
      "auth.credential-sent/key_email at credential headers",
    ]);
    expect(judged({ headers: [...both, ["authorization", "Bearer x"], json] }, rest)).toEqual([
      "auth.nothing-else/key_email at credential headers",
    ]);
  });
});

describe("the media type", () => {
  const auth: [string, string] = ["authorization", "Bearer wvc-token-chosen"];

  test.each([
    [["application/json"], true],
    [["Application/JSON; charset=utf-8"], true],
    [['application/json;charset="UTF-8"'], true],
    [["application/json; charset=latin1"], false],
    [["application/jsonp"], false],
    [["text/plain"], false],
    [[], false],
    [["application/json", "application/json"], false],
  ])("%j is right or not", (types, isRight) => {
    const headers: [string, string][] = [auth, ...types.map((type): [string, string] => ["Content-Type", type])];

    expect(judged({ headers })).toEqual(isRight ? [] : ["call.media-type at header content-type"]);
  });
});

describe("the body", () => {
  test.each([
    ["no JSON", "{"],
    ["JSON, and no object", "[]"],
    ["a key given twice", '{"a":1,"a":2}'],
    ["a byte order mark", "\ufeff{}"],
  ])("that is %s is no JSON object", (_what, body) => {
    expect(judged({ body })).toEqual(["call.json-body at body"]);
  });

  test("in another encoding than UTF-8 is no JSON object", () => {
    expect(judged({ body: Buffer.from('{"main_module":"caf\u00e9.js"}', "latin1") })).toEqual([
      "call.json-body at body",
    ]);
  });

  test("is there where the caller gives an empty version", () => {
    expect(brief(judgeRequest(asking({}, "")))).toEqual(["call.body-present at body"]);
    expect(brief(judgeRequest(asking({}, "{}")))).toEqual([]);
    expect(brief(judgeRequest(asking({ main_module: "a" }, "")))).toEqual(["call.json-body at body"]);
  });

  test("is held against what the caller asked for", () => {
    expect(brief(judgeRequest(asking({ main_module: "a" }, { main_module: "b" })))).toEqual([
      "body.strings at body/main_module",
    ]);
  });
});
