import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainResult, plainSuccess, success } from "../../../arbitraries/answers.ts";
import { splitReplies } from "../../../arbitraries/framing.ts";
import type { ServerReply } from "../../../contract/client.ts";
import { Recorder } from "../../../gate/wire/recorder.ts";
import { below, chunksOf, created, last, partsOf, post, raw } from "./raw.ts";

let recorder: Recorder;
beforeAll(async () => {
  recorder = await Recorder.start();
});
afterAll(() => recorder.close());

const given = (reply: Partial<ServerReply>) => recorder.open("send", [{ ...plainSuccess, ...reply }]);
const wide = success({ ...plainResult, source: "\u65e5\u672c\u8a9e caf\u00e9 \u{1f600}\u{1f601}" });

describe("an answer", () => {
  it("has its status, its headers in order, the length of its bytes, and its body", async () => {
    const reply: ServerReply = {
      ...wide,
      status: 201,
      headers: [
        ["B", "1"],
        ["a", "2"],
      ],
    };

    const { line, headers, body } = await created(given(reply));

    expect(line).toBe("HTTP/1.1 201 Created");
    expect(Object.keys(headers).slice(0, 2)).toEqual(["b", "a"]);
    expect(headers["content-length"]).toBe(String(Buffer.byteLength(wide.body)));
    expect(body.toString()).toBe(wide.body);
  });

  it("of a status without a body says no length", async () => {
    const { line, headers, body } = await created(given({ status: 204, headers: [], body: "" }));

    expect(line).toContain(" 204 ");
    expect([headers["content-length"], body.length]).toEqual([undefined, 0]);
  });

  it("comes after the interim answers of its script, in their order", async () => {
    const open = given({ interim: [102, 103] });

    const answer = (await raw(open.baseUrl, post(`${open.prefix}${below}`, last))).toString();

    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 102", "HTTP/1.1 103", "HTTP/1.1 200"]);
    expect(answer).toContain("</styles.css>");
    expect(answer.endsWith(plainSuccess.body)).toBe(true);
  });
});

describe("the pieces of an answer", () => {
  it("are as many as asked for, each of whole characters", async () => {
    const open = given({ ...wide, headers: [["Transfer-Encoding", "chunked"]], pieces: 60 });

    const chunks = chunksOf((await created(open)).body);

    const texts = chunks.map((one) => new TextDecoder("utf-8", { fatal: true }).decode(one));
    expect(texts.join("")).toBe(wide.body);
    expect(chunks.length).toBeGreaterThan(50);
  });

  it.each(splitReplies.map((reply) => [reply.status, reply] as const))(
    "end inside of characters where the script of status %i cuts there",
    async (_status, reply) => {
      const chunks = chunksOf((await created(given(reply))).body);

      const ends = chunks.map((_, i) => Buffer.concat(chunks.slice(0, i + 1)).length);
      expect(ends.slice(0, -1)).toEqual(reply.cuts);
      expect(Buffer.concat(chunks).toString()).toBe(reply.body);
      expect(chunks.filter((one) => one.toString().includes("\ufffd"))).not.toEqual([]);
    },
  );

  it("are no chunks where the length is said", async () => {
    const { headers, body } = await created(given({ pieces: 3 }));

    expect(headers["transfer-encoding"]).toBeUndefined();
    expect(body.toString()).toBe(plainSuccess.body);
  });
});

describe("a coded answer", () => {
  const decoders = { gzip: gunzipSync, br: brotliDecompressSync };

  it.each([
    ["gzip", "gzip"],
    ["gzip", "gzip, deflate, br"],
    ["gzip", "deflate,GZIP;q=0.1"],
    ["gzip", "br;q=0, gzip ; q=1.000"],
    ["br", "gzip, deflate, br"],
    ["br", "br;q=0.5"],
  ] as const)("is coded as %s where the request takes %j", async (coding, accepted) => {
    const { headers, body } = await created(given({ coding }), { "Accept-Encoding": accepted });

    expect(headers).toMatchObject({ "content-encoding": coding, vary: "Accept-Encoding" });
    expect(headers["content-length"]).toBe(String(body.length));
    expect(decoders[coding](body).toString()).toBe(plainSuccess.body);
  });

  it.each([
    ["gzip", undefined],
    ["gzip", ""],
    ["gzip", "identity"],
    ["gzip", "br"],
    ["gzip", "gzip;q=0"],
    ["gzip", "gzip; q=0.0, br"],
    ["gzip", "x-gzip"],
    ["br", "gzip, deflate"],
    ["br", "brotli"],
  ] as const)("is as it is, and not coded as %s, where the request takes %j", async (coding, accepted) => {
    const asked: Record<string, string> = accepted === undefined ? {} : { "Accept-Encoding": accepted };

    const { headers, body } = await created(given({ coding }), asked);

    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers.vary).toBe("Accept-Encoding");
    expect(body.toString()).toBe(plainSuccess.body);
  });
});

describe("an answer that no server of today gives", () => {
  it("is of HTTP/1.0, says no length, and ends with its connection", async () => {
    const open = given({ old: true });

    const answer = partsOf(await raw(open.baseUrl, post(`${open.prefix}${below}`)));

    expect(answer.line).toMatch(/^HTTP\/1\.0 200 /);
    expect(Object.keys(answer.headers)).toEqual(["content-type"]);
    expect(answer.body.toString()).toBe(plainSuccess.body);
  });

  it.each([1, 20])("declares %i bytes, and sends all there are", async (declared) => {
    const open = given({ declared });

    const answer = partsOf(await raw(open.baseUrl, post(`${open.prefix}${below}`)));

    expect(answer.headers["content-length"]).toBe(String(declared));
    expect(answer.headers.connection).toBe("close");
    expect(answer.body.toString()).toBe(plainSuccess.body);
  });

  it("is in chunks with leading zeros, extensions and a trailer, which hold all of it", async () => {
    const { headers, body } = await created(given({ ...wide, extended: true }));

    const text = body.toString();
    expect(headers).toMatchObject({ "transfer-encoding": "chunked" });
    expect(headers["content-length"]).toBeUndefined();
    expect(text).toMatch(/^00[0-9A-F]+;name="a;b";flag\r\n/);
    expect(text).toMatch(/\r\n0;last\r\nX-Checksum: none\r\n\r\n$/);
    expect(Buffer.concat(chunksOf(body)).toString()).toBe(wide.body);
    expect(chunksOf(body)).toHaveLength(3);
  });

  it("in such chunks is read whole by a client that knows them", async () => {
    const open = given({ ...wide, extended: true });

    const { body } = await request(open.baseUrl, { method: "POST", body: "{}" });

    expect(await body.text()).toBe(wide.body);
  });

  it("comes after interim answers, too", async () => {
    const open = given({ old: true, interim: [103] });

    const answer = (await raw(open.baseUrl, post(`${open.prefix}${below}`))).toString();

    expect(answer.match(/HTTP\/1\.\d \d+/g)).toEqual(["HTTP/1.1 103", "HTTP/1.0 200"]);
  });
});

describe("an end of the connection", () => {
  it("comes in the middle of the answer, at the byte that the script says", async () => {
    const { headers, body } = await created(given({ cutAt: 10 }));

    expect(headers["content-length"]).toBe(String(plainSuccess.body.length));
    expect(body.toString()).toBe(plainSuccess.body.slice(0, 10));
  });

  it("comes in place of an answer", async () => {
    const open = given({ reset: true });

    expect((await raw(open.baseUrl, post(`${open.prefix}${below}`))).length).toBe(0);
    expect(open.attempts).toHaveLength(1);
  });

  it("comes after a whole answer that said nothing of it", async () => {
    const both = async (reply: Partial<ServerReply>) => {
      const open = given(reply);
      const target = `${open.prefix}${below}`;
      return (await raw(open.baseUrl, post(target), post(target, last))).toString();
    };

    const [hungUp, kept] = [await both({ hangsUp: true }), await both({})];

    expect(hungUp.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
    expect(hungUp).not.toMatch(/connection: close/i);
    expect(hungUp.endsWith(plainSuccess.body)).toBe(true);
    expect(kept.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });
});

describe("Retry-After", () => {
  it.each([0, 1.2, 90])(
    "of %d seconds is a date of HTTP, no earlier than said and less than a second later",
    async (retryAtS) => {
      const before = Date.now();
      const { headers } = await created(given({ status: 429, retryAtS }));
      const after = Date.now();

      const value = headers["retry-after"] ?? "";
      expect(value).toBe(new Date(value).toUTCString());
      expect(Date.parse(value)).toBeGreaterThanOrEqual(before + retryAtS * 1000);
      expect(Date.parse(value)).toBeLessThan(after + retryAtS * 1000 + 1000);
    },
  );
});
