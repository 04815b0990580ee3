import { areaOf } from "../../contract/requirements/index.ts";
import { claimKey } from "../../suites/words/claim.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import { profiles, type Settings } from "../settings/settings.ts";
import { TimeBudget } from "../shared/time-budget.ts";
import { Engine } from "./engine.ts";
import { violationsIn } from "./findings.ts";
import { endOf, type Judging, type WorkerClaim } from "./judging.ts";
import type { EngineOptions } from "./options.ts";

/** Executions that a shrink may take, by target: each is several requests. */
const shrinkAllowance = { mock: 1000, url: 200, account: 30 };

/** What a run over HTTP should take at the most, if the target allows it; nightly runs take the time they need. */
const budgetMs: Partial<Record<Settings["profile"], number>> = { quick: 15_000, default: 60_000 };
/** A target that takes longer than this for a request, lag included, is judged in several lanes at once. */
const slowMs = 15;
const slowLanes = 8;

function engineOptions(judging: Judging): EngineOptions {
  const { settings, kind } = judging;
  const { seed, path, runs, profile, bail } = settings;
  return {
    seed,
    path,
    runs: runs ?? profiles[profile],
    bail,
    shrinkAllowance: shrinkAllowance[kind],
    confirms: kind !== "mock",
    budget: timeOf(judging),
  };
}

/** What a run over HTTP may take, where nobody said how many cases to make. */
function timeOf({ settings, kind, selected }: Judging): TimeBudget | undefined {
  const { runs, path, profile } = settings;
  const time = budgetMs[profile];
  if (kind !== "url" || runs !== undefined || path !== undefined || time === undefined) return undefined;
  return new TimeBudget(time / selected.reduce((sum, { weight }) => sum + weight, 0));
}

/** Claims of one area, one after the other in the list: what later areas build on is judged before them. */
function groupsOf(selected: readonly WorkerClaim[]): WorkerClaim[][] {
  const groups: WorkerClaim[][] = [];
  for (const claim of selected) {
    const last = groups.at(-1);
    if (last?.[0] && areaOf(last[0].name) === areaOf(claim.name)) last.push(claim);
    else groups.push([claim]);
  }
  return groups;
}

/** Judges every claim. Why the run ended before its last claim, or undefined. */
export async function judgeAll(judging: Judging): Promise<string | undefined> {
  const { selected, session, kind, inventory } = judging;
  const options = engineOptions(judging);
  const started = Date.now();
  const progress = { done: 0 };
  for (const group of groupsOf(selected)) {
    const isSlow = kind === "url" && (Date.now() - started) / session.requests > slowMs;
    const lanes = isSlow && options.path === undefined && inventory.given === undefined ? slowLanes : 1;
    if (options.budget) options.budget.lanes = lanes;
    const ended = await judgeGroup(judging, group, lanes, options, progress);
    if (ended !== undefined) return ended;
  }
  tell(judging, "", progress);
  return undefined;
}

function tell({ onProgress, selected, findings, session }: Judging, claim: string, { done }: { done: number }): void {
  const failures = violationsIn(findings);
  onProgress?.({ claim, done, of: selected.length, failures, requests: session.requests });
}

/** Judges a group's claims in so many lanes; a lane takes the next claim when it is done with one. */
async function judgeGroup(
  judging: Judging,
  group: readonly WorkerClaim[],
  lanes: number,
  options: EngineOptions,
  progress: { done: number },
): Promise<string | undefined> {
  const { suite, world, findings, session, inventory } = judging;
  const { bail } = options;
  const queue = [...group];
  let ended: string | undefined;
  const work = async () => {
    const stage = new WorkerStage(session, inventory);
    const engine = new Engine(suite, stage, findings, options);
    for (let claim = queue.shift(); claim && ended === undefined; claim = queue.shift()) {
      if (bail !== undefined && violationsIn(findings) >= bail) ended = `--bail ${bail}`;
      else {
        tell(judging, claimKey(claim), progress);
        ended = (await endOf(engine.judge(claim, world).then(() => undefined))) ?? ended;
      }
      progress.done += 1;
    }
    await stage.close();
  };
  await Promise.all(Array.from({ length: Math.min(lanes, group.length) }, work));
  return ended;
}
