import type { Shown, Witnessed } from "../../reports/baseline.ts";
import type { KeptCase } from "../../reports/case.ts";
import { type BaselineEntry, isCause, type WitnessedFailure } from "../../reports/known.ts";

/** What a kept case showed when it was made again. */
export interface SeenAgain {
  failures: { id: string; row: string | undefined; sign: string }[];
  /** Why it could not be made. */
  gone?: string | undefined;
}

/** The witnesses of a baseline, and what became of them in a run. */
export class Witnesses {
  readonly shown: Witnessed;
  readonly #shown = new Map<BaselineEntry, Shown>();
  readonly #entries = new Map<KeptCase, WitnessedFailure>();

  constructor(entries: readonly BaselineEntry[]) {
    this.shown = this.#shown;
    for (const one of entries) if (!isCause(one) && one.witness) this.#entries.set(one.witness, one);
  }

  get cases(): KeptCase[] {
    return [...this.#entries.keys()];
  }

  readonly onWitness = (kept: KeptCase, { failures, gone }: SeenAgain): void => {
    const entry = this.#entries.get(kept);
    if (!entry) return;
    const own = failures.filter(({ id, row }) => id === entry.id && (entry.row === undefined || entry.row === row));
    const isSame = own.some(({ sign }) => sign === kept.sign);
    this.#shown.set(entry, gone !== undefined ? "gone" : isSame ? "known" : own.length > 0 ? "changed" : "fixed");
  };
}
