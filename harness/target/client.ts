import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import type { Answer, Call } from "../../contract/api.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { Mock } from "../../mock/app.ts";
import { CannotRun } from "../shared/errors.ts";
import { parseJson, readBody } from "./answer.ts";
import { dispatcherFor } from "./proxy.ts";
import { headerOf, type Rate, RateLimiter } from "./rate.ts";
import { persistent, type Raw, type SendOptions } from "./retry.ts";

/** What a transport needs of a call. */
export interface Sent extends Pick<Call, "method" | "path" | "body" | "headers" | "framing"> {
  /** Sent twice it does what it does once: it may be repeated where no answer came. */
  idempotent?: boolean;
}
/** Sends one request and gives the answer as it came. Network errors throw; no status does. */
export interface Transport {
  baseUrl: string;
  /** In this process: an answer takes no time that one could wait for. */
  isHere?: true;
  send: (sent: Sent, options?: SendOptions) => Promise<Answer>;
  close: () => Promise<void>;
}

/** The usual headers, with what a call changes of them. */
function headersOf({ body, headers = {} }: Sent, usual: Record<string, string>): Record<string, string> {
  const all = {
    accept: "application/json",
    ...usual,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
  };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

const chunkBytes = 1024;
/** A body in pieces, whose length nobody is told. */
async function* chunks(body: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(body as string);
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

const base = "/client/v4";
/** Where a handler is, unless it says so itself: as a server of one's own would be. */
export const handlerUrl = `http://localhost${base}`;
const noWait = { timeoutMs: Number.POSITIVE_INFINITY, outageMs: 0 };
const withoutSocket = new Unjudged("inapplicable", "there is no socket to the embedded mock");

/** The text that a server reads: bytes as UTF-8, without the mark at their beginning, with the sign of replacement for what is none. */
function read(body: Sent["body"]): string {
  if (body === undefined) return "";
  return typeof body === "string" && body.isWellFormed() && !body.startsWith("\ufeff")
    ? body
    : new TextDecoder().decode(Buffer.from(body as string));
}

/** In process: what sends a request to something in this process, which has no socket. */
const inProcess = (baseUrl: string, raw: (sent: Sent, signal?: AbortSignal) => Promise<Raw>): Transport => ({
  baseUrl,
  send: persistent(
    (sent: Sent, signal) => (sent.framing === "expect-continue" ? Promise.reject(withoutSocket) : raw(sent, signal)),
    new RateLimiter(),
    noWait,
  ),
  close: async () => {},
  isHere: true,
});

/** In process: the mock's own handler, with plain values. */
export function mockTransport({ handle }: Pick<Mock, "handle">, token = "mock"): Transport {
  const usual = { authorization: `Bearer ${token}` };
  return inProcess("mock", async (sent) => {
    const lower = Object.entries(headersOf(sent, usual)).map(([name, value]) => [name.toLowerCase(), value]);
    const { method, path, body } = sent;
    const asked = { method, path: base + path, headers: Object.fromEntries(lower), body: read(body) };
    const { status, headers, text } = await handle(asked);
    return { status, headers, text, json: parseJson(text) };
  });
}

/** A server in this process, in the form of the platform: a request in, its answer out. */
export type Handler = (request: Request) => Response | Promise<Response>;

interface HandlerOptions {
  /** What the URLs of its requests begin with. */
  baseUrl?: string;
  /** How long it may take for an answer; for ever, unless given. */
  timeoutMs?: number;
}

/** In process: a handler in the form of the platform. */
export function fetchTransport(
  fetch: Handler,
  credentials: Record<string, string> = { authorization: "Bearer mock" },
  { baseUrl = handlerUrl, timeoutMs }: HandlerOptions = {},
): Transport {
  return inProcess(baseUrl, async (sent, outer) => {
    const { method, path, body, framing } = sent;
    const limit = timeoutMs === undefined ? undefined : deadline(timeoutMs, outer);
    const init: RequestInit & { duplex?: "half" } = {
      method,
      headers: headersOf(sent, credentials),
      ...(body === undefined ? {} : { body: framing ? webStream(chunks(body)) : (body as BodyInit) }),
      ...(framing ? { duplex: "half" } : {}),
      ...(limit ? { signal: limit.signal } : {}),
    };
    try {
      const answered = answerOf(fetch, new Request(baseUrl + path, init));
      return await (limit ? Promise.race([answered, aborted(limit.signal)]) : answered);
    } finally {
      limit?.clear();
    }
  });
}

/** Whether an error is one of a network, behind the handler. */
const isOfNetwork = (error: unknown): boolean => {
  if (typeof error !== "object" || error === null) return false;
  return "code" in error || ("cause" in error && isOfNetwork(error.cause));
};

/** What a handler answers. Where it throws, a platform that runs it would say 500. */
async function answerOf(fetch: Handler, request: Request): Promise<Raw> {
  const response = await Promise.resolve()
    .then(() => fetch(request))
    .catch((error: unknown) => {
      if (isOfNetwork(error)) throw error;
      return Response.json({ error: `the handler threw ${error}` }, { status: 500 });
    });
  // Runners of tests have realms of their own: what comes is known by what it has.
  if (typeof response !== "object" || response === null || !("headers" in response))
    throw new CannotRun(`the handler gave ${response} for ${request.method} ${request.url}`, "it must give a Response");
  const headers = Object.fromEntries(response.headers);
  const read = await readBody(response.body ?? nothing(), headers["content-encoding"]);
  return { status: response.status, headers, ...read };
}
async function* nothing(): AsyncGenerator<Uint8Array> {}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

const webStream = (parts: AsyncGenerator<Uint8Array>) => Readable.toWeb(Readable.from(parts)) as ReadableStream;

/** A POST whose body waits for "100 Continue", for a while: what undici does not offer. */
async function expectingContinue(
  url: string,
  sent: Sent,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Raw> {
  const { request } = url.startsWith("https:") ? https : http;
  const body = Buffer.from(sent.body as string);
  const outgoing = request(url, {
    method: sent.method,
    headers: { ...headers, expect: "100-continue", "content-length": body.length },
    signal,
  });
  const go = () => outgoing.end(body);
  const wait = setTimeout(go, patienceMs);
  outgoing.once("continue", go);
  outgoing.flushHeaders();
  try {
    const [response] = (await once(outgoing, "response")) as [http.IncomingMessage];
    const read = await readBody(response, headerOf(response.headers, "content-encoding"));
    return { status: response.statusCode ?? 0, headers: response.headers, ...read };
  } finally {
    clearTimeout(wait);
    // What is cut off here ends with an error that nobody waits for.
    outgoing.on("error", () => {}).destroy();
  }
}
/** How long a body waits for a "100 Continue" that may never come (RFC 9110, 10.1.1). */
const patienceMs = 1000;

/** A signal that gives up in time, or when another one says so. */
function deadline(ms: number, outer?: AbortSignal): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const late = () => controller.abort(new DOMException("no answer in time", "TimeoutError"));
  const timer = setTimeout(late, ms);
  const stop = () => controller.abort();
  if (outer?.aborted) stop();
  outer?.addEventListener("abort", stop, { once: true });
  const clear = () => {
    clearTimeout(timer);
    outer?.removeEventListener("abort", stop);
  };
  return { signal: controller.signal, clear };
}

export interface HttpOptions {
  /** The rate to keep; none on a target that is not metered. */
  rate?: Rate | undefined;
  /** How long the target may be away before it is lost. */
  outageMs?: number;
}
const usualOutageMs = 10_000;
/** Of all headers of an answer together. */
const largestHeadersBytes = 64 * 1024;

/** Over HTTP with undici. The credentials go only to the base URL: redirects are not followed. */
export function httpTransport(
  baseUrl: string,
  credentials: Record<string, string>,
  timeoutMs: number,
  { rate, outageMs = usualOutageMs }: HttpOptions = {},
): Transport {
  // Loaded at the first request: a run that makes none over HTTP has no use for it.
  let opened: ReturnType<typeof dispatcherFor> | undefined;
  const opening = () => {
    opened ??= dispatcherFor({ timeoutMs, largestHeadersBytes });
    return opened;
  };
  const raw = async (sent: Sent, outer?: AbortSignal): Promise<Raw> => {
    const { method, path, body, framing } = sent;
    const headers = headersOf(sent, credentials);
    const { signal, clear } = deadline(timeoutMs, outer);
    try {
      if (framing === "expect-continue") return await expectingContinue(baseUrl + path, sent, headers, signal);
      const { request } = await import("undici");
      const response = await request(baseUrl + path, {
        dispatcher: await opening(),
        method: method as "POST",
        headers,
        ...(body === undefined ? {} : { body: framing ? Readable.from(chunks(body)) : body }),
        signal,
      });
      const read = await readBody(response.body, headerOf(response.headers, "content-encoding"));
      return { status: response.statusCode, headers: response.headers, ...read };
    } finally {
      clear();
    }
  };
  const send = persistent(raw, new RateLimiter(rate), { timeoutMs, outageMs });
  return { baseUrl, send, close: async () => (await opened)?.destroy() };
}
