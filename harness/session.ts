import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Call, Exchange } from "../contract/api.ts";
import type { Drift } from "../contract/inspect.ts";
import { isObject } from "../contract/json.ts";
import { Refutation } from "../contract/refutation.ts";
import { type Context, emptyContext, record, recordCall } from "../suites/context.ts";
import { invariants } from "../suites/index.ts";
import type { Finding } from "../suites/invariant.ts";
import { sightings } from "../suites/sighting.ts";
import type { Transport } from "./client.ts";
import { EndOfRun } from "./errors.ts";

export interface SessionOptions {
  transport: Transport;
  accountId: string;
  runId: string;
  /** How long a read may lag behind a write before it is judged. */
  lagMs: number;
  maxRequests?: number;
  /** Once aborted, no further call is made but those that clean up. */
  signal?: AbortSignal;
  /** Told of every judgement; decides which refutations are thrown. */
  onFinding: (finding: Finding) => boolean;
}

/** Pauses between the reads of something that lags: 20 ms, doubled each time, at most half a second. */
const firstPauseMs = 20;
const longestPauseMs = 500;

/** One run's conversation with a target: every exchange is recorded, judged by every invariant, and then known. */
export class Session {
  readonly context: Context = emptyContext();
  readonly drift = new Map<string, Drift & { count: number }>();
  readonly options: SessionOptions;
  /** The exchanges of the case at hand. */
  trace: Exchange[] = [];
  requests = 0;
  creates = 0;
  /** Digest over all requests so far, in order: two runs of one seed send the same. */
  readonly digest = createHash("sha256");
  /** Requirements whose reads kept failing to the end of the allowance: there is no more waiting for them. */
  readonly #waitedInVain = new Set<string>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #creating = new Map<string, number>();

  constructor(options: SessionOptions) {
    this.options = options;
  }

  get accountPath(): string {
    return `/accounts/${this.options.accountId}/workers`;
  }

  /** Makes a call, judges the exchange, throws the first refutation that counts. */
  call(call: Call): Promise<Exchange> {
    const promise = this.#call(call);
    this.#pending.add(promise);
    const done = () => this.#pending.delete(promise);
    promise.then(done, done);
    return promise;
  }

  /** Waits for calls that a claim left behind when another one failed. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.#pending]);
  }

  async #call(call: Call): Promise<Exchange> {
    const { maxRequests, signal } = this.options;
    const cleansUp = call.kind === "deleteWorker";
    if (signal?.aborted && !cleansUp) throw new EndOfRun("interrupted");
    const isSpent = maxRequests !== undefined && this.requests >= maxRequests && !cleansUp;
    if (isSpent) throw new EndOfRun(`the budget of ${maxRequests} requests is spent`);
    this.requests += 1;
    this.digest.update(`${call.method} ${call.path}\n${call.body ?? ""}\n`);
    const startedAt = Date.now();
    const concurrent = this.#enter(call);
    if (call.request && call.workerId) recordCall(this.context, call.workerId, call.request);
    try {
      const answer = await this.options.transport.send(call);
      const exchange = { call: { ...call, concurrent: concurrent() }, answer, startedAt, endedAt: Date.now() };
      this.#take(exchange);
      return exchange;
    } finally {
      this.#leave(call);
    }
  }

  /** Counts the creates under way on each Worker; the result says whether another one overlapped. */
  #enter(call: Call): () => boolean {
    if (call.kind !== "createVersion" || !call.workerId) return () => false;
    this.creates += 1;
    const { workerId } = call;
    const before = this.#creating.get(workerId) ?? 0;
    this.#creating.set(workerId, before + 1);
    const overlapped = before > 0;
    const mark = { overlapped };
    this.#overlaps.set(workerId, [...(this.#overlaps.get(workerId) ?? []), mark]);
    if (overlapped) for (const one of this.#overlaps.get(workerId) ?? []) one.overlapped = true;
    return () => mark.overlapped;
  }
  readonly #overlaps = new Map<string, { overlapped: boolean }[]>();

  #leave(call: Call): void {
    if (call.kind !== "createVersion" || !call.workerId) return;
    const left = (this.#creating.get(call.workerId) ?? 1) - 1;
    this.#creating.set(call.workerId, left);
    if (left === 0) this.#overlaps.delete(call.workerId);
  }

  #take(exchange: Exchange): void {
    this.trace.push(exchange);
    const { context } = this;
    const seen = sightings(exchange, context);
    const observed = { exchange, context, sightings: seen };
    for (const one of seen) for (const drift of one.inspection.drift) this.#note(drift);
    this.#noteEnvelope(exchange.answer);
    const findings = invariants.flatMap((one) => one.judge(observed));
    record(context, exchange);
    const counts = findings.map((one) => ({ one, counts: this.options.onFinding(one) }));
    const first = counts.find(({ one, counts: itCounts }) => one.refutation && itCounts);
    if (first?.one.refutation) throw first.one.refutation;
  }

  #note(drift: Drift): void {
    const pointer = drift.pointer.replace(/\/\d+(?=\/|$)/g, "/*");
    const key = `${pointer} ${drift.what} ${drift.value}`;
    const known = this.drift.get(key);
    this.drift.set(key, { ...drift, pointer, count: (known?.count ?? 0) + 1 });
  }

  #noteEnvelope({ json }: Answer): void {
    const known = ["success", "errors", "messages", "result", "result_info"];
    const extra = isObject(json) ? Object.keys(json).filter((key) => !known.includes(key)) : [];
    for (const key of extra) this.#note({ pointer: `/${key}`, what: "key", value: key });
  }

  /** Repeats a read that may lag: until it holds, or until the allowance is used up and the refutation stands. */
  async eventually<T>(read: () => Promise<T>): Promise<T> {
    const end = Date.now() + this.options.lagMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof Refutation)) throw error;
        const key = error.details.id ?? error.expected.replace(/[0-9a-f-]{8,}/g, "");
        if (Date.now() >= end || this.#waitedInVain.has(key)) {
          this.#waitedInVain.add(key);
          throw error;
        }
        await sleep(pauseMs);
      }
    }
  }
}
