import type { CallKind, Exchange } from "../../contract/api.ts";
import { isDeclared } from "../../contract/features.ts";
import { isBelow, type Level } from "../../contract/level.ts";
import type { Refutation, Unjudged } from "../../contract/refutation.ts";
import type { KnownCause } from "../../reports/known.ts";
import { type Verdict, worst } from "../../reports/report.ts";
import type { Suite } from "../../suites/suite.ts";
import type { Line } from "../shared/tally.ts";
import { Tally, verdictOf } from "../shared/tally.ts";
import { KnownCauses } from "./known-causes.ts";

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
  /** The file of the case, where it is kept in one. */
  file?: string | undefined;
  /** It did not show again. */
  flaky: boolean;
  /** Nothing was left to see whether it shows again. */
  unconfirmed?: boolean;
  /** Requirements whose failure explains this one, as its claim says. */
  causes?: readonly string[];
  /** The exchanges of the last replay. */
  replayed?: Exchange[];
}

export type RunTally = Tally<Caught, Unjudged["verdict"]>;
export type RunLine = Line<Caught, Unjudged["verdict"]>;

/** What the lanes of a run share. */
export interface Findings {
  tally: RunTally;
  /** Whether what breaks there lies below the bar: a warning. */
  isWarning: (id: string, row: string | undefined) => boolean;
  /** What a baseline knows to be the cause of failures. */
  causes: KnownCauses;
  /** Failures already recorded: they are not thrown again, so that one bug never hides another. */
  muted: Set<string>;
  /** Claims that saw a recorded failure again, by its key, and how often. */
  also: Map<string, Map<string, number>>;
  /** How often what is judged on every answer held and broke, by its key and the call that was answered. */
  calls: Map<string, Map<CallKind, { held: number; broke: number }>>;
  /** Cases that were made of each claim. */
  cases: Map<string, number>;
  /** What the cases of each area took. */
  areas: Map<string, { ms: number; cases: number }>;
  /** Rounds that were made, of all that there would be. */
  rounds: { made: number; of: number };
  /** Whether the time was up before the last of them. */
  isOutOfTime: boolean;
  /** How many cases were under way at the most. */
  lanes: number;
}

export const noFindings = (
  isWarning: Findings["isWarning"] = () => false,
  causes: readonly KnownCause[] = [],
  onCaught?: (caught: Caught) => void,
): Findings => ({
  tally: new Tally(onCaught),
  isWarning,
  causes: new KnownCauses(causes),
  muted: new Set(),
  also: new Map(),
  calls: new Map(),
  cases: new Map(),
  areas: new Map(),
  rounds: { made: 0, of: 0 },
  isOutOfTime: false,
  lanes: 1,
});

/** Whether what breaks in a row of a requirement lies below the bar. */
export const belowBar =
  ({ requirements, levelOf }: Pick<Suite, "requirements" | "levelOf">, bar: Level): Findings["isWarning"] =>
  (id, row) => {
    const level = (row === undefined ? undefined : levelOf(id, row)) ?? requirements[id]?.level;
    return level !== undefined && isBelow(level, bar);
  };

/** Lines with a failure that was confirmed and fails the run. */
export const violationsIn = ({ tally, isWarning }: Pick<Findings, "tally" | "isWarning">): number =>
  tally.failed().filter(({ id, row }) => !isWarning(id, row)).length;

/** The verdict of a line; of one that nothing judged, the reason says it. */
export function verdictOfRow(line: RunLine, isWarning = false): Verdict {
  const verdict = verdictOf(line) ?? worst([...line.reasons.keys()]);
  return verdict === "fail" && isWarning ? "warn" : verdict;
}

/** A claim that no case was made of: what the target is declared to lack, does not apply to it. */
export const leftOut = (tally: RunTally, id: string, row: string | undefined, reason: string): void =>
  tally.unjudged(id, row, isDeclared(reason) ? "inapplicable" : "untested", reason);
