import fc from "fast-check";
import type { ServerReply } from "../contract/client.ts";
import type { Json } from "../contract/json.ts";
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
const plainError = { code: 10021, message: "No such module" };

/** Refusals that are final: nothing is better on a second try. */
export const finalStatuses = [400, 401, 403, 404, 405, 409, 410, 413, 415, 422] as const;
/** Those that clients are known to send again after, in more cases than the others. */
const oftenRetried = [400, 409, 409, 409] as const;
export const refusalAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.constantFrom(...finalStatuses, ...oftenRetried).map((status) => refusal(status, [plainError]));
export const oneErrorAnswer = (): fc.Arbitrary<ServerReply> =>
  fc
    .tuple(
      fc.constantFrom(400, 403, 404, 422),
      fc.integer({ min: 1000, max: 200_000 }),
      fc.constantFrom("a message", "caf\u00e9 \u{1f600}", '<b>&amp;</b> "quoted"'),
    )
    .map(([status, code, message]) => refusal(status, [{ code, message }]));
export const manyErrorsAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.uniqueArray(fc.integer({ min: 1000, max: 200_000 }), { minLength: 2, maxLength: 4 }).map((codes) =>
    refusal(
      400,
      codes.map((code) => ({ code, message: `problem ${code}` })),
    ),
  );
export const documentedErrorAnswer = (): fc.Arbitrary<ServerReply> =>
  plainName().map((page) =>
    refusal(400, [{ ...plainError, documentation_url: `https://developers.cloudflare.com/${page}` }]),
  );
export const pointedErrorAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.nat({ max: 9 }).map((i) => refusal(400, [{ ...plainError, source: { pointer: `/bindings/${i}/name` } }]));
/** HTTP 400 with code 100402, as the newer specification has it: `meta.details` says what does not fit. */
export const detailedErrorAnswer = (): fc.Arbitrary<ServerReply> =>
  className().map((name) =>
    refusal(400, [
      { code: 100402, message: "exports do not match", meta: { details: [{ class_name: name, reason: "missing" }] } },
    ]),
  );

/** 200, and yet no success. */
export const unsuccessfulAnswer = (): fc.Arbitrary<ServerReply> =>
  fc
    .constantFrom<Json>(null, {})
    .map((result) => jsonReply(200, { result, success: false, errors: [plainError], messages: [] }));
/** Envelopes with null or nothing where a list should be: of success and of failure. */
export const oddEnvelopeAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.constantFrom(
    jsonReply(200, { result: plainResult, success: true, errors: null, messages: null }),
    jsonReply(200, { result: plainResult, success: true }),
    jsonReply(400, { result: null, success: false, errors: null, messages: null }),
    jsonReply(400, { success: false, errors: [{ message: "no code" }] }),
    jsonReply(400, { result: null, success: false, errors: [], messages: [] }),
    jsonReply(403, { errors: [plainError] }),
  );
/** Pages of an edge or a gateway. */
export const edgeAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.constantFrom(502, 503, 504, 520, 522, 524, 530).map((status) => ({
    status,
    headers: [...html, ...soon],
    body: `<html><head><title>${status}</title></head><body>error code: ${status}</body></html>`,
  }));
/** Successful statuses without a version. */
export const noVersionAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.constantFrom<ServerReply>(
    { status: 204, headers: [], body: "" },
    { status: 200, headers: html, body: "<html><body>Sign in</body></html>" },
    { status: 200, headers: json, body: "" },
    { status: 200, headers: json, body: "null" },
  );
/** A success that ends in the middle. */
export const truncatedAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.integer({ min: 1, max: plainSuccess.body.length - 1 }).map((cutAt) => ({ ...plainSuccess, cutAt }));
export const resetAnswer: ServerReply = { ...plainSuccess, reset: true };

/** "Try again at once": keeps clients that retry from waiting long. */
const soon: readonly [string, string][] = [["Retry-After", "0"], ...quickly];
/** Answers after which nobody knows whether the version was made. */
export const unknownOutcomeAnswer = (): fc.Arbitrary<ServerReply> =>
  fc.constantFrom<ServerReply>(
    { ...refusal(500, [{ code: 10013, message: "internal error" }]), headers: [...json, ...soon] },
    { ...refusal(503, [{ code: 10013, message: "try again" }]), headers: [...json, ...soon] },
    { status: 502, headers: [...html, ...soon], body: "<html>bad gateway</html>" },
    { ...plainSuccess, cutAt: 20 },
    resetAnswer,
  );
/** The rate limit: nothing was done. */
export const rateLimited = (seconds: number): ServerReply => ({
  ...refusal(429, [{ code: 10429, message: "rate limited" }]),
  headers: [...json, ["Retry-After", String(seconds)]],
});
