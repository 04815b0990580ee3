import type { World } from "../../arbitraries/world.ts";
import type { PlannedStep, PlanSummary } from "../../reports/plan.ts";
import { provisionRequests } from "../cleanup/provision.ts";
import type { WorkerClaim, WorkerSuite } from "../judge/judging.ts";
import type { Tried } from "../settings/reports.ts";
import { profiles, type Settings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { liveRate } from "../target/rate.ts";
import type { Target } from "../target/target.ts";
import { type Plan, planOf } from "./plan.ts";
import { Rehearsal } from "./rehearsal.ts";

/** "1,200 requests per 5 minutes" for a user, whatever else that user does: the suite keeps to its part. */
export const rateLimit = {
  requests: liveRate.limit,
  perSeconds: liveRate.windowMs / 1000,
  reserveShare: liveRate.reserve,
};
export const perSecond = (rateLimit.requests * (1 - rateLimit.reserveShare)) / rateLimit.perSeconds;

/** The most requests of a run on a real account, where nobody said how many. */
const budgets = { quick: 250, default: 1000, nightly: 5000 } as const;

/** How many requests a run may make; undefined where they cost nothing. A replay makes one case, whatever it costs. */
export function mostRequests(
  { maxRequests, path, profile }: Pick<Settings, "maxRequests" | "path" | "profile">,
  kind: Target["kind"],
): number | undefined {
  if (path !== undefined) return undefined;
  return maxRequests ?? (kind === "account" ? budgets[profile] : undefined);
}

/** The settings that decide what is planned. */
export type PlanSettings = Pick<Settings, "seed" | "only" | "runs" | "profile" | "provision" | "lacks" | "contract">;

/** What a plan is made from. */
export interface Planning {
  suite: WorkerSuite;
  selected: readonly WorkerClaim[];
  settings: PlanSettings;
  kind: Target["kind"];
  world: Omit<World, "peer">;
  /** What earlier runs tried. */
  tried?: Tried | undefined;
}

/** Requests for the look at the end that shows that nothing is left. */
const looks = 1;

/** The plan of a run whose requests are counted. Refuses where not even one case and its removal fit. */
export async function planRun(
  { suite, settings, kind, selected, world, tried }: Planning,
  budget: number,
): Promise<Plan> {
  const { seed, only, runs, profile } = settings;
  const rehearsal = await Rehearsal.open(suite, { seed, world, previews: kind !== "account" });
  const beside = rehearsal.peerRequests + looks + (settings.provision ? provisionRequests : 0);
  const options = { suite, claims: selected, only, budget, beside, runs: runs ?? profiles[profile], tried };
  const plan = await planOf(rehearsal, options);
  if (plan.cover.length + plan.more.length === 0) {
    throw new CannotRun(
      `a budget of ${budget} requests is too small to judge anything and to remove what that makes`,
      "give --max-requests more; about 250 judge every requirement that can be judged",
    );
  }
  return plan;
}

/** A plan in figures. */
export function summaryOf(plan: Plan): PlanSummary {
  const { requests, limit, creates, workers, judged, asked, missed, impossible, rows } = plan;
  return {
    requests,
    atMost: limit,
    creates,
    workers,
    seconds: Math.ceil(requests / perSecond),
    percentOfLimit: Math.ceil((100 * requests) / rateLimit.requests),
    requirements: { judged: judged.length, of: asked.length },
    rows,
    missed,
    impossible,
  };
}

/** The steps of a plan by claim, each with all its cases. */
export function stepsOf({ cover, more, asked }: Plan): PlannedStep[] {
  const names = [...new Set([...cover, ...more].map(({ claim }) => claim.name))];
  return names.map((name) => {
    const own = [...cover, ...more].filter(({ claim }) => claim.name === name);
    const judged = new Set(own.flatMap(({ judges }) => [...judges]));
    return {
      name,
      requests: own.reduce((sum, one) => sum + one.requests, 0),
      requirements: asked.filter((id) => judged.has(id)).length,
    };
  });
}
