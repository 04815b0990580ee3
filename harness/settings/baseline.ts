import type { z } from "zod";
import { isObject } from "../../contract/json.ts";
import { type Witnessed, withBaseline } from "../../reports/baseline.ts";
import { type BaselineEntry, causeSchema, isCause, witnessedFailureSchema } from "../../reports/known.ts";
import type { Report } from "../../reports/report.ts";
import type { Suite } from "../../suites/suite.ts";
import { checkRow, readEntries } from "../shared/known-failures.ts";

/** What of a suite a baseline may name. */
export type Baselined = Pick<Suite<never, never>, "requirements" | "retired" | "claims" | "rowsOfAnswers">;

/** Reads the file of `--baseline`. */
export async function readBaseline(
  path: string,
  { requirements, retired, claims, rowsOfAnswers }: Baselined,
): Promise<BaselineEntry[]> {
  const rowsOf = (id: string) => {
    const own = claims.flatMap((one) => (one.id === id && one.row !== undefined ? [one.row] : []));
    return own.length > 0 ? own : rowsOfAnswers;
  };
  const ids = Object.keys(requirements);
  const names = { file: "the baseline", what: "requirement", ids, retired, rowsOf, shownBy: "list --rows" };
  const failure = witnessedFailureSchema(ids);
  const kindOf = (entry: unknown): z.ZodType<BaselineEntry> =>
    isObject(entry) && "cause" in entry ? causeSchema : failure;
  const entries = await readEntries(path, names, kindOf);
  for (const [i, entry] of entries.entries())
    if (!isCause(entry)) checkRow(`the baseline ${path}, at entry ${i + 1}`, names, entry);
  return entries;
}

/** The report with a baseline applied, on the day on which the run began; `shown` is what became of the witnesses. */
export const applied = (report: Report, entries: readonly BaselineEntry[], path: string, shown?: Witnessed): Report =>
  withBaseline(report, entries, { file: path, today: report.run.startedAt.slice(0, 10), shown });
