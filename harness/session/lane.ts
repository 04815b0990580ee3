import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Exchange } from "../../contract/api.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import type { Session } from "./session.ts";
import type { Listener } from "./stage.ts";

/** Pauses between the reads of something that lags, each twice the one before; longer where each read counts. */
const pauses = { free: { firstMs: 20, longestMs: 500 }, counted: { firstMs: 250, longestMs: 2000 } };

/** Things waited for in vain after which, where no read was ever seen to lag, there is hardly any waiting: promises, and all. */
const mostInVain = { promises: 5, all: 20 };
const hopelessMs = 250;
const premise = "premise of";

/** Where no case is made, nothing that is judged counts. */
const nobody: Listener = {
  judged: () => false,
  stumbled: (error) => {
    throw error;
  },
};

/** One strand of the conversation: a run has one, or several on a target that is slow to answer. */
export class Lane {
  readonly session: Session;
  /** The exchanges of the case at hand. */
  trace: Exchange[] = [];
  /** The call of the case at hand whose connection was closed without an answer. */
  unanswered: Call | undefined;
  /** Told what the case at hand shows. */
  listener: Listener = nobody;
  /** The claim at hand. */
  #claim = "";
  readonly #pending = new Set<Promise<unknown>>();

  constructor(session: Session) {
    this.session = session;
  }

  /** Begins a case: from now on its exchanges are kept, and its judgements go to the listener. */
  begin(claim: string, listener: Listener): void {
    this.#claim = claim;
    this.listener = listener;
    this.trace = [];
    this.unanswered = undefined;
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
    const unsent = this.session.lacks.unsent(call);
    if (unsent) return unsent;
    const { exchange, judgements } = await this.session.exchange(call, () => {
      this.unanswered = call;
    });
    this.trace.push(exchange);
    const counting = judgements.filter((one) => this.listener.judged(one));
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
    const end = Date.now() + this.#allowanceMs();
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

  /** How long a read may lag: hardly at all on a target that was waited for often, and never seen to lag. */
  #allowanceMs(): number {
    const { waitedInVain, lags, options } = this.session;
    const promises = [...waitedInVain].filter((key) => !key.startsWith(premise)).length;
    const isHopeless = !lags && (promises >= mostInVain.promises || waitedInVain.size >= mostInVain.all);
    return isHopeless ? Math.min(options.lagMs, hopelessMs) : options.lagMs;
  }

  /** What waiting for it may mend: what is judged, or a premise of it; undefined for anything else. */
  #waitsFor(error: unknown): string | undefined {
    if (error instanceof Refutation) return error.details.id ?? `claim ${this.#claim}`;
    const isPremise = error instanceof Unjudged && error.verdict === "untested";
    return isPremise ? `${premise} ${this.#claim.split("/")[0]}` : undefined;
  }
}
