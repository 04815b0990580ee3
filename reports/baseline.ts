import { isAbout, isOver, type KnownFailure, named } from "./known.ts";
import type { Report, RequirementResult } from "./report.ts";

function known(one: RequirementResult, entries: readonly KnownFailure[]): RequirementResult {
  const failures = one.failures.map((failure) => {
    const entry = entries.find((each) => isAbout(each, one.id, failure.row));
    return entry ? { ...failure, known: entry.reason } : failure;
  });
  const [first] = failures;
  const isKnown = first?.known !== undefined && failures.every((failure) => failure.known !== undefined);
  return { ...one, failures, known: isKnown ? first.known : undefined };
}

/** Whether what an entry lists was judged and holds now. */
function isStale(entry: KnownFailure, { requirements }: Report): boolean {
  const one = requirements.find(({ id }) => id === entry.id);
  if (!one) return false;
  if (entry.row === undefined) return one.verdict === "pass";
  return one.rows.some(({ row, verdict }) => row === entry.row && verdict === "pass");
}

const place = ({ id, row }: KnownFailure) => ({ id, row });

/** The report with what a baseline lists marked as known. `today` is a date, YYYY-MM-DD. */
export function withBaseline(report: Report, all: readonly KnownFailure[], file: string, today: string): Report {
  const entries = all.filter((one) => !isOver(one, today));
  const requirements = report.requirements.map((one) => known(one, entries));
  return {
    ...report,
    requirements,
    baseline: {
      file,
      known: requirements.flatMap(({ failures }) => failures).filter((one) => one.known !== undefined).length,
      stale: entries.filter((one) => isStale(one, report)).map((one) => ({ ...place(one), reason: one.reason })),
      expired: all.filter((one) => isOver(one, today)).map((one) => ({ ...place(one), expires: one.expires ?? "" })),
    },
  };
}

/** What the baseline did, a line each. */
export function baselineLines({ baseline }: Report): string[] {
  if (!baseline) return [];
  const { file, known: count, stale, expired } = baseline;
  return [
    `Baseline ${file}: ${count} known ${count === 1 ? "failure" : "failures"}, ${stale.length} stale, ${expired.length} expired`,
    ...stale.map((one) => `  STALE    ${named(one)} passes now: remove the entry (${one.reason})`),
    ...expired.map((one) => `  expired  ${named(one)} counted until ${one.expires}, and counts no more`),
    "",
  ];
}
