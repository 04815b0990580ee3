import type { Claim } from "../../suites/words/claim.ts";
import type { RequestBudget } from "../session/request-budget.ts";

/** Some of the cases of a claim: the number of the first, and how many. */
export interface Slice {
  from: number;
  count: number;
}

/** How many cases a claim makes in all. */
export const casesOf = ({ weight }: Pick<Claim, "weight">, runs: number): number =>
  Math.max(1, Math.round(runs * weight));

/** How thoroughly an engine looks, and what it may spend. */
export interface EngineOptions {
  seed: number;
  runs: number;
  path?: string | undefined;
  /** Executions that a shrink may take; each is several requests. */
  shrinkAllowance: number;
  /** Whether a failure must show twice before it is shrunk: over a network, what does not repeat costs only requests. */
  confirms?: boolean;
  /** Ends the run at so many failures. */
  bail?: number | undefined;
  /** The requests of a metered run: shrinking and replays take only what it can spare. */
  requests?: RequestBudget | undefined;
}
