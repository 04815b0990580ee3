import { keptCase } from "./case.ts";
import { membersOf, signOf } from "./groups.ts";
import { type BaselineEntry, isAbout, isCause, isOver, type WitnessedFailure } from "./known.ts";
import type { Report } from "./report.ts";

/** What new entries of a baseline say. */
export interface NewEntries {
  reason: string;
  /** The last day on which they count, YYYY-MM-DD. */
  expires?: string | undefined;
}

/** A baseline after a run, and what was done to it. */
export interface UpdatedBaseline {
  entries: BaselineEntry[];
  added: number;
  /** Entries that got a witness, or another one. */
  witnessed: number;
}

/**
 * The baseline with every failure of a run in it: entries that list one keep their reasons and get its case as witness,
 * the others are new. What a run could not confirm is no entry.
 */
export function updatedBaseline(report: Report, before: readonly BaselineEntry[], made: NewEntries): UpdatedBaseline {
  const entries = [...before];
  let [added, witnessed] = [0, 0];
  const { failures, known } = membersOf(report);
  for (const { requirement, failure } of [...known, ...failures]) {
    if (failure.flaky || failure.unconfirmed) continue;
    const witness = keptCase(report, requirement, failure);
    const at = entries.findIndex((one) => !isCause(one) && isAbout(one, requirement.id, failure.row));
    const own = entries[at];
    if (own === undefined || isCause(own)) {
      entries.push({ id: requirement.id, row: failure.row, ...made, witness } satisfies WitnessedFailure);
      added += 1;
    } else if (own.witness?.sign !== signOf({ requirement, failure })) {
      // An entry for all rows of a requirement has no row to be a witness of.
      if (own.row !== failure.row && own.witness !== undefined) continue;
      entries[at] = { ...own, witness };
      witnessed += 1;
    }
  }
  return { entries, added, witnessed };
}

/** The baseline without the entries that a run has shown to be over. */
export function prunedBaseline(report: Report, before: readonly BaselineEntry[]): BaselineEntry[] {
  const day = report.run.startedAt.slice(0, 10);
  const stale = report.baseline?.stale ?? [];
  const isStale = (one: BaselineEntry) =>
    !isCause(one) && stale.some(({ id, row, reason }) => id === one.id && row === one.row && reason === one.reason);
  return before.filter((one) => !isStale(one) && !isOver(one, day));
}
