import { describe, expect, test } from "vitest";
import { plainSuccess } from "../../../arbitraries/answers.ts";
import { refusal } from "../../../arbitraries/failures.ts";
import { judge } from "../../../gate/judges/index.ts";
import { brief, caseOf, focusOf, seenOf, sent } from "../seen.ts";

const found = (rest: Parameters<typeof seenOf>[0]) => brief(judge(seenOf(rest)));
const crash = { outcome: "client_error" as const, message: "no" };

test("a client that is right has no finding", () => {
  expect(found({})).toEqual([]);
});

describe("a call that was never sent", () => {
  const unsent = { attempts: [], outcome: crash };

  test.each([
    [
      "of the case's own property where that is about the body",
      focusOf("body.kinds", { row: "queue" }),
      ["body.kinds/queue at request"],
    ],
    ["of call.sent where any version would do", focusOf("body.fields"), ["call.sent at request"]],
    [
      "of call.sent where the case is about answers",
      focusOf("result.kinds", { row: "queue" }),
      ["call.sent at request"],
    ],
    ["of nothing where the client may refuse", focusOf("call.path", { mayRefuse: true }), []],
    ["of nothing where every kind came at once", focusOf("body.kinds", { covers: ["queue"] }), []],
  ])("is %s", (_what, focus, expected) => {
    expect(found({ ...unsent, focus })).toEqual(expected);
  });

  test("is of nothing where the client cannot say it, or was not waited for", () => {
    expect(found({ attempts: [], outcome: { outcome: "not_expressible", why: "no" } })).toEqual([]);
    expect(found({ attempts: [], outcome: undefined })).toEqual([]);
  });

  test("is of the base URL where it went elsewhere", () => {
    expect(judge(seenOf({ ...unsent, strays: [sent({ target: "/elsewhere" })] }))).toEqual([
      {
        property: "call.base-url",
        at: "request",
        expected: "no request outside the base URL",
        actual: ["POST /elsewhere"],
      },
    ]);
  });
});

test("an answer is held against the reply that the last attempt got", () => {
  const replies = [refusal(429, []), plainSuccess];

  expect(found({ case: caseOf({ replies }), attempts: [sent(), sent({ startedMs: 1 })] })).toEqual([]);
  expect(found({ case: caseOf({ replies }), attempts: [sent()] })).toEqual(["failure.reported at outcome"]);
  expect(found({ case: caseOf({ replies: [refusal(429, [])] }), attempts: [sent(), sent({ startedMs: 1 })] })).toEqual([
    "failure.reported at outcome",
  ]);
});

test("findings come in the order of the wire", () => {
  const attempts = [sent({ method: "PUT" }), sent({ method: "PUT", startedMs: 9 })];

  expect(found({ attempts, strays: [sent()], outcome: crash })).toEqual([
    "call.base-url at request",
    "call.method at method",
    "attempts.once at attempts",
    "result.returned at outcome",
  ]);
});
