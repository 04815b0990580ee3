import { z } from "zod";
import { requirementIds } from "../contract/requirements/index.ts";
import type { Report, RequirementResult } from "./report.ts";

const text = z.string().min(1);

/** One failure that is known: it does not fail a run until it is gone, or its time is up. */
export const baselineEntrySchema = z.strictObject({
  id: z.enum(requirementIds).describe("the requirement that fails"),
  row: text.optional().describe("the row that fails; without it, all rows"),
  reason: text.describe("why it fails, in a sentence"),
  evidence: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe("where that was seen"),
  expires: z.iso.date().optional().describe("the last day on which the entry counts, YYYY-MM-DD"),
});
/** The file of `--baseline`: a list of known failures. */
export const baselineSchema = z.array(baselineEntrySchema);
export type BaselineEntry = z.infer<typeof baselineEntrySchema>;

const isFor = (entry: BaselineEntry, id: string, row: string | undefined) =>
  entry.id === id && (entry.row === undefined || entry.row === row);

function known(one: RequirementResult, entries: readonly BaselineEntry[]): RequirementResult {
  const failures = one.failures.map((failure) => {
    const entry = entries.find((each) => isFor(each, one.id, failure.row));
    return entry ? { ...failure, known: entry.reason } : failure;
  });
  const [first] = failures;
  const isKnown = first?.known !== undefined && failures.every((failure) => failure.known !== undefined);
  return { ...one, failures, ...(isKnown ? { known: first.known } : {}) };
}

/** Whether what an entry lists was judged and holds now. */
function isStale(entry: BaselineEntry, { requirements }: Report): boolean {
  const one = requirements.find(({ id }) => id === entry.id);
  if (!one) return false;
  if (entry.row === undefined) return one.verdict === "pass";
  return one.rows.some(({ row, verdict }) => row === entry.row && verdict === "pass");
}

const place = ({ id, row }: BaselineEntry) => ({ id, ...(row === undefined ? {} : { row }) });

/** The report with what a baseline lists marked as known. `today` is a date, YYYY-MM-DD. */
export function withBaseline(report: Report, all: readonly BaselineEntry[], file: string, today: string): Report {
  const isOver = ({ expires }: BaselineEntry) => expires !== undefined && expires < today;
  const entries = all.filter((one) => !isOver(one));
  const requirements = report.requirements.map((one) => known(one, entries));
  return {
    ...report,
    requirements,
    baseline: {
      file,
      known: requirements.flatMap(({ failures }) => failures).filter((one) => one.known !== undefined).length,
      stale: entries.filter((one) => isStale(one, report)).map((one) => ({ ...place(one), reason: one.reason })),
      expired: all.filter(isOver).map((one) => ({ ...place(one), expires: one.expires ?? "" })),
    },
  };
}

const named = ({ id, row }: { id: string; row?: string | undefined }) => (row === undefined ? id : `${id} [${row}]`);

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
