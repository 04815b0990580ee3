import { boolean, flagged, list, object, oneOf, since, string, union } from "./field.ts";

export const runWorkerFirst = union({ rules: list(string()), always: boolean() }, { default: false });

/** `assets.config` and the completion token of the upload. */
export const assetsField = object({
  config: object({
    html_handling: flagged(oneOf("auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none"), {
      default: "auto-trailing-slash",
    }),
    not_found_handling: flagged(oneOf("none", "404-page", "single-page-application"), { default: "none" }),
    run_worker_first: runWorkerFirst,
    base_path: since("create-version/2026-11", string({ default: "/" })),
  }),
  jwt: flagged(string({ means: "secret" }), { sensitive: true }),
});

export interface AssetsConfig {
  html_handling?: string;
  not_found_handling?: string;
  run_worker_first?: boolean | string[];
  base_path?: string;
}
export interface Assets {
  config?: AssetsConfig;
  jwt?: string;
}
export const assetsConfigFields = ["html_handling", "not_found_handling", "run_worker_first", "base_path"] as const;

/** What the service is said to check of rules beside the page (facts A-01): so many, of so many characters. */
export const mostRules = 100;
export const mostRuleCharacters = 100;
/** Whether a rule that ends with `*` makes another one of its kind needless; a rule that stands twice is one. */
export const hasNeedlessRule = (rules: readonly string[]): boolean =>
  rules.some((one, i) =>
    rules.some((other, j) => i !== j && (one === other || (other.endsWith("*") && one.startsWith(other.slice(0, -1))))),
  );

/** "Rules must start with either '/' or '!/'. At least one non-negative rule must be provided." */
export const rulesAreValid = (rules: readonly string[]): boolean =>
  rules.every((rule) => rule.startsWith("/") || rule.startsWith("!/")) && rules.some((rule) => rule.startsWith("/"));
