import { describe, expect, test } from "vitest";
import { plainResult, plainSuccess, success } from "../../../arbitraries/answers.ts";
import { edgeReplies, noVersionReplies, refusal, unsuccessfulReplies } from "../../../arbitraries/failures.ts";
import { lostRedirects } from "../../../arbitraries/redirects.ts";
import type { ServerReply } from "../../../contract/client.ts";
import type { Json } from "../../../contract/json.ts";
import type { Outcome } from "../../../gate/contract/protocol.ts";
import { judgeAnswer, meaningOf } from "../../../gate/judges/answer.ts";
import { brief, caseOf, focusOf, seenOf, sent } from "../seen.ts";

type Seen = Parameters<typeof seenOf>[0];
const version = (rest: object = {}, more: object = {}): Outcome => ({
  outcome: "version",
  version: { ...plainResult, ...rest },
  ...more,
});
const apiError = (status: number, errors: Record<string, unknown>[] = []): Outcome => ({
  outcome: "api_error",
  status,
  errors,
});
const crash: Outcome = { outcome: "client_error", phase: "decode", message: "no" };
const found = (reply: ServerReply, outcome: Outcome | undefined, rest: Seen = {}) =>
  brief(judgeAnswer(seenOf({ ...rest, outcome }), reply));
const page: ServerReply = { status: 502, headers: [], body: "<html>" };
const manifest = { normalizes: [], decode: "raw" as const, mode: "stream" as const };

describe("a reply", () => {
  test.each<[string, ServerReply, object]>([
    ["a version", success({ id: "a" }, ["m"]), { is: "version", result: { id: "a" }, messages: ["m"] }],
    ["an error where the connection broke", { ...plainSuccess, reset: true }, { is: "error" }],
    ["an error where it ends too early", { ...plainSuccess, cutAt: 0 }, { is: "error" }],
    ["an error where its length was not the body's", { ...plainSuccess, declared: 9 }, { is: "error" }],
    ["an error where it leads elsewhere, whatever it holds", { ...plainSuccess, status: 307 }, { is: "error" }],
    ["an error where a key stands twice", { ...plainSuccess, body: '{"result":{},"result":{}}' }, { is: "error" }],
    [
      "a version, of any 2xx",
      { ...success({ id: "a" }), status: 201 },
      { is: "version", result: { id: "a" }, messages: [] },
    ],
    ["a refusal", refusal(400, [{ code: 1 }]), { is: "refusal", status: 400, errors: [{ code: 1 }] }],
    ["a refusal without errors", page, { is: "refusal", status: 502, errors: [] }],
    ["an error where success is false", { ...plainSuccess, body: '{"success":false,"result":{}}' }, { is: "error" }],
    ["an error without a result", { ...plainSuccess, body: '{"success":true,"result":null}' }, { is: "error" }],
    ["an error that is no JSON", { ...plainSuccess, body: "ok" }, { is: "error" }],
    [
      "either, where success is missing",
      { ...plainSuccess, body: '{"result":{}}' },
      { is: "either", result: {}, messages: [] },
    ],
  ])("is taken for %s", (_what, reply, meaning) => {
    expect(meaningOf(reply)).toEqual(meaning);
  });
});

describe("a version that comes back", () => {
  test("as the API shows it has no finding", () => {
    expect(found(plainSuccess, version())).toEqual([]);
    expect(found(plainSuccess, version(), { focus: focusOf("result.fields") })).toEqual([]);
  });

  test.each<[string, Record<string, Json>, Record<string, unknown>, string]>([
    ["a field lost", { main_module: "a" }, {}, "result.fields at version/main_module"],
    ["a text changed", { main_module: "a" }, { main_module: "b" }, "result.strings at version/main_module"],
    ["a number changed", { startup_time_ms: 1 }, { startup_time_ms: 2 }, "result.numbers at version/startup_time_ms"],
    ["a default lost", { usage_model: "standard" }, {}, "result.defaults at version/usage_model"],
    ["a new field lost", { fresh: 1 }, {}, "result.new-fields at version/fresh"],
    ["a new member lost", { usage_model: "novel" }, {}, "result.unknown-member at version/usage_model"],
    ["steps lost", { migrations: { steps: [{ new_classes: ["A"] }] } }, {}, "result.steps at version/migrations"],
    [
      "a new kind lost",
      { bindings: [{ name: "A", type: "novel", x: "y" }] },
      { bindings: [{ name: "A", type: "novel" }] },
      "result.unknown-kind at version/bindings/0/x",
    ],
    [
      "a binding's field lost",
      { bindings: [{ name: "A", type: "queue", queue_name: "q" }] },
      { bindings: [{ name: "A", type: "queue" }] },
      "result.kinds/queue at version/bindings/0/queue_name",
    ],
    [
      "a json value lost",
      { bindings: [{ name: "A", type: "json", json: [] }] },
      { bindings: [{ name: "A", type: "json" }] },
      "result.json-binding at version/bindings/0/json",
    ],
    [
      "something in a secret's place",
      { bindings: [{ name: "A", type: "secret_text" }] },
      { bindings: [{ name: "A", type: "secret_text", text: "***" }] },
      "result.write-only at version/bindings/0/text",
    ],
    [
      "names of bindings in another order",
      {
        bindings: [
          { name: "A", type: "ai" },
          { name: "B", type: "ai" },
        ],
      },
      {
        bindings: [
          { name: "B", type: "ai" },
          { name: "A", type: "ai" },
        ],
      },
      "result.bindings-order at version/bindings",
    ],
  ])("with %s is of the property that is about it", (_what, shown, came, expected) => {
    expect(found(success({ ...plainResult, ...shown }), version(came))).toEqual([expected]);
  });

  test("with bindings under each other's names is out of order, though their values are in place", () => {
    const bindings = (...names: string[]) => names.map((name, i) => ({ name, type: "plain_text", text: `${i}` }));

    expect(
      found(success({ ...plainResult, bindings: bindings("A", "B") }), version({ bindings: bindings("B", "A") })),
    ).toEqual(["result.bindings-order at version/bindings"]);
  });

  test("with another number where a double does not hold the one that was sent", () => {
    const reply = success({ ...plainResult, number: 2n ** 53n + 1n });

    expect(found(reply, version({ number: 2 ** 53 }))).toEqual(["result.number-exact at version/number"]);
  });

  test("may leave out what is blank, and hold a moment in another form", () => {
    const reply = success({ ...plainResult, urls: [], limits: {}, placement: null });

    expect(found(reply, version({ urls: undefined, created_on: "2025-09-04T12:00:00Z" }))).toEqual([]);
    expect(found(reply, version({ created_on: "2025-09-04T12:00:01Z" }))).toEqual([
      "result.times at version/created_on",
    ]);
    expect(found(reply, version({ id: "" }))).toEqual(["result.strings at version/id"]);
  });

  test.each([
    ["2025-09-04T12:00:00.000000Z", "2025-09-04T12:00:00.000Z", []],
    ["2025-09-04T12:00:00Z", "2025-09-04T14:00:00+02:00", []],
    ["2025-09-04T12:00:00Z", "2025-09-04 12:00:00.000+00:00", []],
    ["2025-09-04T12:00:00Z", "2025-09-04t12:00:00z", []],
    ["2026-01-31T23:34:56.789+02:00", "2026-01-31T21:34:56.789Z", []],
    ["2025-12-31T20:59:59.5-08:00", "2026-01-01T04:59:59.500Z", []],
    ["2026-06-30T23:59:59.000001+05:45", "2026-06-30T18:14:59.000Z", []],
    ["2025-09-04T12:00:00Z", "2025-09-04T12:00:00.001Z", ["result.times at version/created_on"]],
    ["2026-01-31T23:34:56.789+02:00", "2026-01-31T23:34:56.789Z", ["result.times at version/created_on"]],
    ["2025-09-04T12:00:00Z", "2025-09-04T12:00:00", ["result.times at version/created_on"]],
    ["2025-09-04T12:00:00Z", "2025-09-04 12:00:00", ["result.times at version/created_on"]],
    ["2025-09-04T12:00:00Z", "Thu Sep 04 2025 12:00:00 GMT+0000", ["result.times at version/created_on"]],
    ["2025-09-04T12:00:00Z", "2025-09-04", ["result.times at version/created_on"]],
  ])("of %s may say %s, or not", (shown, came, expected) => {
    expect(found(success({ ...plainResult, created_on: shown }), version({ created_on: came }))).toEqual(expected);
  });

  test("has a moment as the API says it, where the client gives the text itself", () => {
    expect(found(plainSuccess, version({ created_on: "2025-09-04T12:00:00Z" }), { manifest })).toEqual([
      "result.times at version/created_on",
    ]);
    expect(found(plainSuccess, version(), { manifest })).toEqual([]);
  });

  test("has only there a moment for a text", () => {
    const bound = (text: string) => ({ bindings: [{ name: "A", type: "plain_text", text }] });

    expect(
      found(success({ ...plainResult, ...bound("2025-09-04T12:00:00Z") }), version(bound("2025-09-04T12:00:00.0Z"))),
    ).toEqual(["result.strings at version/bindings/0/text"]);
  });

  test.each<[string, { bindings?: { __kind: string; [field: string]: Json }[]; [field: string]: unknown }]>([
    ["a key of its own", { raw_response: { status: 200 } }],
    ["a key of its own in a binding", { bindings: [{ name: "A", type: "ai", __kind: "Ai" }] }],
    ["a key of its own in a json binding", { bindings: [{ name: "A", type: "json", json: [1], __kind: "Json" }] }],
    ["what is known, and blank", { main_module: null, compatibility_flags: [], limits: {}, assets: { config: null } }],
  ])("may have %s", (_what, more) => {
    const { bindings: own = [] } = more;
    const bindings = own.map(({ __kind: _, ...one }) => one);

    expect(found(success({ ...plainResult, bindings }), version({ bindings, ...more }))).toEqual([]);
  });

  test.each<[string, Record<string, Json>, object, string]>([
    ["a text", {}, { main_module: "index.js" }, "result.fields at version/main_module"],
    ["a default", {}, { usage_model: "standard" }, "result.defaults at version/usage_model"],
    ["zero", {}, { startup_time_ms: 0 }, "result.fields at version/startup_time_ms"],
    ["an empty text", {}, { source: "" }, "result.fields at version/source"],
    [
      "a key of its own in what nobody may add to",
      { bindings: [{ name: "A", type: "json", json: {} }] },
      { bindings: [{ name: "A", type: "json", json: { own: 1 } }] },
      "result.json-binding at version/bindings/0/json/own",
    ],
    [
      "a field that its kind has",
      { bindings: [{ name: "A", type: "service", service: "b" }] },
      { bindings: [{ name: "A", type: "service", service: "b", entrypoint: "c" }] },
      "result.kinds/service at version/bindings/0/entrypoint",
    ],
  ])("has not %s that the API did not send, where the contract knows the key", (_what, shown, more, expected) => {
    expect(found(success({ ...plainResult, ...shown }), version(more))).toEqual([expected]);
  });

  test("is not looked at where a client gives nothing back that could be read", () => {
    const none = { manifest: { ...manifest, decode: "none" as const } };

    expect(found(plainSuccess, { outcome: "version" }, none)).toEqual([]);
    expect(found(plainSuccess, { outcome: "version" })).not.toEqual([]);
  });

  test("has the row of its case where the property is the case's own", () => {
    const reply = success({ ...plainResult, startup_time_ms: 1 });

    expect(found(reply, version({ startup_time_ms: 2 }), { focus: focusOf("result.numbers", { row: "r" }) })).toEqual([
      "result.numbers/r at version/startup_time_ms",
    ]);
  });
});

describe("messages beside a version", () => {
  const reply = success(plainResult, [{ code: 1, message: "careful" }]);

  test("come back, more of them or none where none came", () => {
    expect(found(reply, version({}, { messages: [{ code: 1, message: "careful", more: 1 }] }))).toEqual([]);
    expect(found(reply, version({}, { messages: [] }))).toEqual(["result.messages at messages"]);
    expect(found(reply, version())).toEqual(["result.messages at messages"]);
    expect(found(plainSuccess, version({}, { messages: [{ code: 1 }] }))).toEqual([]);
  });

  test("have no place in a command that prints the version alone", () => {
    expect(found(reply, version(), { manifest: { ...manifest, mode: "template" } })).toEqual([]);
  });
});

describe("an outcome of the wrong sort", () => {
  test.each<[string, ServerReply, Outcome, string]>([
    ["no version for a success", plainSuccess, crash, "result.returned at outcome"],
    ["an error for a success", plainSuccess, apiError(200), "result.returned at outcome"],
    ["nothing in place of a version", plainSuccess, { outcome: "version" }, "result.returned at outcome"],
    ["null in place of a version", plainSuccess, { outcome: "version", version: null }, "result.returned at outcome"],
    ["a list in place of a version", plainSuccess, { outcome: "version", version: [] }, "result.returned at outcome"],
    ["no version where it came slowly", { ...plainSuccess, delayMs: 1 }, crash, "result.framing at outcome"],
    ["no version where it came in pieces", { ...plainSuccess, pieces: 2 }, crash, "result.framing at outcome"],
    ["a version for a refusal", refusal(400, []), version(), "failure.reported at outcome"],
    ["a crash for a refusal", refusal(400, []), crash, "failure.reported at outcome"],
    ["a version for a page of an edge", page, version(), "failure.edge-page at outcome"],
    ["a version for a reset", { ...plainSuccess, reset: true }, version(), "failure.no-connection at outcome"],
    ["a version for half an answer", { ...plainSuccess, cutAt: 5 }, version(), "failure.truncated at outcome"],
    [
      "a crash for an odd envelope",
      { ...plainSuccess, body: '{"result":{}}' },
      crash,
      "failure.odd-envelope at outcome",
    ],
  ])("%s is of the property that the reply says", (_what, reply, outcome, expected) => {
    expect(found(reply, outcome)).toEqual([expected]);
  });

  test.each<[string, Partial<ServerReply>, string]>([
    ["after an interim answer", { interim: [103] }, "result.framing/interim"],
    ["of a server of HTTP/1.0", { old: true }, "result.framing/http-1.0"],
    ["in chunks with extensions", { extended: true }, "result.framing/chunks"],
    ["in two pieces", { pieces: 2 }, "result.framing"],
    ["that was coded", { coding: "br" }, "result.compression"],
    ["that was coded, and slow", { coding: "gzip", delayMs: 9 }, "result.compression"],
    ["that was coded, after an interim answer", { coding: "gzip", interim: [102] }, "result.compression"],
    ["in one piece and at once", { pieces: 1, delayMs: 0 }, "result.returned"],
  ])("no version for one %s is of the frame", (_what, frame, property) => {
    const reply = { ...plainSuccess, ...frame };

    expect(found(reply, crash)).toEqual([`${property} at outcome`]);
    expect(found(reply, apiError(200))).toEqual([`${property} at outcome`]);
    expect(found(reply, version())).toEqual([]);
  });

  test("a crash for a framed refusal is of the frame, a version is not", () => {
    const reply: ServerReply = { ...refusal(400, []), coding: "gzip" };

    expect(found(reply, crash)).toEqual(["result.compression at outcome"]);
    expect(found(reply, version())).toEqual(["failure.reported at outcome"]);
  });

  test.each(lostRedirects.map((reply) => [reply.status, reply.body.slice(0, 20), reply] as const))(
    "a version for a redirection of %i with %j is a success that was none, an error is right",
    (_status, _body, reply) => {
      expect(found(reply, version())).toEqual(["redirects.no-success at outcome"]);
      for (const outcome of [crash, apiError(reply.status), apiError(200)]) expect(found(reply, outcome)).toEqual([]);
    },
  );

  test("a version for a length that was not the body's was cut short, an error is right", () => {
    const reply: ServerReply = { ...plainSuccess, declared: 20 };

    expect(found(reply, version())).toEqual(["failure.truncated at outcome"]);
    expect(found(reply, crash)).toEqual([]);
  });

  test("a version for a success without one is another thing than for success: false", () => {
    for (const reply of noVersionReplies) {
      expect([reply.body, found(reply, version())]).toEqual([reply.body, ["failure.no-version at outcome"]]);
      for (const outcome of [crash, apiError(200)]) expect(found(reply, outcome)).toEqual([]);
    }
    for (const reply of unsuccessfulReplies) {
      expect([reply.body, found(reply, version())]).toEqual([reply.body, ["failure.success-false at outcome"]]);
      for (const outcome of [crash, apiError(200)]) expect(found(reply, outcome)).toEqual([]);
    }
  });

  test("a version or a crash for a page of an edge is of the page, from 500 on", () => {
    for (const reply of edgeReplies) {
      const expected = [`${reply.status < 500 ? "failure.reported" : "failure.edge-page"} at outcome`];
      for (const outcome of [version(), crash]) expect(found(reply, outcome)).toEqual(expected);
      expect(found(reply, apiError(reply.status))).toEqual([]);
    }
    expect(found(refusal(502, []), version())).toEqual(["failure.reported at outcome"]);
  });

  test("is of the case's own property where that is about answers of this sort", () => {
    expect(found(plainSuccess, crash, { focus: focusOf("result.strings", { row: "r" }) })).toEqual([
      "result.strings/r at outcome",
    ]);
    expect(found(plainSuccess, crash, { focus: focusOf("body.strings", { row: "r" }) })).toEqual([
      "result.returned at outcome",
    ]);
    expect(found(refusal(400, []), version(), { focus: focusOf("failure.code") })).toEqual(["failure.code at outcome"]);
    expect(found(plainSuccess, crash, { focus: focusOf("failure.odd-envelope") })).toEqual([
      "failure.odd-envelope at outcome",
    ]);
  });

  test("says nothing where every kind came at once, or where the client cannot say it", () => {
    expect(found(plainSuccess, crash, { focus: focusOf("result.kinds", { covers: ["queue"] }) })).toEqual([]);
    expect(found(plainSuccess, { outcome: "not_expressible", why: "no" })).toEqual([]);
    expect(found({ ...plainSuccess, reset: true }, crash)).toEqual([]);
    expect(found({ ...plainSuccess, body: '{"result":{}}' }, apiError(200))).toEqual([]);
  });
});

describe("a refusal that comes back", () => {
  const error = {
    code: 10021,
    message: "café",
    documentation_url: "https://d",
    source: { pointer: "/a" },
    meta: { details: [1] },
  };

  test("with all that it says has no finding", () => {
    expect(found(refusal(422, [error]), apiError(422, [error]))).toEqual([]);
    expect(found(refusal(422, []), apiError(422))).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["code", { code: 1 }, "failure.code at errors/0/code"],
    ["message", { message: "cafe" }, "failure.message at errors/0/message"],
    ["documentation_url", { documentation_url: undefined }, "failure.documentation-url at errors/0/documentation_url"],
    ["pointer", { source: undefined }, "failure.pointer at errors/0/source/pointer"],
    ["details", { meta: { details: [] } }, "failure.details at errors/0/meta/details"],
  ])("with another %s is of the property about it", (_what, rest, expected) => {
    expect(found(refusal(422, [error]), apiError(422, [{ ...error, ...rest }]))).toEqual([expected]);
  });

  test("with another status, and with fewer errors", () => {
    expect(found(refusal(422, [error]), apiError(400, [error]))).toEqual(["failure.status at status"]);
    expect(found(refusal(422, [error, error]), apiError(422, [error]))).toEqual(["failure.all-errors at errors"]);
    expect(found(refusal(422, [error]), apiError(422))).toEqual(["failure.code at errors"]);
  });

  test.each<[string, Partial<ServerReply>, string]>([
    ["in pieces", { pieces: 2 }, "result.framing at errors"],
    ["slowly", { delayMs: 9 }, "result.framing at errors"],
    ["after an interim answer", { interim: [103] }, "result.framing/interim at errors"],
    ["as of HTTP/1.0", { old: true }, "result.framing/http-1.0 at errors"],
    ["in chunks with extensions", { extended: true }, "result.framing/chunks at errors"],
    ["coded", { coding: "gzip" }, "result.compression at errors"],
    ["plainly", {}, "failure.code at errors"],
  ])("%s and without any of its errors was not read", (_what, frame, expected) => {
    const reply = { ...refusal(422, [error, error]), ...frame };

    expect(found(reply, apiError(422))).toEqual([expected]);
    expect(found(reply, { outcome: "api_error", status: 422, errors: null })).toEqual([expected]);
    expect(found(reply, apiError(422, [error]))).toEqual(["failure.all-errors at errors"]);
    expect(found(reply, apiError(422, [error, error]))).toEqual([]);
  });

  test.each([
    [103, "result.framing at status"],
    [100, "result.framing at status"],
    [199, "result.framing at status"],
    [200, "failure.status at status"],
    [99, "failure.status at status"],
    [undefined, "failure.status at status"],
  ])("with the status %s is of the property about it", (status, expected) => {
    expect(found(refusal(422, []), { outcome: "api_error", status, errors: [] })).toEqual([expected]);
  });

  test("may hold more errors than the API said, and more of each", () => {
    expect(found(refusal(422, [error]), apiError(422, [{ ...error, own: 1 }, { code: 2 }]))).toEqual([]);
    expect(found(refusal(422, ["a text", null]), apiError(422, [{}, {}]))).toEqual([]);
  });

  test("as a command's text says all of it somewhere, but for the details", () => {
    const failed = (text: string): Outcome => ({ outcome: "failed", text });
    const two = refusal(422, [error, { code: 5, message: "more" }]);

    expect(found(two, failed("10021: café (https://d, /a); 5 more"))).toEqual([]);
    expect(found(two, failed("café (https://d, /a)"))).toEqual([
      "failure.code at errors/0/code",
      "failure.all-errors at errors/1/code",
      "failure.message at errors/1/message",
    ]);
  });
});

describe("a client that says nothing", () => {
  test("once its answer has ended too early waits for ever", () => {
    const cut = { ...plainSuccess, cutAt: 3 };

    expect(found(cut, undefined, { case: caseOf({ patienceMs: 3000 }) })).toEqual(["failure.truncated at outcome"]);
    expect(found(cut, undefined, { attempts: [sent(), sent()] })).toEqual([]);
    expect(found(plainSuccess, undefined)).toEqual([]);
  });
});
