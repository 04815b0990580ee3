import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { canaryMark } from "../../arbitraries/text.ts";
import type { Answer, Call, Exchange } from "../../contract/api.ts";
import type { Drift } from "../../contract/inspect.ts";
import { isObject } from "../../contract/json.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import { invariants } from "../../suites/index.ts";
import { type Context, emptyContext, record, recordCall, recordUnknown } from "../../suites/seen/context.ts";
import type { Finding } from "../../suites/seen/invariant.ts";
import { sightings } from "../../suites/seen/sighting.ts";
import { EndOfRun, NoAnswer } from "../shared/errors.ts";
import { secretsIn } from "../shared/redact.ts";
import type { Transport } from "../target/client.ts";
import { isRemoval, type Meter } from "./meter.ts";
import { findingsOf, isTellable, whatCameOf } from "./unanswered.ts";

export interface SessionOptions {
  transport: Transport;
  accountId: string;
  runId: string;
  /** How long a read may lag behind a write before it is judged. */
  lagMs: number;
  /** Counts the requests against a budget, if there is one. */
  meter?: Meter;
  /** Once aborted, no further call is made but those that clean up. */
  signal?: AbortSignal;
  /** Once aborted, nothing is cleaned up any more. */
  hurry?: AbortSignal;
}

/** Pauses between the reads of something that lags, each twice the one before; longer where each read counts. */
const pauses = { free: { firstMs: 20, longestMs: 500 }, counted: { firstMs: 250, longestMs: 2000 } };

/** One run's conversation with a target: every exchange is recorded, judged by every invariant, and then known. */
export class Session {
  readonly context: Context = emptyContext();
  readonly drift = new Map<string, Drift & { count: number }>();
  /** Secrets that were sent and do not say so themselves: no report may show them. */
  readonly secrets = new Set<string>();
  /** What the target does where the page is silent, by the id of the request that asked. */
  readonly silences = new Map<string, { id: string; text: string; did: string }>();
  readonly options: SessionOptions;
  requests = 0;
  creates = 0;
  /** A read was seen to lag behind a write: it did not hold at first, and did later. */
  lags = false;
  /** Moments at which calls were made or answered, so far. */
  #moments = 0;
  /** Digest over all requests so far, in order: two runs of one seed send the same. */
  readonly digest = createHash("sha256");
  /** What kept failing to the end of the allowance for lag: there is no more waiting for it. */
  readonly waitedInVain = new Set<string>();
  /** Creates under way, by Worker; each knows whether another one overlapped. */
  readonly #creating = new Map<string, { overlapped: boolean }[]>();

  constructor(options: SessionOptions) {
    this.options = options;
  }

  accountPath(account = this.options.accountId): string {
    return `/accounts/${account}/workers`;
  }

  /** Keeps what the target was seen to do where the page is silent. */
  note({ id, text }: { id: string; text: string }, did: string): void {
    this.silences.set(id, { id, text, did });
  }

  /** Makes a call and judges it; the findings are the caller's to weigh. */
  async exchange(call: Call): Promise<{ exchange: Exchange; findings: Finding[] }> {
    this.#admit(call);
    this.requests += 1;
    this.digest
      .update(`${call.method} ${call.path}\n`)
      .update(call.body ?? "")
      .update("\n");
    const startedAt = Date.now();
    this.#moments += 1;
    const invoked = this.#moments;
    const own = this.#enter(call);
    for (const one of secretsIn(call.request)) if (!one.includes(canaryMark)) this.secrets.add(one);
    if (call.request && call.workerId) recordCall(this.context, call.workerId, call.request);
    const over = (answer: Answer): Exchange => {
      this.#moments += 1;
      const moments = { startedAt, endedAt: Date.now(), invoked, returned: this.#moments };
      return { call: { ...call, concurrent: own.overlapped }, answer, ...moments };
    };
    try {
      const exchange = over(understood(call, await this.#send(call)));
      return { exchange, findings: this.#judge(exchange) };
    } catch (error) {
      if (!(error instanceof NoAnswer) || !error.maybeDone) throw error;
      const found = isTellable(call, this.context) ? await whatCameOf(call, this) : undefined;
      // Whose version it is cannot be told where another create was under way.
      if (!found || own.overlapped) {
        recordUnknown(this.context, call);
        throw error;
      }
      const exchange = over(found.answer);
      const findings = findingsOf(exchange, this.context);
      record(this.context, exchange);
      return { exchange, findings };
    } finally {
      this.#leave(call, own);
    }
  }

  /** Sends a call; each time that it is sent again counts as a request. */
  async #send(call: Call): Promise<Answer> {
    const isCleaning = isRemoval(call.kind) || call.cleanUp === true;
    const again = () => {
      this.#admit(call);
      this.requests += 1;
    };
    const { transport, signal, hurry } = this.options;
    const idempotent = isCleaning ? { idempotent: true } : {};
    const answer = await transport.send({ ...call, ...idempotent }, { again, signal: isCleaning ? hurry : signal });
    this.options.meter?.answered(call.kind, answer.status);
    return answer;
  }

  /** Ends the run where it may make no further call; what cleans up is always let through. */
  #admit({ kind, cleanUp }: Call): void {
    const { meter, signal } = this.options;
    if (!isRemoval(kind) && !cleanUp && signal?.aborted) throw new EndOfRun("interrupted");
    meter?.admit(kind, cleanUp === true);
  }

  #enter({ kind, workerId = "" }: Call): { overlapped: boolean } {
    const own = { overlapped: false };
    if (kind !== "createVersion") return own;
    this.creates += 1;
    const all = [...(this.#creating.get(workerId) ?? []), own];
    this.#creating.set(workerId, all);
    if (all.length > 1) for (const one of all) one.overlapped = true;
    return own;
  }

  #leave({ workerId = "" }: Call, own: { overlapped: boolean }): void {
    const left = (this.#creating.get(workerId) ?? []).filter((one) => one !== own);
    if (left.length > 0) this.#creating.set(workerId, left);
    else this.#creating.delete(workerId);
  }

  #judge(exchange: Exchange): Finding[] {
    const { context } = this;
    const seen = sightings(exchange, context);
    const judged = seen.filter(({ known }) => !known.contentUnjudged);
    for (const one of judged) for (const drift of one.inspection.drift) this.#drifted(drift);
    this.#noteEnvelope(exchange.answer);
    const findings = invariants.flatMap((one) => one.judge({ exchange, context, sightings: seen }));
    record(context, exchange);
    return findings;
  }

  #drifted(drift: Drift): void {
    const pointer = drift.pointer.replace(/\/\d+(?=\/|$)/g, "/*");
    const key = `${pointer} ${drift.what} ${drift.value}`;
    const known = this.drift.get(key);
    this.drift.set(key, { ...drift, pointer, count: (known?.count ?? 0) + 1 });
  }

  #noteEnvelope({ json }: Answer): void {
    const known = ["success", "errors", "messages", "result", "result_info"];
    const extra = isObject(json) ? Object.keys(json).filter((key) => !known.includes(key)) : [];
    for (const key of extra) this.#drifted({ pointer: `/${key}`, what: "key", value: key });
  }
}

/** Calls beside the page's own, whose answers no requirement is about. */
const neighbours: readonly string[] = ["listDeployments", "createDeployment", "getWorker", "deleteVersion"];

/** An answer that says something; one without JSON, or a redirect, is none of the neighbour's own. */
function understood({ kind, method, path }: Call, answer: Answer): Answer {
  const { status, json } = answer;
  if (!neighbours.includes(kind) || status >= 400 || status === 204) return answer;
  if (status < 300 && isObject(json)) return answer;
  throw new NoAnswer(`${method} ${path.split("?")[0]}: status ${status} without an envelope`, {
    maybeDone: method !== "GET",
  });
}

/** One strand of the conversation: a run has one, or several on a target that is slow to answer. */
export class Lane {
  readonly session: Session;
  /** The exchanges of the case at hand. */
  trace: Exchange[] = [];
  /** The claim at hand. */
  claim = "";
  /** Told of every judgement; decides which refutations are thrown. */
  onFinding: (finding: Finding) => boolean = () => false;
  /** Told of what a stop of a tour threw. */
  onStumble: (error: unknown, id: RequirementId, row?: string) => void = (error) => {
    throw error;
  };
  readonly #pending = new Set<Promise<unknown>>();

  constructor(session: Session) {
    this.session = session;
  }

  /** Makes a call, judges the exchange, throws the first refutation that counts. */
  call(call: Call): Promise<Exchange> {
    const promise = this.#call(call);
    this.#pending.add(promise);
    const done = () => this.#pending.delete(promise);
    promise.then(done, done);
    return promise;
  }

  async #call(call: Call): Promise<Exchange> {
    const { exchange, findings } = await this.session.exchange(call);
    this.trace.push(exchange);
    const counting = findings.filter((one) => this.onFinding(one));
    const [first] = counting.flatMap((one) => one.refutation ?? []);
    if (first) throw first;
    return exchange;
  }

  /** Waits for calls that a claim left behind when another one failed. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.#pending]);
  }

  /** Repeats a read that may lag: until it holds, or until the allowance is used up and the refutation stands. */
  async eventually<T>(read: () => Promise<T>): Promise<T> {
    const { waitedInVain, options } = this.session;
    const end = Date.now() + options.lagMs;
    const { firstMs, longestMs } = options.meter ? pauses.counted : pauses.free;
    for (let pauseMs = firstMs; ; pauseMs = Math.min(2 * pauseMs, longestMs)) {
      try {
        const held = await read();
        if (pauseMs > firstMs) this.session.lags = true;
        return held;
      } catch (error) {
        const key = this.#waitsFor(error);
        if (key === undefined) throw error;
        if (Date.now() >= end || waitedInVain.has(key)) {
          waitedInVain.add(key);
          throw error;
        }
        await sleep(pauseMs);
      }
    }
  }

  /** What waiting for it may mend: what is judged, or a premise of it; undefined for anything else. */
  #waitsFor(error: unknown): string | undefined {
    if (error instanceof Refutation) return error.details.id ?? `claim ${this.claim}`;
    return error instanceof Unjudged && error.verdict === "untested" ? `premise of ${this.claim}` : undefined;
  }
}
