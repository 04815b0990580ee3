import fc from "fast-check";
import { plainVersion } from "../../arbitraries/version.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { sameJson } from "../../contract/json.ts";
import type { Deployment } from "../../contract/neighbours.ts";
import type { Version } from "../../contract/version.ts";
import { deploymentsOf, given, holds, isRefused, listedAll, made, neighbour } from "../words/verdicts.ts";
import { stop, tour } from "./tour.ts";

const deployments = async (worker: WorkerPort) => deploymentsOf(await worker.deployments());
const deployedOn = async (worker: WorkerPort) => neighbour(await worker.info(), "to show a Worker").deployed_on ?? null;
/** What must stay as it is when nothing is deployed. */
const standing = async (worker: WorkerPort) => ({
  deployments: await deployments(worker),
  deployed_on: await deployedOn(worker),
});
const isFull = (one: Deployment | undefined, id: string) =>
  sameJson(one?.versions, [{ version_id: id, percentage: 100 }]);
const isNew = (before: readonly Deployment[]) => (one: Deployment) => !before.some((old) => old.id === one.id);
const idsOf = (versions: readonly Version[]) => versions.map(({ id }) => id).sort();

/** Two creates that are not deployed: one without the parameter, one with false. */
async function undeployed(worker: WorkerPort): Promise<Version[]> {
  const versions: Version[] = [];
  for (const deploy of [undefined, false] as const) {
    const id = deploy === false ? "deploy.false-moves-nothing" : "deploy.absent-moves-nothing";
    await stop(worker, [id], async () => {
      const before = await standing(worker);
      versions.push(made(await worker.create(plainVersion(id), { deploy, by: deploy === false ? "name" : "id" })));
      const after = await standing(worker);
      holds(sameJson(before, after), `the deployments as they were: ${JSON.stringify(before)}`, after);
    });
  }
  return versions;
}

/** The first deployment, sentence by sentence. */
async function first(worker: WorkerPort): Promise<Version> {
  const before = await deployments(worker);
  const version = made(await worker.create(plainVersion("first"), { deploy: true }));
  let after: Deployment[] = [];
  await stop(worker, ["deploy.true-one-deployment"], () =>
    worker.eventually(async () => {
      after = await deployments(worker);
      holds(after.filter(isNew(before)).length === 1, "exactly one new deployment", after);
    }),
  );
  const fresh = after.filter(isNew(before));
  const judge = (id: "deploy.true-first" | "deploy.true-all-traffic" | "deploy.strategy", read: () => void) =>
    stop(worker, [id], async () => {
      given(fresh.length > 0, "deploy=true made no deployment");
      read();
    });
  await judge("deploy.true-first", () => holds(after[0]?.id === fresh[0]?.id, "the new deployment first", after));
  await judge("deploy.true-all-traffic", () =>
    holds(isFull(fresh[0], version.id), `version ${version.id} at 100 %`, fresh[0]?.versions),
  );
  await judge("deploy.strategy", () =>
    holds(fresh[0]?.strategy === "percentage", "strategy percentage", fresh[0]?.strategy),
  );
  await stop(worker, ["deploy.true-deployed-on"], () =>
    worker.eventually(async () => {
      const on = await deployedOn(worker);
      holds(!Number.isNaN(Date.parse(String(on))), "deployed_on as a date-time", on);
    }),
  );
  return version;
}

/** A deployment of two versions, each with half of the traffic. */
async function split(worker: WorkerPort, versions: readonly Version[]): Promise<void> {
  const shares = versions.slice(0, 2).map(({ id }) => ({ version_id: id, percentage: 50 }));
  neighbour(await worker.deploy(shares), "a split deployment");
}

/** A deploy=true that takes over from what is deployed. */
async function takeOver(worker: WorkerPort): Promise<Version> {
  const before = await deployments(worker);
  const version = made(await worker.create(plainVersion("later"), { deploy: true }));
  let after: Deployment[] = [];
  await stop(worker, ["deploy.supersedes"], () =>
    worker.eventually(async () => {
      after = await deployments(worker);
      const fresh = after.filter(isNew(before));
      given(fresh.length === 1, "deploy=true made no deployment of its own");
      holds(isFull(fresh[0], version.id), `version ${version.id} alone at 100 %`, fresh[0]?.versions);
    }),
  );
  await stop(worker, ["deploy.earlier-kept"], async () => {
    const kept = after.filter((one) => !isNew(before)(one));
    holds(sameJson(kept, before), `behind the new one: ${JSON.stringify(before)}`, kept);
  });
  return version;
}

/** A refused create that was to be deployed. */
const refusedOne = (worker: WorkerPort, versions: readonly Version[]) =>
  stop(worker, ["deploy.refused-moves-nothing"], async () => {
    const before = await standing(worker);
    const reply = await worker.create({ ...plainVersion(), main_module: "not-in-modules.js" }, { deploy: true });
    given(isRefused(reply), "the target accepts a main_module that is not among the modules");
    await worker.eventually(async () => {
      const after = { ...(await standing(worker)), versions: idsOf(await listedAll(worker)) };
      const then = { ...before, versions: idsOf(versions) };
      holds(sameJson(then, after), `all as it was: ${JSON.stringify(then)}`, after);
    });
  });

/** A Worker that is deployed in every way, beside one that must not be moved. */
export const deployTour = tour(
  "deploy",
  ["deploy.true-one-deployment", "deploy.supersedes", "deploy.others-unmoved"],
  () => [fc.constant("beside")],
  async (worker, note: string) => {
    const other = await worker.sibling();
    made(await other.create(plainVersion(note)));
    await stop(worker, ["deploy.others-unmoved"], async () => {
      const before = await standing(other);
      const versions = await undeployed(worker);
      versions.push(await first(worker));
      versions.push(await takeOver(worker));
      await split(worker, versions);
      versions.push(await takeOver(worker));
      await refusedOne(worker, versions);
      const after = await standing(other);
      holds(sameJson(before, after), `the other Worker's deployments as they were: ${JSON.stringify(before)}`, after);
    });
    made(await other.create(plainVersion("after")));
  },
);
