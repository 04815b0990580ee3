import type { World } from "../../arbitraries/world.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { claimKey } from "../../suites/words/claim.ts";
import { Engine } from "../judge/engine.ts";
import { isTour } from "../judge/explanations.ts";
import { leftOut, violationsIn } from "../judge/findings.ts";
import { endOf, type Judging } from "../judge/judging.ts";
import { type Suspect, Tours } from "../judge/tour.ts";
import type { RequestBudget } from "../session/request-budget.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import { keyOf } from "../shared/tally.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./rehearsal.ts";

/** Executions that a shrink may take on a target where requests are dear. */
const shrinkAllowance = 12;

/** A plan that is carried out. */
interface Doing {
  judging: Judging;
  plan: Plan;
  budget: RequestBudget;
  engine: Engine<WorkerPort, World>;
  tours: Tours<WorkerPort, World>;
}

/** What a tour found, and where. */
interface Found {
  suspect: Suspect;
  step: Step;
}

/** Judges by plan. Why the run ended before its plan was done, or undefined. */
export async function judgeByPlan(judging: Judging, plan: Plan, budget: RequestBudget): Promise<string | undefined> {
  const { suite, settings, session, inventory, findings } = judging;
  const { seed } = settings;
  const stage = new WorkerStage(session, inventory);
  const engine = new Engine(suite, stage, findings, { seed, runs: 1, shrinkAllowance, requests: budget });
  const doing = { judging, plan, budget, engine, tours: new Tours(suite, stage, findings, seed) };
  const ended = await endOf(follow(doing).then(() => undefined));
  await stage.close();
  explainRest(doing);
  explainDone(doing);
  return ended ?? shortage(doing);
}

async function follow(doing: Doing): Promise<void> {
  const { plan, budget } = doing;
  budget.planned = plan.cover.reduce((sum, { requests }) => sum + requests, 0);
  for (const [i, step] of plan.cover.entries()) {
    budget.planned -= step.requests;
    if (isOver(doing, i)) return;
    if (step.requests <= budget.spare) await confirmAll(doing, await make(doing, step));
  }
  await fillIn(doing);
  for (const [i, step] of plan.more.entries()) {
    if (isOver(doing, plan.cover.length + i)) return;
    if (step.requests <= budget.spare) await confirmAll(doing, await make(doing, step));
  }
}

/**
 * A suspect is shown again and replayed at once, since it may explain what comes later: what that takes is set aside
 * before any other is shrunk.
 */
async function confirmAll(doing: Doing, found: readonly Found[]): Promise<void> {
  const { budget, plan, tours } = doing;
  const { planned } = budget;
  const ways = [];
  for (const one of found) {
    const keys = [...tours.causesOf(one.suspect), one.suspect.key];
    const own: Step[] = [];
    for (const key of keys) own.push(...[await plan.alternative(key)].flatMap((way) => way ?? []));
    ways.push({ ...one, own });
  }
  for (const [i, one] of ways.entries()) {
    const rest = ways.slice(i + 1).reduce((sum, { own, step }) => sum + 2 * (own.at(-1) ?? step).requests, 0);
    budget.planned = planned + rest;
    await confirm(doing, one);
  }
  budget.planned = planned;
}

/** Tells how far the run is, and whether it has found enough. */
function isOver({ judging: { onProgress, findings, session, settings }, plan }: Doing, done: number): boolean {
  const failures = violationsIn(findings);
  const [of, step] = [plan.cover.length + plan.more.length, [...plan.cover, ...plan.more][done]];
  onProgress?.({ claim: step ? claimKey(step.claim) : "", done, of, failures, requests: session.requests });
  return settings.bail !== undefined && failures >= settings.bail;
}

async function make({ engine, tours, judging: { world } }: Doing, step: Step): Promise<Found[]> {
  const { claim, index } = step;
  if (isTour(claim.name)) return (await tours.make(claim, world, index)).map((suspect) => ({ suspect, step }));
  await engine.judgeCase(claim, world, index);
  return [];
}

/** Looks for what a tour stumbled upon with a claim of its own, then by the tour itself; until then it is no failure. */
async function confirm(doing: Doing, { suspect, step, own }: Found & { own: readonly Step[] }): Promise<void> {
  const { engine, tours, budget, judging } = doing;
  const { selected: claims, world: given } = judging;
  let wasTried = false;
  const canMake = (way: Step) => {
    const fits = way.requests <= budget.left;
    wasTried ||= fits && way === step;
    return fits;
  };
  const ways = [...own, step];
  if (await tours.confirm(suspect, { claims, ways, engine, given, canMake })) return;
  engine.keepUnconfirmed(suspect.key, suspect, step.claim, step.index, wasTried);
}

/** Judges by claims of their own what the cover was to judge, and did not. */
async function fillIn({ engine, budget, plan, judging: { findings, world } }: Doing): Promise<void> {
  const { tally } = findings;
  const promised = new Set(plan.cover.flatMap(({ judges }) => [...judges]));
  for (const id of plan.wanted.filter((one) => promised.has(one))) {
    const own = tally.wasJudged(id) ? undefined : await plan.alternative(id);
    if (own && own.requests <= budget.spare) await engine.judgeCase(own.claim, world, own.index);
  }
}

/** Says of every claim that was left out why. */
function explainRest({ judging: { selected, world, findings }, plan }: Doing): void {
  for (const { id, row, unavailable } of selected) {
    if (!id) continue;
    const line = findings.tally.line(id, row);
    if (line.judged + line.caught.length + line.broken.length + line.reasons.size > 0) continue;
    const none = plan.done.has(keyOf(id, row))
      ? leftToAnother
      : `the budget of ${plan.limit} requests left no case for it`;
    const reason = unavailable(world) ?? none;
    leftOut(findings.tally, id, row, reason);
  }
}

const leftToAnother = "left to another run: an earlier one tried it (--since)";

/** Says of every requirement that was left to another run that it was. */
function explainDone({ plan: { done }, judging: { suite, findings } }: Doing): void {
  const open = Object.keys(suite.requirements).filter((id) => done.has(id) && findings.tally.lines(id).length === 0);
  for (const id of open) leftOut(findings.tally, id, undefined, leftToAnother);
}

/** What the budget was too small for, in words. */
function shortage({ plan, judging: { findings } }: Doing): string | undefined {
  const missed = plan.missed.filter((id) => !findings.tally.wasJudged(id));
  if (missed.length === 0) return undefined;
  return `the budget of ${plan.limit} requests is too small for ${missed.length} of ${plan.wanted.length} requirements`;
}
