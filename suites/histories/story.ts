import type { Deploy } from "../../arbitraries/histories.ts";
import { mainModule } from "../../arbitraries/modules.ts";
import type { Reply, WorkerPort } from "../../contract/api.ts";
import { sameJson } from "../../contract/json.ts";
import { type Event, idsOf, initial, type Migrated, type ModelWorker, step } from "../../contract/model.ts";
import type { Deployment } from "../../contract/neighbours.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import { accepted, holds, listedAll } from "../words/verdicts.ts";

/** A story about a Worker, as far as it is told: what was done to it, and what it must be like after that. */
export interface Story {
  worker: WorkerPort;
  state: ModelWorker;
  /** The deployments that the target showed last; undefined where it shows none. */
  deployments: readonly Deployment[] | undefined;
  /** The newest version was deleted: which one is the latest now, the page does not say. */
  newestDeleted: boolean;
  /** A migration was refused, or waits for its deployment, since the last one that was applied. */
  refusedMigration: boolean;
  waitingMigration: boolean;
  /** What follows depends on what the page does not say. */
  ended: boolean;
  sibling: WorkerPort | undefined;
  /** A name that the story has not used: `prefix` and a number. */
  next: (prefix: string) => string;
}

export function begin(worker: WorkerPort): Story {
  let count = 0;
  return {
    worker,
    state: initial,
    deployments: [],
    newestDeleted: false,
    refusedMigration: false,
    waitingMigration: false,
    ended: false,
    sibling: undefined,
    next: (prefix) => {
      count += 1;
      return `${prefix}${count}`;
    },
  };
}

/** A version that exports every class that the Worker has, and more. */
export const requestIn = (
  { state }: Story,
  rest: Partial<VersionRequest> = {},
  classes: readonly string[] = state.classes,
): VersionRequest => ({
  main_module: "index.js",
  modules: [mainModule("index.js", { durableObjects: classes })],
  ...rest,
});

export function happened(story: Story, event: Event): void {
  story.state = step(story.state, event);
}

/** Which sentences are broken where the versions or the deployments are not as they should be now. */
export interface Blame {
  versions: RequirementId;
  /** Undefined: the page does not say what the deployments are now. */
  deployments: RequirementId | undefined;
}

const capped = 10;
/** Deployments behind the new one, as far as a list that may be cut must still show them. */
const kept = (before: readonly Deployment[], shown: number) =>
  before.slice(0, Math.max(shown, Math.min(before.length, capped - 1)));

/** What a create with deploy=true must have done to the deployments. */
function judgeDeployed(seen: readonly Deployment[], before: readonly Deployment[], id: string): void {
  const fresh = seen.filter((one) => !before.some((old) => old.id === one.id));
  holds(fresh.length === 1, "exactly one new deployment", seen, { id: "deploy.true-one-deployment" });
  holds(seen[0] === fresh[0], "the new deployment first", seen, { id: "deploy.true-first" });
  const shares = fresh[0]?.versions;
  const joined = before.length > 0 && (shares?.length ?? 0) > 1;
  holds(sameJson(shares, [{ version_id: id, percentage: 100 }]), `version ${id} alone at 100 %`, shares, {
    id: joined ? "deploy.supersedes" : "deploy.true-all-traffic",
  });
  const rest = seen.slice(1);
  holds(sameJson(rest, kept(before, rest.length)), `behind the new one: ${JSON.stringify(before)}`, rest, {
    id: "deploy.earlier-kept",
  });
}

/** Reads the Worker back until it is as the story says it must be. */
export async function settle(story: Story, blame: Blame, deployed?: string): Promise<void> {
  const { worker, deployments: before } = story;
  await worker.eventually(async () => {
    const ids = (await listedAll(worker)).map((one) => one.id).sort();
    const expected = idsOf(story.state);
    holds(sameJson(ids, expected), `the versions ${expected.join(", ")}`, ids, { id: blame.versions });
    if (before === undefined) return;
    const { result: seen } = await worker.deployments();
    if (seen !== undefined) judgeDeployments(seen, before, blame, deployed);
    story.deployments = seen;
  });
  worker.judged(blame.versions);
  if (blame.deployments && before) worker.judged(blame.deployments);
}

function judgeDeployments(
  seen: readonly Deployment[],
  before: readonly Deployment[],
  { deployments: id }: Blame,
  deployed: string | undefined,
): void {
  if (deployed !== undefined) judgeDeployed(seen, before, deployed);
  else if (id) holds(sameJson(seen, before), `the deployments as they were: ${JSON.stringify(before)}`, seen, { id });
  else if (sameJson(seen, before)) throw new Unjudged("untested", "the target shows not yet what was deployed");
}

const ofCreate = (deploy: Deploy): Blame => ({
  versions: "read-back.list-finds",
  deployments: deploy === false ? "deploy.false-moves-nothing" : "deploy.absent-moves-nothing",
});

export interface Creation {
  deploy: Deploy;
  bindings?: Record<string, string>;
  pending?: Migrated;
  /** The requirement that a refusal breaks, and what explains it. */
  where?: { id: RequirementId; row?: string; after?: readonly RequirementId[] };
}

/** A create must be accepted, and leaves the Worker as the page says. */
export async function created(
  story: Story,
  reply: Reply<Version>,
  { deploy, bindings = {}, pending, where = { id: "version.accepts-valid" } }: Creation,
): Promise<void> {
  const { id } = accepted(reply, where);
  // A repeated id is a failure of its own, after which nothing is sure.
  story.ended ||= story.state.versions.some((one) => one.id === id);
  if (story.ended) return;
  story.newestDeleted = false;
  const version = { id, bindings, ...(pending ? { pending } : {}) };
  happened(story, { kind: "created", version, deploy: deploy === true });
  const blame = ofCreate(deploy);
  if (deploy) await settle(story, { ...blame, deployments: "deploy.true-one-deployment" }, id);
  else await settle(story, blame);
}
