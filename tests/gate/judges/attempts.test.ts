import { describe, expect, test } from "vitest";
import { jsonReply, plainSuccess } from "../../../arbitraries/answers.ts";
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

  test("is counted from the end of the answer, and judged in the row of its case", () => {
    const focus = focusOf("attempts.retry-after", { row: "minutes" });

    expect(judged(limited, [at(0, { endedMs: 600 }), at(1200)], { focus })).toEqual([
      "attempts.retry-after/minutes at attempts",
    ]);
  });
});

describe("a request that is sent again", () => {
  test.each([
    ["another method", { method: "PUT" }],
    ["another target", { target: "/elsewhere" }],
    ["another body", { body: "{}" }],
  ])("with %s is not the same", (_what, rest) => {
    expect(judged(failure(429), [at(0), at(1000, rest)])).toEqual(["attempts.same-again at attempts"]);
  });
});
