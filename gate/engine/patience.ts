import { AdapterLost } from "../adapters/adapter.ts";
import type { Focus } from "../cases/focus.ts";

/** An adapter that fails as often as this, one time after the other, is not asked about that property again. */
const mostCrashes = 5;
/** Calls without an answer after which the others are waited for less, and each ends the sets of its property. */
const mostSilences = 3;
/** How long an adapter may take for a call, and no longer than half of all the time; and how long at least. */
const longestMs = 20_000;
const shortestMs = 2000;
/** A run ends for good after so many times the time that it was given. */
const overrun = 2;

const nameOf = ({ property }: Pick<Focus, "property">) => property ?? "everything";

/** How long an adapter is waited for, and what is no longer asked of one that hangs or crashes. */
export class Patience {
  readonly #budgetMs: number;
  readonly #skipped = new Map<string, string>();
  #end = Number.POSITIVE_INFINITY;
  #crashes = 0;
  #silences = 0;
  #answers = 0;
  #slowestMs = 0;
  #lost: AdapterLost | undefined;

  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  start(): void {
    this.#end = Date.now() + overrun * this.#budgetMs;
  }

  /** A call that ended here had no time of its own. */
  get isAtEnd(): boolean {
    return Date.now() >= this.#end;
  }

  /** Why no further case can be made. */
  get lost(): AdapterLost | undefined {
    if (Date.now() >= this.#end)
      this.#lost ??= new AdapterLost(
        `${overrun} times the ${this.#budgetMs / 1000} s that were given are over, ${this.#silences} calls had no answer; --seconds gives more`,
      );
    return this.#lost;
  }

  /** Why a property is no longer asked about. */
  skipped(focus: Pick<Focus, "property">): string | undefined {
    return this.#skipped.get(nameOf(focus));
  }

  isOver(focus: Pick<Focus, "property">): boolean {
    return this.lost !== undefined || this.skipped(focus) !== undefined;
  }

  /** How long the next call may take. */
  deadlineMs(): number {
    const wanted = this.#silences >= mostSilences ? 3 * this.#slowestMs : this.#budgetMs / 2;
    const usual = Math.min(longestMs, Math.max(shortestMs, wanted));
    return Math.max(1, Math.min(usual, this.#end - Date.now()));
  }

  answered(tookMs: number): void {
    this.#crashes = 0;
    this.#answers += 1;
    this.#slowestMs = Math.max(this.#slowestMs, tookMs);
  }

  /** A call without an answer; gives the reason for the report. */
  silence(focus: Pick<Focus, "property">, deadlineMs: number): string {
    this.#silences += 1;
    const reason = `no answer within ${deadlineMs} ms`;
    if (this.#silences < mostSilences) return reason;
    const whole = `${reason}; after ${mostSilences} calls without an answer the rest of its cases is left out`;
    this.#skipped.set(nameOf(focus), whole);
    return whole;
  }

  /** A crash, or nonsense; gives the reason for the report. */
  crash(focus: Pick<Focus, "property">, reason: string): string {
    this.#crashes += 1;
    if (this.#crashes < mostCrashes) return reason;
    this.#crashes = 0;
    const often = `the adapter failed ${mostCrashes} times in a row`;
    if (this.#answers === 0) this.#lost ??= new AdapterLost(`${often}: ${reason}`);
    const whole = `${often}, the rest of its cases is left out: ${reason}`;
    this.#skipped.set(nameOf(focus), whole);
    return whole;
  }
}
