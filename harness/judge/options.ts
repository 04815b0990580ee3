import { type Claim, claimKey } from "../../suites/words/claim.ts";
import type { RequestBudget } from "../session/request-budget.ts";
import { seedOf } from "../shared/search.ts";

/** Some of the cases of a claim: the number of the first, and how many. */
export interface Slice {
  from: number;
  count: number;
}

/** How many cases a claim makes in all. */
export const casesOf = ({ weight }: Pick<Claim, "weight">, runs: number): number =>
  Math.max(1, Math.round(runs * weight));

/** The seed of a claim follows from the run's seed and its name. */
export const seedOfClaim = (seed: number, claim: Pick<Claim, "name" | "row">): number =>
  seedOf(`${seed}:${claimKey(claim)}`);

/** How often a case is tried: a race that is to show once more may take some times. */
export function triesOf(
  { tries }: Pick<Claim, "tries">,
  { isShrinking, again }: { isShrinking: boolean; again: boolean },
): number {
  if (again) return tries > 1 ? triesAgain * tries : tries;
  return isShrinking ? tries : 1;
}
const triesAgain = 4;

/** Of the time of a run that is spent in so many lanes, half may go to smaller inputs, and some seconds in any case. */
export class Patience {
  readonly #startedAt = Date.now();
  readonly #lanes: () => number;
  #spentMs = 0;

  constructor(lanes: () => number) {
    this.#lanes = lanes;
  }

  spend(ms: number): void {
    this.#spentMs += ms;
  }

  get isOver(): boolean {
    const allMs = (Date.now() - this.#startedAt) * this.#lanes();
    return this.#spentMs > Math.max(leastShrinkingMs, allMs / 2);
  }
}
const leastShrinkingMs = 10_000;

/** How the cases of a claim are to be made this time. */
export interface How {
  path?: string | undefined;
  /** Of the claim's cases, only these. */
  slice?: Slice | undefined;
  /** A replay: a race is tried as often as its claim says. */
  again?: boolean;
  /** The case of the path is shrunk, not only replayed. */
  shrinks?: boolean;
}

/** How thoroughly an engine looks, and what it may spend. */
export interface EngineOptions {
  seed: number;
  runs: number;
  path?: string | undefined;
  /** Executions that a shrink may take; each is several requests. */
  shrinkAllowance: number;
  /** Whether a failure must show twice before it is shrunk: over a network, what does not repeat costs only requests. */
  confirms?: boolean;
  /** What the shrinking of a run may take of its time; without it, all. */
  patience?: Patience | undefined;
  /** What holds on a tour counts for nothing: claims judge all that it visits. */
  isScout?: boolean;
  /** The file that the cases are of, where they are none of the claim's own. */
  file?: string | undefined;
  /** Ends the run at so many failures. */
  bail?: number | undefined;
  /** The requests of a metered run: shrinking and replays take only what it can spare. */
  requests?: RequestBudget | undefined;
}
