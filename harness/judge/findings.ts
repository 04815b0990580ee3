import type { Exchange } from "../../contract/api.ts";
import type { Refutation, Unjudged } from "../../contract/refutation.ts";
import { type Verdict, worst } from "../../reports/report.ts";
import type { Line } from "../shared/tally.ts";
import { Tally, verdictOf } from "../shared/tally.ts";

/** A refutation with the smallest input that shows it. */
export interface Caught {
  id: string;
  row: string | undefined;
  claim: string;
  refutation: Refutation;
  input: unknown[];
  exchanges: Exchange[];
  seed: number;
  path: string;
  flaky: boolean;
  /** The exchanges of the last replay. */
  replayed?: Exchange[];
}

export type RunTally = Tally<Caught, Unjudged["verdict"]>;
export type RunLine = Line<Caught, Unjudged["verdict"]>;

/** What the lanes of a run share. */
export interface Findings {
  tally: RunTally;
  /** Failures already recorded: they are not thrown again, so that one bug never hides another. */
  muted: Set<string>;
  /** Claims that ended early for the time that they took. */
  shortened: Set<string>;
}

export const noFindings = (): Findings => ({ tally: new Tally(), muted: new Set(), shortened: new Set() });

/** The verdict of a line; of one that nothing judged, the reason says it. */
export const verdictOfRow = (line: RunLine): Verdict => verdictOf(line) ?? worst([...line.reasons.keys()]);
