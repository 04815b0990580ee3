import { createHash } from "node:crypto";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Binding } from "../contract/bindings.ts";
import type { JsonObject } from "../contract/json.ts";
import { type MigrationStep, stepsOf } from "../contract/migrations.ts";
import type { Deployment } from "../contract/neighbours.ts";
import type { VersionRequest } from "../contract/version.ts";

export interface StoredVersion {
  id: string;
  number: number;
  createdOn: string;
  /** The request as it was accepted, its bindings resolved; secrets stay here. */
  request: VersionRequest;
  bindings: Binding[];
  migrated: boolean;
  /** Set when the version is deployed, on a Worker that uses Durable Objects. */
  migrationTag?: string;
}

export interface StoredDeployment extends Deployment {
  source: string;
}

export interface StoredWorker {
  id: string;
  name: string;
  createdOn: string;
  updatedOn: string;
  deployedOn: string | null;
  /** What the create of the Worker set beside its name. */
  settings: Record<string, unknown>;
  /** Oldest first. */
  versions: StoredVersion[];
  lastNumber: number;
  /** Creates that are being answered now. */
  inFlight: number;
  /** Newest first. */
  deployments: StoredDeployment[];
  classes: Set<string>;
  tag?: string;
}

/** What the mock knows: all Workers of its one account, in memory. */
export class State {
  readonly workers = new Map<string, StoredWorker>();
  /** What exists beside Workers, by the path of its kind. */
  readonly resources = new Map<string, JsonObject[]>();
  readonly #seed: string;
  #made = 0;
  readonly now: () => number;

  readonly #turnMs: number;

  constructor(seed: string, now: () => number, turnMs = 0) {
    this.#seed = seed;
    this.now = now;
    this.#turnMs = turnMs;
  }

  /** Lets others come in between, so many times. */
  async turns(count: number): Promise<void> {
    if (this.#turnMs > 0) await sleep(count * this.#turnMs);
    else for (let i = 0; i < count; i += 1) await setImmediate();
  }

  /** 32 hex digits that no other call gives; the same ones in the same order for the same seed. */
  hex(): string {
    this.#made += 1;
    return createHash("sha256").update(`${this.#seed}:${this.#made}`).digest("hex").slice(0, 32);
  }

  uuid(): string {
    const h = this.hex();
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20)}`;
  }

  time(): string {
    return new Date(this.now()).toISOString();
  }

  resourcesOf(path: string): JsonObject[] {
    const all = this.resources.get(path) ?? [];
    this.resources.set(path, all);
    return all;
  }

  /** By id or by name: "which can be ID or name". */
  worker(key: string): StoredWorker | undefined {
    return this.workers.get(key) ?? [...this.workers.values()].find((one) => one.name === key);
  }
}

/** The namespace of a Durable Object class: the same for the life of the class. */
export const namespaceId = (worker: StoredWorker, className: string): string =>
  createHash("sha256").update(`${worker.id}:${className}`).digest("hex").slice(0, 32);

/** Why a step cannot be applied to these classes, or undefined; applies it if it can. */
function applyStep(classes: Set<string>, step: MigrationStep): string | undefined {
  for (const name of [...(step.new_classes ?? []), ...(step.new_sqlite_classes ?? [])]) {
    if (classes.has(name)) return `class ${name} already exists`;
    classes.add(name);
  }
  for (const { from = "", to = "" } of step.renamed_classes ?? []) {
    if (!classes.delete(from)) return `cannot rename class ${from}: it does not exist`;
    classes.add(to);
  }
  for (const { to = "" } of step.transferred_classes ?? []) classes.add(to);
  for (const name of step.deleted_classes ?? []) {
    if (!classes.delete(name)) return `cannot delete class ${name}: it does not exist`;
  }
  return undefined;
}

/** The classes after a request's migrations, or why they cannot be applied. */
export function classesAfter(worker: StoredWorker, request: VersionRequest): Set<string> | string {
  const classes = new Set(worker.classes);
  for (const step of request.migrations ? stepsOf(request.migrations) : []) {
    const problem = applyStep(classes, step);
    if (problem) return problem;
  }
  return classes;
}

/** Applies a version's migrations, once, and marks it with the Worker's tag. */
export function migrate(worker: StoredWorker, version: StoredVersion): void {
  const { migrations } = version.request;
  if (migrations && !version.migrated) {
    const classes = classesAfter(worker, version.request);
    if (typeof classes !== "string") worker.classes = classes;
    if (migrations.new_tag) worker.tag = migrations.new_tag;
    version.migrated = true;
  }
  if (worker.tag) version.migrationTag = worker.tag;
}
