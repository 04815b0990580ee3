import fc from "fast-check";
import { plainVersion } from "../../arbitraries/version.ts";
import type { WorkerPort } from "../../contract/api.ts";
import type { Deployment } from "../../contract/neighbours.ts";
import type { Version } from "../../contract/version.ts";
import { deployedOn, standing } from "../deploy.ts";
import {
  absentMovesNothing,
  allTraffic,
  byPercentage,
  deployedOnSet,
  earlierKept,
  falseMovesNothing,
  newDeploymentFirst,
  oneNewDeployment,
  othersUnmoved,
  refusedMovesNothing,
  supersedes,
} from "../judges/deploy.ts";
import { deploySplit, refusedCreate } from "../words/acts.ts";
import { stop } from "../words/stop.ts";
import { deploymentsOf, idsOf, listedAll, made } from "../words/verdicts.ts";
import { tour } from "./tour.ts";

const deployments = async (worker: WorkerPort) => deploymentsOf(await worker.deployments());

/** Two creates that are not deployed: one without the parameter, one with false. */
async function undeployed(worker: WorkerPort): Promise<Version[]> {
  const versions: Version[] = [];
  const creates = [
    { unmoved: absentMovesNothing, by: "id" },
    { unmoved: falseMovesNothing, deploy: false, by: "name" },
  ] as const;
  for (const { unmoved, ...options } of creates)
    await stop(worker, [unmoved.id], async () => {
      const before = await standing(worker);
      versions.push(made(await worker.create(plainVersion(unmoved.id), options)));
      unmoved(before, await standing(worker));
    });
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
      oneNewDeployment(before, after);
    }),
  );
  await stop(worker, ["deploy.true-first"], async () => newDeploymentFirst(before, after));
  await stop(worker, ["deploy.true-all-traffic"], async () => allTraffic(before, after, version.id));
  await stop(worker, ["deploy.strategy"], async () => byPercentage(before, after));
  await stop(worker, ["deploy.true-deployed-on"], () =>
    worker.eventually(async () => deployedOnSet(await deployedOn(worker))),
  );
  return version;
}

/** A deploy=true that takes over from what is deployed. */
async function takeOver(worker: WorkerPort): Promise<Version> {
  const before = await deployments(worker);
  const version = made(await worker.create(plainVersion("later"), { deploy: true }));
  let after: Deployment[] = [];
  await stop(worker, ["deploy.supersedes"], () =>
    worker.eventually(async () => {
      after = await deployments(worker);
      supersedes(before, after, version.id);
    }),
  );
  await stop(worker, ["deploy.earlier-kept"], async () => earlierKept(before, after));
  return version;
}

/** A refused create that was to be deployed. */
const refusedOne = (worker: WorkerPort, versions: readonly Version[]) =>
  stop(worker, ["deploy.refused-moves-nothing"], async () => {
    const before = { ...(await standing(worker)), versions: idsOf(versions) };
    await refusedCreate(worker, { deploy: true });
    await worker.eventually(async () =>
      refusedMovesNothing(before, { ...(await standing(worker)), versions: idsOf(await listedAll(worker)) }),
    );
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
      await deploySplit(worker, versions);
      versions.push(await takeOver(worker));
      await refusedOne(worker, versions);
      othersUnmoved(before, await standing(other));
    });
    made(await other.create(plainVersion("after")));
  },
);
