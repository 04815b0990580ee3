import type { World } from "../../arbitraries/world.ts";
import { areaOf } from "../../contract/requirements/index.ts";
import { type Claim, claimKey } from "../../suites/words/claim.ts";
import { Lane, type Session } from "../session/session.ts";
import { type Inventory, Workspace } from "../session/workspace.ts";
import { profiles, type Settings } from "../settings/settings.ts";
import { EndOfRun, TargetLost } from "../shared/errors.ts";
import { Budget } from "../shared/time-budget.ts";
import type { Target } from "../target/target.ts";
import { Engine, type EngineOptions, type Findings } from "./engine.ts";
import type { Progress } from "./progress.ts";

export interface RunOptions {
  onProgress?: (progress: Progress) => void;
  /** The claims to choose from: all, unless given. */
  claims?: readonly Claim[];
  /** Ends the run after the case at hand; what was made is removed. */
  signal?: AbortSignal;
  /** Ends even the clean-up: what is left then is said. */
  hurry?: AbortSignal;
  resources?: World["resources"];
  /** Told what a run whose requests are counted will cost, before the first of them. */
  onPlan?: (text: string) => void;
  /** Receives the digest over all requests, in order. */
  onDigest?: (hex: string) => void;
}

/** How the reason begins where the target, not the suite, ended the run. */
export const notAnswering = "the target no longer answers";

/** Executions that a shrink may take, by target: each is several requests. */
const shrinkAllowance = { mock: 1000, url: 200, account: 30 };

export interface Judging {
  selected: readonly Claim[];
  world: World;
  findings: Findings;
  settings: Settings;
  session: Session;
  inventory: Inventory;
  target: Target;
  options: RunOptions;
}

/** What a run over HTTP should take at the most, if the target allows it; nightly runs take the time they need. */
const budgetMs: Partial<Record<Settings["profile"], number>> = { quick: 15_000, default: 60_000 };
/** A target that takes longer than this for a request, lag included, is judged in several lanes at once. */
const slowMs = 15;
const slowLanes = 8;

function engineOptions(judging: Judging): EngineOptions {
  const { settings, target } = judging;
  const { seed, path, runs, profile, bail } = settings;
  const budget = budgetOf(judging);
  return {
    seed,
    ...(path === undefined ? {} : { path }),
    runs: runs ?? profiles[profile],
    bail,
    shrinkAllowance: shrinkAllowance[target.kind],
    confirms: target.kind !== "mock",
    ...(budget === undefined ? {} : { budget }),
  };
}

/** What a run over HTTP may take, where nobody said how many cases to make. */
function budgetOf({ settings, target, selected }: Judging): Budget | undefined {
  const { runs, path, profile } = settings;
  const time = budgetMs[profile];
  if (target.kind !== "url" || runs !== undefined || path !== undefined || time === undefined) return undefined;
  return new Budget(time / selected.reduce((sum, { weight }) => sum + weight, 0));
}

/** Claims of one area, one after the other in the list: what later areas build on is judged before them. */
function groupsOf(selected: readonly Claim[]): Claim[][] {
  const groups: Claim[][] = [];
  for (const claim of selected) {
    const last = groups.at(-1);
    if (last?.[0] && areaOf(last[0].name) === areaOf(claim.name)) last.push(claim);
    else groups.push([claim]);
  }
  return groups;
}

/** Judges every claim. Why the run ended before its last claim, or undefined. */
export async function judgeAll(judging: Judging): Promise<string | undefined> {
  const { selected, session, target, findings, options } = judging;
  const engine = engineOptions(judging);
  const started = Date.now();
  const done = { count: 0 };
  const tell = (claim: string) =>
    options.onProgress?.({
      claim,
      done: done.count,
      of: selected.length,
      failures: findings.tally.failures,
      requests: session.requests,
    });
  for (const group of groupsOf(selected)) {
    const isSlow = target.kind === "url" && (Date.now() - started) / session.requests > slowMs;
    const lanes = isSlow && engine.path === undefined ? slowLanes : 1;
    if (engine.budget) engine.budget.lanes = lanes;
    const ended = await judgeGroup(judging, group, lanes, engine, tell, done);
    if (ended !== undefined) return ended;
  }
  tell("");
  return undefined;
}

/** Judges a group's claims in so many lanes; a lane takes the next claim when it is done with one. */
async function judgeGroup(
  { world, findings, settings, session, inventory }: Judging,
  group: readonly Claim[],
  lanes: number,
  options: EngineOptions,
  tell: (claim: string) => void,
  done: { count: number },
): Promise<string | undefined> {
  const queue = [...group];
  let ended: string | undefined;
  const work = async () => {
    const lane = new Lane(session);
    const workspace = new Workspace(lane, inventory);
    const engine = new Engine(lane, workspace, findings, options);
    for (let claim = queue.shift(); claim && ended === undefined; claim = queue.shift()) {
      if (settings.bail !== undefined && findings.tally.failures >= settings.bail) ended = `--bail ${settings.bail}`;
      else {
        tell(claimKey(claim));
        ended = (await endOf(engine.judge(claim, world).then(() => undefined))) ?? ended;
      }
      done.count += 1;
    }
    await workspace.close().catch(() => {});
  };
  await Promise.all(Array.from({ length: Math.min(lanes, group.length) }, work));
  return ended;
}

/** Why the run ended in the middle of judging, or undefined. */
export async function endOf(judged: Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await judged;
  } catch (error) {
    if (error instanceof TargetLost) return `${notAnswering}: ${error.message}`;
    if (error instanceof EndOfRun) return error.message;
    throw error;
  }
}
