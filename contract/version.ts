import { type Annotations, annotationsField } from "./annotations.ts";
import { type Assets, assetsField } from "./assets.ts";
import { type Binding, bindingsField } from "./bindings.ts";
import { type Field, flagged, integer, list, number, object, oneOf, readOnly, required, string } from "./field.ts";
import { type Migrations, migrationsField } from "./migrations.ts";
import { type Module, modulesField } from "./modules.ts";
import { type Placement, placementField } from "./placement.ts";

/** The Version of the page: what a request may hold and what an answer shows, with the marks of the OpenAPI. */
export const versionField = object({
  id: required(readOnly(string({ format: "uuid" }))),
  created_on: required(readOnly(string({ format: "date-time" }))),
  number: required(readOnly(integer())),
  urls: required(readOnly(list(string({ format: "uri" })))),
  annotations: annotationsField,
  assets: assetsField,
  bindings: bindingsField,
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
});

/** The body of Create Version: the Version without what only the server sets. */
export const requestField = object(
  Object.fromEntries(Object.entries(versionField.fields).filter(([, field]) => !(field as Field).readOnly)),
);

/** A request body, as the suite builds it. */
export interface VersionRequest {
  annotations?: Annotations;
  assets?: Assets;
  bindings?: Binding[];
  compatibility_date?: string;
  compatibility_flags?: string[];
  containers?: { class_name: string }[];
  limits?: { cpu_ms?: number; subrequests?: number };
  main_module?: string;
  migrations?: Migrations;
  modules?: Module[];
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
