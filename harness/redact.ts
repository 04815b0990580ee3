import { bindingKinds } from "../contract/bindings.ts";
import { isObject } from "../contract/json.ts";
import type { VersionRequest } from "../contract/version.ts";

const mask = "[secret]";

/** Every sensitive text of a request: the values of fields that the contract marks so. */
function secretsOf(request: VersionRequest): string[] {
  const sensitive = (request.bindings ?? []).flatMap((binding) => {
    const fields: Record<string, { sensitive?: true }> =
      binding.type in bindingKinds ? bindingKinds[binding.type as keyof typeof bindingKinds].fields : {};
    return Object.keys(fields)
      .filter((name) => fields[name]?.sensitive)
      .flatMap((name) => textsIn(binding[name]));
  });
  return [...sensitive, ...textsIn(request.assets?.jwt)].filter((text) => text.length >= 16);
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
};

/** The forms in which a secret may stand in a text: as it is, and escaped as JSON. */
const formsOf = (secret: string): string[] => {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const encoded = Buffer.from(secret).toString("base64");
  return [secret, escaped, JSON.stringify(escaped).slice(1, -1), encoded];
};

const canary = /wvc(secret|token)[0-9a-f]{8,}/g;

function masked(value: unknown, forms: readonly string[]): unknown {
  if (typeof value === "string")
    return forms.reduce((text, form) => text.replaceAll(form, mask), value).replace(canary, mask);
  if (Array.isArray(value)) return value.map((one) => masked(one, forms));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, forms)]));
}

/** The same value with every secret of the requests masked, wherever it stands. */
export function redact<T>(value: T, requests: readonly VersionRequest[]): T {
  const forms = [...new Set(requests.flatMap(secretsOf).flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return masked(value, forms) as T;
}
