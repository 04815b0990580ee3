import { kindOf } from "../contract/bindings.ts";
import type { ClientCall } from "../contract/client.ts";
import { isObject, type JsonObject } from "../contract/json.ts";

/** A binding as answers show it: no secrets, the server's default filled in. */
export function shownBinding(binding: JsonObject): JsonObject {
  const fields = kindOf(String(binding.type))?.fields ?? {};
  const seen = Object.entries(binding).filter(([name]) => !fields[name]?.writeOnly);
  return { ...(binding.type === "service" ? { environment: "production" } : {}), ...Object.fromEntries(seen) };
}

/** What a version shows of the request that made it: all but secrets, contents, and what a migration asked for. */
export function shownOf(body: ClientCall["body"]): JsonObject {
  const { modules: _, migrations, assets, bindings, ...rest } = body;
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return {
    source: "api",
    ...known,
    ...(Array.isArray(bindings) ? { bindings: bindings.filter(isObject).map(shownBinding) } : {}),
    ...(isObject(assets) && assets.config ? { assets: { config: assets.config } } : {}),
    ...(migrations === undefined ? {} : { migrations: {} }),
  };
}
