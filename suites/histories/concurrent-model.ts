import { sameJson } from "../../contract/json.ts";
import { type Event, idsOf, initial, type ModelWorker, type Share, step } from "../../contract/model.ts";
import { listCap } from "../judges/deploy.ts";
import type { Operation, Sequential } from "./linearizable.ts";

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
export interface History {
  operations: Operation<Seen>[];
  made: Made[];
  /** Versions whose delete was accepted, or may have been. */
  deletes: string[];
  /** Creates that nobody knows the outcome of. */
  unknown: number;
}

const isReadCall = ({ kind }: Seen) => kind === "found" || kind === "missing" || kind === "listed" || kind === "showed";
export const isRead = ({ call }: Operation<Seen>) => isReadCall(call);
export const full = (id: string): Deployed => [{ version_id: id, percentage: 100 }];

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
      if (length !== deployments.length && !(length >= listCap && length < deployments.length)) return false;
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
  const isCut = shown.length >= listCap;
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
