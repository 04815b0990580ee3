import { type Binding, kindOf } from "../../contract/bindings.ts";
import { echo } from "../../contract/echo.ts";
import type { Field, Fields } from "../../contract/field.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import { type Placement, placementShape } from "../../contract/placement.ts";
import { newestRevision } from "../../contract/revision.ts";
import { requestFieldAt, type Version, type VersionRequest } from "../../contract/version.ts";

const itemsOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Of what is shown only what was sent too: nothing that only answers may hold, and nothing that is null. */
function asSent(sent: unknown, got: unknown): unknown {
  if (!isObject(sent) || !isObject(got)) return got;
  const kept = Object.keys(sent).filter((key) => (got[key] ?? null) !== null);
  return Object.fromEntries(kept.map((key) => [key, asSent(sent[key], got[key])]));
}

/** Whether a read shows modules, with content. */
export const hasContent = (modules: unknown): boolean =>
  itemsOf(modules).some(({ content_base64: content }) => typeof content === "string" && content !== "");

const placementKeys = ["mode", "region", "hostname", "host", "target"];
/** A placement as it is shown, if a request may hold that. */
function placementAsSent(got: unknown): Placement | undefined {
  if (!isObject(got)) return undefined;
  const kept = Object.entries(got).filter(([key, value]) => placementKeys.includes(key) && value !== null);
  const placement = Object.fromEntries(kept);
  return placementShape(placement) === undefined ? undefined : placement;
}

const { fields } = requestFieldAt(newestRevision);
/** Whether a field came back as it was sent: what did not, another requirement is about. */
const cameBack = (name: string, sent: unknown, got: unknown): boolean =>
  (got ?? null) !== null && echo(fields[name] as Field, sent, got).length === 0;

const secretKinds = ["secret_text", "secret_key"];
/** A binding as it is shown, by the keys that were sent; a secret is inherited; undefined where it did not come back. */
function bindingAsSent(sent: Binding, seen: readonly JsonObject[], id: string): Binding | undefined {
  const got = seen.find(({ name, type }) => name === sent.name && type === sent.type);
  if (!got) return undefined;
  if (secretKinds.includes(sent.type)) return { name: sent.name, type: "inherit", version_id: id };
  const fields: Fields = kindOf(sent.type)?.fields ?? {};
  const isWhole = Object.entries(fields).every(([name, field]) => echo(field, sent[name], got[name]).length === 0);
  const kept = Object.keys(sent).filter((key) => (got[key] ?? null) !== null || fields[key]?.type === "any");
  return isWhole ? (Object.fromEntries(kept.map((key) => [key, got[key]])) as Binding) : undefined;
}

const plainFields = [
  ...["compatibility_date", "compatibility_flags", "containers", "limits", "main_module", "usage_model"],
  ...["cache_options", "exports", "package_dependencies"],
];

/**
 * What three independent tools post after reading a version: its content, with the secrets inherited from it. Only what
 * was sent and came back.
 */
export function replayBody(sent: VersionRequest, seen: Version, id: string): VersionRequest {
  const all = sent as JsonObject;
  const names = plainFields.filter((name) => all[name] !== undefined && cameBack(name, all[name], seen[name]));
  const placement = cameBack("placement", sent.placement, seen.placement) && placementAsSent(seen.placement);
  const bindings = (sent.bindings ?? []).flatMap((one) => bindingAsSent(one, itemsOf(seen.bindings), id) ?? []);
  const modules = itemsOf(seen.modules).map(({ name, content_type, content_base64: content }) => ({
    name: String(name),
    content_type: String(content_type),
    content_base64: Buffer.from(String(content ?? ""), "base64").toString("base64"),
  }));
  return {
    ...Object.fromEntries(names.map((name) => [name, asSent(all[name], seen[name])])),
    ...(sent.placement && placement ? { placement } : {}),
    ...(bindings.length > 0 ? { bindings } : {}),
    modules,
  };
}

/** Of a version as it is shown, what a body is about. */
export const replayedPart = ({ bindings = [], ...body }: VersionRequest, seen: Version): Record<string, unknown> => ({
  ...Object.fromEntries(Object.keys(body).map((name) => [name, seen[name]])),
  bindings: itemsOf(seen.bindings).filter((one) => bindings.some(({ name }) => name === one.name)),
});
