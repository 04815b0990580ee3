import { isObject } from "../../contract/json.ts";
import { type Environment, type Resolved, type SettingName, settingNames } from "./settings.ts";

const unset = "-";
/** A value as it may be shown: the account by its length, resources by their kinds. */
function shown(name: SettingName, value: unknown): string {
  if (value === undefined) return unset;
  if (name === "accountId") return `[account id, ${String(value).length} characters]`;
  if (name === "resources" && isObject(value))
    return Object.entries(value)
      .map(([kind, list]) => `${kind} (${Array.isArray(list) ? list.length : 0})`)
      .join(", ");
  return Array.isArray(value) ? value.join(",") || unset : String(value);
}

const credentialNames = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL"] as const;
export const proxyNames = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"] as const;

/** A proxy without the password that its URL may hold. */
export function proxyShown(value: string): string {
  return value.replace(/\/\/[^/@]*@/, "//[masked]@");
}

/** The merged settings, one a line, with where each came from; nothing secret. */
export function printedConfig({ settings, sources }: Resolved, env: Environment): string {
  const rows = settingNames.map((name) => [name, shown(name, settings[name]), sources[name] ?? "default"]);
  const secrets = credentialNames.flatMap((name) => (env[name] ? [[name, "[masked]", "environment"]] : []));
  const proxies = proxyNames.flatMap((name) => {
    const value = env[name];
    return value ? [[name, proxyShown(value), "environment"]] : [];
  });
  const all = [...rows, ...secrets, ...proxies];
  const widths = [0, 1].map((i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all
    .map(([name = "", value = "", from = ""]) => {
      const origin = from === "default" || from === "environment" ? from : `from ${from}`;
      return `${name.padEnd(widths[0] ?? 0)}  ${value.padEnd(Math.min(widths[1] ?? 0, 40))}  ${origin}`;
    })
    .join("\n");
}
