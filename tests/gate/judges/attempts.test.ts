import { describe, expect, test } from "vitest";
import { jsonReply, plainSuccess } from "../../../arbitraries/answers.ts";
import { ambient, keyAndEmail } from "../../../arbitraries/credentials.ts";
import { absurdLimits, limitedUntil } from "../../../arbitraries/failures.ts";
import type { ServerReply } from "../../../contract/client.ts";
import { judgeAttempts } from "../../../gate/judges/attempts.ts";
import type { Recorded } from "../../../gate/wire/recorder.ts";
import { brief, caseOf, focusOf, seenOf, sent } from "../seen.ts";

const failure = (status: number, rest: Partial<ServerReply> = {}): ServerReply => ({
  ...jsonReply(status, { success: false, result: null, errors: [] }),
  ...rest,
});
const at = (startedMs: number, rest: Parameters<typeof sent>[0] = {}) =>
  sent({ startedMs, endedMs: startedMs, ...rest });
const marked = (key: string, startedMs = 0): Recorded => {
  const one = at(startedMs);
  return { ...one, headers: [...one.headers, ["Idempotency-Key", key]] };
};
const judged = (reply: ServerReply, attempts = [at(0), at(1000)], rest: Parameters<typeof seenOf>[0] = {}) =>
  brief(judgeAttempts(seenOf({ case: caseOf({ replies: [reply, plainSuccess] }), attempts, ...rest })));

test("one request is right, after whatever answer", () => {
  for (const reply of [plainSuccess, failure(400), failure(500)]) expect(judged(reply, [at(0)])).toEqual([]);
});

describe("one more request", () => {
  test.each<[string, ServerReply, string[]]>([
    ["after a success", plainSuccess, ["attempts.once at attempts"]],
    ["after a refusal", failure(409), ["attempts.refusal-final at attempts"]],
    ["after a 5xx", failure(500), ["attempts.unknown-outcome at attempts"]],
    ["after a reset", { ...plainSuccess, reset: true }, ["attempts.unknown-outcome at attempts"]],
    ["after an answer that was cut", { ...plainSuccess, cutAt: 3 }, ["attempts.unknown-outcome at attempts"]],
    ["after a success that is none", failure(200), ["attempts.unknown-outcome at attempts"]],
    ["after a 429", failure(429), []],
    ["after a 408", failure(408), []],
    ["after a redirection", { ...plainSuccess, status: 307 }, []],
    [
      "after a length that was not the body's",
      { ...plainSuccess, declared: 3 },
      ["attempts.unknown-outcome at attempts"],
    ],
    ["after a success without a version", { ...plainSuccess, body: "" }, ["attempts.unknown-outcome at attempts"]],
    [
      "after a version without a word on success",
      { ...plainSuccess, body: '{"result":{}}' },
      ["attempts.once at attempts"],
    ],
  ])("%s is judged", (_what, reply, expected) => {
    expect(judged(reply)).toEqual(expected);
  });

  test("says how many there were, and how soon", () => {
    const seen = seenOf({ case: caseOf({ replies: [failure(409)] }), attempts: [at(0), at(120.4), at(500)] });

    expect(judgeAttempts(seen)).toEqual([
      {
        property: "attempts.refusal-final",
        at: "attempts",
        expected: "one request, after status 409",
        actual: "3 requests, the next one 120 ms after the answer",
      },
    ]);
  });

  test("is judged by the reply before it, and of several the first that is wrong is told", () => {
    const course = (replies: ServerReply[], attempts: number) =>
      brief(
        judgeAttempts(
          seenOf({ case: caseOf({ replies }), attempts: Array.from({ length: attempts }, (_, i) => at(i * 5000)) }),
        ),
      );

    expect(course([failure(429), plainSuccess], 2)).toEqual([]);
    expect(course([failure(429), plainSuccess], 3)).toEqual(["attempts.once at attempts"]);
    expect(course([failure(500), failure(409), plainSuccess], 4)).toEqual(["attempts.unknown-outcome at attempts"]);
    expect(course([failure(429), failure(409)], 4)).toEqual(["attempts.refusal-final at attempts"]);
  });

  test("says what it followed: a broken connection, or half an answer", () => {
    const expected = (reply: ServerReply) =>
      judgeAttempts(seenOf({ case: caseOf({ replies: [reply] }), attempts: [at(0), at(1)] })).map(
        (one) => one.expected,
      );

    expect(expected({ ...plainSuccess, reset: true })).toEqual(["one request, after a reset connection"]);
    expect(expected({ ...plainSuccess, cutAt: 0 })).toEqual(["one request, after status 200, cut short"]);
  });

  test("is forgiven after an unknown outcome where one key marks all of them", () => {
    expect(judged(failure(500), [marked("k"), marked("k")])).toEqual([]);
    expect(judged(failure(500), [marked("k"), marked("l")])).toEqual(["attempts.unknown-outcome at attempts"]);
    expect(judged(failure(500), [at(0), marked("k")])).toEqual(["attempts.unknown-outcome at attempts"]);
    expect(judged(failure(409), [marked("k"), marked("k")])).toEqual(["attempts.refusal-final at attempts"]);
  });
});

describe("Retry-After", () => {
  const limited = failure(429, { headers: [["retry-after", "1"]] });

  test.each([
    [949, ["attempts.retry-after/second at attempts"]],
    [950, []],
    [5000, []],
  ])("of a second, and a request after %i ms", (ms, expected) => {
    expect(judged(limited, [at(0), at(ms)])).toEqual(expected);
  });

  test.each([
    [949, 1],
    [950, 0],
  ])("as a date two seconds away, which may be rounded down to one, and a request after %i ms", (ms, count) => {
    expect(judged(limitedUntil(2), [at(0), at(ms)])).toEqual(
      Array(count).fill("attempts.retry-after/second at attempts"),
    );
  });

  test("of more than a minute is another row than that of a second", () => {
    const after = (seconds: number) =>
      judged(failure(429, { headers: [["Retry-After", `${seconds}`]] }), [at(0), at(1)]);

    expect([after(60), after(61)]).toEqual([
      ["attempts.retry-after/second at attempts"],
      ["attempts.retry-after/minutes at attempts"],
    ]);
  });

  test.each(
    absurdLimits
      .map((reply) => [reply.headers.find(([name]) => name === "Retry-After")?.[1] ?? "", reply] as const)
      .filter(([value]) => !/^\d+$/.test(value)),
  )("of %j says nothing", (_value, reply) => {
    expect(judged(reply, [at(0), at(1)])).toEqual([]);
  });

  test("of more digits than any clock has is a wait that nobody ends", () => {
    const reply = failure(429, { headers: [["Retry-After", "99999999999999999999"]] });

    expect(judged(reply, [at(0), at(60_000)])).toEqual(["attempts.retry-after/minutes at attempts"]);
  });

  test("is waited for after each answer that has it, not only the first", () => {
    const seen = seenOf({
      case: caseOf({ replies: [failure(429), limited, plainSuccess] }),
      attempts: [at(0), at(1), at(500)],
    });

    expect(brief(judgeAttempts(seen))).toEqual(["attempts.retry-after/second at attempts"]);
  });

  test("is none of a request that should not have been sent again at all", () => {
    const reply = failure(503, { headers: [["Retry-After", "100"]] });

    expect(judged(reply, [at(0), at(1)])).toEqual(["attempts.unknown-outcome at attempts"]);
    expect(judged(reply, [marked("k"), marked("k", 1)])).toEqual([]);
  });

  test("is counted from the end of the answer, and judged in the row of its case", () => {
    const focus = focusOf("attempts.retry-after", { row: "minutes" });

    expect(judged(limited, [at(0, { endedMs: 600 }), at(1200)], { focus })).toEqual([
      "attempts.retry-after/minutes at attempts",
    ]);
  });
});

const auth: [string, string] = ["Authorization", "Bearer wvc-token-chosen"];
const json: [string, string] = ["Content-Type", "application/json"];

describe("a request that is sent again", () => {
  test.each([
    ["another method", { method: "PUT" }],
    ["another target", { target: "/elsewhere" }],
    ["another body", { body: "{}" }],
  ])("with %s is not the same", (_what, rest) => {
    expect(judged(failure(429), [at(0), at(1000, rest)])).toEqual(["attempts.same-again at attempts"]);
  });

  test.each<[string, Parameters<typeof sent>[0]]>([
    ["another media type", { headers: [auth, ["Content-Type", "text/plain"]] }],
    ["its media type twice", { headers: [auth, json, json] }],
    ["no media type", { headers: [auth] }],
    ["a query", { target: `${sent().target}?deploy=true` }],
    ["a byte that is no text", { body: Buffer.from([...sent().body, 0xff]) }],
  ])("with %s is not the same, either", (_what, rest) => {
    expect(judged(failure(429), [at(0), at(1000, rest)])).toEqual(["attempts.same-again at attempts"]);
  });

  test("is held against the first byte by byte, however much of it is alike or shown", () => {
    const long = "a".repeat(5000);

    expect(judged(failure(429), [at(0, { body: `${long}b` }), at(1000, { body: `${long}c` })])).toEqual([
      "attempts.same-again at attempts",
    ]);
    expect(
      judged(failure(429), [at(0, { body: Buffer.from([0xfe]) }), at(1000, { body: Buffer.from([0xff]) })]),
    ).toEqual(["attempts.same-again at attempts"]);
    expect(judged(failure(429), [at(0, { body: long }), at(1000, { body: long })])).toEqual([]);
  });

  test("is held against the first, whichever attempt is another", () => {
    const attempts = [at(0), at(1000), at(2000, { body: "{}" }), at(3000)];

    const [found, ...others] = judgeAttempts(seenOf({ case: caseOf({ replies: [failure(429)] }), attempts }));

    expect(found).toMatchObject({
      property: "attempts.same-again",
      expected: expect.stringMatching(/^POST .*\/versions application\/json \{"main_module"/),
      actual: expect.stringMatching(/ \{\}$/),
    });
    expect(others).toEqual([]);
  });

  test("may have headers more, fewer, and in another order", () => {
    const rest = { headers: [json, auth, ["X-Retry-Count", "1"]] as [string, string][] };

    expect(judged(failure(429), [at(0), at(1000, rest)])).toEqual([]);
  });
});

describe("the credential of a later attempt", () => {
  const other = (token = "wvc-token-ambient") => at(1000, { headers: [["Authorization", `Bearer ${token}`], json] });
  const found = "auth.nothing-else/token at credential headers";

  test("is that of the first", () => {
    expect(judged(failure(429), [at(0), other()])).toEqual([found]);
    expect(judged(failure(429), [at(0), at(1000, { headers: [json] })])).toEqual([found]);
    expect(judged(failure(429), [at(0), at(1000, { headers: [auth, ["X-Auth-Key", "k"], json] })])).toEqual([found]);
    expect(judged(failure(429), [at(0), other("wvc-token-chosen")])).toEqual([]);
  });

  test("is told once, whichever attempts have another", () => {
    const seen = seenOf({ case: caseOf({ replies: [failure(429)] }), attempts: [at(0), at(9), other(), other("b")] });

    expect(brief(judgeAttempts(seen))).toEqual([found]);
  });

  test("after a refusal is what is wrong, and not that it was sent again", () => {
    for (const status of [401, 403]) expect(judged(failure(status), [at(0), other()])).toEqual([found]);
    expect(judged(failure(401), [at(0), at(1000)])).toEqual(["attempts.refusal-final at attempts"]);
    expect(judged(failure(500), [at(0), other()])).toEqual(["attempts.unknown-outcome at attempts", found]);
  });

  test("says nothing where the first had the wrong one already", () => {
    const wrong = at(0, { headers: [json] });

    expect(judged(failure(429), [wrong, other()])).toEqual([]);
    expect(judged(failure(401), [wrong, other()])).toEqual(["attempts.refusal-final at attempts"]);
  });

  test("is told beside another body", () => {
    expect(judged(failure(429), [at(0), { ...other(), body: Buffer.from("{}") }])).toEqual([
      found,
      "attempts.same-again at attempts",
    ]);
  });

  test("has the row of its case, and is the key of who chose one", () => {
    const chosen: [string, string][] = [
      ["X-Auth-Key", keyAndEmail.api_key],
      ["X-Auth-Email", keyAndEmail.api_email],
      json,
    ];
    const ambientKey: [string, string] = ["X-Auth-Key", ambient.keyAndEmail.CLOUDFLARE_API_KEY];
    const rest = {
      case: caseOf({ replies: [failure(429), plainSuccess], auth: keyAndEmail }),
      focus: focusOf("auth.nothing-else", { row: "again" }),
    };

    expect(judged(failure(429), [at(0, { headers: chosen }), at(1000, { headers: chosen })], rest)).toEqual([]);
    expect(
      judged(failure(429), [at(0, { headers: chosen }), at(1000, { headers: [ambientKey, ...chosen.slice(1)] })], rest),
    ).toEqual(["auth.nothing-else/again at credential headers"]);
  });
});

describe("an end", () => {
  const limited = failure(429, { headers: [["Retry-After", "0"]] });
  const times = (count: number) => Array.from({ length: count }, (_, i) => at(i));

  test.each([
    [30, []],
    [31, ["attempts.end at attempts"]],
    [41, ["attempts.end at attempts"]],
  ])("comes after thirty attempts at the latest: %i of them", (count, expected) => {
    const seen = seenOf({ case: caseOf({ replies: [limited] }), attempts: times(count) });

    expect(brief(judgeAttempts(seen))).toEqual(expected);
  });
});
