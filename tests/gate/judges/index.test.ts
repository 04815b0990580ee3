import { describe, expect, test } from "vitest";
import { plainSuccess } from "../../../arbitraries/answers.ts";
import { calling } from "../../../arbitraries/calls.ts";
import { refusal } from "../../../arbitraries/failures.ts";
import type { ServerReply } from "../../../contract/client.ts";
import { judge } from "../../../gate/judges/index.ts";
import { brief, caseOf, focusOf, seenOf, sent, sentWith } from "../seen.ts";

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

describe("what creates nothing", () => {
  const unsent = { attempts: [], outcome: crash };

  test("on the route that creates is the wrong method, and nothing else", () => {
    const others = [sent({ method: "GET", target: `${sent().target}?deploy=true`, body: "" })];

    const wrong = [{ property: "call.method", at: "method", expected: "POST", actual: "GET" }];
    const withBody = [sent({ method: "GET" })];

    expect(judge(seenOf({ attempts: [], others }))).toEqual(wrong);
    expect(judge(seenOf({ ...unsent, others: withBody }))).toEqual(wrong);
  });

  test("on the route that creates lists versions, where nothing is said to be made", () => {
    const others = [sent({ method: "GET", target: `${sent().target}?page=1`, body: "" })];

    expect(found({ ...unsent, others })).toEqual(["call.sent at request"]);
    expect(found({ ...unsent, others, focus: focusOf("call.path", { mayRefuse: true, row: "odd" }) })).toEqual([]);
  });

  test("on another route is the client's own business", () => {
    const others = [sent({ method: "GET", target: `${sent().target}/made` })];

    expect(found({ ...unsent, others })).toEqual(["call.sent at request"]);
    expect(found({ others: [sent({ method: "GET" }), ...others] })).toEqual([]);
  });
});

describe("what a call leaves behind beside its request and its answer", () => {
  test("is looked at: secrets that it says, whether or not it was sent", () => {
    const said = "Authorization: Bearer wvc-token-chosen";

    expect(found({ said })).toEqual(["secrets.unsaid at output"]);
    expect(found({ said, attempts: [], outcome: crash })).toEqual(["call.sent at request", "secrets.unsaid at output"]);
  });

  test("is looked at: where it followed a redirection, and what it made of the answer there", () => {
    const redirected: ServerReply = { ...plainSuccess, status: 307, leadsTo: "elsewhere" };
    const moved = [sent({ elsewhere: true, headers: [["Content-Type", "application/json"]] })];
    const one = caseOf({ replies: [redirected, plainSuccess] });

    expect(found({ case: one, moved })).toEqual([]);
    expect(found({ case: one })).toEqual(["redirects.no-success at outcome"]);
    expect(found({ case: one, moved: [sent({ elsewhere: true })] })).toEqual([
      "redirects.credential-stays/token at request after the redirection",
    ]);
    expect(found({ case: one, moved: [sent({ body: "" })] })).toEqual([
      "redirects.same-request at request after the redirection",
    ]);
    expect(found({ case: caseOf({ replies: [redirected, refusal(400, [])] }), moved })).toEqual([
      "failure.reported at outcome",
    ]);
  });

  test("is looked at: the key of a call before", () => {
    const attempts = [sentWith("Idempotency-Key", "k")];
    const before = seenOf({ attempts, case: caseOf({ call: calling({ main_module: "b.js" }) }) });

    expect(found({ attempts, earlier: [before] })).toEqual(["calls.idempotency-key at header idempotency-key"]);
  });
});

describe("calls that hang together", () => {
  const focus = focusOf("calls.clean-after", { owns: true });
  const traffic = (rest: Parameters<typeof seenOf>[0] = {}) =>
    seenOf({ focus: focusOf(undefined, { owns: true }), ...rest });
  const together = (rest: Parameters<typeof seenOf>[0]) => found({ focus, ...rest });
  const put = [sent({ method: "PUT" })];
  const refused = { outcome: { outcome: "api_error" as const, status: 400 } };

  test("have no finding where each is right", () => {
    expect(together({ earlier: [traffic(), traffic()], beside: traffic() })).toEqual([]);
  });

  test("are of the case's own property, with the place and what it would be of alone", () => {
    expect(together({ attempts: put, earlier: [traffic()] })).toEqual(["calls.clean-after at method (call.method)"]);
    expect(together({ ...refused, earlier: [traffic()] })).toEqual(["calls.clean-after at outcome (result.returned)"]);
  });

  test("have the row of their case, and one finding for all that is wrong", () => {
    const inRow = { focus: focusOf("result.framing", { row: "interim", owns: true }) };

    expect(together({ ...inRow, attempts: put, ...refused, earlier: [traffic()] })).toEqual([
      "result.framing/interim at method (call.method)",
    ]);
  });

  test("say nothing of what calls before show alone, whatever the rest", () => {
    expect(together({ attempts: put, earlier: [traffic({ attempts: put })] })).toEqual([]);
    expect(together({ attempts: put, earlier: [traffic(), traffic({ attempts: put })] })).toEqual([]);
    expect(together({ attempts: put, ...refused, earlier: [traffic({ attempts: put })] })).toEqual([
      "calls.clean-after at outcome (result.returned)",
    ]);
  });

  test("say what a call shows alone where no call before showed it: one that was never made shows nothing", () => {
    expect(together({ attempts: put, earlier: [] })).toEqual(["calls.clean-after at method (call.method)"]);
  });

  test.each<[string, Partial<ServerReply>]>([
    ["cut inside of its characters", { cuts: [5], headers: [["Transfer-Encoding", "chunked"]] }],
    ["as of HTTP/1.0", { old: true }],
    ["in chunks with extensions", { extended: true }],
    ["coded", { coding: "gzip" }],
  ])("say nothing of an answer %s where the same was not read in a plain frame", (_what, frame) => {
    const property = frame.coding ? "result.compression" : "result.framing";
    for (const reply of [plainSuccess, refusal(400, [])]) {
      const framed = {
        focus: focusOf(property, { row: "r", owns: true }),
        case: caseOf({ replies: [{ ...reply, ...frame }] }),
      };
      const plain = { case: caseOf({ replies: [reply] }) };
      const right = reply === plainSuccess ? {} : refused;

      expect(together({ ...framed, outcome: crash, earlier: [traffic({ ...plain, outcome: crash })] })).toEqual([]);
      expect(together({ ...framed, outcome: crash, earlier: [traffic({ ...plain, ...right })] })).toEqual([
        expect.stringMatching(`^${property}/r at outcome`),
      ]);
    }
  });

  test("are of a call that is never sent, though the case is about none", () => {
    expect(together({ attempts: [], outcome: crash, earlier: [traffic()] })).toEqual([
      "calls.clean-after at request (call.sent)",
    ]);
    expect(
      together({ attempts: [], outcome: { outcome: "not_expressible", why: "no" }, earlier: [traffic()] }),
    ).toEqual([]);
  });

  test("are of a client that says nothing after a call that failed", () => {
    const failed = traffic({ case: caseOf({ replies: [refusal(400, [])] }), ...refused });
    const silent = { outcome: undefined, case: caseOf({ patienceMs: 3000 }) };

    expect(judge(seenOf({ focus, ...silent, earlier: [failed] }))).toEqual([
      {
        property: "calls.clean-after",
        row: undefined,
        at: "outcome",
        expected: "an outcome",
        actual: "nothing within 3000 ms",
      },
    ]);
    expect(together({ ...silent, attempts: [], earlier: [failed] })).toHaveLength(1);
  });

  test("are of no client that is slow anyway: one whose first call took a tenth of the time, or none that was answered", () => {
    const silent = { outcome: undefined, case: caseOf({ patienceMs: 3000 }) };

    expect(together({ ...silent, earlier: [traffic({ tookMs: 299 })] })).toHaveLength(1);
    expect(together({ ...silent, earlier: [traffic({ tookMs: 300 })] })).toEqual([]);
    expect(together({ ...silent, earlier: [traffic({ outcome: undefined })] })).toEqual([]);
    expect(together({ ...silent, earlier: [] })).toEqual([]);
  });

  test("are no matter of their keys: those are another property", () => {
    const keyed = [sentWith("Idempotency-Key", "k")];
    const before = traffic({ attempts: keyed, case: caseOf({ call: calling({ main_module: "b.js" }) }) });

    expect(together({ attempts: keyed, earlier: [before] })).toEqual([]);
  });

  test("are of the call beside, too, but for what one before shows alone", () => {
    const apart = { focus: focusOf("calls.apart", { owns: true }) };

    expect(together({ ...apart, beside: traffic({ attempts: put }) })).toEqual(["calls.apart at method (call.method)"]);
    const silent = traffic({ outcome: undefined, case: caseOf({ patienceMs: 3000 }) });
    expect(together({ ...apart, beside: silent, earlier: [traffic()] })).toEqual([
      "calls.apart at outcome (calls.clean-after)",
    ]);
    expect(together({ ...apart, beside: traffic({ attempts: put }), earlier: [traffic({ attempts: put })] })).toEqual(
      [],
    );
  });

  test("of no property are not judged by how they hang together", () => {
    expect(found({ focus: focusOf(undefined, { owns: true }), attempts: put })).toEqual([]);
  });
});

describe("an answer in an odd frame", () => {
  const framed: ServerReply = { ...plainSuccess, coding: "gzip" };
  const plain = (rest: Parameters<typeof seenOf>[0] = {}) => seenOf({ focus: focusOf(undefined), ...rest });
  const crossed = (rest: Parameters<typeof seenOf>[0]) =>
    found({ focus: focusOf(undefined), case: caseOf({ replies: [framed] }), outcome: crash, ...rest });

  test("that is not read is about the frame where the plain one before was", () => {
    expect(crossed({ earlier: [plain()] })).toEqual(["result.compression at outcome"]);
    expect(crossed({})).toEqual(["result.compression at outcome"]);
  });

  test("says nothing of the frame where the plain one before was not read", () => {
    const unread = plain({ outcome: crash });
    const pieces = caseOf({ replies: [{ ...plainSuccess, pieces: 3 }] });

    expect(crossed({ earlier: [unread] })).toEqual([]);
    expect(crossed({ earlier: [plain(), unread] })).toEqual([]);
    expect(crossed({ case: pieces, earlier: [unread] })).toEqual([]);
  });

  test("says nothing of the frame where the errors of the plain one before were not read", () => {
    const errors = [{ code: 10021, message: "no" }];
    const failed = { outcome: { outcome: "api_error" as const, status: 400, errors: [] } };
    const coded = caseOf({ replies: [{ ...refusal(400, errors), coding: "gzip" }] });
    const before = plain({ case: caseOf({ replies: [refusal(400, errors)] }), ...failed });
    const read = plain({ ...before, outcome: { ...failed.outcome, errors } });

    expect(crossed({ case: coded, ...failed, earlier: [before] })).toEqual([]);
    expect(crossed({ case: coded, ...failed, earlier: [read] })).toEqual(["result.compression at errors"]);
  });

  test("is about the frame, however else the plain one before went wrong", () => {
    expect(crossed({ earlier: [plain({ attempts: [sent({ method: "PUT" })] })] })).toEqual([
      "result.compression at outcome",
    ]);
  });

  test("that is not read at all is about the frame, whatever the frame is, where the plain one before was", () => {
    const headers: ServerReply = { ...plainSuccess, headers: [...plainSuccess.headers, ["X-Long", "x"]] };
    const refusing: ServerReply = { ...refusal(400, []), headers: headers.headers };
    const one = (reply: ServerReply) => ({ case: caseOf({ replies: [reply] }) });
    const refused = { outcome: { outcome: "api_error" as const, status: 400 } };

    expect(crossed({ ...one(headers), earlier: [plain()] })).toEqual(["result.framing at outcome"]);
    expect(crossed({ ...one(refusing), earlier: [plain({ ...one(refusal(400, [])), ...refused })] })).toEqual([
      "result.framing at outcome",
    ]);
    expect(crossed({ ...one(headers), earlier: [] })).toEqual(["result.returned at outcome"]);
    expect(crossed({ ...one(headers), earlier: [plain({ outcome: crash })] })).toEqual(["result.returned at outcome"]);
  });

  test.each<[string, Partial<ServerReply>, string]>([
    ["interim answers", { interim: [103] }, "result.framing/interim"],
    ["HTTP/1.0", { old: true }, "result.framing/http-1.0"],
    ["chunks with extensions", { extended: true }, "result.framing/chunks"],
    ["pieces", { pieces: 2 }, "result.framing"],
  ])("that is not read has the row of its frame: %s", (_what, frame, expected) => {
    const replies = [refusal(429, []), { ...plainSuccess, ...frame }];

    expect(crossed({ case: caseOf({ replies: replies.slice(1) }), earlier: [plain()] })).toEqual([
      `${expected} at outcome`,
    ]);
    expect(
      crossed({
        case: caseOf({ replies }),
        attempts: [sent(), sent({ startedMs: 1 })],
        earlier: [plain({ case: caseOf({ replies: [refusal(429, []), plainSuccess] }), attempts: [sent(), sent()] })],
      }),
    ).toEqual([`${expected} at outcome`]);
  });

  test("says all the rest, however the plain one before went", () => {
    expect(crossed({ attempts: [sent({ method: "PUT" })], earlier: [plain({ outcome: crash })] })).toEqual([
      "call.method at method",
    ]);
  });

  test("is of the frame alone where a case has a property of its own", () => {
    expect(
      found({
        focus: focusOf("attempts.once"),
        case: caseOf({ replies: [framed] }),
        outcome: crash,
        earlier: [plain({ outcome: crash })],
      }),
    ).toEqual(["result.compression at outcome"]);
  });
});
