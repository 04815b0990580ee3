import {
  boolean,
  flagged,
  list,
  map,
  object,
  oneOf,
  readOnly,
  required,
  since,
  string,
  union,
  writeOnly,
} from "./field.ts";

const from = "create-version/2026-08";
const name = () => string({ maxLength: 128 });
const objectType = () => required(oneOf("durable-object"));
const stateOf = (state: string) => required(oneOf(state));
const live = () => flagged(oneOf("created"), { default: "created" });
const storage = () => required(oneOf("sqlite", "legacy-kv"));

/** "At most 100 entries". */
export const mostExports = 100;

/** An entry about a Durable Object class, by what it does to it. */
const durableObject = union({
  created: object({ type: objectType(), state: live(), storage: storage(), container: name() }),
  deleted: object({ type: objectType(), state: stateOf("deleted") }),
  renamed: object({ type: objectType(), state: stateOf("renamed"), renamed_to: required(writeOnly(name())) }),
  transferred: object({
    type: objectType(),
    state: stateOf("transferred"),
    transferred_to: required(writeOnly(name())),
  }),
  "expecting-transfer": object({
    type: objectType(),
    state: stateOf("expecting-transfer"),
    storage: storage(),
    transfer_from: required(name()),
    container: name(),
  }),
});
const worker = object({
  type: required(oneOf("worker")),
  state: live(),
  cache: object({ enabled: required(boolean()) }),
});

/** What the classes of a version are, by their names; it excludes `migrations`. */
export const exportsField = since(
  from,
  map(union({ worker, "durable-object": durableObject }, { by: "type" }), { maxProperties: mostExports }),
);

const names = () => required(list(string()));
const about = (rest: Parameters<typeof object>[0]) => required(list(object({ class: required(string()), ...rest })));
const told = {
  scenario: required(string()),
  message: required(string()),
  namespace_id: string({ format: "uuid" }),
};

/** What an upload with `exports` did: every list is always there. */
export const exportsReconciliation = since(
  from,
  readOnly(
    object({
      created: names(),
      updated: names(),
      deleted: names(),
      renamed: required(list(object({ from: required(string()), to: required(string()) }))),
      transferred: about({ to: required(string()), phase: required(oneOf("committed")) }),
      transfer_pending: about({ from: required(string()) }),
      warnings: about(told),
      info: about({ ...told, referencing_scripts: list(string()) }),
      removable_entries: names(),
    }),
  ),
);

/** Whether the Worker's answers are cached, and whether versions share them. */
export const cacheOptions = since(
  from,
  object({
    enabled: required(flagged(boolean(), { default: false })),
    cross_version_cache: boolean({ default: false }),
  }),
);

/** What was installed when the version was built. */
export const packageDependencies = since(
  from,
  list(
    object({
      name: required(string()),
      packageJsonVersion: required(string()),
      installedVersion: required(string()),
    }),
  ),
);

export interface ExportEntry {
  type: string;
  [field: string]: unknown;
}
export interface CacheOptions {
  enabled: boolean;
  cross_version_cache?: boolean;
}
export interface PackageDependency {
  name: string;
  packageJsonVersion: string;
  installedVersion: string;
}

/** Entries that answers show: "tombstoned lifecycle entries are omitted". */
export const isLive = ({ state = "created" }: ExportEntry): boolean =>
  state === "created" || state === "expecting-transfer";
