import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { request as undiciRequest } from "undici";
import type { Answer, Call } from "../contract/api.ts";
import { Unjudged } from "../contract/refutation.ts";
import { TargetLost } from "./errors.ts";
import type { Mock } from "./mock/app.ts";
import { dispatcherFor } from "./proxy.ts";

/** What a transport needs of a call. */
export type Sent = Pick<Call, "method" | "path" | "body" | "headers" | "framing">;
interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Sends one request and gives the answer as it came. Network errors throw; no status does. */
export interface Transport {
  baseUrl: string;
  /** In this process: an answer takes no time that one could wait for. */
  isHere?: true;
  send: (sent: Sent) => Promise<Answer>;
  close: () => Promise<void>;
}

const header = (headers: Raw["headers"], name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answerOf({ status, headers, text }: Raw): Answer {
  const date = Date.parse(header(headers, "date") ?? "");
  return {
    status,
    contentType: header(headers, "content-type") ?? "",
    ...(Number.isNaN(date) ? {} : { serverDate: date }),
    text,
    json: parse(text),
  };
}

const retries = 5;
const longestWaitMs = 60_000;
/** `Retry-After` in seconds or as a date; one second where it is missing. */
function waitMs(headers: Raw["headers"]): number {
  const value = header(headers, "retry-after") ?? "1";
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Math.min(Math.max(Number.isNaN(ms) ? 1000 : ms, 0), longestWaitMs);
}

/** 5xx of an edge or gateway, not of the target: no JSON, and one of the statuses that gateways give. */
const isEdge = ({ status, json }: Answer) =>
  json === undefined && (status === 502 || status === 503 || status === 504 || (status >= 520 && status <= 530));

/** A transport over a raw sender: waits when the target asks for it, and names what is no verdict on the target. */
function overRaw(baseUrl: string, raw: (sent: Sent) => Promise<Raw>, close: () => Promise<void>): Transport {
  let failedInARow = 0;
  const attempt = async (sent: Sent): Promise<Raw> => {
    try {
      const got = await raw(sent);
      failedInARow = 0;
      return got;
    } catch (error) {
      if (error instanceof Unjudged) throw error;
      failedInARow += 1;
      const reason = `${sent.method} ${sent.path.split("?")[0]}: ${messageOf(error)}`;
      if (failedInARow >= retries) throw new TargetLost(reason);
      throw new Unjudged("environment", reason);
    }
  };
  const send = async (sent: Sent): Promise<Answer> => {
    for (let tried = 0; ; tried += 1) {
      const got = await attempt(sent);
      if (got.status !== 429) {
        const answer = answerOf(got);
        if (isEdge(answer)) throw new Unjudged("environment", `status ${answer.status} without JSON from an edge`);
        return answer;
      }
      if (tried >= retries) throw new Unjudged("environment", "status 429: the target's rate limit");
      await sleep(waitMs(got.headers));
    }
  };
  return { baseUrl, send, close };
}

/** The reason of a network error: undici's code, or the message. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, cause } = error as Error & { code?: string };
  if (error.name === "TimeoutError") return "no answer in time";
  return code ?? (cause instanceof Error ? messageOf(cause) : error.message);
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

const webStream = (parts: AsyncGenerator<Uint8Array>) => Readable.toWeb(Readable.from(parts)) as ReadableStream;

/** In process: the mock's own handler, no socket. */
export function mockTransport(mock: Mock, token = "mock"): Transport {
  const base = "http://mock.local/client/v4";
  const raw = async (sent: Sent): Promise<Raw> => {
    const { method, path, body, framing } = sent;
    if (framing === "expect-continue") throw new Unjudged("inapplicable", "there is no socket to the embedded mock");
    const init: RequestInit & { duplex?: "half" } = {
      method,
      headers: headersOf(sent, { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { body: framing ? webStream(chunks(body)) : (body as BodyInit) }),
      ...(framing ? { duplex: "half" } : {}),
    };
    const response = await mock.fetch(new Request(base + path, init));
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
  };
  return { ...overRaw("mock", raw, async () => {}), isHere: true };
}

/** A POST whose body waits for "100 Continue", for a while: what undici does not offer. */
async function expectingContinue(
  url: string,
  sent: Sent,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Raw> {
  const { request } = url.startsWith("https:") ? https : http;
  const body = Buffer.from(sent.body as string);
  const outgoing = request(url, {
    method: sent.method,
    headers: { ...headers, expect: "100-continue", "content-length": body.length },
    signal: AbortSignal.timeout(timeoutMs),
  });
  const go = () => outgoing.end(body);
  const wait = setTimeout(go, patienceMs);
  outgoing.once("continue", go);
  outgoing.flushHeaders();
  try {
    const [response] = (await once(outgoing, "response")) as [http.IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, text: await textOf(response) };
  } finally {
    clearTimeout(wait);
    outgoing.destroy();
  }
}
/** How long a body waits for a "100 Continue" that may never come (RFC 9110, 10.1.1). */
const patienceMs = 1000;

/** Over HTTP with undici. The credentials go only to the base URL: redirects are not followed. */
export function httpTransport(baseUrl: string, credentials: Record<string, string>, timeoutMs: number): Transport {
  const dispatcher = dispatcherFor(timeoutMs);
  const raw = async (sent: Sent): Promise<Raw> => {
    const { method, path, body, framing } = sent;
    const headers = headersOf(sent, credentials);
    if (framing === "expect-continue") return expectingContinue(baseUrl + path, sent, headers, timeoutMs);
    const response = await undiciRequest(baseUrl + path, {
      dispatcher,
      method: method as "POST",
      headers,
      ...(body === undefined ? {} : { body: framing ? Readable.from(chunks(body)) : body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
  };
  return overRaw(baseUrl, raw, () => dispatcher.close());
}
