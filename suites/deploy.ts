import fc from "fast-check";
import { plainVersion, version } from "../arbitraries/version.ts";
import type { AddressedBy, WorkerPort } from "../contract/api.ts";
import { sameJson } from "../contract/json.ts";
import type { Deployment, WorkerInfo } from "../contract/neighbours.ts";
import type { Version, VersionRequest } from "../contract/version.ts";
import { claim } from "./words/claim.ts";
import { deploymentsOf, given, holds, isRefused, listed, made, neighbour, premise } from "./words/verdicts.ts";

const deployments = async (worker: WorkerPort) => deploymentsOf(await worker.deployments());
const info = async (worker: WorkerPort): Promise<WorkerInfo> => neighbour(await worker.info(), "to show a Worker");
const isFull = (one: Deployment | undefined, id: string) =>
  sameJson(one?.versions, [{ version_id: id, percentage: 100 }]);

const sharesOf = (one: Deployment | undefined) => (one?.versions ?? []).map((share) => share.percentage);

interface Deployed {
  before: Deployment[];
  after: Deployment[];
  /** Deployments that were not there before. */
  fresh: Deployment[];
  version: Version;
}

/** deploy=true on a Worker, with the deployments before and after; `judge` sees them until it is content. */
async function deployed(
  worker: WorkerPort,
  request: VersionRequest,
  by: AddressedBy,
  judge: (seen: Deployed) => void,
): Promise<void> {
  const before = await deployments(worker);
  const created = made(await worker.create(request, { deploy: true, by }));
  await worker.eventually(async () => {
    const after = await deployments(worker);
    judge({ before, after, fresh: after.filter((one) => !before.some((old) => old.id === one.id)), version: created });
  });
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
    const shares = versions.map(({ id }) => ({ version_id: id, percentage: 50 }));
    neighbour(await worker.deploy(shares), "a split deployment");
  }
  await settled(worker, versions, what);
}

/** Waits until a target whose reads lag shows what was made and deployed: what moves later is then a move. */
async function settled(worker: WorkerPort, versions: readonly Version[], what: Past): Promise<void> {
  await premise(worker, "the target shows not yet what was deployed", async () => {
    const list = await deployments(worker);
    const ids = listed(await worker.list({ perPage: 100 })).versions.map((one) => one.id);
    const shown = versions.every((one) => ids.includes(one.id));
    const newest = list.some((each) => each.versions.some((one) => one.version_id === versions.at(-1)?.id));
    holds(shown && (what === "version" || newest), "the past to be shown", list);
  });
}

const by = () => fc.constantFrom<AddressedBy>("id", "name");

/** What must stay as it is when nothing is deployed. */
const standing = async (worker: WorkerPort) => ({
  deployments: await deployments(worker),
  deployed_on: (await info(worker)).deployed_on ?? null,
});

const movesNothing = (id: "deploy.false-moves-nothing" | "deploy.absent-moves-nothing", deploy: false | undefined) =>
  claim(
    id,
    {},
    (world) => [past(), version(world), by()],
    async (worker, what, request, address) => {
      await live(worker, what);
      const before = await standing(worker);

      made(await worker.create(request, { deploy, by: address }));

      const after = await standing(worker);
      holds(sameJson(before, after), `the deployments as they were: ${JSON.stringify(before)}`, after);
    },
  );

export const deployClaims = [
  claim(
    "deploy.true-one-deployment",
    {},
    (world) => [past(), version(world), by()],
    async (worker, what, request, address) => {
      await live(worker, what);
      await deployed(worker, request, address, ({ fresh, after }) => {
        holds(fresh.length === 1, "exactly one new deployment", after);
      });
    },
  ),
  claim(
    "deploy.true-first",
    { weight: 0.7 },
    () => [past(), by()],
    async (worker, what, address) => {
      await live(worker, what);
      await deployed(worker, plainVersion(), address, ({ fresh, after }) => {
        given(fresh.length > 0, "deploy=true made no deployment");
        holds(
          fresh.some((one) => one.id === after[0]?.id),
          "the new deployment first",
          after,
        );
      });
    },
  ),
  claim(
    "deploy.true-all-traffic",
    {},
    (world) => [version(world), by()],
    async (worker, request, address) => {
      await deployed(worker, request, address, ({ fresh, version: created }) => {
        given(fresh.length > 0, "deploy=true made no deployment");
        holds(isFull(fresh[0], created.id), `version ${created.id} at 100 %`, fresh[0]?.versions);
      });
    },
  ),
  claim(
    "deploy.supersedes",
    {},
    () => [fc.constantFrom<Past>("deployed", "deployed twice", "split"), by()],
    async (worker, what, address) => {
      await live(worker, what);
      await deployed(worker, plainVersion("later"), address, ({ before, fresh, version: created, after }) => {
        given(fresh.length === 1, "deploy=true made no deployment of its own");
        given(sharesOf(before.at(-1))[0] === 100, "already the first deploy=true sends no 100 %");
        const serving = after.find((one) => fresh.includes(one));
        holds(isFull(serving, created.id), `version ${created.id} alone at 100 %`, serving?.versions);
      });
    },
  ),
  claim(
    "deploy.strategy",
    { weight: 0.3 },
    () => [by()],
    async (worker, address) => {
      await deployed(worker, plainVersion(), address, ({ fresh }) => {
        given(fresh.length > 0, "deploy=true made no deployment");
        holds(fresh[0]?.strategy === "percentage", "strategy percentage", fresh[0]?.strategy);
      });
    },
  ),
  claim(
    "deploy.true-deployed-on",
    { weight: 0.5 },
    () => [fc.constantFrom<Past>("nothing", "version"), by()],
    async (worker, what, address) => {
      await live(worker, what);
      await deployed(worker, plainVersion(), address, ({ fresh }) =>
        given(fresh.length > 0, "deploy=true made no deployment"),
      );
      await worker.eventually(async () => {
        const { deployed_on } = await info(worker);
        holds(!Number.isNaN(Date.parse(String(deployed_on))), "deployed_on as a date-time", deployed_on);
      });
    },
  ),
  claim(
    "deploy.earlier-kept",
    { weight: 0.7 },
    () => [fc.constantFrom<Past>("deployed", "deployed twice", "split")],
    async (worker, what) => {
      await live(worker, what);
      await deployed(worker, plainVersion("later"), "id", ({ before, after, fresh }) => {
        const kept = after.filter((one) => !fresh.includes(one));
        const expected = before.slice(0, Math.max(kept.length, Math.min(before.length, listCap - fresh.length)));
        holds(sameJson(kept, expected), `behind the new one: ${JSON.stringify(expected)}`, kept);
      });
    },
  ),
  movesNothing("deploy.false-moves-nothing", false),
  movesNothing("deploy.absent-moves-nothing", undefined),
  claim(
    "deploy.others-unmoved",
    { weight: 0.5 },
    () => [fc.constantFrom<Past>("nothing", "version", "deployed"), by()],
    async (worker, what, address) => {
      const other = await worker.sibling();
      await live(other, what);
      const before = await standing(other);

      made(await worker.create(plainVersion(), { deploy: true, by: address }));

      const after = await standing(other);
      holds(sameJson(before, after), `the other Worker's deployments as they were: ${JSON.stringify(before)}`, after);
    },
  ),
  claim(
    "deploy.refused-moves-nothing",
    { weight: 0.5 },
    () => [past(), fc.constantFrom(undefined, false, true)],
    async (worker, what, deploy) => {
      await live(worker, what);
      const ids = async () =>
        listed(await worker.list({ perPage: 100 }))
          .versions.map((one) => one.id)
          .sort();
      const before = { ...(await standing(worker)), versions: await ids() };

      const reply = await worker.create({ ...plainVersion(), main_module: "not-in-modules.js" }, { deploy });
      given(isRefused(reply), "the target accepts a main_module that is not among the modules");

      const after = { ...(await standing(worker)), versions: await ids() };
      holds(sameJson(before, after), `all as it was: ${JSON.stringify(before)}`, after);
    },
  ),
];

/** A target may list only its newest deployments (the live API: about ten). */
const listCap = 10;
