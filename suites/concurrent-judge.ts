import type { WorkerPort } from "../contract/api.ts";
import { sameJson } from "../contract/json.ts";
import { type Event, idsOf, initial, type ModelWorker, type Share, step } from "../contract/model.ts";
import { Unjudged } from "../contract/refutation.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import { linearizable, type Operation, type Sequential } from "./linearizable.ts";
import { given, holds } from "./words.ts";

export type Deployed = readonly Share[];
/** What a call of a concurrent history did or showed. */
export type Seen =
  | { kind: "created" | "deployed" | "deleted" | "found" | "missing"; id: string }
  | { kind: "listed"; ids: readonly string[] }
  | { kind: "showed"; deployments: readonly Deployed[] };

/** A version that a create of the history made. */
export interface Made {
  id: string;
  number: unknown;
  deploy: boolean;
  invoked: number;
  returned: number;
}

/** A concurrent history. */
export interface Record {
  operations: Operation<Seen>[];
  made: Made[];
  /** Versions whose delete was accepted, or may have been. */
  deletes: string[];
  /** Creates that nobody knows the outcome of. */
  unknown: number;
}

const isReadCall = ({ kind }: Seen) => kind === "found" || kind === "missing" || kind === "listed" || kind === "showed";
const isRead = ({ call }: Operation<Seen>) => isReadCall(call);
const full = (id: string): Deployed => [{ version_id: id, percentage: 100 }];
const capped = 10;

interface State {
  worker: ModelWorker;
  /** Stands for the order of the deployments: the one thing that the order of calls decides. */
  order: number;
}

const eventOf = (seen: Extract<Seen, { id: string }>): Event | undefined => {
  const { id } = seen;
  switch (seen.kind) {
    case "created":
      return { kind: "created", version: { id, bindings: {} }, deploy: false };
    case "deployed":
      return { kind: "deployed", shares: full(id) };
    case "deleted":
      return { kind: "deleted", id };
    default:
      return undefined;
  }
};

/** Whether a read can show this now. A list of deployments may be cut at ten. */
function shows({ versions, deployments }: ModelWorker, worker: ModelWorker, seen: Seen): boolean {
  switch (seen.kind) {
    case "listed":
      return seen.ids.length === versions.length && sameJson([...seen.ids].sort(), idsOf(worker));
    case "showed": {
      const { length } = seen.deployments;
      if (length !== deployments.length && !(length >= capped && length < deployments.length)) return false;
      return sameJson(seen.deployments, deployments.slice(0, length));
    }
    case "missing":
      return !versions.some(({ id }) => id === seen.id);
    default:
      return versions.some(({ id }) => id === seen.id);
  }
}

/** Reads that show that a version is there, or is not. */
const isWith = (seen: Seen, id: string): boolean =>
  seen.kind === "listed" ? seen.ids.includes(id) : seen.kind === "found" && seen.id === id;
const isWithout = (seen: Seen, id: string): boolean =>
  seen.kind === "listed" ? !seen.ids.includes(id) : seen.kind === "missing" && seen.id === id;
/** Whether a list of deployments cannot come about if this one is made now: it is not in it, or those behind it differ. */
function isElsewhere(
  { deployments: shown }: Extract<Seen, { kind: "showed" }>,
  { deployments }: ModelWorker,
  id: string,
) {
  const isCut = shown.length >= capped;
  const newest = deployments[0]?.[0]?.version_id;
  const place = shown.findIndex(([one]) => one?.version_id === id);
  if (place < 0) return !isCut || shown.some(([one]) => one?.version_id === newest);
  const behind = shown.slice(place + 1);
  const isWhole = isCut || behind.length === deployments.length;
  return !isWhole || behind.some(([one], i) => one?.version_id !== deployments[i]?.[0]?.version_id);
}

/**
 * The model as the search for an order needs it. A create and its deployment are two events in the time of one call:
 * the page does not say that nobody can see the one without the other.
 */
export function sequential(history: readonly Operation<Seen>[]): Sequential<State, Seen> {
  const deleted = new Set(history.flatMap(({ call }) => (call.kind === "deleted" ? [call.id] : [])));
  const orders = new Map<string, number>();
  const orderAfter = (order: number, id: string) => {
    const key = `${order}:${id}`;
    const known = orders.get(key) ?? orders.size + 1;
    orders.set(key, known);
    return known;
  };
  return {
    initial: { worker: initial, order: 0 },
    isRead: isReadCall,
    key: ({ order }) => String(order),
    apply: (state, seen) => {
      const { worker, order } = state;
      const event = "id" in seen ? eventOf(seen) : undefined;
      const needs = event && seen.kind !== "created";
      if ((needs || !event) && !shows(worker, worker, seen)) return undefined;
      if (!event) return state;
      const after = seen.kind === "deployed" ? orderAfter(order, (seen as { id: string }).id) : order;
      return { worker: step(worker, event), order: after };
    },
    dooms: ({ worker }, seen, coming) => {
      if (seen.kind === "created") return !deleted.has(seen.id) && isWithout(coming, seen.id);
      if (seen.kind === "deleted") return isWith(coming, seen.id);
      return seen.kind === "deployed" && coming.kind === "showed" && isElsewhere(coming, worker, seen.id);
    },
  };
}

/** A later create has a higher number: later means that the other one was answered before it was made. */
function judgeNumbers({ made }: Record): void {
  const numbered = made.filter((one): one is Made & { number: number } => Number.isInteger(one.number));
  for (const one of numbered)
    for (const later of numbered)
      holds(
        !(one.returned < later.invoked) || later.number > one.number,
        `a number above ${one.number} for a version that was created after number ${one.number} was answered`,
        later.number,
        {
          id: "concurrency.number-order",
          after: ["numbering.one-more", "numbering.parallel-distinct", "numbering.not-reused"],
        },
      );
}

function judgeVersions({ made, deletes, unknown }: Record, ids: readonly string[]): void {
  const kept = made.map(({ id }) => id).filter((id) => !deletes.includes(id));
  const lost = kept.filter((id) => !ids.includes(id));
  holds(lost.length === 0, `the versions ${kept.join(", ")}`, ids, {
    id: "concurrency.none-lost",
    after: ["read-back.list-finds"],
  });
  const strange = ids.filter((id) => !made.some((one) => one.id === id));
  holds(strange.length <= unknown, "no version that no create made", strange, { id: "concurrency.none-invented" });
}

function judgeDeployments({ made, unknown }: Record, deployments: readonly Deployed[] | undefined): void {
  if (!deployments) return;
  const wanted = made.filter(({ deploy }) => deploy).map(({ id }) => id);
  const count = (id: string) => deployments.filter((one) => sameJson(one, full(id))).length;
  const isCut = deployments.length >= capped && deployments.length < wanted.length + unknown;
  const wrong = wanted.filter((id) => (isCut ? count(id) > 1 : count(id) !== 1));
  holds(wrong.length === 0, `one deployment of each of ${wanted.join(", ")}`, deployments, {
    id: "concurrency.deployments-kept",
    after: [
      "deploy.true-one-deployment",
      "deploy.true-all-traffic",
      "deploy.supersedes",
      "deploy.earlier-kept",
      "deploy.delete-moves-nothing",
    ],
  });
}

/** Whether an order explains the operations; a search that was given up is no verdict. */
function explained(operations: readonly Operation<Seen>[]): boolean {
  const answer = linearizable(sequential(operations), operations);
  if (answer === "unknown") throw new Unjudged("untested", "history too large: the search for an order was given up");
  return answer === "yes";
}

const has = ({ call }: Operation<Seen>, id: string): boolean => {
  if (call.kind === "listed") return call.ids.includes(id);
  if (call.kind === "showed") return call.deployments.some((one) => sameJson(one, full(id)));
  return call.kind === "found" && call.id === id;
};
/** Reads that can show the effect of a write on a version. */
const concerns = (read: Operation<Seen>, write: Extract<Seen, { id: string }>): boolean => {
  if (read.call.kind === "showed") return write.kind === "deployed" && read.call.deployments.length < capped;
  const isAboutIt = read.call.kind === "listed" || (read.call as { id: string }).id === write.id;
  return isAboutIt && write.kind !== "deployed";
};

/** A read shows what was answered before it began. */
function judgeReads({ operations }: Record): void {
  const deletes = operations.filter(({ call }) => call.kind === "deleted");
  for (const read of operations.filter(isRead))
    for (const { call, returned } of operations) {
      if (!("id" in call) || !["created", "deployed", "deleted"].includes(call.kind)) continue;
      if (returned >= read.invoked || !concerns(read, call)) continue;
      const mayBeGone = deletes.some(
        (one) => (one.call as { id: string }).id === call.id && one.invoked < read.returned,
      );
      const right = call.kind === "deleted" ? !has(read, call.id) : mayBeGone || has(read, call.id);
      holds(right, `version ${call.id} ${call.kind}, as was answered before the read began`, read.call, {
        id: "concurrency.reads-fresh",
        after: ["read-back.get-finds", "read-back.list-finds", "read-back.deleted-gone", "deploy.true-one-deployment"],
      });
    }
}

/** What the Worker is like at the end, as reads after everything else. */
function lastReads({ operations }: Record, { ids, deployments }: Final): Operation<Seen>[] {
  const at = Math.max(0, ...operations.map(({ returned }) => returned).filter(Number.isFinite)) + 1;
  const list: Operation<Seen> = { call: { kind: "listed", ids }, invoked: at, returned: at + 1 };
  if (!deployments) return [list];
  return [list, { call: { kind: "showed", deployments }, invoked: at + 2, returned: at + 3 }];
}

/** The versions and the deployments of a Worker when all is done. */
export interface Final {
  ids: readonly string[];
  deployments: readonly Deployed[] | undefined;
}

/** Judges a history and what it left behind: the sentences that say most first. */
export function judge(worker: WorkerPort, record: Record, end: Final): void {
  judgeNumbers(record);
  judgeVersions(record, end.ids);
  judgeDeployments(record, end.deployments);
  // Reads that lag prove nothing about the order of the writes.
  if (!worker.lags) judgeReads(record);
  const judged: RequirementId[] = ["concurrency.number-order", "concurrency.none-lost", "concurrency.none-invented"];
  const more: RequirementId[] = [
    ...(end.deployments ? ["concurrency.deployments-kept" as const] : []),
    ...(worker.lags ? [] : ["concurrency.reads-fresh" as const]),
  ];
  for (const id of [...judged, ...more]) worker.judged(id);
  given(record.unknown === 0, "some creates got no answer");
  const known = record.operations.filter((one) => !worker.lags || !isRead(one));
  const all = [...known, ...lastReads(record, end)];
  holds(explained(all), "an order of the calls that fits their times", shownHistory(all));
}

/** The calls in the order in which they were made, one a line. */
const shownHistory = (operations: readonly Operation<Seen>[]): string[] =>
  [...operations]
    .sort((a, b) => a.invoked - b.invoked)
    .map(({ call, invoked, returned }) => `${invoked} to ${returned}: ${JSON.stringify(call)}`);
