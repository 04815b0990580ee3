import fc from "fast-check";
import type { ServerReply } from "../contract/client.ts";
import type { Json, JsonObject } from "../contract/json.ts";
import { json, jsonReply, plainResult, plainSuccess } from "./answers.ts";
import { className, plainName } from "./text.ts";

/** What some clients wait for instead of seconds, where they send again: it says nothing to others. */
const quickly: readonly [string, string][] = [["Retry-After-Ms", "1"]];
const html: readonly [string, string][] = [["Content-Type", "text/html; charset=UTF-8"]];
/** The answer to a refused request. */
export const refusal = (status: number, errors: Json): ServerReply => ({
  ...jsonReply(status, { result: null, success: false, errors, messages: [] }),
  headers: status === 409 ? [...json, ...quickly] : json,
});
/** "Try again at once": keeps clients that retry from waiting long. */
const soon: readonly [string, string][] = [["Retry-After", "0"], ...quickly];
const plainError = { code: 10021, message: "No such module" };

/** Refusals that are final: nothing is better on a second try. */
export const finalStatuses = [400, 401, 403, 404, 405, 409, 410, 413, 415, 422] as const;
/** Statuses that are seldom: of rules of an edge, of a proxy, of laws. */
export const rareRefusals: readonly ServerReply[] = [402, 406, 412, 418, 428, 431, 451, 499].map((status) =>
  refusal(status, [plainError]),
);
export const refusals: readonly ServerReply[] = finalStatuses.map((status) => refusal(status, [plainError]));
/** Messages as servers write them: of one line, of several, longer than a line of a log, with what looks like markup or a format. */
const messages: readonly string[] = [
  "a message",
  "caf\u00e9 \u{1f600}",
  '<b>&amp;</b> "quoted"',
  "first line\nsecond line\n\tindented",
  "50% of %s and {0}: \\n",
  `script exceeds the limit: ${"a very long name, ".repeat(40)}end`,
];
export const oneErrorAnswer = (): fc.Arbitrary<ServerReply> =>
  fc
    .tuple(
      fc.constantFrom(400, 403, 404, 422),
      fc.oneof(fc.integer({ min: 1000, max: 200_000 }), fc.constantFrom(1000, 65_536, 100_402, 2_147_483_648)),
      fc.constantFrom(...messages),
    )
    .map(([status, code, message]) => refusal(status, [{ code, message }]));
/** A refusal with each message that a server may write. */
export const messageReplies: readonly ServerReply[] = messages.map((message) =>
  refusal(400, [{ code: 10021, message }]),
);
/** A server's own fault, which it explains: after a second attempt, too. */
export const faultReplies: readonly ServerReply[] = [500, 503].map((status) => ({
  ...refusal(status, [{ code: 10013, message: "an internal error, reference 8f1c2d3e" }]),
  headers: [...json, ...soon],
}));
export const manyErrorsAnswer = (): fc.Arbitrary<ServerReply> =>
  fc
    .tuple(fc.uniqueArray(fc.integer({ min: 1000, max: 200_000 }), { minLength: 2, maxLength: 4 }), fc.boolean())
    .map(([codes, alike]) =>
      refusal(
        400,
        codes.map((code, i) => ({ code: alike ? 10_021 : code, message: `problem ${code}`, ...placeOf(i) })),
      ),
    );
const placeOf = (i: number): JsonObject => ({
  documentation_url: `https://developers.cloudflare.com/errors/${i}`,
  source: { pointer: `/bindings/${i}/name` },
});
/** More errors than fit on a screen. */
export const manyErrors: ServerReply = refusal(
  400,
  Array.from({ length: 30 }, (_, i) => ({ code: 10_000 + i, message: `problem ${i}`, ...placeOf(i) })),
);
/** Two errors that are alike in all but their places. */
export const twinErrors: ServerReply = refusal(
  400,
  [0, 1].map((i) => ({ ...plainError, ...placeOf(i) })),
);
export const documentedErrorAnswer = (): fc.Arbitrary<ServerReply> =>
  plainName().map((page) =>
    refusal(400, [{ ...plainError, documentation_url: `https://developers.cloudflare.com/${page}` }]),
  );
/** Pointers of RFC 6901: with a slash and a tilde in a name, to the whole, to a name that is no ASCII. */
const pointers = [
  "/bindings/0/name",
  "/annotations/workers~1tag",
  "/modules/0/a~0b",
  "",
  "/bindings/caf\u00e9",
  "/a%2Fb",
];
export const pointedReplies: readonly ServerReply[] = pointers.map((pointer) =>
  refusal(400, [{ ...plainError, source: { pointer } }]),
);
/** HTTP 400 with code 100402, as the newer specification has it: `meta.details` says what does not fit. */
export const detailedErrorAnswer = (): fc.Arbitrary<ServerReply> =>
  className().map((name) =>
    refusal(400, [
      { code: 100402, message: "exports do not match", meta: { details: [{ class_name: name, reason: "missing" }] } },
    ]),
  );

/** 200, and yet no success. */
export const unsuccessfulReplies: readonly ServerReply[] = [
  ...[null, {}, plainResult].flatMap((result) =>
    [[plainError], []].map((errors) => jsonReply(200, { result, success: false, errors, messages: [] })),
  ),
  jsonReply(200, { result: plainResult, success: false }),
];
/** Envelopes with null or nothing where a list should be: of success and of failure. */
export const oddEnvelopes: readonly ServerReply[] = [
  jsonReply(200, { result: plainResult, success: true, errors: null, messages: null }),
  jsonReply(200, { result: plainResult, success: true }),
  jsonReply(400, { result: null, success: false, errors: null, messages: null }),
  jsonReply(400, { success: false, errors: [{ message: "no code" }] }),
  jsonReply(400, { result: null, success: false, errors: [], messages: [] }),
  jsonReply(403, { errors: [plainError] }),
  jsonReply(400, { result: null, success: false, errors: [plainError], messages: null }),
  jsonReply(400, { result: null, success: false, errors: [{ ...plainError, source: null, documentation_url: null }] }),
  jsonReply(400, { result: {}, success: false, errors: [plainError], messages: [] }),
];
/** Pages of an edge or a gateway. */
export const edgeReplies: readonly ServerReply[] = [
  ...[502, 503, 504, 520, 522, 524, 530].map((status) => ({
    status,
    headers: [...html, ...soon],
    body: `<html><head><title>${status}</title></head><body>error code: ${status}</body></html>`,
  })),
  { status: 403, headers: html, body: "<!DOCTYPE html><title>Attention Required! | Cloudflare</title>" },
  { status: 502, headers: [["Content-Type", "text/plain; charset=UTF-8"], ...soon], body: "error code: 502" },
  { status: 503, headers: [...json, ...soon], body: "" },
  { status: 413, headers: html, body: "" },
];
/** Successful statuses without a version. */
export const noVersionReplies: readonly ServerReply[] = [
  { status: 204, headers: [], body: "" },
  { status: 200, headers: html, body: "<html><body>Sign in</body></html>" },
  { status: 200, headers: json, body: "" },
  { status: 200, headers: json, body: "null" },
  { status: 200, headers: json, body: "[]" },
  { status: 202, headers: json, body: "" },
  ...[null, [], [plainResult], "a text", 5, true].map((result) =>
    jsonReply(200, { result, success: true, errors: [], messages: [] }),
  ),
  jsonReply(200, { success: true, errors: [], messages: [] }),
];
/** A success that ends in the middle. */
export const truncatedAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.integer({ min: 1, max: plainSuccess.body.length - 1 }).map((cutAt) => ({ ...plainSuccess, cutAt }));
export const resetAnswer: ServerReply = { ...plainSuccess, reset: true };

/** Answers after which nobody knows whether the version was made. */
export const unknownOutcomes: readonly ServerReply[] = [
  ...[500, 502, 503, 504, 520, 524].map((status) => ({
    ...refusal(status, [{ code: 10013, message: "internal error" }]),
    headers: [...json, ...soon],
  })),
  { status: 502, headers: [...html, ...soon], body: "<html>bad gateway</html>" },
  { ...plainSuccess, cutAt: 20 },
  { ...plainSuccess, headers: [...json, ["Transfer-Encoding", "chunked"]], cutAt: 20 },
  resetAnswer,
];
/** The rate limit: nothing was done. */
export const rateLimited = (seconds: number): ServerReply => ({
  ...refusal(429, [{ code: 10429, message: "rate limited" }]),
  headers: [...json, ["Retry-After", String(seconds)]],
});
/** The same, with the moment as a date. */
export const limitedUntil = (retryAtS: number): ServerReply => ({ ...rateLimited(0), headers: json, retryAtS });
/** Values of Retry-After that are none, or that nobody waits for. */
export const absurdLimits: readonly ServerReply[] = [
  "",
  "soon",
  "-1",
  "1e9",
  "99999999999999999999",
  "Never, 32 Xyz",
].map((value) => ({ ...rateLimited(0), headers: [...json, ["Retry-After", value]] }));
