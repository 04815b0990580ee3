import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { ServerReply } from "../../contract/client.ts";

/** What a reply is sent for: what the request accepts, and where a redirection leads. */
export interface Sending {
  acceptEncoding: string;
  location: (to: "here" | "elsewhere") => string;
}

/** Statuses whose answers have no body. */
const bodiless = (status: number) => status === 204 || status === 304;
const codings = { gzip: gzipSync, br: brotliCompressSync } as const;

/** Whether a request accepts a coding (RFC 9110, 12.5.3). */
export function accepts(acceptEncoding: string, coding: string): boolean {
  const named = acceptEncoding.split(",").map((one) =>
    one
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q\s*=\s*/),
  );
  const [, weight = "1"] = named.find(([name]) => name === coding) ?? ["", "0"];
  return Number(weight) > 0;
}

/** Seconds as a date of HTTP, never earlier than that. */
const dateIn = (seconds: number) => new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000).toUTCString();

/** The bytes of a body in the pieces that its script says: equal ones hold whole characters. */
function piecesOf(body: Buffer, { cuts, pieces = 1 }: ServerReply): Buffer[] {
  const whole = (at: number): number => (((body[at] ?? 0) & 0xc0) === 0x80 ? whole(at + 1) : at);
  const equal = Array.from({ length: pieces - 1 }, (_, i) => whole(Math.floor((body.length * (i + 1)) / pieces)));
  const all = [0, ...(cuts ?? equal), body.length];
  return all.slice(1).map((end, i) => body.subarray(all[i], end));
}

/** A body in chunks with what may stand beside them: extensions, a size in capitals, and trailers (RFC 9112, 7.1). */
const extendedChunks = (pieces: readonly Buffer[]): Buffer =>
  Buffer.concat([
    ...pieces
      .filter(({ length }) => length > 0)
      .flatMap((piece) => [
        Buffer.from(`00${piece.length.toString(16).toUpperCase()};name="a;b";flag\r\n`),
        piece,
        Buffer.from("\r\n"),
      ]),
    Buffer.from("0;last\r\nX-Checksum: none\r\n\r\n"),
  ]);

/** An answer that no server of Node would give: of HTTP/1.0, in odd chunks, or with a length that is not the body's. */
function sendRaw(reply: ServerReply, headers: [string, string][], body: Buffer, to: ServerResponse): void {
  const { status, old, declared, extended } = reply;
  const framing = old
    ? []
    : [
        extended ? ["Transfer-Encoding", "chunked"] : ["Content-Length", String(declared ?? body.length)],
        ["Connection", "close"],
      ];
  const head = [
    `HTTP/1.${old ? 0 : 1} ${status} Answer`,
    ...[...headers, ...framing].map(([name, value]) => `${name}: ${value}`),
  ];
  const sent = extended ? extendedChunks(piecesOf(body, { ...reply, pieces: 3 })) : body;
  to.socket?.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), sent]));
}

function sendInterim(interim: NonNullable<ServerReply["interim"]>, to: ServerResponse): void {
  for (const status of interim) {
    if (status === 102) to.writeProcessing();
    else to.writeEarlyHints({ link: "</styles.css>; rel=preload; as=style" });
  }
}

/** Sends a reply as its script says. */
export async function send(
  reply: ServerReply,
  to: ServerResponse,
  { acceptEncoding, location }: Sending,
): Promise<void> {
  const { status, delayMs = 0, cutAt, reset, coding, leadsTo, retryAtS } = reply;
  sendInterim(reply.interim ?? [], to);
  if (delayMs > 0) await sleep(delayMs);
  if (reset) return void to.socket?.resetAndDestroy();
  const isCoded = coding !== undefined && accepts(acceptEncoding, coding);
  const body = isCoded ? codings[coding](reply.body) : Buffer.from(reply.body);
  const headers = [
    ...reply.headers,
    ...(coding === undefined ? [] : [["Vary", "Accept-Encoding"]]),
    ...(isCoded ? [["Content-Encoding", coding]] : []),
    ...(leadsTo === undefined ? [] : [["Location", location(leadsTo)]]),
    ...(retryAtS === undefined ? [] : [["Retry-After", dateIn(retryAtS)]]),
  ] as [string, string][];
  if (reply.old || reply.extended || reply.declared !== undefined) return sendRaw(reply, headers, body, to);
  const isChunked = headers.some(([name]) => name.toLowerCase() === "transfer-encoding");
  const length = isChunked || bodiless(status) ? [] : ["Content-Length", String(body.length)];
  to.writeHead(status, [...headers.flat(), ...length]);
  if (cutAt !== undefined) return void to.write(body.subarray(0, cutAt), () => to.destroy());
  const pieces = piecesOf(body, reply);
  const last = pieces.pop();
  for (const piece of pieces) {
    to.write(piece);
    if (delayMs > 0) await sleep(delayMs);
  }
  const { socket } = to;
  to.end(last, () => reply.hangsUp && socket?.end());
}
