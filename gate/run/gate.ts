import { performance } from "node:perf_hooks";
import { CannotRun } from "../../harness/shared/errors.ts";
import type { GateReport } from "../../reports/gate/report.ts";
import { type Adapter, AdapterLost } from "../adapters/adapter.ts";
import { ProcessAdapter } from "../adapters/process.ts";
import type { Client, GateFlags } from "../adapters/settings.ts";
import { checkTemplate, TemplateAdapter } from "../adapters/template.ts";
import { focuses } from "../cases/cases.ts";
import { type Focus, focusKey, isNamed } from "../cases/focus.ts";
import type { GateProgress } from "../contract/progress.ts";
import { isPropertyId } from "../contract/properties.ts";
import { GateEngine } from "../engine/engine.ts";
import type { Proof } from "../proof/prove.ts";
import { Recorder } from "../wire/recorder.ts";
import { askOnce } from "./first.ts";
import { type Proven, provenGate } from "./proving.ts";
import { gateReport, quoted } from "./report.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Cases of a focus of weight 1, unless --runs says otherwise. */
export const defaultRuns = 12;
const shrinking = { shrinks: 60, shrinkMs: 2500 };

/** The focuses that a client is judged by, and what its manifest says it cannot show. */
export function selectFocuses(
  { manifest }: Client,
  only: readonly string[],
  path?: string,
): { chosen: Focus[]; left: Focus[] } {
  const wanted = focuses.filter((one) => {
    const key = focusKey(one);
    return only.length === 0 || only.some((prefix) => (path === undefined ? isNamed(key, prefix) : key === prefix));
  });
  if (wanted.length === 0)
    throw new CannotRun(`--only ${only.join(", ")} selects nothing`, "gate list shows the properties");
  const cannot = (one: Focus) => manifest.cannot.some((prefix) => isNamed(focusKey(one), prefix));
  const lacksAuth = (one: Focus) => one.auth !== undefined && !manifest.auth.includes(one.auth);
  const left = wanted.filter((one) => cannot(one) || lacksAuth(one));
  return { chosen: wanted.filter((one) => !left.includes(one)), left };
}

/** Names in a manifest or a file that name no property. */
function checkNames({ manifest, expected }: Client): void {
  const named = [...expected.map(({ id }) => id), ...manifest.cannot.filter((one) => one.includes("."))];
  const wrong = named.find((one) => !isPropertyId(one.split("/")[0] ?? ""));
  if (wrong !== undefined) throw new CannotRun(`${wrong} is no property`, "gate list shows the properties");
}

/** A path leads to one case of one set. */
function checkPath({ path, only }: GateFlags): void {
  if (path === undefined) return;
  const [chosen = ""] = only;
  if (only.length === 1 && focuses.some((one) => focusKey(one) === chosen)) return;
  const given = only.length === 0 ? "none is given" : `${only.join(", ")} is not one`;
  throw new CannotRun(
    `--path needs --only with exactly one property (or property/row); ${given}`,
    "take both from the replay line of a failure",
  );
}

const adapterFor = ({ manifest, folder }: Client, env: Environment): Adapter => {
  const own = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return manifest.mode === "template"
    ? new TemplateAdapter(manifest, folder, own)
    : new ProcessAdapter(manifest, folder, own);
};

/** The words of a command line that lead to this client again. */
const wordsOf = (flags: GateFlags, { manifest }: Client): string =>
  [
    ...(flags.manifest === undefined ? [] : ["--manifest", quoted(flags.manifest)]),
    ...(flags.mode === undefined ? [] : ["--mode", flags.mode]),
    ...(flags.decode === undefined ? [] : ["--decode", flags.decode]),
    ...(flags.manifest === undefined ? ["--", ...manifest.command.map(quoted)] : []),
  ].join(" ");

/** A client of which no request came was never judged, whatever it answered. */
function checkReached({ received, strays }: Recorder, { tally }: GateEngine): void {
  const [caught] = tally.failing().flatMap((id) => tally.caught(id));
  if (received > 0 || !caught) return;
  const [stranger] = strays;
  if (stranger)
    throw new CannotRun(
      `something that is no HTTP reached the gate: ${stranger.target.replace(/^\(no HTTP: (.*)\)$/, "$1")}`,
      "the base URL begins with http://, and is to be used as it is",
    );
  throw new CannotRun(
    "not one request reached the gate; does the command use {base_url}?",
    `for the first case it gave ${JSON.stringify(caught.seen.outcome).slice(0, 600)}`,
  );
}

/** Why a set of cases was not tried at all. */
const leftOut = ({ auth }: Focus, { manifest }: Client): string =>
  auth !== undefined && !manifest.auth.includes(auth)
    ? `not tried: "auth" of the manifest names no ${auth}`
    : 'not tried: "cannot" of the manifest names it';

export interface GateRun {
  onProgress?: (progress: GateProgress) => void;
  signal?: AbortSignal;
  /** That the gate proves itself, where that was shown before. */
  proof?: Proof;
  /** When that was shown. */
  provedAt?: string;
  /** The client as a value of this process, in place of a command. */
  adapter?: Adapter;
}

/** Judges every chosen set of cases. Why it ended early, or undefined. */
async function judgeAll(
  engine: GateEngine,
  chosen: readonly Focus[],
  onProgress: GateRun["onProgress"],
): Promise<string | undefined> {
  try {
    await engine.judge(chosen, (focus, i) =>
      onProgress?.({ focus: focusKey(focus), done: i, of: chosen.length, cases: engine.cases }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof AdapterLost)) throw error;
    return error.message;
  }
}

/** That the gate proves itself: known, or shown as soon as the adapter has answered at all; a replay needs none. */
async function provenFor(
  adapter: Adapter,
  { manifest }: Client,
  { path, prove }: GateFlags,
  env: Environment,
  { proof, provedAt, onProgress }: GateRun,
): Promise<Proven> {
  if (proof) return { proof, provedAt };
  if (path !== undefined) return provenGate({ env, when: "never" });
  await askOnce(adapter, manifest);
  const onRow = (done: number, of: number) =>
    onProgress?.({ focus: "the gate proves itself, once a version", done, of, cases: 0 });
  return provenGate({ env, when: prove ? "anew" : undefined, onRow });
}

/** Judges a client, case after case, by a gate that has proved itself. */
export async function gate(client: Client, flags: GateFlags, env: Environment, run: GateRun = {}): Promise<GateReport> {
  const { manifest, expected } = client;
  checkNames(client);
  checkPath(flags);
  if (run.adapter === undefined && manifest.mode === "template") checkTemplate(manifest);
  const { chosen, left } = selectFocuses(client, flags.only, flags.path);
  const { seed, path, only, level, runs = defaultRuns } = flags;
  const adapter = run.adapter ?? adapterFor(client, env);
  const recorder = await Recorder.start();
  const options = { seed, runs, path, budgetMs: flags.seconds * 1000, ...shrinking, signal: run.signal };
  const engine = new GateEngine(adapter, recorder, manifest, options);
  try {
    const proven = await provenFor(adapter, client, flags, env, run);
    const startedAt = new Date().toISOString();
    const started = performance.now();
    const ended = await judgeAll(engine, chosen, run.onProgress);
    if (path === undefined) checkReached(recorder, engine);
    for (const one of left)
      if (one.property) engine.tally.unjudged(one.property, one.row, "not-expressible", leftOut(one, client));
    const { cases, requests, tally, others } = engine;
    // A replay makes one case of a set, as it was asked to.
    const sets = path === undefined ? engine.sets : undefined;
    const durationMs = performance.now() - started;
    const words = run.adapter === undefined ? wordsOf(flags, client) : undefined;
    const about = { manifest, expected, level, seed, runs, words, only };
    return gateReport(tally, { ...about, ...proven, startedAt, durationMs, cases, sets, requests, others, ended });
  } finally {
    await adapter.close();
    await recorder.close();
  }
}
