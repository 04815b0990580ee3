import { Unjudged } from "../../contract/refutation.ts";
import { isRequirementId } from "../../contract/requirements/index.ts";
import { type Claim, claimKey } from "../../suites/words/claim.ts";
import { Engine, type Suspect } from "../judge/engine.ts";
import { endOf, type Judging } from "../judge/lanes.ts";
import { splitKey } from "../judge/tally.ts";
import type { Meter } from "../session/meter.ts";
import { Lane } from "../session/session.ts";
import { Workspace } from "../session/workspace.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./rehearsal.ts";

/** Executions that a shrink may take on a target where requests are dear. */
const shrinkAllowance = 12;

interface Metered {
  judging: Judging;
  plan: Plan;
  meter: Meter;
  engine: Engine;
}

/** What a tour found, and where. */
interface Found {
  suspect: Suspect;
  step: Step;
}

const isTour = ({ name }: Claim) => name.startsWith("tour.");

/** Judges by plan. Why the run ended before its plan was done, or undefined. */
export async function judgeByPlan(judging: Judging, plan: Plan, meter: Meter): Promise<string | undefined> {
  const { settings, session, inventory, findings } = judging;
  const lane = new Lane(session);
  const workspace = new Workspace(lane, inventory);
  const engine = new Engine(lane, workspace, findings, { seed: settings.seed, runs: 1, shrinkAllowance, meter });
  const metered = { judging, plan, meter, engine };
  const ended = await endOf(follow(metered).then(() => undefined));
  await workspace.close().catch(() => {});
  explainRest(metered);
  return ended ?? shortage(metered);
}

async function follow(metered: Metered): Promise<void> {
  const { plan, meter } = metered;
  meter.planned = plan.cover.reduce((sum, { requests }) => sum + requests, 0);
  for (const [i, step] of plan.cover.entries()) {
    meter.planned -= step.requests;
    if (isOver(metered, i)) return;
    await confirmAll(metered, await make(metered, step));
  }
  await fillIn(metered);
  for (const [i, step] of plan.more.entries()) {
    if (isOver(metered, plan.cover.length + i)) return;
    if (step.requests <= meter.spare) await confirmAll(metered, await make(metered, step));
  }
}

/**
 * A suspect is shown again and replayed at once, since it may explain what comes later: what that takes is set aside
 * before any other is shrunk.
 */
async function confirmAll(metered: Metered, found: readonly Found[]): Promise<void> {
  const { meter, plan } = metered;
  const { planned } = meter;
  const ways = [];
  for (const one of found) ways.push({ ...one, own: await plan.alternative(one.suspect.key) });
  for (const [i, one] of ways.entries()) {
    const rest = ways.slice(i + 1).reduce((sum, { own, step }) => sum + 2 * (own ?? step).requests, 0);
    meter.planned = planned + rest;
    await confirm(metered, one);
  }
  meter.planned = planned;
}

/** Tells how far the run is, and whether it has found enough. */
function isOver({ judging: { options, findings, session, settings }, plan }: Metered, done: number): boolean {
  const { failures } = findings.tally;
  const [of, step] = [plan.cover.length + plan.more.length, [...plan.cover, ...plan.more][done]];
  options.onProgress?.({ claim: step ? claimKey(step.claim) : "", done, of, failures, requests: session.requests });
  return settings.bail !== undefined && failures >= settings.bail;
}

async function make({ engine, judging: { world } }: Metered, step: Step): Promise<Found[]> {
  const { claim, index } = step;
  if (isTour(claim)) return (await engine.tour(claim, world, index)).map((suspect) => ({ suspect, step }));
  await engine.judgeCase(claim, world, index);
  return [];
}

/** Looks for what a tour stumbled upon with a claim of its own, then by the tour itself; until then it is no failure. */
async function confirm(metered: Metered, { suspect, step, own }: Found & { own: Step | undefined }): Promise<void> {
  const { engine, meter, judging } = metered;
  const { findings, selected, world } = judging;
  const { key } = suspect;
  const [id = ""] = splitKey(key);
  const causes = selected.filter((one) => one.id === id).flatMap(({ after }) => after);
  if (engine.settles(suspect, causes)) return;
  let wasTried = false;
  for (const way of [...(own ? [own] : []), step]) {
    if (way.requests > meter.spare) continue;
    findings.muted.delete(key);
    await engine.judgeCase(way.claim, world, way.index);
    if (findings.tally.hasFailed(key)) return;
    wasTried = way === step;
  }
  if (!engine.settles(suspect, causes)) engine.keep(suspect, step.claim, step.index, wasTried);
}

/** Judges by claims of their own what the cover was to judge, and did not. */
async function fillIn({ engine, meter, plan, judging: { findings, world } }: Metered): Promise<void> {
  const { tally } = findings;
  const promised = new Set(plan.cover.flatMap(({ judges }) => [...judges]));
  for (const id of plan.wanted.filter((one) => promised.has(one))) {
    const isHeard = tally.lines(id).some(({ line }) => line.judged + line.caught.length > 0);
    const own = isHeard ? undefined : await plan.alternative(id);
    if (own && own.requests <= meter.spare) await engine.judgeCase(own.claim, world, own.index);
  }
}

/** Says of every claim that was left out why. */
function explainRest({ judging: { selected, world, findings }, plan }: Metered): void {
  for (const { id, row, unavailable } of selected) {
    if (!id) continue;
    const line = findings.tally.line(id, row);
    if (line.judged + line.caught.length + line.broken.length + line.reasons.size > 0) continue;
    const reason = unavailable(world) ?? `the budget of ${plan.limit} requests left no case for it`;
    findings.tally.unjudged(id, row, new Unjudged("untested", reason));
  }
}

/** What the budget was too small for, in words. */
function shortage({ plan, judging: { findings } }: Metered): string | undefined {
  const missed = plan.missed.filter(
    (id) => isRequirementId(id) && !findings.tally.lines(id).some(({ line }) => line.judged + line.caught.length > 0),
  );
  if (missed.length === 0) return undefined;
  return `the budget of ${plan.limit} requests is too small for ${missed.length} of ${plan.wanted.length} requirements`;
}
