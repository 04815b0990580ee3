import { type Annotations, annotationsField } from "./annotations.ts";
import { type Assets, assetsField } from "./assets.ts";
import { allBindings, type Binding } from "./bindings.ts";
import {
  type CacheOptions,
  cacheOptions,
  type ExportEntry,
  exportsField,
  exportsReconciliation,
  type PackageDependency,
  packageDependencies,
} from "./exports.ts";
import {
  type Field,
  flagged,
  integer,
  list,
  number,
  type ObjectField,
  object,
  oneOf,
  readOnly,
  required,
  since,
  string,
} from "./field.ts";
import { type Migrations, migrationsField } from "./migrations.ts";
import { type Module, modulesField } from "./modules.ts";
import { type Placement, placementField } from "./placement.ts";
import { type Revision, revision } from "./revision.ts";
import { byRevision } from "./since.ts";

/** The Version: what a request may hold and what an answer shows, with the marks of the OpenAPI, and since when. */
const wholeVersion = object({
  id: required(readOnly(string({ format: "uuid" }))),
  created_on: required(readOnly(string({ format: "date-time" }))),
  number: required(readOnly(integer())),
  urls: required(readOnly(list(string({ format: "uri" })))),
  annotations: annotationsField,
  assets: assetsField,
  bindings: allBindings,
  compatibility_date: string({ fillable: true }),
  compatibility_flags: list(string(), { default: [] }),
  containers: list(object({ class_name: required(string({ means: "class" })) })),
  limits: object({ cpu_ms: integer({ fillable: true }), subrequests: integer({ fillable: true }) }),
  main_module: string({ means: "module" }),
  migration_tag: readOnly(string()),
  migrations: migrationsField,
  modules: modulesField,
  placement: placementField,
  source: readOnly(string()),
  startup_time_ms: readOnly(number({ minimum: 0 })),
  usage_model: flagged(oneOf("standard", "bundled", "unbound"), { deprecated: true, default: "standard" }),
  cache_options: cacheOptions,
  exports: exportsField,
  exports_reconciliation: exportsReconciliation,
  package_dependencies: packageDependencies,
  author_email: since("create-version/2026-11", readOnly(string())),
  author_id: since("create-version/2026-11", readOnly(string())),
});

/** The body of Create Version: the Version without what only the server sets. */
const wholeRequest = object(
  Object.fromEntries(Object.entries(wholeVersion.fields).filter(([, field]) => !(field as Field).readOnly)),
);

/** The Version and the body as a revision has them. */
export const versionFieldAt: (at: Revision) => ObjectField = byRevision(wholeVersion);
export const requestFieldAt: (at: Revision) => ObjectField = byRevision(wholeRequest);
/** The same as the page has them. */
export const versionField = versionFieldAt(revision);
export const requestField = requestFieldAt(revision);

/** A request body, as the suite builds it. */
export interface VersionRequest {
  annotations?: Annotations;
  assets?: Assets;
  bindings?: Binding[];
  cache_options?: CacheOptions;
  compatibility_date?: string;
  compatibility_flags?: string[];
  containers?: { class_name: string }[];
  exports?: Record<string, ExportEntry>;
  limits?: { cpu_ms?: number; subrequests?: number };
  main_module?: string;
  migrations?: Migrations;
  modules?: Module[];
  package_dependencies?: PackageDependency[];
  placement?: Placement;
  usage_model?: string;
}

/** A version as a target shows it: only what every answer must hold is typed, the rest is judged where it stands. */
export interface Version {
  id: string;
  number: number;
  [field: string]: unknown;
}

export const usageModels = ["standard", "bundled", "unbound"] as const;

/** Path and query parameters of Create Version. */
export const parameters = {
  account_id: { in: "path", field: required(string({ maxLength: 32 })) },
  worker_id: { in: "path", field: required(string()) },
  deploy: { in: "query", field: { type: "boolean" } as Field },
} as const;
