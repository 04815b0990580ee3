import { createHash } from "node:crypto";
import type { World } from "../../arbitraries/world.ts";
import type { Answer, Call } from "../../contract/api.ts";
import type { BindingKind } from "../../contract/bindings.ts";
import { isObject } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";

import type { Journal } from "./journal.ts";

type Resources = NonNullable<World["resources"]>;

/** One resource that a run made, or is about to make. */
export interface Provisioned {
  kind: BindingKind;
  name: string;
  /** What its removal is addressed by; unknown until the create is answered. */
  id?: string;
}

/** Where a run keeps what it makes, so that it can be removed after a crash. */
export interface ProvisionJournal {
  /** Before the create: it is on the disk when this returns. */
  intends: (one: Provisioned) => void;
  /** It exists under this id. */
  made: (one: Provisioned & { id: string }) => void;
  /** It is gone. */
  removed: (one: Provisioned) => void;
}

/** A run's journal, or, for targets that end with the process, none. */
export function journalOf(journal: Journal | undefined): ProvisionJournal {
  const listOf = ({ kind }: Provisioned) => `/${recipes[kind]?.path}`;
  const pathOf = (one: Provisioned) => `${listOf(one)}/${one.id}`;
  return {
    intends: (one) => {
      const { id: idField = "", named: nameField = "" } = recipes[one.kind] ?? {};
      journal?.intend({ kind: one.kind, name: one.name, list: listOf(one), nameField, idField });
    },
    made: (one) => journal?.add({ kind: one.kind, path: pathOf(one) }),
    removed: (one) => {
      if (one.id !== undefined) journal?.gone({ path: pathOf(one) });
    },
  };
}

/** Makes a call below the base URL. */
export type Send = (call: Pick<Call, "kind" | "method" | "path" | "body" | "headers">) => Promise<Answer>;

interface Recipe {
  /** Below `/accounts/{id}`: made by POST, listed by GET, removed by DELETE of `/{id}`. */
  path: string;
  body: (name: string) => object;
  /** The field of an answer that a removal is addressed by, and the one that holds the name. */
  id: string;
  named: string;
  /** The resource in the fields of its binding. */
  fields: (name: string, id: string) => Record<string, unknown>;
}

/** What costs nothing while it is idle, on the free plan too. */
const recipes: Partial<Record<BindingKind, Recipe>> = {
  kv_namespace: {
    path: "storage/kv/namespaces",
    body: (title) => ({ title }),
    id: "id",
    named: "title",
    fields: (_, namespace_id) => ({ namespace_id }),
  },
  d1: {
    path: "d1/database",
    body: (name) => ({ name }),
    id: "uuid",
    named: "name",
    fields: (_, database_id) => ({ database_id }),
  },
  queue: {
    path: "queues",
    body: (queue_name) => ({ queue_name }),
    id: "queue_id",
    named: "queue_name",
    fields: (queue_name) => ({ queue_name }),
  },
  vectorize: {
    path: "vectorize/v2/indexes",
    body: (name) => ({ name, config: { dimensions: 32, metric: "cosine" } }),
    id: "name",
    named: "name",
    fields: (index_name) => ({ index_name }),
  },
};
export const provisionable = Object.keys(recipes) as BindingKind[];

const nameOf = (runId: string, kind: BindingKind) => `wvc-${runId}-${kind.replaceAll("_", "-")}`;
const resultIn = ({ status, json }: Answer): unknown =>
  status >= 200 && status < 300 && isObject(json) ? json.result : undefined;
const isGone = ({ status }: Answer) => (status >= 200 && status < 300) || status === 404;

/** Requests that provisioning takes, removal and the upload of an asset included. */
export const provisionRequests = 2 * provisionable.length + 2;

/** What provisioning will give, with ids made up: enough to plan a run before anything exists. */
export function expected(runId: string): Resources {
  const id = (kind: string) => createHash("sha256").update(`${runId} ${kind}`).digest("hex");
  const uuid = (hex: string) =>
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  const made = provisionable.map((kind) => {
    const key = kind === "d1" ? uuid(id(kind)) : id(kind).slice(0, 32);
    return [kind, [recipes[kind]?.fields(nameOf(runId, kind), key) ?? {}]] as const;
  });
  return { ...Object.fromEntries(made), assets: [{ jwt: `${id("assets")}.upload.token` }] };
}

export interface Site {
  send: Send;
  accountId: string;
  runId: string;
  journal: ProvisionJournal;
  /** What may exist, in the order in which it was made: what a removal goes by. */
  made: Provisioned[];
}

/** Makes a resource of a kind. Its fields, or undefined where the target makes none. */
async function make(site: Site, kind: BindingKind): Promise<Record<string, unknown> | undefined> {
  const { send, accountId, runId, journal, made } = site;
  const recipe = recipes[kind];
  if (!recipe) return undefined;
  const one: Provisioned = { kind, name: nameOf(runId, kind) };
  journal.intends(one);
  made.push(one);
  const path = `/accounts/${accountId}/${recipe.path}`;
  const answer = await send({
    kind: "createResource",
    method: "POST",
    path,
    body: JSON.stringify(recipe.body(one.name)),
  });
  const result = resultIn(answer);
  const id = isObject(result) ? result[recipe.id] : undefined;
  if (typeof id === "string") {
    one.id = id;
    journal.made({ ...one, id });
    return recipe.fields(one.name, id);
  }
  if (answer.status >= 400 && answer.status < 500) {
    made.pop();
    journal.removed(one);
  }
  return undefined;
}

/** A file of one line, as an upload of assets has it. */
const asset = { path: "/wvc.txt", content: "wvc" };
/** "The first 32 hex digits of SHA-256 over base64(content) + extension." */
const assetHash = () =>
  createHash("sha256")
    .update(`${Buffer.from(asset.content).toString("base64")}txt`)
    .digest("hex")
    .slice(0, 32);

/** A completion token of an upload of assets: nothing is left of it but the token. */
async function assetsToken({ send, accountId, runId }: Site): Promise<string | undefined> {
  const hash = assetHash();
  const manifest = { [asset.path]: { hash, size: asset.content.length } };
  const workers = `/accounts/${accountId}/workers`;
  const session = resultIn(
    await send({
      kind: "other",
      method: "POST",
      path: `${workers}/scripts/wvc-${runId}-assets/assets-upload-session`,
      body: JSON.stringify({ manifest }),
    }),
  );
  if (!isObject(session) || typeof session.jwt !== "string") return undefined;
  if (!Array.isArray(session.buckets) || session.buckets.length === 0) return session.jwt;
  const done = resultIn(
    await send({
      kind: "other",
      method: "POST",
      path: `${workers}/assets/upload?base64=true`,
      ...multipart(hash),
      headers: { ...multipart(hash).headers, authorization: `Bearer ${session.jwt}` },
    }),
  );
  return isObject(done) && typeof done.jwt === "string" ? done.jwt : undefined;
}

/** One part for the one file: its field is the hash, its content base64. */
function multipart(hash: string): { body: string; headers: Record<string, string> } {
  const boundary = `wvc${hash}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${hash}"; filename="${hash}"\r\nContent-Type: text/plain`;
  const body = `${head}\r\n\r\n${Buffer.from(asset.content).toString("base64")}\r\n--${boundary}--\r\n`;
  return { body, headers: { "content-type": `multipart/form-data; boundary=${boundary}` } };
}

/** Makes what is free, each named `wvc-<run>-…` as the throwaway Workers are. What a target does not make is left out. */
export async function provision(site: Site): Promise<Resources> {
  const resources: Record<string, Record<string, unknown>[]> = {};
  for (const kind of provisionable) {
    const fields = await unlessUnjudged(make(site, kind));
    if (fields) resources[kind] = [fields];
  }
  const jwt = await unlessUnjudged(assetsToken(site));
  return jwt === undefined ? resources : { ...resources, assets: [{ jwt }] };
}

/** A call that got no usable answer gives nothing; what ends the run is thrown. */
async function unlessUnjudged<T>(given: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await given;
  } catch (error) {
    if (error instanceof Unjudged) return undefined;
    throw error;
  }
}

/** Resources of a kind whose name begins so. */
async function namedSo({ send, accountId }: Pick<Site, "send" | "accountId">, kind: BindingKind, prefix: string) {
  const recipe = recipes[kind];
  if (!recipe) return [];
  const path = `/accounts/${accountId}/${recipe.path}?per_page=100`;
  const result = resultIn(await send({ kind: "other", method: "GET", path }));
  const list = Array.isArray(result) ? result.filter(isObject) : [];
  return list.flatMap((one): Provisioned[] => {
    const [name, id] = [one[recipe.named], one[recipe.id]];
    return typeof name === "string" && typeof id === "string" && name.startsWith(prefix) ? [{ kind, name, id }] : [];
  });
}

/** The id of a resource whose create got no answer: it is looked for by its name. */
const found = async (site: Site, { kind, name }: Provisioned): Promise<string | undefined> =>
  (await namedSo(site, kind, name)).find((one) => one.name === name)?.id;

async function remove(site: Site, one: Provisioned): Promise<boolean> {
  const recipe = recipes[one.kind];
  if (!recipe) return false;
  const id = one.id ?? (await found(site, one));
  if (id !== undefined) {
    const path = `/accounts/${site.accountId}/${recipe.path}/${encodeURIComponent(id)}`;
    if (!isGone(await site.send({ kind: "deleteResource", method: "DELETE", path }))) return false;
  }
  site.journal.removed(one);
  return true;
}

/** Removes what was made, the newest first; Workers that name it must be gone by then. What is left, by kind and name. */
export async function unprovision(site: Site): Promise<string[]> {
  const left: string[] = [];
  for (const one of [...site.made].reverse()) {
    const isRemoved = await remove(site, one).catch(() => false);
    if (!isRemoved) left.push(`${one.kind} ${one.name}`);
  }
  return left;
}
