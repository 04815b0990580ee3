import { type RequirementId, requirementIds } from "../contract/requirements/index.ts";
import type { Report } from "../reports/report.ts";
import { CannotRun } from "./errors.ts";
import { faults } from "./mock/faults.ts";
import { run } from "./run.ts";
import { readSettings } from "./settings.ts";
import { openTarget } from "./target.ts";

export interface MatrixRow {
  fault: string;
  breaks: RequirementId;
  /** Requirements that failed under the fault. */
  failed: string[];
  verdict: "killed" | "survived" | "spread" | "broken";
}

/** A run of the whole suite against the mock with faults. */
async function underFault(fault: readonly string[], runs: number): Promise<Report> {
  const settings = readSettings({ fault, runs }, {});
  return run(settings, openTarget(settings, {}));
}

function rowOf(fault: string, breaks: RequirementId, report: Report): MatrixRow {
  const failed = report.requirements
    .filter(({ verdict }) => verdict === "fail" || verdict === "flaky")
    .map(({ id }) => id);
  const broken = report.totals.broken > 0;
  const only = failed.length === 1 && failed[0] === breaks;
  const verdict = broken ? "broken" : only ? "killed" : failed.includes(breaks) ? "spread" : "survived";
  return { fault, breaks, failed, verdict };
}

/** The kill matrix: every selected fault against the whole suite, and the clean mock before them. */
export async function matrix(
  only: readonly string[],
  runs: number,
  onRow: (row: MatrixRow, done: number, of: number) => void,
): Promise<MatrixRow[]> {
  const chosen = Object.entries(faults).filter(
    ([id, { breaks }]) =>
      only.length === 0 || only.some((prefix) => id.startsWith(prefix) || breaks.startsWith(prefix)),
  );
  if (chosen.length === 0)
    throw new CannotRun(`--only ${only.join(", ")} selects no fault`, "`list --faults` shows them");
  const rows: MatrixRow[] = [];
  for (const [id, { breaks }] of chosen) {
    const row = rowOf(id, breaks, await underFault([id], runs));
    rows.push(row);
    onRow(row, rows.length, chosen.length);
  }
  return rows;
}

/** Requirements that no fault makes fail: claims that were never shown to bite. */
export const unproven = (): RequirementId[] => {
  const proven = new Set(Object.values(faults).map(({ breaks }) => breaks));
  return requirementIds.filter((id) => !proven.has(id));
};

/** Runs and prints the kill matrix: exit code 0 only if every fault fails exactly its requirement and none lacks one. */
export async function killMatrix(
  { only = [], runs }: { only?: readonly string[]; runs: string },
  onLine: (line: string) => void,
): Promise<{ text: string; exitCode: 0 | 1 }> {
  const count = Number(runs);
  if (!Number.isInteger(count) || count < 1) throw new CannotRun(`--runs ${runs} is no number of runs`);
  const clean = await underFault([], count);
  const alarms = clean.requirements
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ id, verdict }) => `${id}: ${verdict}`);
  const started = Date.now();
  const rows = await matrix(only, count, (row, done, of) => onLine(`${done}/${of} ${row.verdict} ${row.fault}`));
  const wrong = rows.filter(({ verdict }) => verdict !== "killed");
  const missing = only.length > 0 ? [] : unproven();
  const width = Math.max(...rows.map(({ fault }) => fault.length)) + 2;
  const lines = [
    ...rows.map(
      ({ fault, breaks, failed, verdict }) =>
        `${verdict.padEnd(9)}${fault.padEnd(width)}${breaks}${verdict === "killed" ? "" : `  failed: ${failed.join(", ") || "nothing"}`}`,
    ),
    "",
    ...alarms.map((one) => `the clean mock does not pass ${one}`),
    ...missing.map((id) => `no fault breaks ${id}`),
    `${rows.length - wrong.length}/${rows.length} faults killed by exactly their requirement, ${requirementIds.length - missing.length}/${requirementIds.length} requirements proven, ${((Date.now() - started) / 1000).toFixed(0)} s`,
  ];
  return { text: lines.join("\n"), exitCode: wrong.length + alarms.length + missing.length > 0 ? 1 : 0 };
}
