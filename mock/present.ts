import { createHash } from "node:crypto";
import { type Binding, kindOf } from "../contract/bindings.ts";
import { isLive } from "../contract/exports.ts";
import { type JsonObject, toJson } from "../contract/json.ts";
import type { VersionRequest } from "../contract/version.ts";
import { namespaceId, type StoredVersion, type StoredWorker } from "./state.ts";

/** A binding as answers show it: no secrets, and what the server adds (`environment`, `namespace_id`). */
function presentBinding(binding: Binding, worker: StoredWorker): JsonObject {
  const fields = kindOf(binding.type)?.fields ?? {};
  const shown = Object.fromEntries(Object.entries(binding).filter(([name]) => !fields[name]?.writeOnly)) as JsonObject;
  if (binding.type === "service") return { ...shown, environment: shown.environment ?? "production" };
  const local = binding.type === "durable_object_namespace" && binding.class_name && !binding.script_name;
  return local
    ? { ...shown, namespace_id: shown.namespace_id ?? namespaceId(worker, String(binding.class_name)) }
    : shown;
}

/** Time on Worker startup differs between reads of one version; here it follows from the version's id. */
const startupMs = (version: StoredVersion) => createHash("sha256").update(version.id).digest().readUInt8(0) % 50;

const urlsOf = (version: StoredVersion, worker: StoredWorker): string[] => {
  const { previews_enabled } = (worker.settings.subdomain ?? {}) as { previews_enabled?: boolean };
  return previews_enabled ? [`https://${version.id.slice(0, 8)}-${worker.name}.mock.workers.dev`] : [];
};

const kept = [
  ...(["compatibility_date", "compatibility_flags", "containers", "limits", "main_module", "placement"] as const),
  ...(["cache_options", "package_dependencies"] as const),
] as const;

/** What lives of the exports, and, in the answer to the upload, what it did: nothing is provisioned here. */
function presentExports({ exports }: VersionRequest, isUpload: boolean): JsonObject {
  if (exports === undefined) return {};
  const live = Object.entries(exports).filter(([, one]) => isLive(one));
  const classes = live.flatMap(([name, { type }]) => (type === "durable-object" ? [name] : []));
  const nothing = ["updated", "deleted", "renamed", "transferred", "transfer_pending", "warnings", "info"];
  const told = { created: classes, ...Object.fromEntries([...nothing, "removable_entries"].map((name) => [name, []])) };
  return toJson({
    exports: Object.fromEntries(live),
    ...(isUpload ? { exports_reconciliation: told } : {}),
  }) as JsonObject;
}

/** A version as create, get and list show it; bindings sorted by name, modules only where asked for. */
export function present(
  version: StoredVersion,
  worker: StoredWorker,
  includeModules: boolean,
  isUpload = false,
): JsonObject {
  const { request } = version;
  const same = Object.fromEntries(kept.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])));
  const bindings = version.bindings.map((one) => presentBinding(one, worker));
  return toJson({
    id: version.id,
    number: version.number,
    created_on: version.createdOn,
    urls: urlsOf(version, worker),
    source: "api",
    annotations: { ...request.annotations, "workers/triggered_by": "create_version_api" },
    ...(request.assets?.config ? { assets: { config: request.assets.config } } : {}),
    bindings: bindings.sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1)),
    ...same,
    ...presentExports(request, isUpload),
    ...(version.migrationTag ? { migration_tag: version.migrationTag } : {}),
    ...(includeModules ? { modules: request.modules ?? [] } : {}),
    startup_time_ms: startupMs(version),
    usage_model: request.usage_model ?? "standard",
  }) as JsonObject;
}

export const presentWorker = (worker: StoredWorker): JsonObject =>
  toJson({
    id: worker.id,
    name: worker.name,
    created_on: worker.createdOn,
    updated_on: worker.updatedOn,
    deployed_on: worker.deployedOn,
    logpush: false,
    observability: { enabled: false },
    subdomain: { enabled: false, previews_enabled: false },
    tags: [],
    tail_consumers: [],
    references: { workers: [], domains: [], dispatch_namespace_outbounds: [], durable_objects: [], queues: [] },
    ...worker.settings,
  }) as JsonObject;
