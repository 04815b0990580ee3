import { canaryMark, tokenMark } from "../../arbitraries/text.ts";
import type { Exchange } from "../../contract/api.ts";
import type { Binding } from "../../contract/bindings.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { VersionRequest } from "../../contract/version.ts";

/** A binding that an answer must show, and by which inherit rule, if it was inherited. */
export interface ExpectedBinding {
  binding: Binding;
  via?: RequirementId;
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
  /** Something else happened to the Worker since: whatever changes now, changed after the create. */
  eventsSince: boolean;
  /** The last answers to get, without and with modules. */
  lastGet: { plain?: JsonObject; modules?: JsonObject };
}

export interface KnownWorker {
  versions: KnownVersion[];
  /** Refused or unknown creates since the last accepted one: each may have used a number. */
  numbersMaybeUsed: number;
  deletedSince: boolean;
  /** A version was deleted, ever. */
  deletedEver: boolean;
  foreignCreateSince: boolean;
  usesDurableObjects: boolean;
  /** Key material that was sent to this Worker. */
  keys: string[];
}

/** What the suite knows of the target from its own exchanges: the ground on which invariants judge. */
export interface Context {
  workers: Map<string, KnownWorker>;
  versions: Map<string, KnownVersion>;
  /** Ids of versions whose Worker is deleted: still taken. */
  retired: Set<string>;
  /** Each url that was shown, with its version. */
  urls: Map<string, string>;
}

export const emptyContext = (): Context => ({
  workers: new Map(),
  versions: new Map(),
  retired: new Set(),
  urls: new Map(),
});

const emptyWorker = (): KnownWorker => ({
  versions: [],
  numbersMaybeUsed: 0,
  deletedSince: false,
  deletedEver: false,
  foreignCreateSince: false,
  usesDurableObjects: false,
  keys: [],
});

export function workerOf(context: Context, id: string): KnownWorker {
  const known = context.workers.get(id) ?? emptyWorker();
  context.workers.set(id, known);
  return known;
}

/** The result of an answer, where it is an object. */
export function resultOf(exchange: Exchange): JsonObject | undefined {
  const { json, status } = exchange.answer;
  if (status < 200 || status > 299 || !isObject(json) || !isObject(json.result)) return undefined;
  return json.result;
}

/** What an inherit binding stands for: the binding of the version it names, under its new name. */
function resolve(binding: Binding, worker: KnownWorker): ExpectedBinding | undefined {
  const { version_id, old_name } = binding;
  const latest = version_id === undefined || version_id === "latest";
  const source = latest ? worker.versions.at(-1) : worker.versions.find((one) => one.id === version_id);
  const oldName = typeof old_name === "string" ? old_name : undefined;
  const original = source?.bindings.get(oldName ?? binding.name);
  if (!original || source?.contentUnjudged) return undefined;
  const via = latest ? "inherit.latest" : "inherit.version-id";
  return {
    binding: { ...original.binding, name: binding.name },
    via: oldName === undefined ? via : "inherit.old-name",
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
    id: result.id,
    number: result.number,
    workerId: call.workerId,
    request: call.request,
    bindings: new Map(bindings),
    created: result,
    contentUnjudged: call.contentUnjudged ?? false,
    deployed: call.deploy === true,
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
  for (const earlier of worker.versions) earlier.eventsSince = true;
  if (!known) {
    worker.numbersMaybeUsed += 1;
    return;
  }
  for (const [id, other] of context.workers) if (id !== workerId) other.foreignCreateSince = true;
  Object.assign(worker, { numbersMaybeUsed: 0, deletedSince: false, foreignCreateSince: false });
  if (context.versions.has(known.id)) return;
  worker.versions.push(known);
  context.versions.set(known.id, known);
}

/** Takes in a call that got no answer: it may have been done, or may yet be. */
export function recordUnknown(context: Context, { kind, workerId }: Exchange["call"]): void {
  if (workerId === undefined || !["createVersion", "deleteVersion", "createDeployment"].includes(kind)) return;
  const worker = workerOf(context, workerId);
  for (const one of worker.versions) one.eventsSince = true;
  if (kind === "deleteVersion") Object.assign(worker, { deletedSince: true, deletedEver: true });
  if (kind !== "createVersion") return;
  worker.numbersMaybeUsed += 1;
  for (const [id, other] of context.workers) if (id !== workerId) other.foreignCreateSince = true;
}

function recordUrls(context: Context, result: JsonObject | undefined): void {
  const urls = Array.isArray(result?.urls) ? result.urls : [];
  for (const url of urls) {
    if (typeof url === "string" && !context.urls.has(url)) context.urls.set(url, String(result?.id));
  }
}

/** Takes an exchange into the context, after it was judged. */
export function record(context: Context, exchange: Exchange): void {
  const { call, answer } = exchange;
  const ok = answer.status >= 200 && answer.status < 300;
  if (call.kind === "createVersion" || call.kind === "getVersion") recordUrls(context, resultOf(exchange));
  if (call.kind === "createVersion" && call.workerId) recordCreate(context, exchange, call.workerId);
  const known = call.versionId ? context.versions.get(call.versionId) : undefined;
  if (call.kind === "getVersion" && known) {
    const result = resultOf(exchange);
    if (result) known.lastGet[call.includeModules ? "modules" : "plain"] = result;
  }
  if (call.kind === "deleteVersion" && ok && call.workerId)
    Object.assign(workerOf(context, call.workerId), { deletedSince: true, deletedEver: true });
  const moves = ["deleteVersion", "createDeployment"].includes(call.kind) && call.workerId;
  if (moves && call.workerId) for (const one of workerOf(context, call.workerId).versions) one.eventsSince = true;
  if (call.kind === "createDeployment" && ok) {
    const ids = call.deployed ?? [];
    for (const id of ids) {
      const version = context.versions.get(id);
      if (version) version.deployed = true;
    }
  }
  if (call.kind === "deleteWorker" && call.workerId) forget(context, call.workerId);
}

/** Of a deleted Worker only the ids of its versions stay known, so that no other version may take one. */
function forget(context: Context, workerId: string): void {
  for (const { id } of context.workers.get(workerId)?.versions ?? []) {
    context.versions.delete(id);
    context.retired.add(id);
  }
  context.workers.delete(workerId);
}

/** Secrets that a text shows: canaries by their mark, plain or in base64 at any alignment. */
export function leaks(text: string, context: Context): { id: RequirementId; found: string }[] {
  const marked = marks.flatMap(({ id, pattern }) => {
    const match = pattern.exec(text);
    return match ? [{ id, found: match[0] }] : [];
  });
  const keys = [...context.workers.values()].flatMap((worker) => worker.keys);
  const key = keys.find((one) => text.includes(one));
  return key ? [...marked, { id: "secrecy.key-material", found: key }] : marked;
}

/** The base64 forms of an ASCII mark, at its three possible alignments, without the characters its neighbours decide. */
const base64Forms = (mark: string): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = btoa("\0".repeat(shift) + mark);
    const start = Math.ceil((shift * 4) / 3);
    return encoded.slice(start, Math.floor(((shift + mark.length) * 4) / 3));
  });
const markOf = (id: RequirementId, mark: string) => ({
  id,
  pattern: new RegExp(
    [`${mark}[0-9a-f]{8}`, ...base64Forms(mark).map((form) => form.replaceAll("+", "\\+"))].join("|"),
    "i",
  ),
});
const marks = [markOf("secrecy.secret-text", canaryMark), markOf("secrecy.assets-jwt", tokenMark)];
