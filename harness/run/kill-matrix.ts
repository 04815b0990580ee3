import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { areaOf } from "../../contract/requirements/index.ts";
import type { Report } from "../../reports/report.ts";
import type { WorkerClaim, WorkerSuite } from "../judge/judging.ts";
import { select } from "../judge/select.ts";
import { readSettings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { openTarget } from "../target/target.ts";
import { run } from "./run.ts";

/** Named deviations of the mock, each with the one requirement that it breaks. */
export type TargetFaults = Readonly<Record<string, { breaks: string; text: string }>>;

/** What is proved: a suite, the target faults that its requirements are to catch. */
export interface Proving {
  suite: WorkerSuite;
  faults: TargetFaults;
}

export interface MatrixRow {
  fault: string;
  breaks: string;
  /** Requirements that failed under the fault. */
  failed: string[];
  verdict: "killed" | "survived" | "spread" | "broken";
}

const isRefusal = (name: string) => ["refusal", "transport", "silence"].includes(areaOf(name));
/** Of the rows of a claim, and of the many refusals, those that are made against a fault of something else: every so many. */
const sampleOf = ({ name, row }: WorkerClaim) => (isRefusal(name) ? 12 : row === undefined ? 1 : 3);
/** The share of cases that claims make of what a fault does not break, and the most: enough to see that nothing else fails. */
const beside = 0.25;
const mostBeside = 0.2;

/** The suite against a fault of one requirement: the claims about it whole, of the others fewer cases. */
function against(suite: WorkerSuite, breaks: string): WorkerSuite {
  const about = new Set(select(suite.claims, [breaks]));
  const claims = suite.claims
    .filter((one, i) => about.has(one) || i % sampleOf(one) === 0)
    .map((one) => (about.has(one) ? one : { ...one, weight: Math.min(one.weight * beside, mostBeside) }));
  return { ...suite, claims };
}

/** The suite against the mock, with faults or without. */
async function underFaults(suite: WorkerSuite, runs: number, fault: string[]): Promise<Report> {
  const settings = readSettings({ fault, runs, profile: "quick", level: "observed" }, {});
  return run(suite, settings, openTarget(settings, {}));
}

/** The row of one fault: the whole suite against a mock that shows it. */
export async function judgeFault({ suite, faults }: Proving, fault: string, runs: number): Promise<MatrixRow> {
  const breaks = faults[fault]?.breaks;
  if (breaks === undefined) throw new CannotRun(`${fault} is no target fault`);
  const report = await underFaults(against(suite, breaks), runs, [fault]);
  const failed = report.requirements
    .filter(({ verdict }) => ["fail", "flaky", "unconfirmed"].includes(verdict))
    .map(({ id }) => id);
  return { fault, breaks, failed, verdict: report.totals.broken ? "broken" : rowVerdict(breaks, failed) };
}

function rowVerdict(breaks: string, failed: readonly string[]): MatrixRow["verdict"] {
  if (!failed.includes(breaks)) return "survived";
  return failed.length === 1 ? "killed" : "spread";
}

/** Requirements that a clean mock does not pass: each is a false alarm. */
export async function alarmsOf({ suite }: Proving, runs: number): Promise<string[]> {
  const { requirements } = await underFaults(suite, runs, []);
  return requirements.filter(({ verdict }) => verdict !== "pass").map(({ id, verdict }) => `${id}: ${verdict}`);
}

/** Requirements that no fault makes fail: claims that were never shown to bite. */
export function unprovenOf({ suite, faults }: Proving): string[] {
  const proven = new Set(Object.values(faults).map(({ breaks }) => breaks));
  return Object.keys(suite.requirements).filter((id) => !proven.has(id));
}

/** A thread judges the faults of the suite of this project: values with functions in them do not go from thread to thread. */
const threadFile = new URL("../../bin/kill-worker.js", import.meta.url);

/** One thread that takes faults from the queue until it is empty. */
function drain(queue: string[], runs: number, onRow: (row: MatrixRow) => void): Promise<void> {
  const worker = new Worker(threadFile);
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

/** The ids of the faults that prefixes of ids or of requirements choose. */
export function chosenFaults(faults: TargetFaults, only: readonly string[]): string[] {
  const isChosen = (id: string, breaks: string) => only.some((one) => id.startsWith(one) || breaks.startsWith(one));
  const chosen = Object.entries(faults)
    .filter(([id, { breaks }]) => only.length === 0 || isChosen(id, breaks))
    .map(([id]) => id);
  if (chosen.length > 0) return chosen;
  throw new CannotRun(`--only ${only.join(", ")} selects no fault`, "`list --target-faults` shows them");
}

/** The kill matrix: each of these faults against the whole suite, on all cores. */
export async function matrix(
  faults: readonly string[],
  runs: number,
  onRow: (row: MatrixRow, done: number, of: number) => void,
): Promise<MatrixRow[]> {
  const rows = new Map<string, MatrixRow>();
  const queue = [...faults];
  const take = (row: MatrixRow) => {
    rows.set(row.fault, row);
    onRow(row, rows.size, faults.length);
  };
  const threads = Math.min(availableParallelism(), faults.length);
  await Promise.all(Array.from({ length: threads }, () => drain(queue, runs, take)));
  return faults.flatMap((id) => rows.get(id) ?? []);
}
