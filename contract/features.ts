import { allKinds, kindOf } from "./bindings.ts";
import type { JsonObject } from "./json.ts";
import { moduleTypes } from "./modules.ts";
import { newestRevision } from "./revision.ts";
import { requestFieldAt, type VersionRequest } from "./version.ts";

/** A part of the API that a target need not have. */
export interface Feature {
  /** What is missing; completes "the target has no …". */
  text: string;
  /** Beginnings of the ids of requirements that cannot be judged without it. */
  costs: readonly string[];
}

const contents = ["modules.bytes-unchanged", "modules.complete", "modules.content-type-kept", "read-back.replay"];

/** Calls beside the page's own, and parts of them. */
export const neighbours = {
  get: {
    text: "GET of a version",
    costs: [
      ...["read-back.get-finds", "read-back.immutable", "read-back.replay", "read-back.deleted-gone", ...contents],
      ...["modules.only-when-included", "addressing.unknown-version-refused", "read-back.agree"],
      ...["numbering.same-everywhere", "read-back.json-form-free", "bindings.order-free", "read-back.delete-takes-one"],
      ...["migrations.tag-set-on-deploy", "migrations.tag-carried", "migrations.applied-by-later-deployment"],
    ],
  },
  list: {
    text: "list of versions",
    costs: [
      ...["read-back.list-finds", "read-back.pages-complete", "read-back.counts", "concurrency."],
      ...["read-back.deleted-gone", "addressing.rename-keeps", "deploy.delete-moves-nothing"],
      ...["migrations.refused-changes-nothing", "read-back.beyond-the-end"],
      ...["read-back.delete-takes-one", "addressing.id-or-name"],
    ],
  },
  include: { text: "include=modules in a GET", costs: [...contents, "modules.only-when-included"] },
  paging: { text: "paging of lists", costs: ["read-back.pages-complete", "read-back.beyond-the-end"] },
  delete: {
    text: "DELETE of a version",
    costs: ["read-back.deleted-gone", "read-back.delete-takes-one", "deploy.delete-moves-nothing"],
  },
  deployments: {
    text: "deployments of a Worker",
    costs: [
      ...["deploy.", "concurrency.deployments-kept", "refusal.deploy-as-either"],
      "migrations.applied-by-later-deployment",
    ],
  },
  worker: { text: "GET of a Worker", costs: ["deploy.true-deployed-on", "read-back.worker-unchanged"] },
  rename: { text: "PATCH of a Worker's name", costs: ["addressing.rename-keeps"] },
} satisfies Record<string, Feature>;
export type Neighbour = keyof typeof neighbours;

/** Keys of a request that a target need not know: whatever is no code and no binding. */
const keys = Object.keys(requestFieldAt(newestRevision).fields).filter(
  (key) => !["bindings", "modules", "main_module"].includes(key),
);
const ownAreas: Readonly<Record<string, string>> = {
  compatibility_date: "compatibility.date-",
  compatibility_flags: "compatibility.flags-",
};
const areaOfKey = (key: string) => ownAreas[key] ?? `${key.replace("_", "-")}.`;

/** Kinds of module beside the one that every Worker is made of. */
const lackableTypes = Object.keys(moduleTypes).filter((type) => type !== "esm");

/** Where none can be made, a run is on a Worker that exists: what needs a fresh one, or a second one, is not judged. */
const workers: Feature = {
  text: "making of Workers (a run then needs --worker)",
  costs: [
    ...["numbering.first-is-one", "numbering.per-worker", "concurrency.", "containers."],
    ...["read-back.list-finds", "read-back.pages-complete", "read-back.counts", "read-back.beyond-the-end"],
    ...["read-back.delete-takes-one", "read-back.deleted-gone", "deploy.delete-moves-nothing"],
    "transport.content-kept",
  ],
};

/** Everything that a target can be said to lack, by its name. */
export const features: Readonly<Record<string, Feature>> = {
  ...neighbours,
  workers,
  ...Object.fromEntries(keys.map((key) => [key, { text: `${key} in a request`, costs: [areaOfKey(key)] }])),
  ...Object.fromEntries(allKinds.map((kind) => [`bindings.${kind}`, { text: `binding of kind ${kind}`, costs: [] }])),
  ...Object.fromEntries(
    lackableTypes.map((type) => [`modules.${type}`, { text: `module of type ${type}`, costs: [] }]),
  ),
};
export const featureNames: readonly string[] = Object.keys(features);

/** Kinds that name another Worker, or a class of one. */
const namingWorkers = allKinds.filter((kind) => kindOf(kind)?.setup === "worker" || kind === "workflow");
/** What a run on a Worker that exists leaves alone: that Worker's name and its migrations, and whatever needs another one. */
export const leftAlone: readonly string[] = [
  "workers",
  "rename",
  "migrations",
  ...namingWorkers.map((kind) => `bindings.${kind}`),
];

/** Why something is not judged that a target is declared to lack. */
export const declared = (name: string): string => `declared: without ${name}`;
export const isDeclared = (reason: string): boolean => reason.startsWith(declared(""));

/** Whether a requirement cannot be judged without a feature. */
export const isLostWithout = (id: string, name: string): boolean =>
  features[name]?.costs.some((beginning) => id.startsWith(beginning)) ?? false;

/** Whether a claim is about a feature: its requirement, or its row, or the request that it breaks. */
export function isAbout({ name: claim, row = "" }: { name: string; row?: string | undefined }, name: string): boolean {
  const request = claim.startsWith("silence.") ? claim.slice("silence.".length) : row;
  const [group = "", part] = name.split(".");
  const isRow = part !== undefined && claim.startsWith(`${group}.`) && row === part;
  return isRow || isLostWithout(claim, name) || request === name || /^[.:/]/.test(afterName(request, name));
}
const afterName = (text: string, name: string) => (text.startsWith(name) ? text.slice(name.length) : "");

/** The features that a request uses, of some. */
export function used(request: VersionRequest, names: readonly string[]): string[] {
  const types = new Set(request.bindings?.map(({ type }) => type));
  const contentTypes = new Set(request.modules?.map((one) => one.content_type));
  return names.filter((name) => {
    const [group = "", part = ""] = name.split(".");
    if (part === "") return Object.hasOwn(request, group);
    if (group === "bindings") return types.has(part);
    return contentTypes.has(moduleTypes[part as keyof typeof moduleTypes]);
  });
}

/** A request without the features of these names. */
export function without(request: VersionRequest, names: readonly string[]): VersionRequest {
  if (names.length === 0) return request;
  const kept = Object.fromEntries(Object.entries(request).filter(([key]) => !names.includes(key))) as VersionRequest;
  const lacked = (group: string, part: string) => names.includes(`${group}.${part}`);
  const typeNames = new Map(Object.entries(moduleTypes).map(([name, type]) => [type as string, name]));
  const { bindings, modules } = request;
  return {
    ...kept,
    ...(bindings ? { bindings: bindings.filter(({ type }) => !lacked("bindings", type)) } : {}),
    ...(modules ? { modules: modules.filter((one) => !lacked("modules", typeNames.get(one.content_type) ?? "")) } : {}),
  };
}

/** Whether a version shows that the target knows a key or a kind that a request used. */
export function isShownIn(version: JsonObject, name: string): boolean {
  const [group = "", part = ""] = name.split(".");
  if (group === "bindings" && part !== "")
    return Array.isArray(version.bindings) && version.bindings.some((one) => (one as JsonObject | null)?.type === part);
  return group === "migrations" || group === "modules" || (version[group] ?? null) !== null;
}
