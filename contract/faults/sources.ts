import type { FactId } from "../facts/index.ts";
import { isPagePlace } from "../page.ts";
import { requirements } from "../requirements/index.ts";
import type { Source } from "../source.ts";
import type { RequestFault } from "./fault.ts";

/** What is known of a fault or of a silence, by its id: the first row that fits. `*` is any text, `[]` an item of a list. */
export const knownOf: readonly (readonly [pattern: string, ...known: FactId[]])[] = [
  ["*:null", "X-16"],
  ["*[]:required", "X-17"],
  ["annotations.*:type", "X-59"],
  ["annotations:unknown-key", "X-59", "S-102"],
  ["placement*:type", "X-17"],
  ["placement:region-and-host", "X-55", "S-89"],
  ["placement.targeted-target:empty", "X-55", "S-89"],
  ["placement.targeted-target:two", "X-55", "S-89"],
  ["placement*", "X-55"],
  ["bindings.type:enum", "X-37"],
  ["bindings.type:required", "X-37"],
  ["bindings.secret_key.*:enum", "X-46"],
  ["bindings.secret_key.*:needed-for-*", "X-46"],
  ["bindings.secret_key.algorithm:unknown", "X-46"],
  ["bindings.*:module-syntax", "X-50"],
  ["bindings.inherit:nothing", "S-95", "X-66"],
  ["bindings.inherit.version_id:unknown", "S-96", "X-67"],
  ["bindings.inherit.version_id:empty", "X-67"],
  ["bindings.ratelimit.simple.mitigation_timeout:period", "X-47a"],
  ["bindings.ratelimit.simple.mitigation_timeout:value", "X-47a"],
  ["bindings.ratelimit.simple.period:7", "X-47b"],
  ["bindings.ratelimit.simple.limit:0", "X-47b"],
  ["bindings.ratelimit.simple.limit:0.5", "X-47b"],
  ["bindings.*.*_id:uuid", "X-43"],
  ["bindings.*.*_id:tail", "X-43"],
  ["bindings.secret_key.*:base64", "X-46"],
  ["bindings.vpc_network:no-id", "X-48b"],
  ["bindings.vpc_network:*", "X-48a"],
  ["bindings.vpc_network.network_id:value", "X-48a"],
  ["bindings.plain_text.text:6-KB", "X-44"],
  ["bindings.assets:no-assets", "X-51"],
  ["bindings.name:twice", "X-41", "S-114"],
  ["bindings.name:*", "X-40b"],
  ["bindings:unknown-key", "X-39"],
  ["bindings:200", "X-45"],
  ["bindings.d1.database_id:required", "X-38", "A-06"],
  ["bindings.*.name:required", "X-40a"],
  ["bindings.*:format", "X-49"],
  ["bindings.*:length", "X-43"],
  ["assets.config.run_worker_first:empty", "A-01a"],
  ["assets.config.run_worker_first:101", "A-01b"],
  ["assets.config.run_worker_first:start", "X-54", "S-110"],
  ["assets.config.run_worker_first:negative", "X-54", "S-110"],
  ["assets.config.*:enum", "X-53"],
  ["usage_model:enum", "X-56"],
  ["containers.class_name:unknown", "X-65"],
  ["limits.cpu_ms:type", "X-17"],
  ["limits.cpu_ms:*", "X-19"],
  ["limits.subrequests:10001", "A-03b"],
  ["limits.subrequests:10000000", "A-03b"],
  ["modules.name:twice", "X-24"],
  ["modules.name:type", "X-17"],
  ["modules.*:required"],
  ["modules.name:*", "X-25"],
  ["modules.content_base64:format", "X-26a"],
  ["modules.content_base64:unpadded", "X-26b"],
  ["modules.content_base64:url-safe", "X-26b"],
  ["modules.content_base64:line-breaks", "X-26b"],
  ["modules.content_type:unknown", "X-28"],
  ["modules:no-main-module", "X-22"],
  ["main_module:not-in-modules", "X-21"],
  ["main_module:no-modules", "X-23"],
  ["main_module:syntax", "X-29"],
  ["main_module:no-handler", "X-31"],
  ["migrations:both-forms", "X-64"],
  ["migrations*:empty", "X-63"],
  ["migrations:unknown-class", "X-63"],
  ["migrations:same-class-twice", "X-63", "S-78"],
  ["compatibility_date:format", "X-32"],
  ["compatibility_date:day", "X-32"],
  ["compatibility_date:future", "X-33"],
  ["compatibility_date:20*-01-01", "X-34"],
  ["compatibility_flags:unknown", "X-35"],
  ["compatibility_flags:twice", "X-36"],
  ["body:empty", "X-09"],
  ["body:not-json", "X-10"],
  ["body:truncated", "X-10"],
  ["body:two-values", "X-10"],
  ["body:not-object", "X-11"],
  ["body:no-field", "X-13"],
  ["body:unknown-key", "X-14"],
  ["*:repeated-key", "X-18"],
  ["body:deploy", "S-60"],
  ["*:sent", "X-15"],
  ["query:unknown", "X-70"],
  ["deploy:*", "S-59", "X-69"],
  ["header:*", "X-12"],
  ["account_id:length", "X-04"],
  ["account_id:unknown", "X-05"],
  ["credentials:value", "X-01", "X-02"],
  ["text:*", "X-71"],
  ["bindings.*.*:required", "X-38"],
  ["*:type", "X-17"],
];

const patternOf = (text: string): RegExp => {
  const parts = text.split("*").map((part) => part.replace(/[.[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
};
const patterns = knownOf.map(([text]) => patternOf(text));
/** The row on a fault or a silence. */
export function rowOn(id: string): (typeof knownOf)[number] | undefined {
  const name = id.replaceAll(".*", "[]");
  return knownOf[patterns.findIndex((one) => one.test(name))];
}

function factsOn(id: string): Source[] {
  const [, ...known] = rowOn(id) ?? [""];
  return known.map((one): Source => `facts:${one}`);
}

/** The place of the page that a fault breaks, or what holds it: `limits.cpu_ms:type` breaks `body.limits.cpu_ms`. */
function brokenPlace(id: string): string | undefined {
  const steps = ["body", ...(id.split(":")[0] ?? "").split(".").filter((step) => step !== "*" && step !== "body")];
  while (steps.length > 1 && !isPagePlace(steps.join("."))) steps.pop();
  return steps.length > 1 ? steps.join(".") : undefined;
}

/** What a fault rests on: where its requirement stands, as near to the broken place as may be, and what is known of it. */
export function sourcesOf({ id, requirement }: Pick<RequestFault, "id" | "requirement">): readonly Source[] {
  const known = factsOn(id);
  if (!requirement) return known;
  const { source, sources } = requirements[requirement];
  if (source.startsWith("facts:")) return known.length > 0 ? known : sources;
  const place = source.startsWith("page:body") ? brokenPlace(id) : undefined;
  return [place ? `page:${place}` : source, ...known];
}
