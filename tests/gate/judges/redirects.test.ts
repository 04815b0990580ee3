import { describe, expect, test } from "vitest";
import { plainSuccess } from "../../../arbitraries/answers.ts";
import { keyAndEmail } from "../../../arbitraries/credentials.ts";
import { refusal } from "../../../arbitraries/failures.ts";
import { lostRedirects, redirections } from "../../../arbitraries/redirects.ts";
import type { ServerReply } from "../../../contract/client.ts";
import type { Outcome } from "../../../gate/contract/protocol.ts";
import { isRedirection, judgeRedirects, lastReply } from "../../../gate/judges/redirects.ts";
import type { Recorded } from "../../../gate/wire/recorder.ts";
import { brief, caseOf, prefix, seenOf, sent } from "../seen.ts";

const to = (status: number): ServerReply => ({ status, headers: [], body: "", leadsTo: "here" });
const target = `${prefix}/moved/accounts/a/workers/workers/my-worker/versions`;
const followed = (rest: Parameters<typeof sent>[0] = {}): Recorded => sent({ target, ...rest });
/** What the redirection of RFC 9110 makes of a POST where it becomes a GET. */
const asGet = (rest: Parameters<typeof sent>[0] = {}) => {
  const one = followed({ method: "GET", body: "", ...rest });
  return { ...one, headers: one.headers.filter(([name]) => name !== "Content-Type") };
};
const crash: Outcome = { outcome: "client_error", phase: "decode", message: "no" };
const refused: Outcome = { outcome: "api_error", status: 301 };
const judged = (status: number, moved: Recorded[], rest: Parameters<typeof seenOf>[0] = {}) =>
  brief(judgeRedirects(seenOf({ case: caseOf({ replies: [to(status), plainSuccess] }), moved, ...rest })));
const changed = ["redirects.same-request at request after the redirection"];

describe("a status", () => {
  test.each<[number, boolean]>([
    ...redirections.map((status): [number, boolean] => [status, true]),
    [300, true],
    [399, true],
    [299, false],
    [400, false],
  ])("of %i leads elsewhere: %s", (status, isOne) => {
    expect(isRedirection(status)).toBe(isOne);
  });
});

describe("after a redirection", () => {
  test.each(redirections)("of %i nothing is sent, or the same: both are right", (status) => {
    expect(judged(status, [])).toEqual([]);
    expect(judged(status, [], { outcome: refused })).toEqual([]);
    expect(judged(status, [followed()])).toEqual([]);
    expect(judged(status, [followed(), followed()])).toEqual([]);
  });

  test.each<[number, Outcome, string[]]>([
    [301, refused, []],
    [301, crash, []],
    [302, crash, []],
    [303, crash, []],
    [307, refused, changed],
    [308, crash, changed],
  ])("of %i, a GET and then %j is judged", (status, outcome, expected) => {
    expect(judged(status, [asGet()], { outcome })).toEqual(expected);
  });

  test.each([
    [301, changed],
    [302, changed],
    [303, []],
    [307, changed],
    [308, changed],
  ])("of %i, a GET of which a version came is judged", (status, expected) => {
    expect(judged(status, [asGet()])).toEqual(expected);
  });

  test.each<[string, Parameters<typeof sent>[0]]>([
    ["without its body", { body: "" }],
    ["with another body", { body: "{}" }],
    ["with another media type", { headers: [["Content-Type", "text/plain"]] }],
    ["without a media type", { headers: [] }],
  ])("a POST %s is not the same, whatever the status and the outcome", (_what, rest) => {
    for (const status of redirections) {
      expect(judged(status, [followed(rest)])).toEqual(changed);
      expect(judged(status, [followed(rest)], { outcome: refused })).toEqual(changed);
    }
  });

  test("another method is another request, though it has all the rest", () => {
    for (const method of ["PUT", "GET"]) {
      expect(judged(308, [followed({ method })], { outcome: refused })).toEqual(changed);
      expect(judged(302, [followed({ method })])).toEqual(changed);
    }
  });

  test("the second of two that followed is looked at, too, and both are shown", () => {
    const moved = [followed(), asGet()];

    const [found] = judgeRedirects(
      seenOf({
        attempts: [sent({ body: "{}" })],
        case: caseOf({ replies: [to(308)] }),
        moved: moved.map((one) => ({ ...one, body: Buffer.from(one.method === "POST" ? "{}" : "") })),
      }),
    );

    expect(found).toMatchObject({
      expected: "POST with application/json and {}, or an error",
      actual: "GET with no media type and no body",
    });
  });
});

describe("another host", () => {
  const told = (row: string) => [`redirects.credential-stays/${row} at request after the redirection`];
  const away = (headers: [string, string][]) =>
    followed({ elsewhere: true, headers: [["Content-Type", "application/json"], ...headers] });

  test.each<[string, [string, string][], boolean]>([
    ["no credential", [["User-Agent", "a"]], false],
    ["an empty one", [["Authorization", ""]], false],
    ["the token", [["authorization", "Bearer wvc-token-chosen"]], true],
    ["a token of the environment", [["Authorization", "Bearer wvc-token-ambient"]], true],
    ["the key", [["X-Auth-Key", "k"]], true],
    ["the address", [["X-Auth-Email", "a@example.com"]], true],
    ["a service key", [["X-Auth-User-Service-Key", "k"]], true],
  ])("is told %s", (_what, headers, isTold) => {
    expect(judged(307, [away(headers)])).toEqual(isTold ? told("token") : []);
  });

  test("is told it by the second request that followed, and a GET, too", () => {
    expect(judged(303, [away([]), asGet({ elsewhere: true })])).toEqual(told("token"));
  });

  test("has the row of the credential that was chosen", () => {
    const one = caseOf({ replies: [to(307), plainSuccess], auth: keyAndEmail });

    expect(judged(307, [away([["x-auth-key", "k"]])], { case: one })).toEqual(told("key_email"));
  });

  test("says which headers it was told, and none of their values", () => {
    const moved = [away([["authorization", "Bearer wvc-token-chosen"]])];

    expect(judgeRedirects(seenOf({ moved }))).toMatchObject([{ expected: "no credential", actual: ["authorization"] }]);
  });

  test("is none where the redirection stays here", () => {
    expect(judged(307, [followed()])).toEqual([]);
  });
});

describe("the reply that counts", () => {
  const replies = [to(307), refusal(400, []), plainSuccess];
  const last = (attempts: number, moved: Recorded[], given: readonly ServerReply[] = replies) =>
    lastReply(
      seenOf({ attempts: Array.from({ length: attempts }, () => sent()), moved, case: caseOf({ replies: given }) }),
    );

  test("is that of the last attempt, where nothing followed", () => {
    expect([last(1, []), last(2, []), last(3, []), last(9, [])]).toEqual([
      replies[0],
      replies[1],
      replies[2],
      replies[2],
    ]);
  });

  test("is the next one for a POST that followed, the plain version for a GET or where the script ends", () => {
    expect(last(1, [followed()])).toBe(replies[1]);
    expect(last(2, [followed()])).toBe(replies[2]);
    expect(last(3, [followed()])).toBe(plainSuccess);
    expect(last(1, [followed(), asGet()])).toBe(plainSuccess);
    expect(last(1, [followed()], lostRedirects.slice(0, 1))).toBe(plainSuccess);
  });
});
