import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerReply } from "../../contract/client.ts";

/** One request as it came over the wire, and when. Times in ms of the recorder's clock. */
export interface Recorded {
  method: string;
  /** The request target, whole. */
  target: string;
  httpVersion: string;
  /** In the order and the case in which they came. */
  headers: [name: string, value: string][];
  body: Buffer;
  /** Which connection it came on, counted from 1. */
  connection: number;
  startedMs: number;
  endedMs: number;
}

/** What answers the requests below one prefix, and what came. */
export interface Correspondence {
  baseUrl: string;
  /** Path of the base URL. */
  prefix: string;
  requests: Recorded[];
}

/** How a request that no case expects is answered: the recorder's other modes. */
export type Fallback = (request: Recorded) => Promise<ServerReply> | ServerReply;

interface Open extends Correspondence {
  replies: readonly ServerReply[];
}

const headersOf = ({ rawHeaders }: IncomingMessage): [string, string][] =>
  rawHeaders.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ""]] : []));

/** The values of a header, by name in any case. */
export const valuesOf = ({ headers }: Pick<Recorded, "headers">, name: string): string[] =>
  headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);

const prefixPattern = /^\/c\/([^/?#]+)\/client\/v4(?=[/?#]|$)/;
const strayReply: ServerReply = { status: 404, headers: [], body: "outside the base URL of every case" };

/** Records every request and answers it by script. It never validates: judging cannot change what is answered. */
export class Recorder {
  readonly #server: Server;
  /** Tells this recorder's cases from those of another one that had the port before. */
  readonly #nonce = randomBytes(3).toString("hex");
  readonly #open = new Map<string, Open>();
  readonly #connections = new WeakMap<Socket, number>();
  #connectionCount = 0;
  #cases = 0;
  #fallback: Fallback | undefined;
  /** Requests outside the base URL of every case, and what was no HTTP at all. */
  readonly strays: Recorded[] = [];
  /** All that came, however late. */
  received = 0;

  private constructor(fallback?: Fallback) {
    this.#fallback = fallback;
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.keepAliveTimeout = 20_000;
    this.#server.requestTimeout = 0;
    this.#server.on("connection", (socket) => {
      this.#connectionCount += 1;
      this.#connections.set(socket, this.#connectionCount);
    });
    this.#server.on("clientError", (error, socket) => {
      if ("code" in error && error.code === "ECONNRESET") return void socket.destroy();
      this.strays.push({ ...nothing, target: `(no HTTP: ${error.message})`, startedMs: performance.now() });
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    });
  }

  /** Listens on 127.0.0.1; port 0 takes a free one. */
  static async start(options: { port?: number; fallback?: Fallback } = {}): Promise<Recorder> {
    const recorder = new Recorder(options.fallback);
    await new Promise<void>((resolve, reject) => {
      recorder.#server.once("error", reject);
      recorder.#server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    return recorder;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A base URL of its own for one case. */
  open(name: string, replies: readonly ServerReply[]): Correspondence {
    this.#cases += 1;
    const key = `${this.#nonce}-${this.#cases.toString(36)}-${name.replaceAll(/[^\w.-]/g, ".")}`;
    const prefix = `/c/${key}/client/v4`;
    const open: Open = { baseUrl: this.origin + prefix, prefix, requests: [], replies };
    this.#open.set(key, open);
    return open;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now();
    this.received += 1;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The client went away in the middle of its request: what came is recorded.
    }
    const recorded: Recorded = {
      method: request.method ?? "",
      target: request.url ?? "",
      httpVersion: request.httpVersion,
      headers: headersOf(request),
      body: Buffer.concat(chunks),
      connection: this.#connections.get(request.socket) ?? 0,
      startedMs,
      endedMs: startedMs,
    };
    try {
      await send(await this.#replyTo(recorded), response);
    } catch {
      response.destroy();
    }
    recorded.endedMs = performance.now();
  }

  async #replyTo(recorded: Recorded): Promise<ServerReply> {
    const open = this.#open.get(prefixPattern.exec(recorded.target)?.[1] ?? "");
    if (!open) {
      this.strays.push(recorded);
      return this.#fallback ? this.#fallback(recorded) : strayReply;
    }
    const attempt = open.requests.push(recorded) - 1;
    return open.replies[Math.min(attempt, open.replies.length - 1)] ?? strayReply;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

const nothing: Recorded = {
  method: "",
  target: "",
  httpVersion: "",
  headers: [],
  body: Buffer.alloc(0),
  connection: 0,
  startedMs: 0,
  endedMs: 0,
};

/** Statuses whose answers have no body. */
const bodiless = (status: number) => status === 204 || status === 304;

/** Sends a reply as its script says. */
async function send(reply: ServerReply, response: ServerResponse): Promise<void> {
  const { status, headers, delayMs = 0, pieces = 1, cutAt, reset } = reply;
  if (delayMs > 0) await sleep(delayMs);
  if (reset) return void response.socket?.resetAndDestroy();
  const body = Buffer.from(reply.body);
  const isChunked = headers.some(([name]) => name.toLowerCase() === "transfer-encoding");
  const length: [string, string][] = isChunked || bodiless(status) ? [] : [["Content-Length", String(body.length)]];
  response.writeHead(status, [...headers, ...length].flat());
  if (cutAt !== undefined) {
    response.write(body.subarray(0, cutAt), () => response.destroy());
    return;
  }
  for (let i = 0; i < pieces - 1; i += 1) {
    response.write(piece(body, i, pieces));
    await sleep(delayMs);
  }
  response.end(piece(body, pieces - 1, pieces));
}

const piece = (body: Buffer, i: number, of: number) =>
  body.subarray(Math.floor((body.length * i) / of), Math.floor((body.length * (i + 1)) / of));
