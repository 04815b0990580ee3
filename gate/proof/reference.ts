import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Agent, request as undiciRequest } from "undici";
import { isSuccessStatus } from "../../contract/client.ts";
import { isObject } from "../../contract/json.ts";
import { type Adapter, type Reaction, severalAtOnce } from "../adapters/adapter.ts";
import type { Job, Outcome } from "../contract/protocol.ts";
import { tryJson, writeJson } from "../wire/json.ts";

/** A request, ready to be sent. */
export interface Wire {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body: string | undefined;
  /** In pieces, without a length. */
  chunked?: boolean;
}
export interface Answered {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}
export type Environment = Readonly<Record<string, string>>;

/** A client in four parts; a mutant replaces one of them. */
export interface Parts {
  /** The request of a call, or why there is none. */
  compose: (job: Job, environment: Environment) => Wire | { refused: string };
  /** Other requests that it makes beside. */
  beside: (job: Job) => Wire[];
  /** After how many ms it sends again, and what; undefined: not at all. `answer` is undefined where the connection broke. */
  again: (answer: Answered | undefined, attempt: number, wire: Wire) => { afterMs: number; wire: Wire } | undefined;
  /** The text of an answer, from the pieces in which it came. */
  decode: (chunks: readonly Buffer[], headers: Answered["headers"]) => string;
  /** What it gives its caller. */
  read: (answer: Answered, job: Job) => Outcome;
  /** What it gives its caller where the connection broke. */
  broken: (error: Error, job: Job) => Outcome;
  /** What it prints of a call. */
  say: (job: Job, outcome: Outcome) => string;
  timeoutMs: number;
  /** It takes the first interim answer for the answer. */
  takesInterim: boolean;
}

const credentialHeaders = (auth: Job["auth"]): [string, string][] =>
  "token" in auth
    ? [["Authorization", `Bearer ${auth.token}`]]
    : [
        ["X-Auth-Key", auth.api_key],
        ["X-Auth-Email", auth.api_email],
      ];

/** No URL can hold these as a segment of a path: `..` leads to another one. */
const unnameable = new Set(["", ".", ".."]);

function compose({ base_url, auth, call }: Job): Wire | { refused: string } {
  const { account_id, worker_id, query, body } = call;
  if (unnameable.has(worker_id)) return { refused: `no Worker can be named ${JSON.stringify(worker_id)} in a path` };
  const path = `/accounts/${encodeURIComponent(account_id)}/workers/workers/${encodeURIComponent(worker_id)}/versions`;
  return {
    method: "POST",
    url: `${base_url.replace(/\/$/, "")}${path}${query.deploy === undefined ? "" : `?deploy=${query.deploy}`}`,
    headers: [
      ...credentialHeaders(auth),
      ["Content-Type", "application/json"],
      ["Accept", "application/json"],
      ["Accept-Encoding", "gzip, br"],
    ],
    body: writeJson(body),
  };
}

const listIn = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);

/** The answer as a caller should get it: a version, or an error with all that the API said. */
function read({ status, text }: Answered): Outcome {
  const json = tryJson(text);
  const envelope = isObject(json) ? json : {};
  const errors = listIn(envelope.errors);
  if (!isSuccessStatus(status) || envelope.success === false) return { outcome: "api_error", status, errors };
  if (!isObject(envelope.result))
    return { outcome: "client_error", phase: "decode", message: `status ${status} without a version` };
  return { outcome: "version", version: envelope.result, messages: listIn(envelope.messages) };
}

function decode(chunks: readonly Buffer[], headers: Answered["headers"]): string {
  const bytes = Buffer.concat([...chunks]);
  const coding = headers["content-encoding"];
  if (coding === "gzip") return gunzipSync(bytes).toString();
  return (coding === "br" ? brotliDecompressSync(bytes) : bytes).toString();
}

/** The client that keeps every property. */
export const referenceParts: Parts = {
  compose,
  beside: () => [],
  again: () => undefined,
  decode,
  read,
  broken: (error) => ({ outcome: "client_error", phase: "transport", message: error.message }),
  say: () => "",
  timeoutMs: 10_000,
  takesInterim: false,
};

async function* inPieces(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

/** A client made of parts, in this process, over undici. */
export class InProcess implements Adapter {
  readonly atOnce = severalAtOnce;
  readonly #parts: Parts;
  readonly #agent = new Agent({ keepAliveTimeout: 10_000 });

  constructor(parts: Parts = referenceParts) {
    this.#parts = parts;
  }

  async #send({ method, url, headers, body, chunked }: Wire): Promise<Answered> {
    let interim: number | undefined;
    const response = await undiciRequest(url, {
      dispatcher: this.#agent,
      method: method as "POST",
      headers: headers.flat(),
      ...(body === undefined ? {} : { body: chunked ? inPieces(body) : body }),
      signal: AbortSignal.timeout(this.#parts.timeoutMs),
      onInfo: ({ statusCode }: { statusCode: number }) => {
        interim ??= statusCode;
      },
    } as never);
    const { statusCode: status, headers: got } = response;
    const chunks: Buffer[] = [];
    for await (const chunk of response.body) chunks.push(chunk as Buffer);
    if (this.#parts.takesInterim && interim !== undefined) return { status: interim, headers: {}, text: "" };
    return { status, headers: got, text: this.#parts.decode(chunks, got) };
  }

  async call(job: Job, environment: Environment): Promise<Reaction> {
    const outcome = await this.#outcome(job, environment);
    return { outcome, said: outcome ? this.#parts.say(job, outcome) : "" };
  }

  async #outcome(job: Job, environment: Environment): Promise<Outcome | undefined> {
    const { compose, beside, again, read, broken } = this.#parts;
    let wire = compose(job, environment);
    if ("refused" in wire) return { outcome: "client_error", phase: "before_send", message: wire.refused };
    for (const one of beside(job)) await this.#send(one);
    for (let attempt = 1; ; attempt += 1) {
      const sent: Answered | Error = await this.#send(wire).catch((error: Error) => error);
      const next = again(sent instanceof Error ? undefined : sent, attempt, wire);
      if (next === undefined) return sent instanceof Error ? broken(sent, job) : read(sent, job);
      if (next.afterMs > job.deadline_ms) return undefined;
      await sleep(next.afterMs);
      wire = next.wire;
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
