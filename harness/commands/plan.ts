import { planText } from "../../reports/plan.ts";
import { claimKey } from "../../suites/words/claim.ts";
import { suiteFor, type WorkerClaim, type WorkerSuite } from "../judge/judging.ts";
import { casesOf } from "../judge/options.ts";
import { mostRequests, type PlanSettings, planRun, stepsOf, summaryOf } from "../plan/prepare.ts";
import { Rehearsal } from "../plan/rehearsal.ts";
import { selectedOf } from "../run/run.ts";
import { resourcesToBe, worldOutside } from "../run/world.ts";
import { triedIn } from "../settings/reports.ts";
import { profiles, type Settings } from "../settings/settings.ts";
import { kindOfTarget } from "../target/target.ts";

/**
 * About how many requests runs of so many cases make whose requests nobody counts: each claim's first case, times its
 * cases; of one claim of so many.
 */
export async function estimate(
  suite: WorkerSuite,
  { seed, world }: { seed: number; world: Parameters<typeof Rehearsal.open>[1]["world"] },
  selected: readonly WorkerClaim[],
  runs: readonly number[],
  oneOf = 1,
): Promise<number[]> {
  const rehearsal = await Rehearsal.open(suite, { seed, world, previews: true });
  const requests = runs.map(() => rehearsal.peerRequests);
  for (const claim of selected.filter((_, i) => i % oneOf === 0)) {
    const step = await rehearsal.step(claim, 0);
    for (const [i, count] of runs.entries())
      requests[i] = (requests[i] ?? 0) + (step?.requests ?? 0) * casesOf(claim, count) * oneOf;
  }
  return requests;
}

/** What a run would cost, without a single request. */
export async function planCommand(
  whole: WorkerSuite,
  settings: PlanSettings & Pick<Settings, "resources" | "baseUrl" | "maxRequests" | "path" | "since">,
): Promise<string> {
  const suite = suiteFor(whole, settings);
  const selected = selectedOf(suite, settings);
  const kind = kindOfTarget(settings);
  const resources = await resourcesToBe(settings, "planned0");
  const world = worldOutside({ kind, baseUrl: settings.baseUrl ?? "mock" }, settings, resources);
  const budget = mostRequests(settings, kind);
  if (budget === undefined) {
    const { seed, runs, profile } = settings;
    const [requests] = await estimate(suite, { seed, world }, selected, [runs ?? profiles[profile]]);
    const names = new Set(selected.map(claimKey)).size;
    return `plan: the requests of this target are not counted: ${names} claims, about ${requests} requests; with --max-requests N the run keeps to N (250 judge every requirement)\n`;
  }
  const tried = await triedIn(settings.since);
  const plan = await planRun({ suite, settings, kind, selected, world, tried }, budget);
  return planText(summaryOf(plan), stepsOf(plan));
}
