import { kinds } from "../../contract/bindings.ts";
import { placementShapes } from "../../contract/placement.ts";
import { requirementIds } from "../../contract/requirements/index.ts";
import { requestField } from "../../contract/version.ts";
import { type BaselineEntry, baselineSchema, withBaseline } from "../../reports/baseline.ts";
import type { Report } from "../../reports/report.ts";
import { claims } from "../../suites/index.ts";
import { CannotRun } from "../shared/errors.ts";
import { meant } from "../shared/nearest.ts";
import { readJson } from "../shared/read-json.ts";

/** Rows of requirements that invariants judge: kinds, shapes and fields. */
const rowsOfAnswers: readonly string[] = [
  ...kinds,
  ...placementShapes,
  ...Object.keys(requestField.fields),
  ...["html_handling", "not_found_handling", "run_worker_first", "source", "startup_time_ms"],
];

/** Rows that a requirement may have. */
function rowsOf(id: string): readonly string[] {
  const own = claims.flatMap((one) => (one.id === id && one.row !== undefined ? [one.row] : []));
  return own.length > 0 ? own : rowsOfAnswers;
}

function checkRow(where: string, { id, row }: BaselineEntry): void {
  if (row === undefined) return;
  const rows = rowsOf(id);
  if (rows.includes(row)) return;
  throw new CannotRun(`${where}: ${id} has no row ${row}${meant(row, rows)}`, "`list --rows` shows them");
}

/** The unknown id of an entry, by name and with the known one that is nearest. */
function unknownId(value: unknown): string | undefined {
  const known = requirementIds as readonly string[];
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  return typeof id === "string" && !known.includes(id) ? `${id} is no requirement${meant(id, known)}` : undefined;
}

/** Reads the file of `--baseline`. */
export async function readBaseline(path: string): Promise<BaselineEntry[]> {
  const json = await readJson(path, "the baseline");
  const parsed = baselineSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [index, ...rest] = issue?.path ?? [];
    const entry = Array.isArray(json) && typeof index === "number" ? json[index] : undefined;
    const place =
      index === undefined ? "the top" : `entry ${Number(index) + 1}${rest.map((one) => `.${String(one)}`).join("")}`;
    const unknown = rest[0] === "id" ? unknownId(entry) : undefined;
    throw new CannotRun(
      `the baseline ${path}, at ${place}: ${unknown ?? issue?.message}`,
      "a list of { id, row?, reason, evidence?, expires? }",
    );
  }
  for (const [i, entry] of parsed.data.entries()) checkRow(`the baseline ${path}, at entry ${i + 1}`, entry);
  return parsed.data;
}

/** The report with a baseline applied, on the day on which the run began. */
export const applied = (report: Report, entries: readonly BaselineEntry[], path: string): Report =>
  withBaseline(report, entries, path, report.run.startedAt.slice(0, 10));
