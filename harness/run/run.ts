import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "../../arbitraries/world.ts";
import type { Exchange } from "../../contract/api.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { KeptCase } from "../../reports/case.ts";
import type { RunEvent } from "../../reports/events.ts";
import { signOf } from "../../reports/groups.ts";
import type { KnownCause } from "../../reports/known.ts";
import { planText } from "../../reports/plan.ts";
import type { Report } from "../../reports/report.ts";
import { claimKey } from "../../suites/words/claim.ts";
import { expected, journalOf, provision, type Site, unprovision } from "../cleanup/provision.ts";
import { Explanations, isTour } from "../judge/explanations.ts";
import { belowBar, noFindings } from "../judge/findings.ts";
import { endOf, type Judging, notAnswering, suiteFor, type WorkerClaim, type WorkerSuite } from "../judge/judging.ts";
import { makeAgain } from "../judge/kept.ts";
import { judgeAll } from "../judge/lanes.ts";
import type { Progress } from "../judge/progress.ts";
import { select } from "../judge/select.ts";
import { judgeByPlan } from "../plan/carry-out.ts";
import type { Plan } from "../plan/plan.ts";
import { mostRequests, planRun, summaryOf } from "../plan/prepare.ts";
import { Lane } from "../session/lane.ts";
import { RequestBudget } from "../session/request-budget.ts";
import { Session } from "../session/session.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import { Inventory, type Residue } from "../session/workspace.ts";
import type { Tried } from "../settings/reports.ts";
import type { Settings } from "../settings/settings.ts";
import { CannotRun, EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import { meant } from "../shared/nearest.ts";
import type { Target } from "../target/target.ts";
import { type Reporting, reported } from "./failure.ts";
import { askForLacks, doneWithout } from "./lacks.ts";
import { reportOf } from "./report.ts";
import { teller } from "./tell.ts";
import { openJournal, tidyUp } from "./tidy.ts";
import type { SeenAgain } from "./witnesses.ts";
import { dayOf, worldOutside } from "./world.ts";

export interface RunOptions {
  onProgress?: (progress: Progress) => void;
  /** Told of the start, of how far the run is, and of each failure as it is found. */
  onEvent?: ((event: RunEvent) => void) | undefined;
  /** Ends the run after the case at hand; what was made is removed. */
  signal?: AbortSignal | undefined;
  /** Ends even the clean-up: what is left then is said. */
  hurry?: AbortSignal | undefined;
  resources?: World["resources"] | undefined;
  /** What a baseline knows to be the cause of failures. */
  causes?: readonly KnownCause[];
  /** Cases that a baseline keeps, each made again before all else, and who is told what they showed. */
  witnesses?: readonly KeptCase[];
  onWitness?: (kept: KeptCase, seen: SeenAgain) => void;
  /** Cases that failed earlier: they are tried first. */
  corpus?: readonly (KeptCase & { file: string })[];
  /** Nothing is judged but those. */
  isReplay?: boolean;
  /** Told of every exchange that was judged. */
  onExchange?: (exchange: Exchange) => void;
  /** What earlier runs tried: a run whose requests are counted takes first what they tried least. */
  tried?: Tried;
  /** Told what a run whose requests are counted will cost, before the first of them. */
  onPlan?: (text: string) => void;
  /** Receives the digest over all requests, in order. */
  onDigest?: (hex: string) => void;
}

/** The settings that a run needs, once its target is open. */
export type RunSettings = Omit<Settings, "accountId" | "timeout" | "baseline" | "format">;

/** A run before its first request: what is judged, and by which plan. */
interface Prepared {
  selected: WorkerClaim[];
  outside: Omit<World, "peer">;
  plan: Plan | undefined;
  /** Requests that are set aside for kept cases, where requests are counted. */
  kept: number;
}

/** What a kept case may take, and which share of all requests they may take together. */
const keptCost = 12;
const keptShare = 0.2;
const requestsForKept = (most: number, { witnesses = [], corpus = [] }: RunOptions): number =>
  Math.min(Math.floor(most * keptShare), keptCost * (witnesses.length + corpus.length));

async function prepare(
  suite: WorkerSuite,
  settings: RunSettings,
  target: Target,
  options: RunOptions,
): Promise<Prepared> {
  const selected = selectedOf(suite, settings);
  const { kind, runId, transport } = target;
  const resources = settings.provision ? expected(runId) : options.resources;
  const outside = worldOutside({ kind, baseUrl: transport.baseUrl }, settings, resources);
  const most = mostRequests(settings, kind);
  if (most === undefined && settings.since.length > 0)
    throw new CannotRun("--since is for a run whose requests are counted", "give it --max-requests");
  const { tried } = options;
  const kept = most === undefined ? 0 : requestsForKept(most, options);
  const planning = { suite, selected, settings, kind, world: outside, tried };
  const plan = most === undefined ? undefined : await planRun(planning, most - kept);
  return { selected, outside, plan, kept };
}

/** The claims that `--only` selects. Tours are for runs whose requests are counted, and for replays of what one found. */
export function selectedOf(suite: WorkerSuite, { only }: Pick<Settings, "only">): WorkerClaim[] {
  const all = only.some(isTour) ? [...suite.tours, ...suite.rowTours, ...suite.claims] : suite.claims;
  const selected = select(all, only);
  if (selected.length > 0) return selected;
  const gone = only.find((one) => Object.hasOwn(suite.retired, one));
  if (gone !== undefined) throw new CannotRun(`${gone} is no requirement any more: ${suite.retired[gone]}`);
  const names = [...Object.keys(suite.requirements), ...all.map(claimKey)];
  const near = meant(only[0] ?? "", names);
  throw new CannotRun(`--only ${only.join(", ")} selects nothing${near}`, "`list` shows what there is");
}

/** Judges a target by a suite: every selected claim, then the report. Throws CannotRun where no run is possible. */
export async function run(
  whole: WorkerSuite,
  given: RunSettings,
  target: Target,
  options: RunOptions = {},
): Promise<Report> {
  const suite = suiteFor(whole, given);
  const startedAt = new Date();
  const settings = { ...given, today: dayOf(given) };
  const { selected, outside, plan, kept } = await prepare(suite, settings, target, options);
  if (plan) options.onPlan?.(planText(summaryOf(plan)));
  const meter = plan && new RequestBudget(plan.limit + kept, { isGiven: settings.worker !== undefined });
  const digest = options.onDigest && createHash("sha256");
  const session = new Session(suite, {
    ...target,
    digest,
    lacks: doneWithout(settings),
    today: settings.today,
    meter,
    signal: options.signal,
    hurry: options.hurry,
    onExchange: options.onExchange,
  });
  const isWarning = belowBar(suite, settings.level);
  const { onEvent } = options;
  const told = teller({ onEvent, onProgress: options.onProgress, settings, target, session, startedAt, isWarning });
  const findings = noFindings(isWarning, options.causes, told.onCaught);
  const inventory = new Inventory({
    previews: target.kind !== "account",
    journal: openJournal(settings, target, startedAt),
    worker: settings.worker,
  });
  const cleaner = new WorkerStage(session, inventory);
  const site = siteOf(session, inventory);
  const tidy = async (patience: "usual" | "none" = "usual") => {
    await cleaner.close();
    await tidyUp(cleaner.lane, inventory, target, { hurry: options.hurry, patience, others: () => unprovision(site) });
  };
  const { residue } = inventory;
  const driven = new Set(selected.flatMap((one) => [...one.drives, ...(one.id ? [one.id] : [])]));
  const { requirements, features } = suite;
  const planned = plan && summaryOf(plan);
  const end = (ended: string | undefined) =>
    reportOf({
      survival: suite.survival,
      requirements,
      features,
      settings,
      target,
      session,
      findings,
      startedAt,
      residue,
      peer: inventory.peerCalls,
      ended,
      driven,
      planned,
    });
  const peer = await firstWorker(cleaner).catch(async (error) => {
    if (inventory.unsure.size + residue.created > 0) await tidy(error instanceof TargetLost ? "none" : "usual");
    else inventory.journal?.close({ keep: false });
    if (error instanceof EndOfRun) return error;
    const cannot = asCannotRun(error, target, residue);
    cannot.report = end(`${notAnswering}: ${cannot.message}`);
    throw cannot;
  });
  if (peer instanceof EndOfRun) return end(peer.message);
  const ended = await endOf(
    (async () => {
      const real = settings.provision ? await provisioned(site, target, options.signal) : {};
      const world: World = { peer, ...outside, ...real };
      const { kind } = target;
      const { onProgress } = told;
      const judging = { suite, selected, world, findings, settings, session, inventory, kind, onProgress };
      const mayMake = () => meter === undefined || session.requests + keptCost <= kept;
      const gone = await makeKept(judging, { ...options, mayMake }, { settings, target, peer: inventory.peerCalls });
      if (options.isReplay) return gone;
      const judged = plan && meter ? await judgeByPlan(judging, plan, meter) : await judgeAll(judging);
      await askForLacks(cleaner, world, settings, meter);
      return judged;
    })(),
  );
  new Explanations(suite, findings.tally).settle(findings.isWarning);
  await tidy(session.lost ? "none" : "usual");
  if (digest) options.onDigest?.(digest.digest("hex"));
  return end(ended);
}

/** Makes what is kept of earlier runs: witnesses apart from all else, a corpus as cases of this run. Why the last of that could not be made. */
async function makeKept(
  judging: Judging,
  { witnesses = [], corpus = [], onWitness, mayMake }: RunOptions & { mayMake: () => boolean },
  reporting: Reporting,
): Promise<string | undefined> {
  for (const kept of witnesses) {
    if (!mayMake()) {
      onWitness?.(kept, { failures: [], gone: "the budget left no request for it" });
      continue;
    }
    const { caught, gone } = await makeAgain(judging, kept);
    const failures = caught.map((one) => {
      const sign = signOf({ requirement: { id: one.id }, failure: reported(one, reporting) });
      return { id: one.id, row: one.row, sign };
    });
    onWitness?.(kept, { failures, gone });
  }
  let gone: string | undefined;
  for (const { file, ...kept } of corpus)
    if (mayMake()) gone = (await makeAgain(judging, kept, { findings: judging.findings, file })).gone;
  return gone;
}

/** How often the first Worker is asked for where no answer comes. */
const mostTries = 3;

async function firstWorker({ workspace }: WorkerStage): Promise<World["peer"]> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await workspace.peer(tried >= mostTries);
    } catch (error) {
      if (!(error instanceof NoAnswer) || tried >= mostTries) throw error;
    }
  }
}

/** Provisioning speaks through the session, as all else does. */
function siteOf(session: Session, { journal }: Inventory): Site {
  const lane = new Lane(session);
  const { accountId, runId } = session.options;
  return {
    send: async (call) => (await lane.call(call)).answer,
    accountId,
    runId,
    journal: journalOf(journal),
    made: [],
  };
}

/** A resource just made may be invisible to the check of bindings for about 20 s. */
const settleMs = 20_000;
async function provisioned(site: Site, { kind }: Target, signal?: AbortSignal): Promise<Pick<World, "resources">> {
  const resources = await provision(site);
  // A signal cuts the wait short; the next call then ends the run.
  if (kind === "account") await sleep(settleMs, undefined, { signal }).catch(() => {});
  return { resources };
}

function asCannotRun(error: unknown, { transport, runId }: Target, { left }: Residue): CannotRun {
  if (!(error instanceof CannotRun || error instanceof Unjudged || error instanceof TargetLost)) throw error;
  const isLeft =
    left.length > 0 ? `it may have made ${left.join(", ")}: \`clean --run ${runId}\` removes it` : undefined;
  if (error instanceof CannotRun) return new CannotRun(error.message, isLeft ?? error.hint);
  const check = "check --base-url, and that the target is running";
  return new CannotRun(`${transport.baseUrl} cannot be reached: ${error.message}`, isLeft ?? check);
}
