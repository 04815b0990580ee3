import fc from "fast-check";
import type { ServerReply } from "../contract/client.ts";
import { plainResult, plainSuccess, success } from "./answers.ts";
import { refusal } from "./failures.ts";

/** The media type as servers spell it. */
const types = [
  "application/json",
  "application/json; charset=utf-8",
  "application/json;charset=UTF-8",
  "Application/JSON",
];
/** Those that every client is known to read. */
export const usualTypes = types.slice(0, 3);
const withHeaders = (reply: ServerReply, type: string, more: ServerReply["headers"] = []): ServerReply => ({
  ...reply,
  headers: [["Content-Type", type], ...more],
});

/** Ways to frame an answer: HTTP leaves all of them open, and none changes what it says. */
export const framings = {
  plain: (reply) => reply,
  charset: (reply) => withHeaders(reply, types[1] ?? ""),
  chunked: (reply) => ({ ...withHeaders(reply, types[2] ?? "", [["Transfer-Encoding", "chunked"]]), pieces: 3 }),
  closed: (reply) => withHeaders(reply, types[3] ?? "", [["Connection", "close"]]),
  slow: (reply) => ({ ...reply, delayMs: 30, pieces: 2 }),
  interim: (reply) => ({ ...reply, interim: [103] }),
  old: (reply) => ({ ...reply, old: true }),
  extended: (reply) => ({ ...reply, extended: true }),
  gzip: (reply) => ({ ...reply, coding: "gzip" }),
  br: (reply) => ({ ...reply, coding: "br" }),
  headers: (reply) => ({
    ...reply,
    headers: [
      ...reply.headers.map(([name, value]) => [name.toLowerCase(), ` ${value} `] as const),
      ["CF-Ray", "8f1c2d3e4f5a6b7c-FRA"],
      ["Set-Cookie", "__cf_bm=a; path=/; HttpOnly"],
      ["Set-Cookie", "__cflb=b; path=/"],
      ["X-Long", "x".repeat(4000)],
      ["api-version", "2026-11-30"],
    ],
  }),
} as const satisfies Record<string, (reply: ServerReply) => ServerReply>;

/** An answer, or a refusal, slowly, in pieces, with its media type spelled otherwise. */
export const framedAnswer = (
  replies: readonly ServerReply[] = [plainSuccess],
  spellings: readonly string[] = types,
): fc.Arbitrary<ServerReply> =>
  fc
    .record({
      reply: fc.constantFrom(...replies),
      type: fc.constantFrom(...spellings),
      delayMs: fc.constantFrom(0, 5, 150),
      pieces: fc.integer({ min: 1, max: 3 }),
      chunked: fc.boolean(),
      close: fc.boolean(),
    })
    .map(({ reply, type, delayMs, pieces, chunked, close }) => ({
      ...withHeaders(reply, type, [
        ...(chunked ? [["Transfer-Encoding", "chunked"] as const] : []),
        ...(close ? [["Connection", "close"] as const] : []),
      ]),
      delayMs,
      pieces,
    }));

const wide = "caf\u00e9 \u65e5\u672c \u{1f600}";
/** The same text in an answer and in a refusal. */
const wideReplies = [
  success({ ...plainResult, bindings: [{ name: "TEXT", type: "plain_text", text: wide }] }),
  refusal(400, [{ code: 10021, message: wide }]),
];
/** Where each character of more than one byte begins, in bytes, and the bytes inside of it. */
function insideCharacters(text: string): number[] {
  const bytes = Buffer.from(text);
  return [...bytes.keys()].filter((i) => ((bytes[i] ?? 0) & 0xc0) === 0x80);
}
/** Answers whose chunks end inside of a character: after each of its bytes. */
export const splitReplies: readonly ServerReply[] = wideReplies.map((reply) => ({
  ...withHeaders(reply, "application/json", [["Transfer-Encoding", "chunked"]]),
  cuts: insideCharacters(reply.body),
}));

const both = [plainSuccess, refusal(403, [{ code: 10000, message: "Authentication error" }])];
/** Interim answers before the one that counts. */
export const interimReplies: readonly ServerReply[] = both.flatMap((reply) =>
  ([[103], [102], [103, 103]] as const).map((interim) => ({ ...reply, interim })),
);
/** As a server of HTTP/1.0 answers: the end of the connection is the end of the answer. */
export const oldReplies: readonly ServerReply[] = both.map((reply) => ({ ...reply, old: true }));
/** In chunks with extensions, and with trailers. */
export const extendedReplies: readonly ServerReply[] = both.map((reply) => ({ ...reply, extended: true }));

/** JSON as other writers have it: escapes for all that is not ASCII, and for slashes; lines, indents, an end of line. */
const respelled = (body: string): string =>
  `\n${JSON.stringify(JSON.parse(body), null, "\t")
    .replaceAll(/[^\n\t -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`)
    .replaceAll("/", "\\/")}\r\n`;
/** The same JSON spelled otherwise, and the plain one. */
export const spelledReplies: readonly (readonly [plain: ServerReply, spelled: ServerReply])[] = wideReplies.map(
  (reply) => [reply, { ...reply, body: respelled(reply.body) }],
);
/** Compressed, where the client says that it takes that. */
export const codedReplies: readonly ServerReply[] = [...both, ...wideReplies].flatMap((reply) =>
  (["gzip", "br"] as const).map((coding) => ({ ...reply, coding })),
);
/** A server that takes its time: longer than a second, shorter than any limit that a client may well have. */
export const slowReply: ServerReply = { ...plainSuccess, delayMs: 2500 };
/** Answers with a text of so many characters: of ASCII and wider ones. */
export const largeReply = (length: number): ServerReply =>
  success({
    ...plainResult,
    bindings: [{ name: "LARGE", type: "plain_text", text: "abcdefg\u00e9".repeat(length / 8) }],
  });
/** A length that is shorter than the body: what comes is cut. */
export const lyingReplies: readonly ServerReply[] = [1, 20, plainSuccess.body.length - 1].map((declared) => ({
  ...plainSuccess,
  declared,
}));
