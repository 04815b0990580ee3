import type { Deploy } from "../../arbitraries/histories.ts";
import { mainModule } from "../../arbitraries/modules.ts";
import type { Reply, WorkerPort } from "../../contract/api.ts";
import { sameJson } from "../../contract/json.ts";
import { type Event, idsOf, initial, type Migrated, type ModelWorker, step } from "../../contract/model.ts";
import type { Deployment } from "../../contract/neighbours.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import {
  absentMovesNothing,
  earlierKept,
  falseMovesNothing,
  newDeploymentFirst,
  oneNewDeployment,
  takesTraffic,
} from "../judges/deploy.ts";
import { listedAll, listsExactly, made, type Sameness, idsOf as versionIds } from "../words/verdicts.ts";

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

/** Who judges whether the versions and the deployments are as they should be now. */
export interface Judges {
  versions: Sameness;
  /** Undefined: the page does not say what the deployments are now. */
  deployments: Sameness | undefined;
}

/** What a create with deploy=true must have done to the deployments. */
function judgeDeployed(before: readonly Deployment[], seen: readonly Deployment[], id: string): void {
  oneNewDeployment(before, seen);
  newDeploymentFirst(before, seen);
  takesTraffic(before, seen, id);
  earlierKept(before, seen);
}

/** Reads the Worker back until it is as the story says it must be. */
export async function settle(story: Story, judges: Judges, deployed?: string): Promise<void> {
  const { worker, deployments: before } = story;
  await worker.eventually(async () => {
    judges.versions(idsOf(story.state), versionIds(await listedAll(worker)));
    if (before === undefined) return;
    const { result: seen } = await worker.deployments();
    if (seen !== undefined) judgeDeployments(before, seen, judges.deployments, deployed);
    story.deployments = seen;
  });
  worker.judged(judges.versions.id);
  if (!before) return;
  if (deployed !== undefined) worker.judged("deploy.true-one-deployment");
  else if (judges.deployments) worker.judged(judges.deployments.id);
}

function judgeDeployments(
  before: readonly Deployment[],
  seen: readonly Deployment[],
  unmoved: Sameness | undefined,
  deployed: string | undefined,
): void {
  if (deployed !== undefined) judgeDeployed(before, seen, deployed);
  else if (unmoved) unmoved(before, seen);
  else if (sameJson(seen, before)) throw new Unjudged("untested", "the new deployment does not show yet");
}

export interface Creation {
  deploy: Deploy;
  bindings?: Record<string, string>;
  pending?: Migrated;
  /** Who judges that it is accepted. */
  accepts?: (reply: Reply<Version>) => Version;
}

/** A create must be accepted, and leaves the Worker as the page says. */
export async function created(
  story: Story,
  reply: Reply<Version>,
  { deploy, bindings = {}, pending, accepts = made }: Creation,
): Promise<void> {
  const { id } = accepts(reply);
  // A repeated id is a failure of its own, after which nothing is sure.
  story.ended ||= story.state.versions.some((one) => one.id === id);
  if (story.ended) return;
  story.newestDeleted = false;
  const version = { id, bindings, ...(pending ? { pending } : {}) };
  happened(story, { kind: "created", version, deploy: deploy === true });
  const unmoved = deploy === false ? falseMovesNothing : absentMovesNothing;
  await settle(story, { versions: listsExactly, deployments: unmoved }, deploy ? id : undefined);
}
