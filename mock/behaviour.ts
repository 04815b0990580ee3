import type { CallKind } from "../contract/api.ts";
import type { Binding } from "../contract/bindings.ts";
import type { JsonObject } from "../contract/json.ts";
import type { VersionRequest } from "../contract/version.ts";
import type { Refusal } from "./refusal.ts";
import type { State, StoredDeployment, StoredVersion, StoredWorker } from "./state.ts";
import type { Asked } from "./wire.ts";

/** The calls that the mock tells apart. */
export type MockCall = Exclude<CallKind, "createWorker" | "deleteWorker" | "createResource" | "deleteResource">;

export interface MockReply {
  status: number;
  contentType: string;
  /** The envelope; a string is sent as it is. */
  body: JsonObject | string;
}

export interface Shown {
  where: "create" | "get" | "list";
  includeModules: boolean;
  version: StoredVersion;
  worker: StoredWorker;
  state: State;
}

/** What a create read of its Worker before it waited. */
export type Snapshot = Pick<StoredWorker, "lastNumber" | "versions" | "deployments">;

/** Where a target fault can step in. Every hook is optional; without any, the mock conforms. */
export interface Behaviour {
  /** Ends the connection of a create without an answer; "dies" takes the whole target with it. */
  dies?: (body: unknown) => "closes" | "dies" | undefined;
  /** The last word on an answer. */
  answer?: (call: MockCall, reply: MockReply) => MockReply;
  /** Changes a version as an answer shows it. */
  show?: (shown: JsonObject, at: Shown) => void;
  /** The number of a new version, given the right one. */
  number?: (next: number, worker: StoredWorker, state: State) => number;
  /** Refuses a valid request. */
  refuse?: (request: VersionRequest, worker: StoredWorker) => Refusal | undefined;
  /** Lets a refusal pass; of a body that is no request, a version without content is made. */
  pardon?: (refusal: Refusal, body: unknown, worker?: StoredWorker) => boolean;
  /** What the text of a body says, given the right reading, which may refuse. */
  reads?: (text: string, right: (text: string) => unknown) => unknown;
  /** What a value of `deploy` asks for, other than true and false. */
  asks?: (value: string) => boolean;
  /** Lets a call pass whatever its credentials and account. */
  admits?: (call: { authorization: string; account: string }) => boolean;
  /** The request that a request is taken for. */
  request?: (asked: Asked) => Asked;
  /** Changes what is stored of an accepted version. */
  store?: (version: StoredVersion, worker: StoredWorker, state: State, rawBody: string) => void;
  /** Whether a create deploys, given what the request asks for. */
  deploys?: (asked: boolean | undefined, worker: StoredWorker) => boolean;
  /** After a version was deployed by a create or a deployment of its own. */
  deployed?: (worker: StoredWorker, deployment: StoredDeployment, state: State, by: "create" | "deployment") => void;
  /** After a create, whether it was to be deployed or not; without a version where it was refused. */
  created?: (worker: StoredWorker, state: State, version: StoredVersion | undefined, deploys: boolean) => void;
  /** A create waits between what it reads of its Worker and what it writes; then it writes as if nothing had happened. */
  race?: {
    /** `turns` lets others come in between, so many times. */
    pause: (worker: StoredWorker, turns: (count: number) => Promise<void>) => Promise<void>;
    write?: (worker: StoredWorker, before: Snapshot, version: StoredVersion, state: State) => void;
  };
  /** After a Worker was given another name. */
  renamed?: (worker: StoredWorker) => void;
  /** The binding that an inherit resolves to, given the right one. */
  inherit?: (right: Binding | undefined, binding: Binding, worker: StoredWorker, state: State) => Binding | undefined;
  /** Whether a binding that has nothing to inherit is left out instead of refused. */
  dropsInherits?: () => boolean;
  /** Whether migrations are applied, given the moment. */
  migrates?: (moment: "upload" | "create" | "deployment") => boolean;
  /** The version that a get finds, given the right one. */
  find?: (
    right: StoredVersion | undefined,
    key: string,
    worker: StoredWorker,
    state: State,
  ) => StoredVersion | undefined;
  /** The Worker that a path names, given the right one. */
  worker?: (right: StoredWorker | undefined, key: string, call: MockCall, state: State) => StoredWorker | undefined;
  /** Whether a delete of a version, given the right one, takes effect; it may do so elsewhere. */
  removes?: (right: StoredVersion | undefined, key: string, workerKey: string, state: State) => boolean;
  /** The versions of a list, newest first, before and after paging. */
  list?: (versions: StoredVersion[], page: number, perPage: number, worker: StoredWorker) => StoredVersion[];
  page?: (versions: StoredVersion[], page: number, perPage: number) => StoredVersion[];
}

type Hook = (...args: unknown[]) => unknown;
/** Hooks that pass on their first argument. */
const piped = ["number", "inherit", "find", "worker", "list", "page", "request", "deploys"];
/** Hooks that let something pass: one of them is enough. */
const pardons = ["pardon", "admits", "dropsInherits"];

/** Two hooks as one: piped, or one called after the other where the first says nothing. */
function chained(hook: string, before: Hook, after: Hook): Hook {
  if (hook === "answer") return (call, reply) => after(call, before(call, reply));
  if (hook === "reads") return (text, right) => after(text, (one: unknown) => before(one, right));
  if (pardons.includes(hook)) return (...args) => before(...args) || after(...args);
  if (hook === "removes") return (...args) => before(...args) && after(...args);
  if (piped.includes(hook)) return (first, ...rest) => after(before(first, ...rest), ...rest);
  // What one of them pardons is pardoned.
  if (hook === "pardon") return (...args) => before(...args) || after(...args);
  return (...args) => before(...args) ?? after(...args);
}

/** Several behaviours as one: every hook of each is applied, in order. */
export function combined(all: readonly Behaviour[]): Behaviour {
  const merged: Record<string, Hook> = {};
  for (const [hook, run] of all.flatMap((one) => Object.entries(one)) as [string, Hook][]) {
    const before = merged[hook];
    merged[hook] = before === undefined ? run : chained(hook, before, run);
  }
  return merged as Behaviour;
}
