import { kindOf } from "../../contract/bindings.ts";
import type { Fields } from "../../contract/field.ts";
import { isObject, type Json, type JsonObject } from "../../contract/json.ts";
import { padded } from "../../contract/modules.ts";
import { requestField, type Version, type VersionRequest } from "../../contract/version.ts";

export type Spelling = "keys" | "space" | "escapes";

const reversed = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};
/** Every character of every string outside plain letters and digits as a \u escape; JSON's own marks stay. */
const escaped = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("/", "\\/");

/** Another text with the same JSON value. */
export function respell(value: Json, how: Spelling): string {
  if (how === "keys") return JSON.stringify(reversed(value));
  return how === "space" ? `\n ${JSON.stringify(value, undefined, "\t ")} \r\n` : escaped(JSON.stringify(value));
}

/** A binding without the optional fields that are null: null stands for absent, but for a value that must be there. */
const withoutBlanks = (binding: JsonObject): JsonObject => {
  const fields: Fields = kindOf(String(binding.type))?.fields ?? {};
  return Object.fromEntries(
    Object.entries(binding).filter(([name, value]) => value !== null || fields[name]?.required),
  ) as JsonObject;
};

const secretKinds = ["secret_text", "secret_key"];
/** What three independent tools post after reading a version: its content, with the secrets inherited from it. */
export function replayBody(seen: Version, id: string): VersionRequest {
  const fields = Object.keys(requestField.fields).filter(
    (name) => !["migrations", "assets", "annotations"].includes(name),
  );
  const kept = Object.fromEntries(
    fields.flatMap((name) => ((seen[name] ?? null) === null ? [] : [[name, seen[name]]])),
  );
  const list = Array.isArray(seen.bindings) ? seen.bindings.filter(isObject) : [];
  const bindings = list.map((one) =>
    secretKinds.includes(String(one.type)) ? { name: one.name, type: "inherit", version_id: id } : withoutBlanks(one),
  );
  const modules = (Array.isArray(seen.modules) ? seen.modules.filter(isObject) : []).map((one) => ({
    ...one,
    content_base64: padded(String(one.content_base64 ?? "")),
  }));
  return { ...kept, modules, ...(list.length > 0 ? { bindings } : {}) } as VersionRequest;
}
