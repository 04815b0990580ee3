import { connect } from "node:net";
import type { Correspondence } from "../../../gate/wire/recorder.ts";

const account = "023e105f4ecef8ad9ca31a8372d0c353";
/** The path of the create, below a base URL. */
export const below = `/accounts/${account}/workers/workers/my-worker/versions`;

/** The text of a request: the right one, but for this. Its connection is kept unless a header says otherwise. */
export const post = (target: string, headers: Record<string, string> = {}, method = "POST"): string =>
  [
    `${method} ${target} HTTP/1.1`,
    ...Object.entries({ Host: "h", "Content-Length": "2", ...headers }).map(([name, value]) => `${name}: ${value}`),
    "",
    "{}",
  ].join("\r\n");
export const last = { Connection: "close" };

/** Sends one text after the other as it is, each once something has come for the one before, and gives all that came back. */
export const raw = (url: string, ...texts: string[]): Promise<Buffer> =>
  new Promise((resolve) => {
    const [first = "", ...later] = texts;
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(first));
    const got: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => {
      got.push(chunk);
      const next = later.shift();
      if (next !== undefined) socket.write(next);
    });
    // What the server did to the connection is what is looked at: the bytes that came before count.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve(Buffer.concat(got)));
  });

/** An answer in its parts: the head as text, its headers by lower-case name, the bytes behind it. */
export interface Parts {
  line: string;
  headers: Record<string, string>;
  body: Buffer;
}
export function partsOf(answer: Buffer): Parts {
  const end = answer.indexOf("\r\n\r\n");
  const [line = "", ...fields] = answer.subarray(0, end).toString().split("\r\n");
  const headers = fields.map((field): [string, string] => {
    const at = field.indexOf(":");
    return [field.slice(0, at).toLowerCase(), field.slice(at + 1).trim()];
  });
  return { line, headers: Object.fromEntries(headers), body: answer.subarray(end + 4) };
}

/** The chunks of a chunked body. */
export function chunksOf(body: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (!(size > 0)) return chunks;
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** Makes the create of a case once, and gives the answer in its parts. */
export const created = async (open: Correspondence, headers: Record<string, string> = {}): Promise<Parts> =>
  partsOf(await raw(open.baseUrl, post(`${open.prefix}${below}`, { ...last, ...headers })));
