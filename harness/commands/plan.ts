import { planText } from "../../reports/plan.ts";
import { claims } from "../../suites/index.ts";
import { type Claim, claimKey } from "../../suites/words/claim.ts";
import { expected } from "../cleanup/provision.ts";
import { select } from "../judge/select.ts";
import { Rehearsal } from "../plan/rehearsal.ts";
import { budgetOf, planRun, stepsOf, summaryOf } from "../plan/request-budget.ts";
import { worldOutside } from "../run/run.ts";
import { readResources } from "../settings/resources.ts";
import { profiles, type Settings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { kindOfTarget } from "../target/target.ts";

/** About how many requests a run makes whose requests nobody counts: each claim's first case, times its cases. */
async function estimate(
  settings: Settings,
  selected: readonly Claim[],
  world: Parameters<typeof Rehearsal.open>[0]["world"],
) {
  const rehearsal = await Rehearsal.open({ seed: settings.seed, world, previews: true });
  const runs = settings.runs ?? profiles[settings.profile];
  let requests = rehearsal.peerRequests;
  for (const claim of selected) {
    const step = await rehearsal.step(claim, 0);
    requests += (step?.requests ?? 0) * Math.max(1, Math.round(runs * claim.weight));
  }
  return requests;
}

const resourcesOf = async ({ resources, provision }: Settings) => {
  if (provision) return expected("planned0");
  return resources === undefined ? undefined : readResources(resources);
};

/** What a run would cost, without a single request. */
export async function planCommand(settings: Settings): Promise<string> {
  const selected = select(claims, settings.only);
  if (selected.length === 0)
    throw new CannotRun(`--only ${settings.only.join(", ")} selects nothing`, "`list` shows what there is");
  const kind = kindOfTarget(settings);
  const resources = await resourcesOf(settings);
  const world = worldOutside({ kind, baseUrl: settings.baseUrl ?? "mock" }, settings, resources);
  const budget = budgetOf(settings, { kind });
  if (budget === undefined) {
    const requests = await estimate(settings, selected, world);
    const names = new Set(selected.map(claimKey)).size;
    return `plan: the requests of this target are not counted: ${names} claims, about ${requests} requests; with --max-requests N the run keeps to N (250 judge every requirement)\n`;
  }
  const plan = await planRun({ settings, target: { kind }, selected, world }, budget);
  return planText(summaryOf(plan), stepsOf(plan));
}
