import type { Reply } from "../../contract/api.ts";
import { sameJson } from "../../contract/json.ts";
import type { Deployment } from "../../contract/neighbours.ts";
import { given, holds, refused, sameness } from "../words/verdicts.ts";

type Deployments = readonly Deployment[];

/** A target may list only its newest deployments (the live API: about ten). */
export const listCap = 10;

/** The deployments that were not there before. */
export const freshOf = (before: Deployments, after: Deployments): Deployment[] =>
  after.filter((one) => !before.some((old) => old.id === one.id));
const isFull = (one: Deployment | undefined, id: string) =>
  sameJson(one?.versions, [{ version_id: id, percentage: 100 }]);

/** The premise of what is said of a deployment that deploy=true made: there is one. */
export const oneAtLeast = (before: Deployments, after: Deployments): void =>
  given(freshOf(before, after).length > 0, "deploy=true made no deployment");
function firstFresh(before: Deployments, after: Deployments): Deployment | undefined {
  oneAtLeast(before, after);
  return freshOf(before, after)[0];
}

const oneEach = { id: "deploy.true-one-deployment" } as const;
/** deploy=true makes exactly one deployment. */
export const oneNewDeployment = (before: Deployments, after: Deployments): void =>
  holds(freshOf(before, after).length === 1, "exactly one new deployment", after, oneEach);
/** The deployments that creates have made by now are there, as a read that may lag shows them. */
export const deploymentsShown = (count: number, seen: Deployments): void =>
  holds(seen.length >= count, `${count} deployments or more`, seen, oneEach);

/** The deployment that deploy=true made is the first of the list. */
export function newDeploymentFirst(before: Deployments, after: Deployments): void {
  oneAtLeast(before, after);
  const isFirst = freshOf(before, after).some((one) => one.id === after[0]?.id);
  holds(isFirst, "the new deployment first", after, { id: "deploy.true-first" });
}

/** The deployment that deploy=true made sends all traffic to the new version. */
export function allTraffic(before: Deployments, after: Deployments, version: string): void {
  const one = firstFresh(before, after);
  holds(isFull(one, version), `version ${version} at 100 %`, one?.versions, { id: "deploy.true-all-traffic" });
}

/** A later deploy=true takes over: its version does not share the traffic with what was deployed before. */
export function supersedes(before: Deployments, after: Deployments, version: string): void {
  const [one, ...more] = freshOf(before, after);
  given(one !== undefined && more.length === 0, "deploy=true made no deployment of its own");
  const isShared = one !== undefined && one.versions.length > 1;
  const explains = isShared ? [] : ["deploy.true-all-traffic"];
  holds(isFull(one, version), `version ${version} alone at 100 %`, one?.versions, {
    id: "deploy.supersedes",
    after: explains,
  });
}

/** All traffic goes to the new version: where it shares it with what was there before, it did not take over. */
export function takesTraffic(before: Deployments, after: Deployments, version: string): void {
  const isShared = before.length > 0 && (freshOf(before, after)[0]?.versions.length ?? 0) > 1;
  (isShared ? supersedes : allTraffic)(before, after, version);
}

/** The deployment that deploy=true made goes by percentage. */
export function byPercentage(before: Deployments, after: Deployments): void {
  const strategy = firstFresh(before, after)?.strategy;
  holds(strategy === "percentage", "strategy percentage", strategy, { id: "deploy.strategy" });
}

/** After deploy=true the Worker says since when it is deployed. */
export const deployedOnSet = (deployedOn: unknown): void =>
  holds(!Number.isNaN(Date.parse(String(deployedOn))), "deployed_on as a date-time", deployedOn, {
    id: "deploy.true-deployed-on",
  });

/** Behind the new deployment stand the earlier ones, as far as a list that may be cut must still show them. */
export function earlierKept(before: Deployments, after: Deployments): void {
  const fresh = freshOf(before, after);
  const kept = after.filter((one) => !fresh.includes(one));
  const least = Math.min(before.length, listCap - fresh.length);
  const expected = before.slice(0, Math.max(kept.length, least));
  const where = { id: "deploy.earlier-kept" } as const;
  holds(sameJson(kept, expected), `behind the new one: ${JSON.stringify(expected)}`, kept, where);
}

const still = "the deployments as they were:";
export const falseMovesNothing = sameness(still, { id: "deploy.false-moves-nothing" });
export const absentMovesNothing = sameness(still, { id: "deploy.absent-moves-nothing" });
/** Deleting a version that no deployment names leaves the deployments alone. */
export const deleteMovesNothing = sameness(still, { id: "deploy.delete-moves-nothing" });
/** What one Worker is asked moves nothing on another. */
export const othersUnmoved = sameness("the other Worker's deployments as they were:", { id: "deploy.others-unmoved" });
/** A refused create leaves versions and deployments alone. */
export const refusedMovesNothing = sameness("all as it was:", { id: "deploy.refused-moves-nothing" });

const asEither = (value: string) => ({ id: "refusal.deploy-as-either", row: value }) as const;
/** Another value of deploy than true and false is refused with a 4xx … */
export const refusedWith4xx = (reply: Reply<unknown>, value: string): void => refused(reply, asEither(value));
/** … or taken as one of the two. */
export function takenAsEither(before: Deployments, after: Deployments, version: string, value: string): void {
  const asFalse = sameJson(after, before);
  const asTrue = freshOf(before, after).length === 1 && isFull(after[0], version);
  const expected = "the deployments as they were, or the new version alone at 100 %";
  holds(asFalse || asTrue, expected, after, asEither(value));
}
