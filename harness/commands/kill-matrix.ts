import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { areaOf, type RequirementId, requirementIds } from "../../contract/requirements/index.ts";
import { faults } from "../../mock/faults/index.ts";
import type { Report } from "../../reports/report.ts";
import { claims } from "../../suites/index.ts";
import type { Claim } from "../../suites/words/claim.ts";
import { select } from "../judge/select.ts";
import { run } from "../run/run.ts";
import { readSettings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { openTarget } from "../target/target.ts";

export interface MatrixRow {
  fault: string;
  breaks: RequirementId;
  /** Requirements that failed under the fault. */
  failed: string[];
  verdict: "killed" | "survived" | "spread" | "broken";
}

const isRefusal = (name: string) => ["refusal", "transport", "silence"].includes(areaOf(name));
/** Of the rows of a claim, and of the many refusals, those that are made against a fault of something else: every so many. */
const sampleOf = ({ name, row }: Claim) => (isRefusal(name) ? 12 : row === undefined ? 1 : 3);
/** The share of cases that claims make of what a fault does not break, and the most: enough to see that nothing else fails. */
const beside = 0.25;
const mostBeside = 0.2;

/** The claims against a fault of one requirement: those about it whole, of the others fewer cases. */
function against(breaks: RequirementId): Claim[] {
  const about = new Set(select(claims, [breaks]));
  return claims
    .filter((one, i) => about.has(one) || i % sampleOf(one) === 0)
    .map((one) => (about.has(one) ? one : { ...one, weight: Math.min(one.weight * beside, mostBeside) }));
}

/** The whole suite against the mock, with a fault or without. */
async function underFault(runs: number, fault?: string, breaks?: RequirementId): Promise<Report> {
  const settings = readSettings({ fault: fault === undefined ? [] : [fault], runs, profile: "quick" }, {});
  return run(settings, openTarget(settings, {}), { claims: breaks === undefined ? claims : against(breaks) });
}

/** The row of one fault: the whole suite against a mock that shows it. */
export async function judgeFault(fault: string, runs: number): Promise<MatrixRow> {
  const breaks = faults[fault]?.breaks;
  if (breaks === undefined) throw new CannotRun(`${fault} is no target fault`);
  const report = await underFault(runs, fault, breaks);
  const failed = report.requirements
    .filter(({ verdict }) => verdict === "fail" || verdict === "flaky")
    .map(({ id }) => id);
  const only = failed.length === 1 && failed[0] === breaks;
  const missed = failed.includes(breaks) ? "spread" : "survived";
  const verdict = report.totals.broken > 0 ? "broken" : only ? "killed" : missed;
  return { fault, breaks, failed, verdict };
}

const workerFile = new URL("../../bin/kill-worker.js", import.meta.url);

/** One worker thread that takes faults from the queue until it is empty. */
function drain(queue: string[], runs: number, onRow: (row: MatrixRow) => void): Promise<void> {
  const worker = new Worker(workerFile);
  return new Promise((resolve, reject) => {
    const next = () => {
      const fault = queue.shift();
      if (fault === undefined) void worker.terminate().then(() => resolve());
      else worker.postMessage({ fault, runs });
    };
    worker.on("message", (row: MatrixRow) => {
      onRow(row);
      next();
    });
    worker.on("error", reject);
    next();
  });
}

/** The kill matrix: every selected fault against the whole suite, on all cores. */
export async function matrix(
  only: readonly string[],
  runs: number,
  onRow: (row: MatrixRow, done: number, of: number) => void,
): Promise<MatrixRow[]> {
  const chosen = Object.entries(faults)
    .filter(
      ([id, { breaks }]) =>
        only.length === 0 || only.some((prefix) => id.startsWith(prefix) || breaks.startsWith(prefix)),
    )
    .map(([id]) => id);
  if (chosen.length === 0)
    throw new CannotRun(`--only ${only.join(", ")} selects no fault`, "`list --target-faults` shows them");
  const rows = new Map<string, MatrixRow>();
  const queue = [...chosen];
  const take = (row: MatrixRow) => {
    rows.set(row.fault, row);
    onRow(row, rows.size, chosen.length);
  };
  const threads = Math.min(availableParallelism(), chosen.length);
  await Promise.all(Array.from({ length: threads }, () => drain(queue, runs, take)));
  return chosen.flatMap((id) => rows.get(id) ?? []);
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
  const clean = await underFault(count);
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
