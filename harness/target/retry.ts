import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "../../contract/api.ts";
import { Unjudged } from "../../contract/refutation.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import type { Body } from "./answer.ts";
import { type Headers, headerOf, longestWaitMs, type RateLimiter, retryAfterMs } from "./rate.ts";

/** An answer as it came off the wire. */
export interface Raw extends Body {
  status: number;
  headers: Headers;
}

/** What is sent, as far as sending it again goes. */
export interface Repeatable {
  method: string;
  path: string;
  idempotent?: boolean;
}

export interface SendOptions {
  /** Ends the call, and whatever it waits for. */
  signal?: AbortSignal | undefined;
  /** Told before a request is sent again; throws where no more may be sent. */
  again?: () => void;
  /** Told how long the answer took that is given: earlier attempts, and waits before them, apart. */
  took?: (ms: number) => void;
}

/** How much a target is put up with. */
export interface Patience {
  timeoutMs: number;
  /** How long it may be away before it is lost. */
  outageMs: number;
}

/** Failed attempts in a row after which, and after the outage that is put up with, a target is lost. */
const mostFailures = 5;
/** Answers in a row that did not come in time, on different calls, after which a target is lost: it is silent. */
const mostSilences = 2;
/** How long a target is waited for that never answered. */
const firstOutageMs = 1000;
const mostTries = 3;
const mostRefusals = 6;
/** Refusals for the rate in a row after which nobody sends anything for as long as the target asks. */
const mostRefusedAlone = 3;
const firstPauseMs = 50;
const longestPauseMs = 2000;
const pauseMs = (tried: number) => Math.min(firstPauseMs * 4 ** tried, longestPauseMs);

const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The connection was there, and is closed without an answer: what a server does that dies of a request. */
const closed = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "other side closed", "socket hang up"]);

const silence = "no answer in time";
/** The reason of a network error: undici's code, or the message. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, cause } = error as Error & { code?: string };
  if (error.name === "TimeoutError") return silence;
  return code ?? (cause instanceof Error ? messageOf(cause) : error.message);
}

export function answerOf({ status, headers, text, json }: Raw): Answer {
  const date = Date.parse(headerOf(headers, "date") ?? "");
  return {
    status,
    contentType: headerOf(headers, "content-type") ?? "",
    ...(Number.isNaN(date) ? {} : { serverDate: date }),
    text,
    json,
  };
}

/** 5xx of an edge or gateway, not of the target: no JSON, and one of the statuses that gateways give. */
const isEdge = ({ status, json }: Raw) =>
  json === undefined && (status === 502 || status === 503 || status === 504 || (status >= 520 && status <= 530));

/** The failed attempts of a run: when a target is lost. */
class Failures {
  readonly #patience: Patience;
  readonly #startedAt = Date.now();
  #everAnswered = false;
  #inARow = 0;
  #silences = 0;
  #since = 0;
  #wastedMs = 0;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  answered(): void {
    this.#inARow = 0;
    this.#silences = 0;
    this.#everAnswered = true;
  }

  /** How long nobody sends anything, since so many attempts in a row failed: the first failure holds up nothing. */
  get pauseMs(): number {
    return this.#inARow > 1 ? pauseMs(this.#inARow - 1) : 0;
  }

  /** Counts a failed attempt that took so long. Throws where the target is lost. */
  failed(reason: string, tookMs: number, { maybeDone, isSilent }: { maybeDone: boolean; isSilent: boolean }): void {
    const now = Date.now();
    if (this.#inARow === 0) this.#since = now - tookMs;
    this.#inARow += 1;
    this.#silences += isSilent ? 1 : 0;
    this.#wastedMs += tookMs;
    const { timeoutMs, outageMs } = this.#patience;
    const awayMs = now - this.#since;
    // Calls that were made at once fall silent at once: the second silence is one that began after the first.
    const isSilenced = this.#silences >= mostSilences && awayMs >= (mostSilences - 0.5) * timeoutMs;
    const isAway = this.#everAnswered
      ? isSilenced || (this.#inARow >= mostFailures && awayMs >= outageMs)
      : awayMs >= Math.min(outageMs, firstOutageMs);
    if (isAway) throw new TargetLost(reason, { maybeDone });
    const isMostOfIt = this.#wastedMs > (now - this.#startedAt) / 2;
    if (isMostOfIt && this.#wastedMs > 2 * mostFailures * timeoutMs)
      throw new TargetLost(`most of the time went to answers that never came, the last one: ${reason}`);
  }
}

/**
 * Sends a request until it has the target's own answer. What was never sent, and what may be sent twice, is sent
 * again; anything else that got no answer may have been done or not, and is left to the caller.
 */
export function persistent<S extends Repeatable>(
  raw: (sent: S, signal?: AbortSignal) => Promise<Raw>,
  gate: RateLimiter,
  patience: Patience,
): (sent: S, options?: SendOptions) => Promise<Answer> {
  const failures = new Failures(patience);
  /** Refusals for the rate in a row, of whatever call. */
  let inARow = 0;

  /** One attempt: the answer, or why there is none. */
  const attempt = async (sent: S, signal?: AbortSignal): Promise<Raw | NoAnswer> => {
    const startedAt = Date.now();
    const none = (why: string, maybeDone: boolean, isClosed = false) => {
      const reason = `${sent.method} ${sent.path.split("?")[0]}: ${why}`;
      failures.failed(reason, Date.now() - startedAt, { maybeDone, isSilent: why === silence });
      gate.close(failures.pauseMs);
      return new NoAnswer(reason, { maybeDone, isClosed });
    };
    try {
      const got = await raw(sent, signal);
      gate.heed(got.headers);
      if (isEdge(got)) {
        gate.close(retryAfterMs(got.headers) ?? 0);
        return none(`status ${got.status} without JSON from an edge`, true);
      }
      failures.answered();
      return got;
    } catch (error) {
      if (error instanceof Unjudged || error instanceof TargetLost) throw error;
      if (signal?.aborted) throw new EndOfRun("interrupted", { maybeDone: true });
      const why = messageOf(error);
      return none(why, !neverSent.has(why), closed.has(why));
    }
  };

  return async (sent, { signal, again, took } = {}) => {
    const repeatable = sent.idempotent ?? (sent.method === "GET" || sent.method === "HEAD");
    let refusals = 0;
    for (let tried = 0; ; tried += 1) {
      if (tried > 0) again?.();
      await waited(gate.pass(signal));
      const sentAt = performance.now();
      const got = await attempt(sent, signal);
      if (got instanceof NoAnswer) {
        // What is slow to answer once is not asked again at once: another call tells whether all is silent.
        const most = got.message.endsWith(silence) ? 1 : mostTries;
        if (got.maybeDone && !(repeatable && tried + 1 < most)) throw got;
        await waited(sleep(pauseMs(tried), undefined, { signal }));
        continue;
      }
      if (got.status !== 429) {
        inARow = 0;
        took?.(performance.now() - sentAt);
        return answerOf(got);
      }
      refusals += 1;
      inARow += 1;
      const askedMs = pauseAskedFor(got.headers, refusals);
      // One that is refused among others that are answered waits alone.
      if (gate.isMetered || inARow >= mostRefusedAlone) gate.close(askedMs);
      else await waited(sleep(askedMs, undefined, { signal }));
    }
  };
}

/** A wait that was cut short ends the run. */
async function waited(wait: Promise<unknown>): Promise<void> {
  try {
    await wait;
  } catch {
    throw new EndOfRun("interrupted");
  }
}

/** How long the target asks to wait; it must not ask too long or too often. */
function pauseAskedFor(headers: Headers, refusals: number): number {
  const askedMs = retryAfterMs(headers) ?? 1000 * 2 ** (refusals - 1);
  if (askedMs > longestWaitMs)
    throw new TargetLost(`status 429: its rate limit asks to wait for ${Math.ceil(askedMs / 1000)} s`);
  if (refusals >= mostRefusals) throw new TargetLost("status 429 again and again: its rate limit");
  return askedMs;
}
