/** The time of a run, shared by claims or sets of cases by their weight: what one leaves, the next may use. */
export class TimeBudget {
  /** How many are judged side by side, each of which may take so much longer. */
  lanes = 1;
  readonly #claimMs: number;
  #savedMs = 0;

  /** `claimMs`: the share of a claim of weight 1. */
  constructor(claimMs: number) {
    this.#claimMs = claimMs;
  }

  /** Takes a claim's share, and all that is saved. Returns the deadline, and a word that gives back what is left. */
  take(weight: number): { deadline: number; giveBack: () => void } {
    const deadline = Date.now() + this.#claimMs * weight * this.lanes + this.#savedMs;
    this.#savedMs = 0;
    return { deadline, giveBack: () => (this.#savedMs += Math.max(0, deadline - Date.now())) };
  }
}
