import { isObject } from "../../contract/json.ts";
import type { Behaviour } from "../behaviour.ts";
import { Refusal } from "../refusal.ts";
import { fault, type TargetFault } from "./fault.ts";

/** Turns that a racing create waits: long enough for others to come in between. */
const raceTurns = 3;
/** A race between creates of one Worker: what is written is made of what was read before the wait. */
const racing = (write?: NonNullable<Behaviour["race"]>["write"]): Behaviour => ({
  race: { pause: (_worker, turns) => turns(raceTurns), ...(write ? { write } : {}) },
});

/** Every other create of a Worker waits for long, so that later ones come in between. */
function unevenly(): NonNullable<Behaviour["race"]>["pause"] {
  const counts = new Map<string, number>();
  return ({ id }, turns) => {
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    return turns(count % 2 === 0 ? 2 * raceTurns : 1);
  };
}

/** Deviations that only a sequence of calls shows. */
const sequential: Record<string, TargetFault> = {
  "skips-every-seventh": fault("numbering.one-more", "skips a number at every seventh version", {
    number: (next, worker) => (worker.versions.length % 7 === 6 ? next + 1 : next),
  }),
  "no-deployment-from-the-twelfth": fault(
    "deploy.true-one-deployment",
    "makes no deployment from a Worker's twelfth version on",
    { deploys: (asked, worker) => asked === true && worker.lastNumber < 11 },
  ),
  "absent-ends-a-split": fault(
    "deploy.absent-moves-nothing",
    "deploys when deploy is absent and two versions share the traffic",
    { deploys: (asked, worker) => asked ?? worker.deployments[0]?.versions.length === 2 },
  ),
  "refusal-advances-the-tag": fault(
    "migrations.refused-changes-nothing",
    "keeps the migration tag of a create that it refuses for its modules",
    {
      pardon: (_refusal, body, worker) => {
        const tag = isObject(body) && isObject(body.migrations) ? body.migrations.new_tag : undefined;
        if (worker && typeof tag === "string" && isObject(body) && body.main_module === "not-in-modules.js")
          worker.tag = tag;
        return false;
      },
    },
  ),
  "delete-drops-a-deployment": fault(
    "deploy.delete-moves-nothing",
    "drops the oldest of several deployments when a version is deleted",
    {
      removes: (right, _k, workerKey, state) => {
        const worker = state.worker(workerKey);
        if (right && worker && worker.deployments.length > 1) worker.deployments.pop();
        return true;
      },
    },
  ),
  "rename-undeploys": fault("addressing.rename-keeps", "drops the deployments of a Worker that is renamed", {
    renamed: (worker) => {
      worker.deployments = [];
    },
  }),
};

/** Deviations that only overlapping calls show. */
const concurrent: Record<string, TargetFault> = {
  "race-in-numbering": fault(
    "numbering.parallel-distinct",
    "reads the last number, waits, and then writes the next one",
    racing((worker, { lastNumber }, version) => {
      version.number = lastNumber + 1;
      worker.lastNumber = Math.max(worker.lastNumber - 1, version.number);
    }),
  ),
  "busy-is-500": fault("version.accepts-valid", "answers 500 to a create while another one is under way", {
    ...racing(),
    refuse: (_request, worker) => (worker.inFlight > 1 ? new Refusal(500, 10013, "busy") : undefined),
  }),
  "lost-update": fault(
    "concurrency.none-lost",
    "writes back the list of versions that a create read before it waited",
    racing((worker, { versions }, version) => {
      worker.versions = [...versions, version];
    }),
  ),
  "lost-deployment": fault(
    "concurrency.deployments-kept",
    "writes back the list of deployments that a create read before it waited",
    racing((worker, { deployments }, version) => {
      const [newest] = worker.deployments;
      if (newest?.versions[0]?.version_id === version.id) worker.deployments = [newest, ...deployments];
    }),
  ),
  "version-twice": fault(
    "concurrency.none-invented",
    "stores a version twice, under two ids, when another create came in between",
    racing((worker, before, version, state) => {
      if (worker.versions.length > before.versions.length + 1)
        worker.versions.unshift({ ...version, id: state.uuid() });
    }),
  ),
  "wrong-worker": fault(
    "concurrency.none-lost",
    "stores a version with the Worker that another create is under way for",
    {
      race: {
        pause: (_worker, turns) => turns(raceTurns),
        write: (worker, _b, version, state) => {
          const other = [...state.workers.values()].find((one) => one !== worker && one.inFlight > 0);
          if (!other) return;
          worker.versions = worker.versions.filter((one) => one !== version);
          other.versions.push(version);
        },
      },
    },
  ),
  "stale-list": fault("concurrency.reads-fresh", "lists not the newest version while another one is being created", {
    ...racing(),
    list: (versions, _p, _s, worker) => (worker.inFlight > 0 ? versions.slice(1) : versions),
  }),
  "numbers-swapped": fault(
    "concurrency.number-order",
    "leaves a number to a slower create, and gives it to a later one that is faster",
    () => {
      const left = new Map<string, number>();
      return {
        race: { pause: unevenly() },
        number: (next, worker) => {
          const own = left.get(worker.id);
          left.delete(worker.id);
          if (own !== undefined) return own;
          if (worker.inFlight < 2) return next;
          left.set(worker.id, next);
          return next + 1;
        },
        store: (_v, worker) => {
          worker.lastNumber = Math.max(worker.lastNumber, ...worker.versions.map((one) => one.number));
        },
      };
    },
  ),
  "late-deployment-behind": fault(
    "concurrency.linearizable",
    "puts a deployment behind the active one while another create is under way",
    {
      race: {
        pause: unevenly(),
        write: (worker, _b, version) => {
          const [newest, second, ...rest] = worker.deployments;
          const isOwn = newest?.versions[0]?.version_id === version.id;
          if (newest && second && isOwn && worker.inFlight > 1) worker.deployments = [second, newest, ...rest];
        },
      },
    },
  ),
};

/** Deviations that no single request shows. */
export const historyFaults: Record<string, TargetFault> = { ...sequential, ...concurrent };
