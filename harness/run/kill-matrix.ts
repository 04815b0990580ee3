import { createHash } from "node:crypto";
import { availableParallelism, tmpdir } from "node:os";
import { Worker } from "node:worker_threads";
import { areaOf } from "../../contract/requirements/index.ts";
import { type Revision, revision } from "../../contract/revision.ts";
import { createMock } from "../../mock/app.ts";
import { serveMock, turnMs } from "../../mock/server.ts";
import type { Report } from "../../reports/report.ts";
import { suiteFor, type WorkerClaim, type WorkerSuite } from "../judge/judging.ts";
import { select } from "../judge/select.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { packageRoot } from "../shared/package.ts";
import { httpTransport } from "../target/client.ts";
import { behaviourOf, mockAccount, openTarget, type Target } from "../target/target.ts";
import { run } from "./run.ts";

/** Named deviations of the mock, each with the one requirement that it breaks. */
export type TargetFaults = Readonly<Record<string, { breaks: string; text: string; since?: Revision }>>;

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
  /** Bytes of the smallest input, as JSON, that shows it. */
  size: number | undefined;
  /** Cases that a default run made up to the first failure, where that was asked for. */
  cases: number | undefined;
  verdict: "killed" | "survived" | "spread" | "broken";
}

const isRefusal = (name: string) => ["refusal", "transport", "silence"].includes(areaOf(name));
/** What a whole version builds on: a kind of binding that nothing asked for alone would explain that the whole is refused. */
const isGround = (name: string) => name === "bindings.accepted";
const isVisit = (name: string) => areaOf(name) === "visit";
/** Of the rows of a claim, of visits and of the many refusals, those that are made against a fault of something else: every so many. */
function sampleOf({ name, row }: WorkerClaim): number {
  if (isRefusal(name)) return 24;
  if (isVisit(name)) return 10;
  return row === undefined || isGround(name) ? 1 : 3;
}
/** The share of cases that claims make of what a fault does not break, and the most: enough to see that nothing else fails. */
const beside = 0.25;
const mostBeside = 0.1;

/** The suite against a fault of one requirement: the claims about it whole, of the others fewer cases. */
function against(suite: WorkerSuite, breaks: string): WorkerSuite {
  const about = new Set(select(suite.claims, [breaks]));
  const claims = suite.claims
    .filter((one, i) => about.has(one) || i % sampleOf(one) === 0)
    .map((one) => (about.has(one) ? one : { ...one, weight: Math.min(one.weight * beside, mostBeside) }));
  // Tours of rows say nothing that their claims do not, and cost as much as all the others.
  return { ...suite, claims, rowTours: [] };
}

/** How faults are judged. */
export interface Proof {
  /** Cases of each claim. */
  runs: number;
  /** Of so many faults one is shown by a mock that listens on a port, and is judged as a server is; none without. */
  httpEvery?: number | undefined;
  /** Whether the cases of a default run up to its first failure are counted; that it is the only one is not looked at. */
  isCounted?: boolean;
}

/** How long reads of the mock may lag, over HTTP: some faults do. */
const lagMs = 5000;

/** A mock that listens. Threads of one process keep journals in one folder: each run has an id of its own. */
async function served(fault: readonly string[], seed: string): Promise<Target> {
  const token = "mock";
  const runId = createHash("sha256").update(fault.join()).digest("hex").slice(0, 8);
  const server = await serveMock(createMock({ seed, behaviour: behaviourOf(fault), token, turnMs }));
  const transport = httpTransport(server.baseUrl, { authorization: `Bearer ${token}` }, 30_000);
  const close = async () => {
    await transport.close();
    await server.close();
  };
  return { kind: "url", transport: { ...transport, close }, accountId: mockAccount, runId, lagMs };
}

/** The suite against the mock, with faults or without, by the suite's own revision. */
const underFaults = (suite: WorkerSuite, runs: number, fault: string[], isHttp: boolean): Promise<Report> => {
  const { contract } = suite;
  return judgedUnder(suite, readSettings({ runs, profile: "quick", level: "observed", contract }, {}), fault, isHttp);
};

/** A run against a mock with these faults, in process or over HTTP. */
export async function judgedUnder(
  suite: WorkerSuite,
  given: Settings,
  fault: string[],
  isHttp: boolean,
): Promise<Report> {
  const settings = { ...given, fault };
  const target = isHttp ? await served(fault, String(settings.seed)) : openTarget(settings, {});
  try {
    return await run(suite, { ...settings, out: tmpdir() }, target);
  } finally {
    await target.transport.close();
  }
}

/** The row of one fault: the whole suite against a mock that shows it. */
export async function judgeFault(
  { suite: whole, faults }: Proving,
  fault: string,
  { runs, httpEvery, isCounted = false }: Proof,
): Promise<MatrixRow> {
  const { breaks, since: contract = revision } = faults[fault] ?? {};
  if (breaks === undefined) throw new CannotRun(`${fault} is no target fault`);
  const suite = suiteFor(whole, { contract });
  const isHttp = httpEvery !== undefined && Object.keys(faults).indexOf(fault) % httpEvery === 0;
  const report = isCounted
    ? await judgedUnder(suite, readSettings({ level: "observed", bail: 1, contract }, {}), [fault], isHttp)
    : await underFaults(against(suite, breaks), runs, [fault], isHttp);
  const cases = Object.values(report.cases ?? {}).reduce((sum, one) => sum + one, 0);
  const failing = report.requirements.filter(({ verdict }) => ["fail", "flaky", "unconfirmed"].includes(verdict));
  const failed = failing.map(({ id, verdict }) => (verdict === "fail" ? id : `${id} (${verdict})`));
  const verdict = report.totals.broken ? "broken" : rowVerdict(breaks, failed);
  return {
    fault,
    breaks,
    failed,
    size: smallest(failing.find(({ id }) => id === breaks)),
    cases: isCounted ? cases : undefined,
    verdict,
  };
}

/** Bytes of the smallest input among the failures of a requirement. */
function smallest(result: Report["requirements"][number] | undefined): number | undefined {
  const sizes = result?.failures.map(({ input }) => Buffer.byteLength(JSON.stringify(input)));
  return sizes === undefined || sizes.length === 0 ? undefined : Math.min(...sizes);
}

function rowVerdict(breaks: string, failed: readonly string[]): MatrixRow["verdict"] {
  if (!failed.includes(breaks)) return "survived";
  return failed.length === 1 ? "killed" : "spread";
}

/** Requirements that a clean mock does not pass: each is a false alarm. */
export async function alarmsOf({ suite }: Proving, { runs, httpEvery }: Proof): Promise<string[]> {
  const { requirements } = await underFaults(suite, runs, [], httpEvery !== undefined);
  return requirements.filter(({ verdict }) => verdict !== "pass").map(({ id, verdict }) => `${id}: ${verdict}`);
}

/** Requirements that no fault makes fail: claims that were never shown to bite. */
export function unprovenOf({ suite, faults }: Proving): string[] {
  const proven = new Set(Object.values(faults).map(({ breaks }) => breaks));
  return Object.keys(suite.requirements).filter((id) => !proven.has(id));
}

/** A thread judges the faults of the suite of this project: values with functions in them do not go from thread to thread. */
const threadFile = new URL("bin/kill-worker.js", packageRoot);

/** One thread that takes faults from the queue until it is empty. */
function drain(queue: string[], proof: Proof, onRow: (row: MatrixRow) => void): Promise<void> {
  const worker = new Worker(threadFile);
  return new Promise((resolve, reject) => {
    const next = () => {
      const fault = queue.shift();
      if (fault === undefined) void worker.terminate().then(() => resolve());
      else worker.postMessage({ fault, proof });
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
  proof: Proof,
  onRow: (row: MatrixRow, done: number, of: number) => void,
): Promise<MatrixRow[]> {
  const rows = new Map<string, MatrixRow>();
  const queue = [...faults];
  const take = (row: MatrixRow) => {
    rows.set(row.fault, row);
    onRow(row, rows.size, faults.length);
  };
  const threads = Math.min(availableParallelism(), faults.length);
  await Promise.all(Array.from({ length: threads }, () => drain(queue, proof, take)));
  return faults.flatMap((id) => rows.get(id) ?? []);
}
