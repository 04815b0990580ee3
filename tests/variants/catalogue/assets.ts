import type { JsonObject } from "../../../contract/json.ts";
import { partOf } from "../../../mock/faults/fault.ts";
import { refuses, shows, type Variant, variant } from "../variant.ts";

const defaults: JsonObject = {
  html_handling: "auto-trailing-slash",
  not_found_handling: "none",
  run_worker_first: false,
};
const configs = (change: (config: JsonObject) => void, where?: "create" | "get" | "list") =>
  shows((version) => {
    const config = partOf(partOf(version, "assets"), "config");
    if (Object.keys(config).length > 0) change(config);
  }, where);

/** Whether one rule makes another one needless: it ends with a `*` that covers the other. */
const covers = (one: string, other: string) => one.endsWith("*") && other.startsWith(one.slice(0, -1));
/** What wrangler says that the service checks. */
function isRedundant(rules: readonly string[]): boolean {
  return [rules.filter((one) => one.startsWith("!")), rules.filter((one) => !one.startsWith("!"))].some((group) =>
    group.some((one, i) => group.some((other, j) => i !== j && covers(other, one))),
  );
}

/** `assets`: optional in answers, with defaults that may be filled in or left out. */
export const assetVariants = {
  "assets-not-shown": variant(
    "page:result.assets",
    "does not show assets",
    shows((version) => void delete version.assets),
  ),
  "assets-only-in-get": variant(
    "facts:S-107",
    "shows assets only in get",
    shows((version, { where }) => {
      if (where !== "get") delete version.assets;
    }),
  ),
  "empty-assets": variant(
    "page:result.assets.config",
    "shows assets without a config",
    shows((version) => {
      if (version.assets) version.assets = {};
    }),
  ),
  "asset-defaults-left-out": variant(
    "facts:S-107",
    "leaves out what equals its default in assets.config",
    configs((config) => {
      for (const [name, value] of Object.entries(defaults)) if (config[name] === value) delete config[name];
    }),
  ),
  "asset-defaults-filled-in": variant(
    "facts:S-107",
    "fills in the defaults of assets.config",
    configs((config) => {
      for (const [name, value] of Object.entries(defaults)) config[name] ??= value;
    }),
  ),
  "base-path": variant(
    "facts:A-16",
    "shows a base path in assets.config",
    configs((config) => {
      config.base_path = "/";
      config.serve_directly = true;
    }),
  ),
  "null-jwt": variant(
    "facts:S-108",
    "says null for the token of assets",
    shows((version) => {
      if (version.assets) partOf(version, "assets").jwt = null;
    }),
  ),
  "all-paths-as-true": variant(
    "page:body.assets.config.run_worker_first",
    "shows the rule for all paths as true",
    configs((config) => {
      if (JSON.stringify(config.run_worker_first) === '["/*"]') config.run_worker_first = true;
    }),
  ),
  "true-as-all-paths": variant(
    "page:body.assets.config.run_worker_first",
    "shows true as the rule for all paths",
    configs((config) => {
      if (config.run_worker_first === true) config.run_worker_first = ["/*"];
    }),
  ),
  "rules-sorted": variant(
    "page:body.assets.config.run_worker_first",
    "sorts rules, since negative ones win wherever they stand",
    configs((config) => {
      if (Array.isArray(config.run_worker_first)) config.run_worker_first = [...config.run_worker_first].sort();
    }),
  ),
  "rules-checked": variant(
    "facts:A-01b",
    "refuses rules that are there twice, needless or too many",
    refuses(({ assets }) => {
      const rules = assets?.config?.run_worker_first;
      if (!Array.isArray(rules)) return false;
      return rules.length === 0 || rules.length > 100 || rules.some((one) => one.length > 100) || isRedundant(rules);
    }),
  ),
  "own-tokens-only": variant(
    "facts:X-52",
    "takes only tokens of its own uploads",
    refuses(({ assets }) => assets?.jwt !== undefined, 10021),
  ),
  "assets-binding-without-assets": variant(
    "facts:X-51",
    "refuses an assets binding without a token",
    refuses(({ assets, bindings = [] }) => bindings.some(({ type }) => type === "assets") && assets?.jwt === undefined),
  ),
} satisfies Record<string, Variant>;
