import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainSuccess } from "../../arbitraries/answers.ts";
import { refusal } from "../../arbitraries/failures.ts";
import * as framing from "../../arbitraries/framing.ts";
import type { ServerReply } from "../../contract/client.ts";
import { keepsTheLaws } from "./laws.ts";

const headerOf = ({ headers }: ServerReply, name: string) =>
  headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value.trim());
const bodyAndStatus = ({ body, status }: ServerReply) => [status, body];

describe("every way to frame an answer", () => {
  test.each(Object.entries(framing.framings))(
    "%s changes neither status nor body, and has one media type",
    (_name, framed) => {
      for (const reply of [plainSuccess, refusal(409, []), refusal(400, [{ code: 1, message: "caf\u00e9" }])]) {
        const before = structuredClone(reply);
        const one: ServerReply = framed(reply);

        expect(bodyAndStatus(one)).toEqual(bodyAndStatus(reply));
        expect(headerOf(one, "content-type")).toEqual([
          expect.stringMatching(/^application\/json\s*(;\s*charset=utf-8)?$/i),
        ]);
        expect([one.reset, one.cutAt, one.declared, one.leadsTo]).toEqual([undefined, undefined, undefined, undefined]);
        expect(reply).toEqual(before);
      }
    },
  );

  test("is another than every other, but for the plain one, which is none", () => {
    const all = Object.values(framing.framings).map((framed) => JSON.stringify(framed(plainSuccess)));

    expect(new Set(all).size).toBe(all.length);
    expect(framing.framings.plain(plainSuccess)).toBe(plainSuccess);
  });

  keepsTheLaws("as it is drawn", framing.framedAnswer([plainSuccess, refusal(400, [])]), (reply) => {
    if (![plainSuccess.body, refusal(400, []).body].includes(reply.body)) return "another body";
    if (headerOf(reply, "content-type").length !== 1) return "no media type, or two";
    return (reply.pieces ?? 0) >= 1 && (reply.delayMs ?? -1) >= 0 ? undefined : "no pieces";
  });

  test("is drawn with the media types that are asked for, every one of them", () => {
    const typesOf = (answers: fc.Arbitrary<ServerReply>) =>
      new Set(fc.sample(answers, { seed: 3, numRuns: 80 }).flatMap((reply) => headerOf(reply, "content-type")));

    expect(typesOf(framing.framedAnswer([plainSuccess], framing.usualTypes))).toEqual(new Set(framing.usualTypes));
    expect(typesOf(framing.framedAnswer()).size).toBe(framing.usualTypes.length + 1);
    for (const type of framing.usualTypes) expect(type).toMatch(/^application\/json/);
  });

  test("shrinks to the plain one: at once, in one piece, with its length", () => {
    const { counterexample } = fc.check(
      fc.property(framing.framedAnswer(), () => false),
      { seed: 5 },
    );

    expect(counterexample).toEqual([{ ...plainSuccess, delayMs: 0, pieces: 1 }]);
  });
});

describe("answers that are split", () => {
  test.each(framing.splitReplies.map((reply) => [reply.status, reply] as const))(
    "of status %i are cut inside of every wide character, after each of its bytes, and nowhere else",
    (_status, reply) => {
      const bytes = Buffer.from(reply.body);
      const inside: number[] = [];
      let at = 0;
      for (const character of reply.body) {
        const length = Buffer.byteLength(character);
        for (let i = 1; i < length; i += 1) inside.push(at + i);
        at += length;
      }

      expect(at).toBe(bytes.length);
      expect(reply.cuts).toEqual(inside);
      expect(inside.length).toBeGreaterThan(6);
      expect(headerOf(reply, "transfer-encoding")).toEqual(["chunked"]);
    },
  );

  test("hold characters of two, three and four bytes, in a success and in a refusal", () => {
    const lengths = framing.splitReplies.map(({ body }) => new Set([...body].map((one) => Buffer.byteLength(one))));

    expect(lengths).toEqual([new Set([1, 2, 3, 4]), new Set([1, 2, 3, 4])]);
    expect(framing.splitReplies.map(({ status }) => status)).toEqual([200, 400]);
  });
});

describe("answers in a frame of their own", () => {
  const each = <T>(all: readonly T[]) => [...new Set(all.map((one) => JSON.stringify(one)))];

  test("are interim answers of both statuses, alone and twice, before a success and a refusal", () => {
    expect(each(framing.interimReplies.map(({ status, interim }) => [status, interim]))).toEqual([
      "[200,[103]]",
      "[200,[102]]",
      "[200,[103,103]]",
      "[403,[103]]",
      "[403,[102]]",
      "[403,[103,103]]",
    ]);
  });

  test("are old, and in chunks with extensions: a success and a refusal each", () => {
    expect(framing.oldReplies.map(({ status, old }) => [status, old])).toEqual([
      [200, true],
      [403, true],
    ]);
    expect(framing.extendedReplies.map(({ status, extended }) => [status, extended])).toEqual([
      [200, true],
      [403, true],
    ]);
  });

  test("are coded in both ways, with wide characters and without", () => {
    const all = framing.codedReplies;

    expect(all.filter(({ coding }) => coding === "gzip").map(bodyAndStatus)).toEqual(
      all.filter(({ coding }) => coding === "br").map(bodyAndStatus),
    );
    expect(all).toHaveLength(8);
    expect(all.filter(({ body }) => Buffer.byteLength(body) > body.length)).toHaveLength(4);
  });

  test("are slow, and no slower than any client waits", () => {
    expect(framing.slowReply.delayMs).toBeGreaterThan(1000);
    expect(framing.slowReply.delayMs).toBeLessThan(5000);
  });

  test("are as large as asked for, in characters, some of them wide", () => {
    for (const length of [8, 131_072]) {
      const { result } = JSON.parse(framing.largeReply(length).body) as { result: { bindings: { text: string }[] } };
      const [text = ""] = result.bindings.map((one) => one.text);

      expect(text).toHaveLength(length);
      expect(Buffer.byteLength(text)).toBe(length + length / 8);
    }
  });

  test("declare less than they hold: nothing that is whole", () => {
    for (const { declared = 0, body } of framing.lyingReplies) {
      expect(declared).toBeGreaterThan(0);
      expect(declared).toBeLessThan(Buffer.byteLength(body));
      expect(() => JSON.parse(body.slice(0, declared)) as unknown).toThrow();
    }
  });

  test("spell the same JSON otherwise: with escapes, lines and indents", () => {
    for (const [plain, spelled] of framing.spelledReplies) {
      expect(JSON.parse(spelled.body)).toEqual(JSON.parse(plain.body));
      expect(spelled.body).toMatch(/^\n\{\n\t"/);
      expect(spelled.body).toMatch(/^[\n\t\r -~]*$/);
      expect(spelled.body).toContain("\\uD83D\\uDE00");
    }
  });
});
