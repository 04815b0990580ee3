import type { Hash } from "node:crypto";
import { canaryMark } from "../../arbitraries/text.ts";
import type { Answer, Call, Exchange } from "../../contract/api.ts";
import { idKey } from "../../contract/equality.ts";
import type { Addition } from "../../contract/inspect.ts";
import { isObject } from "../../contract/json.ts";
import type { Judgement, Observer, Suite } from "../../suites/suite.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import { secretsIn } from "../shared/redact.ts";
import type { Transport } from "../target/client.ts";
import { AnswerTimes } from "./answer-times.ts";
import { Lacks } from "./lacks.ts";
import { checkNeighbour } from "./neighbours.ts";
import { isRemoval, type RequestBudget } from "./request-budget.ts";
import { ShownKinds } from "./shown-kinds.ts";

export interface SessionOptions {
  transport: Transport;
  accountId: string;
  runId: string;
  /** What the target is said not to have. */
  lacks?: readonly string[];
  /** Takes in every request, in order: two runs of one seed send the same. */
  digest?: Hash | undefined;
  /** The day of the run. */
  today?: string | undefined;
  /** How long a read may lag behind a write before it is judged. */
  lagMs: number;
  /** Counts the requests against a budget, if there is one. */
  meter?: RequestBudget | undefined;
  /** Once aborted, no further call is made but those that clean up. */
  signal?: AbortSignal | undefined;
  /** Once aborted, nothing is cleaned up any more. */
  hurry?: AbortSignal | undefined;
  /** Told of every exchange that was judged. */
  onExchange?: ((exchange: Exchange) => void) | undefined;
}

/** Kinds of drift that are kept: a target may make up as many as it likes. */
const mostDrift = 200;
/** Over so many answers latency is measured. */
const latencyOver = 20;

/** One run's conversation with a target: every exchange is recorded, judged by every invariant, and then known. */
export class Session {
  readonly #observer: Observer;
  readonly drift = new Map<string, Addition & { count: number }>();
  /** How often each feature was tried, or shown. */
  readonly tried = new Map<string, number>();
  /** How often an answer to each call showed a binding of each kind. */
  readonly shown = new ShownKinds();
  /** Drift beyond what is kept. */
  moreDrift = 0;
  /** Secrets that were sent and do not say so themselves: no report may show them. */
  readonly secrets = new Set<string>();
  /** What the target does where the page is silent, by the id of the request that asked. */
  readonly silences = new Map<string, { id: string; text: string; did: string }>();
  readonly times = new AnswerTimes();
  readonly options: SessionOptions;
  readonly lacks: Lacks;
  requests = 0;
  /** What an answer takes, as the last ones did, in ms. */
  latencyMs = 0;
  creates = 0;
  /** Creates that were under way beside another one of the same Worker. */
  overlapped = 0;
  /** A create was answered: what gets no answer later, may be what the target dies of. */
  hasAnswered = false;
  /** A read was seen to lag behind a write: it did not hold at first, and did later. */
  lags = false;
  /** Moments at which calls were made or answered, so far. */
  #moments = 0;
  /** Why the target is lost, once it is: from then on only the last look is made. */
  lost: TargetLost | undefined;
  /** What kept failing to the end of the allowance for lag: there is no more waiting for it. */
  readonly waitedInVain = new Set<string>();
  /** Ids as the target first spelled them. */
  readonly #spellings = new Map<string, string>();
  /** Creates under way, by Worker; each knows whether another one overlapped. */
  readonly #creating = new Map<string, { overlapped: boolean }[]>();

  constructor({ observer }: Pick<Suite, "observer">, options: SessionOptions) {
    this.#observer = observer(options.today);
    this.options = options;
    this.lacks = new Lacks(options.lacks ?? []);
  }

  accountPath(account = this.options.accountId): string {
    return `/accounts/${account}/workers`;
  }

  /** An id as the target first spelled it: a UUID has no case, and may come in another one later. */
  spelled<T>(id: T): T | string {
    if (typeof id !== "string") return id;
    const first = this.#spellings.get(idKey(id)) ?? id;
    this.#spellings.set(idKey(id), first);
    return first;
  }

  /** A case begins on a Worker that was there before. */
  wasThere(workerId: string): void {
    this.#observer.wasThere(workerId);
  }

  /** Keeps what the target was seen to do where the page is silent. */
  note({ id, text }: { id: string; text: string }, did: string): void {
    this.silences.set(id, { id, text, did });
  }

  /** Makes a call and judges it; what the judgements mean is the caller's to say. `onClosed`: the connection was closed without an answer. */
  async exchange(
    call: Call,
    onClosed: () => void = () => {},
  ): Promise<{ exchange: Exchange; judgements: Judgement[] }> {
    this.#admit(call);
    this.requests += 1;
    this.options.digest
      ?.update(`${call.method} ${call.path}\n`)
      .update(call.body ?? "")
      .update("\n");
    const begun = { startedAt: Date.now(), invoked: this.#moment() };
    const own = this.#enter(call);
    for (const one of secretsIn(call.request)) if (!one.includes(canaryMark)) this.secrets.add(one);
    this.#observer.calling(call);
    try {
      const answer = await this.#send(call);
      if (this.lacks.heard(call, answer)) return { exchange: this.#over(call, own, answer, begun), judgements: [] };
      if (call.kind === "createVersion") this.hasAnswered = true;
      checkNeighbour(call, answer);
      return this.#saw(this.#over(call, own, answer, begun));
    } catch (error) {
      if (error instanceof TargetLost) this.lost ??= error;
      if (error instanceof NoAnswer && error.isClosed) onClosed();
      if (!(error instanceof NoAnswer) || !error.maybeDone) throw error;
      const found = await this.#observer.recover(call, (one) => this.exchange(one));
      // Whose version it is cannot be told where another create was under way.
      if (!found || own.overlapped) {
        this.#observer.lost(call);
        throw error;
      }
      const exchange = this.#over(call, own, found.answer, begun);
      return { exchange, judgements: this.#observer.sawRecovered(exchange) };
    } finally {
      this.#leave(call, own);
    }
  }

  #moment(): number {
    this.#moments += 1;
    return this.#moments;
  }

  /** A call that is over, with the moments between which it was under way. */
  #over(
    call: Call,
    { overlapped }: { overlapped: boolean },
    answer: Answer,
    begun: Pick<Exchange, "startedAt" | "invoked">,
  ): Exchange {
    if (overlapped) this.overlapped += 1;
    return {
      call: { ...call, concurrent: overlapped },
      answer,
      ...begun,
      endedAt: Date.now(),
      returned: this.#moment(),
    };
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
    const startedAt = Date.now();
    const took = (ms: number) => this.times.add(call.kind, ms);
    const within = { again, took, signal: isCleaning ? hurry : signal };
    const answer = await transport.send({ ...call, ...idempotent }, within);
    this.latencyMs += (Date.now() - startedAt - this.latencyMs) / latencyOver;
    this.options.meter?.answered(call.kind, answer.status);
    return answer;
  }

  /** Ends the run where it may make no further call; what cleans up is always let through. */
  #admit({ kind, cleanUp }: Call): void {
    const { meter, signal } = this.options;
    if (this.lost && !cleanUp) throw this.lost;
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

  #saw(exchange: Exchange): { exchange: Exchange; judgements: Judgement[] } {
    const { judgements, drift, tried } = this.#observer.saw(exchange);
    for (const one of tried) this.tried.set(one, (this.tried.get(one) ?? 0) + 1);
    for (const one of drift) this.#drifted(one);
    this.#noteEnvelope(exchange.answer);
    this.shown.saw(exchange);
    this.options.onExchange?.(exchange);
    return { exchange, judgements };
  }

  #drifted(drift: Addition): void {
    const pointer = drift.pointer.replace(/\/\d+(?=\/|$)/g, "/*");
    const key = `${pointer} ${drift.what} ${drift.value}`;
    const known = this.drift.get(key);
    if (!known && this.drift.size >= mostDrift) {
      this.moreDrift += 1;
      return;
    }
    this.drift.set(key, { ...drift, pointer, count: (known?.count ?? 0) + 1 });
  }

  #noteEnvelope({ json }: Answer): void {
    const known = ["success", "errors", "messages", "result", "result_info"];
    const extra = isObject(json) ? Object.keys(json).filter((key) => !known.includes(key)) : [];
    for (const key of extra) this.#drifted({ pointer: `/${key}`, what: "key", value: key });
  }
}
