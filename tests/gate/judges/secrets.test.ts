import { describe, expect, test } from "vitest";
import { calling } from "../../../arbitraries/calls.ts";
import { ambient, decoys, keyAndEmail } from "../../../arbitraries/credentials.ts";
import { secretCall } from "../../../arbitraries/people-calls.ts";
import type { ClientCase } from "../../../contract/client.ts";
import type { Outcome } from "../../../gate/contract/protocol.ts";
import { judgeSecrets } from "../../../gate/judges/secrets.ts";
import { caseOf, seenOf } from "../seen.ts";

const version: Outcome = { outcome: "version", version: { id: "a" } };
const judged = (said: string, outcome: Outcome | undefined = version, one: Partial<ClientCase> = {}) =>
  judgeSecrets(seenOf({ case: caseOf({ call: secretCall, ...one }), said, outcome })).map(
    ({ property, at, actual }) => `${property} at ${at}: ${String(actual)}`,
  );
const crash = (message: string): Outcome => ({ outcome: "client_error", phase: "decode", message });
const secret = (text: string) => calling({ bindings: [{ name: "A", type: "secret_text", text }] });

test("a client that says nothing, or what everybody knows, has no finding", () => {
  for (const said of ["", "POST /accounts/023e105f4ecef8ad9ca31a8372d0c353 my-worker index.js PASSWORD"])
    expect(judged(said)).toEqual([]);
  expect(judged("", undefined)).toEqual([]);
});

describe("an output", () => {
  test.each<[string, Partial<ClientCase>, string, string]>([
    ["the token", {}, "-H 'Authorization: Bearer wvc-token-chosen'", "the token"],
    ["the key", { auth: keyAndEmail }, `X-Auth-Key: ${keyAndEmail.api_key}`, "the API key"],
    ["a secret text", {}, "text=wvcsecret-of-the-caller", "a secret of the version"],
    ["a secret key", {}, "d3Zjc2VjcmV0LWtleS1vZi10aGUtY2FsbGVyLXdoaWNo", "a secret of the version"],
    ["the token of an upload", {}, "jwt eyJhbGciOiJIUzI1NiJ9.e30.d3Zjc2VjcmV0LWp3dA", "a secret of the version"],
    ["a token of the environment", { environment: ambient.token }, "wvc-token-ambient", "CLOUDFLARE_API_TOKEN"],
    [
      "a key of the environment",
      { environment: ambient.keyAndEmail },
      "wvcambientkey0123456789abcdef012345678",
      "CLOUDFLARE_API_KEY",
    ],
    ["a service key", { environment: decoys }, "v1.0-wvc-service-key-decoy", "CLOUDFLARE_API_USER_SERVICE_KEY"],
  ])("that holds %s says so, and not what it is", (_what, one, said, name) => {
    expect(judged(`debug: ${said}\n`, version, one)).toEqual([`secrets.unsaid at output: ${name}, in its output`]);
  });

  test("may hold addresses, accounts and addresses of servers", () => {
    const environment = { ...ambient.keyAndEmail, ...decoys };

    expect(
      judged("chosen@example.com ambient@example.com dec0dec0dec0dec0dec0dec0dec0dec0 Pacific/Chatham", version, {
        auth: keyAndEmail,
        environment,
      }),
    ).toEqual([]);
  });

  test("is held against what is long enough not to stand there by chance", () => {
    expect(judged("a 123456789012345 b", version, { call: secret("123456789012345") })).toEqual([]);
    expect(judged("a 1234567890123456 b", version, { call: secret("1234567890123456") })).toHaveLength(1);
    expect(judged("a b", version, { call: secret("") })).toEqual([]);
  });

  test.each([
    ["as it is", 'p"ss w/rd\u00e9\n123456', 'p"ss w/rd\u00e9\n123456'],
    ["in JSON", 'p"ss w/rd\u00e9\n123456', '{"a":"p\\"ss w/rd\u00e9\\n123456"}'],
    ["in a URL", 'p"ss w/rd\u00e9\n123456', "?a=p%22ss%20w%2Frd%C3%A9%0A123456&b"],
  ])("is read for a secret %s", (_how, text, said) => {
    expect(judged(said, version, { call: secret(text) })).toHaveLength(1);
  });
});

describe("an error", () => {
  const told = ["secrets.unsaid at error: the token, in its error"];

  test.each<[string, Outcome]>([
    ["of the client", crash("fetch with Bearer wvc-token-chosen failed")],
    ["of the API, in a message", { outcome: "api_error", status: 400, errors: [{ message: "wvc-token-chosen" }] }],
    ["of the API, in its name", { outcome: "api_error", status: 400, tag: "wvc-token-chosen" }],
    ["of a command", { outcome: "failed", text: "curl -H 'Authorization: Bearer wvc-token-chosen'" }],
    ["for what cannot be asked", { outcome: "not_expressible", why: "wvc-token-chosen" }],
  ])("%s that holds the token says so", (_whose, outcome) => {
    expect(judged("", outcome)).toEqual(told);
  });

  test("that holds a secret of several lines says so", () => {
    expect(judged("", crash('body: p"ss\nword 123456'), { call: secret('p"ss\nword 123456') })).toHaveLength(1);
  });

  test("is judged once, and the output comes first", () => {
    expect(judged("wvc-token-chosen", crash("wvc-token-chosen, wvcsecret-of-the-caller"))).toEqual([
      "secrets.unsaid at output: the token, in its output",
    ]);
  });
});

test("the version that is given back is no saying", () => {
  expect(
    judged("", {
      outcome: "version",
      version: { text: "wvcsecret-of-the-caller" },
      messages: [{ message: "wvc-token-chosen" }],
    }),
  ).toEqual([]);
});

test("no finding holds the secret itself", () => {
  const all = judgeSecrets(
    seenOf({ case: caseOf({ call: secretCall }), said: "wvc-token-chosen wvcsecret-of-the-caller" }),
  );

  expect(JSON.stringify(all)).not.toMatch(/wvc-token-chosen|wvcsecret/);
  expect(all).toHaveLength(1);
});
