import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { plainSuccess } from "../../arbitraries/answers.ts";
import type { ServerReply } from "../../contract/client.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import { isCreate, splitBelow } from "./creates.ts";
import { tryJson } from "./json.ts";
import { otherRoute } from "./routes.ts";
import { send } from "./send.ts";

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
  /** It came to the other host, to which redirections lead. */
  elsewhere: boolean;
  startedMs: number;
  endedMs: number;
}

/** What answers the requests below one prefix, and what came. */
export interface Correspondence {
  baseUrl: string;
  /** Path of the base URL, without a slash at its end. */
  prefix: string;
  /** Requests that are meant to create the version, one after the other. */
  attempts: Recorded[];
  /** Requests on other routes below the base URL: the client's own business. */
  others: Recorded[];
  /** Requests that followed a redirection. */
  moved: Recorded[];
}

/** How a request that no case expects is answered: the recorder's other modes. */
export type Fallback = (request: Recorded) => Promise<ServerReply> | ServerReply;

interface Open extends Correspondence {
  replies: readonly ServerReply[];
  /** Replies that were given until now. */
  given: ServerReply[];
}

const headersOf = ({ rawHeaders }: IncomingMessage): [string, string][] =>
  rawHeaders.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ""]] : []));

/** The values of a header, by name in any case. */
export const valuesOf = ({ headers }: Pick<Recorded, "headers">, name: string): string[] =>
  headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);

/** What tells the cases apart stands before the path of the base URL. */
const casePattern = /^\/c\/([^/?#]+)(?=[/?#]|$)/;
/** Where redirections lead, below the path of a base URL. */
const movedPath = "/moved";
const strayReply: ServerReply = { status: 404, headers: [], body: "outside the base URL of every case" };

/** Records every request and answers it by script. It never validates: judging cannot change what is answered. */
export class Recorder {
  readonly #server: Server;
  /** Another host on the same machine. */
  readonly #elsewhere: Server;
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
    this.#server = this.#serving(false);
    this.#elsewhere = this.#serving(true);
  }

  #serving(elsewhere: boolean): Server {
    const server = createServer((request, response) => void this.#handle(request, response, elsewhere));
    server.keepAliveTimeout = 20_000;
    server.requestTimeout = 0;
    server.on("connection", (socket) => {
      this.#connectionCount += 1;
      this.#connections.set(socket, this.#connectionCount);
    });
    server.on("clientError", (error, socket) => {
      if ("code" in error && error.code === "ECONNRESET") return void socket.destroy();
      this.strays.push({ ...nothing, target: `(no HTTP: ${error.message})`, startedMs: performance.now() });
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    });
    return server;
  }

  /** Listens on 127.0.0.1; port 0 takes a free one. */
  static async start(options: { port?: number; fallback?: Fallback } = {}): Promise<Recorder> {
    const recorder = new Recorder(options.fallback);
    await listening(recorder.#server, options.port ?? 0, "127.0.0.1");
    await listening(recorder.#elsewhere, 0, "localhost");
    return recorder;
  }

  get origin(): string {
    return `http://127.0.0.1:${portOf(this.#server)}`;
  }

  /** A base URL of its own for one case, with the path that the case says. */
  open(name: string, replies: readonly ServerReply[], base = "/client/v4"): Correspondence {
    this.#cases += 1;
    const key = `${this.#nonce}-${this.#cases.toString(36)}-${name.replaceAll(/[^\w.-]/g, ".")}`;
    const path = `/c/${key}${base}`;
    const prefix = path.replace(/\/$/, "");
    const open: Open = { baseUrl: this.origin + path, prefix, attempts: [], others: [], moved: [], replies, given: [] };
    this.#open.set(key, open);
    return open;
  }

  async #handle(request: IncomingMessage, response: ServerResponse, elsewhere: boolean): Promise<void> {
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
      elsewhere,
      startedMs,
      endedMs: startedMs,
    };
    try {
      const acceptEncoding = valuesOf(recorded, "accept-encoding").join();
      const location = (to: "here" | "elsewhere") => this.#moved(recorded, to);
      await send(await this.#replyTo(recorded), response, { acceptEncoding, location });
    } catch {
      response.destroy();
    }
    recorded.endedMs = performance.now();
  }

  /** Where a redirection leads: the same route below another path. */
  #moved({ target }: Recorded, to: "here" | "elsewhere"): string {
    const open = this.#openOf(target);
    const origin = to === "here" ? this.origin : `http://localhost:${portOf(this.#elsewhere)}`;
    return open ? `${origin}${open.prefix}${movedPath}${target.slice(open.prefix.length)}` : origin;
  }

  /** The case that a target is of, where it is below the base URL. */
  #openOf(target: string): Open | undefined {
    const open = this.#open.get(casePattern.exec(target)?.[1] ?? "");
    return open && target.startsWith(open.prefix) && /^([/?#]|$)/.test(target.slice(open.prefix.length))
      ? open
      : undefined;
  }

  async #replyTo(recorded: Recorded): Promise<ServerReply> {
    const open = this.#openOf(recorded.target);
    const below = recorded.target.slice(open?.prefix.length);
    const isMoved = below.startsWith(movedPath);
    if (!open || (recorded.elsewhere && !isMoved)) {
      this.strays.push(recorded);
      return this.#fallback ? this.#fallback(recorded) : strayReply;
    }
    if (isMoved) {
      open.moved.push(recorded);
      return recorded.method === "POST" ? (open.replies[open.attempts.length] ?? plainSuccess) : plainSuccess;
    }
    if (!isCreate(recorded.method, below)) {
      const { segments, query } = splitBelow(below);
      open.others.push(recorded);
      return otherRoute(recorded.method, segments, madeBy(open.given), query);
    }
    const attempt = open.attempts.push(recorded) - 1;
    const reply = open.replies[Math.min(attempt, open.replies.length - 1)] ?? strayReply;
    open.given.push(reply);
    return reply;
  }

  async close(): Promise<void> {
    for (const server of [this.#server, this.#elsewhere]) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  }
}

/** The versions that replies show. */
const madeBy = (given: readonly ServerReply[]): JsonObject[] =>
  given.flatMap(({ status, body, reset, cutAt }) => {
    const envelope = status === 200 && !reset && cutAt === undefined ? tryJson(body) : undefined;
    return isObject(envelope) && isObject(envelope.result) ? [envelope.result as JsonObject] : [];
  });

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listening = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

const nothing: Recorded = {
  method: "",
  target: "",
  httpVersion: "",
  headers: [],
  body: Buffer.alloc(0),
  connection: 0,
  elsewhere: false,
  startedMs: 0,
  endedMs: 0,
};
