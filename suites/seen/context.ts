import type { Exchange } from "../../contract/api.ts";
import type { Binding } from "../../contract/bindings.ts";
import { idKey, sameId, urlKey } from "../../contract/equality.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import { type Revision, revision } from "../../contract/revision.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { hasContent } from "../words/replay.ts";

/** The rules by which a binding is inherited. */
export type InheritRule = "latest" | "version-id" | "old-name";

/** A binding that an answer must show, and by which inherit rule, if it was inherited. */
export interface ExpectedBinding {
  binding: Binding;
  via?: InheritRule;
  /** The rules by which the version that it comes from had inherited it, in turn. */
  passed?: readonly InheritRule[];
  oldName?: string;
}

/** A version that the target says it made, and what was asked for. */
export interface KnownVersion {
  id: string;
  number: unknown;
  workerId: string;
  request: VersionRequest;
  /** By name; a name whose inherit could not be resolved stands with undefined: nothing is expected of it. */
  bindings: Map<string, ExpectedBinding | undefined>;
  /** The answer to the create. */
  created: JsonObject;
  contentUnjudged: boolean;
  deployed: boolean;
  /** It was deleted, or may have been: its number may be free again. */
  deleted: boolean;
  /** Something else happened to the Worker since: whatever changes now, changed after the create. */
  eventsSince: boolean;
  /** The last answers to get, without and with modules. */
  lastGet: { plain?: JsonObject; modules?: JsonObject };
}

export interface KnownWorker {
  versions: KnownVersion[];
  /** Refused or unknown creates since the last accepted one: each may have used a number. */
  numbersMaybeUsed: number;
  /** A version was deleted, ever. */
  deletedEver: boolean;
  foreignCreateSince: boolean;
  usesDurableObjects: boolean;
  /** What the target filled in where nothing was sent, by place and usage model: a default is the same each time. */
  filled: Map<string, unknown>;
  /** Key material that was sent to this Worker. */
  keys: string[];
}

/** What the suite knows of the target from its own exchanges: the ground on which invariants judge. */
export interface Context {
  /** The revision that answers are held against: what is newer is drift. */
  contract: Revision;
  workers: Map<string, KnownWorker>;
  versions: Map<string, KnownVersion>;
  /** Ids of versions whose Worker is deleted: still taken. */
  retired: Set<string>;
  /** A get has shown the content of modules where it was asked for. */
  includesModules: boolean;
  /** Each url that was shown, with its version. */
  urls: Map<string, string>;
}

export const emptyContext = (contract: Revision = revision): Context => ({
  contract,
  workers: new Map(),
  versions: new Map(),
  retired: new Set(),
  includesModules: false,
  urls: new Map(),
});

const emptyWorker = (): KnownWorker => ({
  versions: [],
  numbersMaybeUsed: 0,
  deletedEver: false,
  foreignCreateSince: false,
  usesDurableObjects: false,
  filled: new Map(),
  keys: [],
});

export function workerOf(context: Context, id: string): KnownWorker {
  const known = context.workers.get(id) ?? emptyWorker();
  context.workers.set(id, known);
  return known;
}

/** Takes in a Worker that was there before the case: its number may be any, and it may have migrations. */
export function recordThere(context: Context, workerId: string): void {
  forget(context, workerId);
  Object.assign(workerOf(context, workerId), { numbersMaybeUsed: Number.POSITIVE_INFINITY, usesDurableObjects: true });
}

const isAccepted = ({ status }: Exchange["answer"]) => status >= 200 && status < 300;

/** The result of an answer, where it is an object. */
export function resultOf({ answer }: Exchange): JsonObject | undefined {
  const { json } = answer;
  if (!isAccepted(answer) || !isObject(json) || !isObject(json.result)) return undefined;
  return json.result;
}

/** What an inherit binding stands for: the binding of the version it names, under its new name. */
function resolve(binding: Binding, worker: KnownWorker): ExpectedBinding | undefined {
  const { version_id, old_name } = binding;
  const latest = version_id === undefined || version_id === "latest";
  const source = latest ? worker.versions.at(-1) : worker.versions.find((one) => sameId(one.id, version_id));
  const oldName = typeof old_name === "string" ? old_name : undefined;
  const original = source?.bindings.get(oldName ?? binding.name);
  if (!original || source?.contentUnjudged) return undefined;
  const via = latest ? "latest" : "version-id";
  return {
    binding: { ...original.binding, name: binding.name },
    via: oldName === undefined ? via : "old-name",
    passed: [...(original.passed ?? []), ...(original.via ? [original.via] : [])],
    ...(oldName === undefined ? {} : { oldName }),
  };
}

/** The version that a create made, as the suite will know it. */
export function knownFrom(exchange: Exchange, context: Context): KnownVersion | undefined {
  const { call } = exchange;
  const result = resultOf(exchange);
  if (call.kind !== "createVersion" || !call.request || !call.workerId || typeof result?.id !== "string")
    return undefined;
  const worker = workerOf(context, call.workerId);
  const bindings = (call.request.bindings ?? []).map(
    (one) => [one.name, one.type === "inherit" ? resolve(one, worker) : { binding: one }] as const,
  );
  return {
    id: idKey(result.id),
    number: result.number,
    workerId: call.workerId,
    request: call.request,
    bindings: new Map(bindings),
    created: result,
    contentUnjudged: call.contentUnjudged ?? false,
    deployed: call.deploy === true,
    deleted: false,
    eventsSince: false,
    lastGet: {},
  };
}

const longStrings = (value: unknown): string[] => {
  if (typeof value === "string") return value.length >= 20 ? [value] : [];
  return isObject(value) ? Object.values(value).flatMap(longStrings) : [];
};
/** Key material of a request, as strings that can be looked for in answers. */
const keysOf = (request: VersionRequest): string[] =>
  (request.bindings ?? [])
    .flatMap((one) => [...longStrings(one.key_base64), ...longStrings(one.key_jwk)])
    .map((key) => key.replace(/=+$/, ""));

/** What the target will have been sent, before its answer is judged. */
export function recordCall(context: Context, workerId: string, request: VersionRequest): void {
  const worker = workerOf(context, workerId);
  worker.keys.push(...keysOf(request));
  const binds = request.bindings?.some((one) => one.type === "durable_object_namespace") ?? false;
  if (request.migrations || binds) worker.usesDurableObjects = true;
}

function recordCreate(context: Context, exchange: Exchange, workerId: string): void {
  const worker = workerOf(context, workerId);
  const known = knownFrom(exchange, context);
  recordEvent(context, workerId);
  if (!known) {
    worker.numbersMaybeUsed += 1;
    return;
  }
  for (const [id, other] of context.workers) if (id !== workerId) other.foreignCreateSince = true;
  Object.assign(worker, { numbersMaybeUsed: 0, foreignCreateSince: false });
  if (context.versions.has(known.id)) return;
  worker.versions.push(known);
  context.versions.set(known.id, known);
}

/** Takes in a call that got no answer: it may have been done, or may yet be. */
export function recordUnknown(context: Context, { kind, workerId, versionId }: Exchange["call"]): void {
  if (workerId === undefined || !["createVersion", "deleteVersion", "createDeployment"].includes(kind)) return;
  const worker = workerOf(context, workerId);
  recordEvent(context, workerId);
  if (kind === "deleteVersion") recordDeleted(context, workerId, versionId);
  if (kind !== "createVersion") return;
  worker.numbersMaybeUsed += 1;
  for (const [id, other] of context.workers) if (id !== workerId) other.foreignCreateSince = true;
}

function recordUrls(context: Context, result: JsonObject | undefined): void {
  const urls = Array.isArray(result?.urls) ? result.urls : [];
  for (const url of urls) {
    if (typeof url === "string" && !context.urls.has(urlKey(url)))
      context.urls.set(urlKey(url), idKey(String(result?.id)));
  }
}

function recordGet(context: Context, { call }: Exchange, result: JsonObject | undefined): void {
  if (call.includeModules && hasContent(result?.modules)) context.includesModules = true;
  const known = context.versions.get(idKey(call.versionId ?? ""));
  if (known && result) known.lastGet[call.includeModules ? "modules" : "plain"] = result;
}

/** Something was done to the Worker: what its versions show differently from now on, changed. */
function recordEvent(context: Context, workerId: string): void {
  for (const one of workerOf(context, workerId).versions) one.eventsSince = true;
}

function recordDeleted(context: Context, workerId: string, versionId = ""): void {
  Object.assign(workerOf(context, workerId), { deletedEver: true });
  const version = context.versions.get(idKey(versionId));
  if (version) version.deleted = true;
}

function recordDelete(context: Context, { call, answer }: Exchange): void {
  if (!call.workerId) return;
  if (isAccepted(answer)) recordDeleted(context, call.workerId, call.versionId);
  recordEvent(context, call.workerId);
}

function recordDeployment(context: Context, { call, answer }: Exchange): void {
  if (call.workerId) recordEvent(context, call.workerId);
  if (!isAccepted(answer)) return;
  for (const id of call.deployed ?? []) {
    const version = context.versions.get(idKey(id));
    if (version) version.deployed = true;
  }
}

/** Takes an exchange into the context, after it was judged. */
export function record(context: Context, exchange: Exchange, isBelieved = true): void {
  const { kind, workerId } = exchange.call;
  const result = resultOf(exchange);
  switch (kind) {
    case "createVersion":
      recordUrls(context, result);
      if (workerId) recordCreate(context, exchange, workerId);
      return;
    case "getVersion":
      recordUrls(context, result);
      recordGet(context, exchange, isBelieved ? result : undefined);
      return;
    case "deleteVersion":
      recordDelete(context, exchange);
      return;
    case "createDeployment":
      recordDeployment(context, exchange);
      return;
    case "deleteWorker":
      if (workerId) forget(context, workerId);
  }
}

/** Of a deleted Worker only the ids of its versions stay known, so that no other version may take one. */
function forget(context: Context, workerId: string): void {
  for (const { id } of context.workers.get(workerId)?.versions ?? []) {
    context.versions.delete(id);
    context.retired.add(id);
  }
  context.workers.delete(workerId);
}
