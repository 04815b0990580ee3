import { withBaseline } from "../../reports/baseline.ts";
import type { KnownFailure } from "../../reports/known.ts";
import type { Report } from "../../reports/report.ts";
import type { Suite } from "../../suites/suite.ts";
import { readKnownFailures } from "../shared/known-failures.ts";

/** What of a suite a baseline may name. */
export type Baselined = Pick<Suite<never, never>, "requirements" | "retired" | "claims" | "rowsOfAnswers">;

/** Reads the file of `--baseline`. */
export function readBaseline(
  path: string,
  { requirements, retired, claims, rowsOfAnswers }: Baselined,
): Promise<KnownFailure[]> {
  const rowsOf = (id: string) => {
    const own = claims.flatMap((one) => (one.id === id && one.row !== undefined ? [one.row] : []));
    return own.length > 0 ? own : rowsOfAnswers;
  };
  const ids = Object.keys(requirements);
  return readKnownFailures(path, {
    file: "the baseline",
    what: "requirement",
    ids,
    retired,
    rowsOf,
    shownBy: "list --rows",
  });
}

/** The report with a baseline applied, on the day on which the run began. */
export const applied = (report: Report, entries: readonly KnownFailure[], path: string): Report =>
  withBaseline(report, entries, path, report.run.startedAt.slice(0, 10));
