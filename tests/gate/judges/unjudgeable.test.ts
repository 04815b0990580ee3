import { describe, expect, test } from "vitest";
import { hidesMessages, whyUnjudgeable } from "../../../gate/judges/unjudgeable.ts";
import { focusOf, seenOf, sent, sentWith } from "../seen.ts";

type Seen = Parameters<typeof seenOf>[0];
const why = (property: Parameters<typeof focusOf>[0], rest: Seen = {}, focus: Parameters<typeof focusOf>[1] = {}) =>
  whyUnjudgeable(seenOf({ ...rest, focus: focusOf(property, focus) }));
const manifest = { normalizes: [], decode: "raw" as const, mode: "stream" as const };
const refused = { outcome: { outcome: "api_error" as const, status: 400 } };

describe("a case says nothing about its property", () => {
  test("where no request came, unless the client may refuse the call", () => {
    expect(why("body.kinds", { attempts: [] })).toBe("the client sent no request");
    expect(why("call.path", { attempts: [] }, { mayRefuse: true })).toBeUndefined();
    expect(why("call.base-url", { attempts: [], strays: [sent()] })).toBeUndefined();
  });

  test("where a client that may wait was not waited for, and failures are the question", () => {
    for (const property of ["failure.truncated", "calls.clean-after", "redirects.no-success"] as const)
      expect(why(property, { outcome: undefined })).toBe("the client was not waited for any longer");
    expect(why("attempts.retry-after", { outcome: undefined })).toBeUndefined();
  });

  test("where the client sent again, and was answered, after its connection broke", () => {
    expect(why("failure.no-connection", { attempts: [sent(), sent()] })).toBe(
      "the client sent again, and was answered",
    );
    expect(why("failure.no-connection")).toBeUndefined();
    expect(why("failure.reported", { attempts: [sent(), sent()] })).toBeUndefined();
  });

  test("where nothing is given back that could be read", () => {
    const none = { manifest: { ...manifest, decode: "none" as const } };

    expect(why("result.kinds", none)).toBe("the client gives nothing back that could be read");
    expect(why("result.returned", none)).toBeUndefined();
  });

  test("where no version is given back", () => {
    expect(why("result.strings", refused)).toBe("the client returned no version");
    expect(why("result.returned", refused)).toBeUndefined();
  });

  test("where the client sends no key that could repeat, in neither call", () => {
    const keyed = sentWith("Idempotency-Key", "k");

    expect(why("calls.idempotency-key")).toBe("the client sends no such key");
    expect(why("calls.idempotency-key", { earlier: [seenOf()] })).toBe("the client sends no such key");
    expect(why("calls.idempotency-key", { attempts: [keyed] })).toBeUndefined();
    expect(why("calls.idempotency-key", { earlier: [seenOf(), seenOf({ attempts: [keyed] })] })).toBeUndefined();
    expect(why("calls.clean-after")).toBeUndefined();
  });

  test.each([
    ["gzip", true],
    ["deflate, BR;q=0.5", true],
    ["br;q=0, gzip", true],
    ["identity", false],
    ["deflate", false],
    ["brotli, x-gzipped", false],
    ["gzip;q=0, br; q=0.0", false],
  ])("where the client asks for no compression: %j", (accepted, asks) => {
    const none = "the client asks for no compression";

    expect(why("result.compression", { attempts: [sentWith("Accept-Encoding", accepted)] })).toBe(
      asks ? undefined : none,
    );
    expect(why("result.compression", { attempts: [sent()] })).toBe(none);
    expect(why("result.framing", { attempts: [sent()] })).toBeUndefined();
  });

  test("where a command's text cannot show it", () => {
    const failed = { outcome: { outcome: "failed" as const, text: "no" } };

    expect([why("failure.status", failed), why("failure.details", failed)]).toEqual(
      Array(2).fill("a command's text does not show it"),
    );
    expect(why("failure.code", failed)).toBeUndefined();
  });

  test("where a command prints the version alone, and messages are the question", () => {
    const template = { manifest: { ...manifest, mode: "template" as const } };

    expect(why("result.messages", template)).toBe("the command prints the version without its envelope");
    expect(why("result.fields", template)).toBeUndefined();
    expect(why("result.messages")).toBeUndefined();
  });
});

test("a case about nothing in particular has nothing to say", () => {
  expect(why(undefined, { attempts: [], outcome: undefined })).toBeUndefined();
});

test("messages are hidden by a command that prints none, and by nobody else", () => {
  expect([
    hidesMessages("template", undefined),
    hidesMessages("template", []),
    hidesMessages("stream", undefined),
  ]).toEqual([true, false, false]);
});
