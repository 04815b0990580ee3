import fc from "fast-check";
import { plainVersion, version } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { AddressedBy, WorkerPort } from "../contract/api.ts";
import type { Deployment } from "../contract/neighbours.ts";
import type { Version, VersionRequest } from "../contract/version.ts";
import {
  absentMovesNothing,
  allTraffic,
  byPercentage,
  deployedOnSet,
  earlierKept,
  falseMovesNothing,
  newDeploymentFirst,
  oneAtLeast,
  oneNewDeployment,
  othersUnmoved,
  refusedMovesNothing,
  refusedWith4xx,
  supersedes,
  takenAsEither,
} from "./judges/deploy.ts";
import { deploySplit, infoOf, refusedCreate } from "./words/acts.ts";
import { claim, claimRows } from "./words/claim.ts";
import {
  deploymentsOf,
  given,
  idsOf,
  ifThere,
  isAccepted,
  listedAll,
  made,
  premise,
  type Sameness,
} from "./words/verdicts.ts";

const deployments = async (worker: WorkerPort) => deploymentsOf(await worker.deployments());
/** Since when the Worker says that it is deployed. */
export const deployedOn = async (worker: WorkerPort) => (await infoOf(worker)).deployed_on ?? null;

/** What must stay as it is when nothing is deployed. */
export const standing = async (worker: WorkerPort) => ({
  deployments: await deployments(worker),
  deployed_on: await deployedOn(worker),
});

/** Values of deploy that are neither true nor false. Whoever takes one may deploy: real accounts are not asked. */
const otherValues = ["maybe", "truefalse", "2", "yes"] as const;
const onlyIfOurs = ({ isPlacementRisky }: World) =>
  isPlacementRisky ? "another value of deploy may deploy: not tried on a real account" : undefined;

type Judge = (before: readonly Deployment[], after: readonly Deployment[], version: string) => void;

/** deploy=true on a Worker; `judge` sees the deployments before and after it until it is content. */
async function deployed(worker: WorkerPort, request: VersionRequest, by: AddressedBy, judge: Judge): Promise<void> {
  const before = await deployments(worker);
  const { id } = made(await worker.create(request, { deploy: true, by }));
  await worker.eventually(async () => judge(before, await deployments(worker), id));
}

/** What a Worker may have been through before the create under test. */
const pasts = ["nothing", "version", "deployed", "deployed twice", "split"] as const;
type Past = (typeof pasts)[number];
const past = () => fc.constantFrom(...pasts);

async function live(worker: WorkerPort, what: Past): Promise<void> {
  if (what === "nothing") return;
  const versions = [made(await worker.create(plainVersion("1"), { deploy: what !== "version" }))];
  if (what === "deployed twice") versions.push(made(await worker.create(plainVersion("2"), { deploy: true })));
  if (what === "split") {
    versions.push(made(await worker.create(plainVersion("2"))));
    await deploySplit(worker, versions);
  }
  await settled(worker, versions, what);
}

/** Waits until a target whose reads lag shows what was made and deployed: what moves later is then a move. */
async function settled(worker: WorkerPort, versions: readonly Version[], what: Past): Promise<void> {
  await premise(worker, "the target shows not yet what was deployed", async () => {
    const list = await deployments(worker);
    const all = await ifThere(() => listedAll(worker));
    const ids = (all ?? versions).map((one) => one.id);
    const isNewest = list.some((each) => each.versions.some((one) => one.version_id === versions.at(-1)?.id));
    return versions.every((one) => ids.includes(one.id)) && (what === "version" || isNewest);
  });
}

const by = () => fc.constantFrom<AddressedBy>("id", "name");

/** A create that is not to be deployed, after whatever the Worker has been through. */
const movesNothing = (judge: Sameness, deploy: false | undefined) =>
  claim(
    judge.id,
    {},
    (world) => [past(), version(world), by()],
    async (worker, what, request, address) => {
      await live(worker, what);
      const before = await standing(worker);

      made(await worker.create(request, { deploy, by: address }));

      judge(before, await standing(worker));
    },
  );

/** What a refused create must leave as it is. */
const standingWhole = async (worker: WorkerPort) => ({
  ...(await standing(worker)),
  versions: idsOf((await ifThere(() => listedAll(worker))) ?? []),
});

export const deployClaims = [
  claim(
    "deploy.true-one-deployment",
    {},
    (world) => [past(), version(world), by()],
    async (worker, what, request, address) => {
      await live(worker, what);
      await deployed(worker, request, address, oneNewDeployment);
    },
  ),
  claim(
    "deploy.true-first",
    { weight: 0.7 },
    () => [past(), by()],
    async (worker, what, address) => {
      await live(worker, what);
      await deployed(worker, plainVersion(), address, newDeploymentFirst);
    },
  ),
  claim(
    "deploy.true-all-traffic",
    {},
    (world) => [version(world), by()],
    async (worker, request, address) => {
      await deployed(worker, request, address, allTraffic);
    },
  ),
  claim(
    "deploy.supersedes",
    {},
    () => [fc.constantFrom<Past>("deployed", "deployed twice", "split"), by()],
    async (worker, what, address) => {
      await live(worker, what);
      await deployed(worker, plainVersion("later"), address, (before, after, id) => {
        given(before.at(-1)?.versions[0]?.percentage === 100, "already the first deploy=true sends no 100 %");
        supersedes(before, after, id);
      });
    },
  ),
  claim(
    "deploy.strategy",
    { weight: 0.3 },
    () => [by()],
    async (worker, address) => {
      await deployed(worker, plainVersion(), address, byPercentage);
    },
  ),
  claim(
    "deploy.true-deployed-on",
    { weight: 0.5 },
    () => [fc.constantFrom<Past>("nothing", "version"), by()],
    async (worker, what, address) => {
      await live(worker, what);
      await deployed(worker, plainVersion(), address, oneAtLeast);
      await worker.eventually(async () => deployedOnSet(await deployedOn(worker)));
    },
  ),
  claim(
    "deploy.earlier-kept",
    { weight: 0.7 },
    () => [fc.constantFrom<Past>("deployed", "deployed twice", "split")],
    async (worker, what) => {
      await live(worker, what);
      await deployed(worker, plainVersion("later"), "id", earlierKept);
    },
  ),
  movesNothing(falseMovesNothing, false),
  movesNothing(absentMovesNothing, undefined),
  claim(
    "deploy.others-unmoved",
    { weight: 0.5 },
    () => [fc.constantFrom<Past>("nothing", "version", "deployed"), by()],
    async (worker, what, address) => {
      const other = await worker.sibling();
      await live(other, what);
      const before = await standing(other);

      made(await worker.create(plainVersion(), { deploy: true, by: address }));

      const isShown = async () => deploymentsOf(await worker.deployments()).length > 0;
      await premise(worker, "the target shows no deployment", isShown);
      othersUnmoved(before, await standing(other));
    },
  ),
  claim(
    "deploy.refused-moves-nothing",
    { weight: 0.5 },
    () => [past(), fc.constantFrom(undefined, false, true)],
    async (worker, what, deploy) => {
      await live(worker, what);
      const before = await standingWhole(worker);

      await refusedCreate(worker, { deploy });

      refusedMovesNothing(before, await standingWhole(worker));
    },
  ),
  ...claimRows(
    "refusal.deploy-as-either",
    otherValues,
    { weight: 0, drives: ["refusal.client-error"], unavailable: onlyIfOurs },
    () => [],
    (value) => async (worker) => {
      const before = await deployments(worker);

      const text = JSON.stringify(plainVersion());
      const reply = await worker.create(plainVersion(), { sending: { text, query: `deploy=${value}` } });

      if (!isAccepted(reply)) return refusedWith4xx(reply, value);
      const { id } = made(reply);
      await worker.eventually(async () => takenAsEither(before, await deployments(worker), id, value));
    },
  ),
];
