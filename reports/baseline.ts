import { signOf } from "./groups.ts";
import { type BaselineEntry, isAbout, isCause, isOver, named, type WitnessedFailure } from "./known.ts";
import type { Failure, Report, RequirementResult } from "./report.ts";

/** What became of the witness of an entry: it shows the same, nothing, another failure of the requirement, or could not be made. */
export type Shown = "known" | "fixed" | "changed" | "gone";
/** What became of the witnesses of a run, by their entries. */
export type Witnessed = ReadonlyMap<BaselineEntry, Shown>;

/** What a baseline is applied with. `today` is a date, YYYY-MM-DD. */
interface Applying {
  file: string;
  today: string;
  shown?: Witnessed | undefined;
}

/** Whether an entry lists a failure: by its requirement and row and, where its witness was made, by what it looks like. */
function lists(entry: WitnessedFailure, requirement: RequirementResult, failure: Failure, shown?: Witnessed): boolean {
  if (!isAbout(entry, requirement.id, failure.row)) return false;
  const came = shown?.get(entry);
  if (entry.witness === undefined || came === undefined || came === "gone") return true;
  return came === "known" && entry.witness.sign === signOf({ requirement, failure });
}

function known(one: RequirementResult, entries: readonly WitnessedFailure[], shown?: Witnessed): RequirementResult {
  const failures = one.failures.map((failure) => {
    const entry = entries.find((each) => lists(each, one, failure, shown));
    return entry ? { ...failure, known: entry.reason } : failure;
  });
  const [first] = failures;
  const isKnown = first?.known !== undefined && failures.every((failure) => failure.known !== undefined);
  return { ...one, failures, known: isKnown ? first.known : undefined };
}

type Place = Pick<WitnessedFailure, "id" | "row" | "reason">;
/** How an entry about a cause is named in reports. */
const causeId = "(cause)";
const placeOf = (entry: BaselineEntry): Place =>
  isCause(entry)
    ? { id: causeId, row: entry.cause.request[0], reason: entry.reason }
    : { id: entry.id, row: entry.row, reason: entry.reason };

/** Whether what an entry lists was judged and holds now. */
function isStale(entry: BaselineEntry, { requirements, causes = [] }: Report, shown?: Witnessed): boolean {
  const came = shown?.get(entry);
  if (came !== undefined && came !== "gone") return came === "fixed";
  if (isCause(entry)) return causes.some(({ reason, cases }) => reason === entry.reason && cases === 0);
  const one = requirements.find(({ id }) => id === entry.id);
  if (!one) return false;
  if (entry.row === undefined) return one.verdict === "pass";
  return one.rows.some(({ row, verdict }) => row === entry.row && verdict === "pass");
}

/** The report with what a baseline lists marked as known. */
export function withBaseline(report: Report, all: readonly BaselineEntry[], { file, today, shown }: Applying): Report {
  const entries = all.filter((one) => !isOver(one, today));
  const failures = entries.flatMap((one) => (isCause(one) ? [] : [one]));
  const requirements = report.requirements.map((one) => known(one, failures, shown));
  const gone = entries.filter((one) => isStale(one, report, shown));
  const byCause = (report.causes ?? []).filter(({ cases }) => cases > 0).length;
  const listed = requirements.flatMap((one) => one.failures).filter((one) => one.known !== undefined).length;
  return {
    ...report,
    requirements,
    baseline: {
      file,
      known: listed + byCause,
      stale: gone.filter((one) => !one.conjecture).map(placeOf),
      unshown: entries.filter((one) => shown?.get(one) === "gone").map(placeOf),
      changed: entries.filter((one) => shown?.get(one) === "changed").map(placeOf),
      unfounded: gone.filter((one) => one.conjecture).map(placeOf),
      expired: all
        .filter((one) => isOver(one, today))
        .map((one) => ({ id: placeOf(one).id, row: placeOf(one).row, expires: one.expires ?? "" })),
    },
  };
}

/** What the baseline did, a line each. */
export function baselineLines({ baseline, causes = [] }: Report): string[] {
  if (!baseline) return [];
  const { file, known: count, stale, unfounded = [], changed = [], unshown = [], expired } = baseline;
  return [
    `Baseline ${file}: ${count} known ${count === 1 ? "failure" : "failures"}, ${stale.length} stale, ${expired.length} expired`,
    ...causes
      .filter(({ cases }) => cases > 0)
      .map(
        ({ reason, cases }) => `  known    ${cases} ${cases === 1 ? "case" : "cases"} failed by this cause: ${reason}`,
      ),
    ...stale.map((one) => `  STALE    ${named(one)} passes now: remove the entry (${one.reason})`),
    ...changed.map((one) => `  CHANGED  ${named(one)} fails in another way than it did (${one.reason})`),
    ...unshown.map(
      (one) => `  note     ${named(one)}: its witness could not be made, so any failure of it counts as known`,
    ),
    ...unfounded.map((one) => `  note     ${named(one)} passes, though it was thought to fail (${one.reason})`),
    ...expired.map((one) => `  expired  ${named(one)} counted until ${one.expires}, and counts no more`),
    "",
  ];
}
