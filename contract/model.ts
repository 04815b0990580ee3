import { sameJson } from "./json.ts";
import type { MigrationStep } from "./migrations.ts";

/** A version's share of the traffic, in percent. */
export interface Share {
  version_id: string;
  percentage: number;
}

/** What a migration does once it is applied: the tag is `tag`, the classes are `classes`. */
export interface Migrated {
  tag: string;
  classes: readonly string[];
}

/** A version, as far as later calls depend on it. */
export interface ModelVersion {
  id: string;
  /** Texts of its bindings, by name, inherited ones resolved. */
  bindings: Readonly<Record<string, string>>;
  /** Not yet applied: "applied when the version is deployed". */
  pending?: Migrated;
}

/** One Worker, as the page's sentences make it. */
export interface ModelWorker {
  /** Versions that exist, the oldest first. */
  versions: readonly ModelVersion[];
  /** Versions that were deleted. */
  deleted: readonly string[];
  /** What every deployment sends where, the newest first: the first one is active. */
  deployments: readonly (readonly Share[])[];
  /** Of Durable Objects: the tag of the last migration that was applied, and the classes that exist. */
  tag?: string;
  classes: readonly string[];
}

/** What happens to a Worker, in the order in which it takes effect. */
export type Event =
  | { kind: "created"; version: ModelVersion; deploy: boolean }
  | { kind: "refused" }
  | { kind: "deployed"; shares: readonly Share[] }
  | { kind: "deleted"; id: string };

/** A Worker that was just made. */
export const initial: ModelWorker = { versions: [], deleted: [], deployments: [], classes: [] };

/** A deployment: it is the active one from now on, and applies the migrations that waited for it. */
function deployed(worker: ModelWorker, shares: readonly Share[]): ModelWorker {
  const isServed = ({ id }: ModelVersion) => shares.some(({ version_id }) => version_id === id);
  const applied = worker.versions.findLast((one) => isServed(one) && one.pending)?.pending;
  return {
    ...worker,
    versions: worker.versions.map((one) => (isServed(one) ? { id: one.id, bindings: one.bindings } : one)),
    deployments: [shares, ...worker.deployments],
    ...applied,
  };
}

/** The Worker after an event. */
export function step(worker: ModelWorker, event: Event): ModelWorker {
  switch (event.kind) {
    case "created": {
      const { version, deploy } = event;
      const after = { ...worker, versions: [...worker.versions, version] };
      return deploy ? deployed(after, [{ version_id: version.id, percentage: 100 }]) : after;
    }
    case "refused":
      return worker;
    case "deployed":
      return deployed(worker, event.shares);
    case "deleted":
      return {
        ...worker,
        versions: worker.versions.filter(({ id }) => id !== event.id),
        deleted: [...worker.deleted, event.id],
      };
  }
}

export const equal = (a: ModelWorker, b: ModelWorker): boolean => sameJson(a, b);

/** The ids of the versions that exist, in any fixed order. */
export const idsOf = ({ versions }: ModelWorker): string[] => versions.map(({ id }) => id).sort();

/** Whether a version has a share of the active deployment. */
export const isServing = ({ deployments }: ModelWorker, id: string): boolean =>
  deployments[0]?.some(({ version_id }) => version_id === id) ?? false;

/** The classes after a step, made of those before; a step that names what is not there is no valid one. */
export function classesAfter(classes: readonly string[], one: MigrationStep): string[] {
  const renamed = new Map(one.renamed_classes?.map(({ from = "", to = "" }) => [from, to]));
  const gone = new Set(one.deleted_classes);
  const kept = classes.filter((name) => !gone.has(name)).map((name) => renamed.get(name) ?? name);
  const transferred = one.transferred_classes?.map(({ to = "" }) => to) ?? [];
  return [...kept, ...(one.new_classes ?? []), ...(one.new_sqlite_classes ?? []), ...transferred];
}
