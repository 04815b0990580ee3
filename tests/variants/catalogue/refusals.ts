import { isObject, type JsonObject } from "../../../contract/json.ts";
import { requestField } from "../../../contract/version.ts";
import type { Behaviour } from "../../../mock/behaviour.ts";
import { invalid } from "../../../mock/refusal.ts";
import { bodies, errors, refused, refuses, type Variant, variant } from "../variant.ts";

const status = (to: number): Behaviour => ({
  answer: (_call, reply) => (reply.status === 400 ? { ...reply, status: to } : reply),
});
const pointers = (change: (pointer: string) => string): Behaviour =>
  errors((one) => {
    if (!isObject(one.source)) return one;
    const pointer = change(String(one.source.pointer));
    return { ...one, source: { pointer } };
  });

/** Optional fields that are null are as good as absent; the value of a json binding is its own. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (one === null ? null : withoutNulls(one)));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => inner !== null || key === "json");
  return Object.fromEntries(kept.map(([key, inner]) => [key, key === "json" ? inner : withoutNulls(inner)]));
}
const knownOnly = (body: unknown): unknown =>
  isObject(body)
    ? Object.fromEntries(Object.entries(body).filter(([key]) => Object.hasOwn(requestField.fields, key)))
    : body;
const hasNull = (value: unknown): boolean =>
  value === null ||
  (Array.isArray(value)
    ? value.some(hasNull)
    : isObject(value) &&
      Object.entries(value).some(([key, one]) => !["json", "key_jwk", "algorithm"].includes(key) && hasNull(one)));
const strange = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).some((key) => !Object.hasOwn(requestField.fields, key));
const reads = (isRefused: (body: unknown) => boolean): Behaviour => ({
  reads: (text, right) => {
    const body = right(text);
    if (isRefused(body)) throw invalid("this target does not take it");
    return body;
  },
});
const flags = [
  "nodejs_compat",
  "nodejs_als",
  "queues_json_messages",
  "fetcher_no_get_put_delete",
  "unwrap_custom_thenables",
  "brotli_content_encoding",
  "url_standard",
  "strict_crypto",
  "global_navigator",
];
const placementKeys = ["mode", "region", "hostname", "host", "target"];

/** Refusals: their status, codes and pointers, and what a target may refuse or take where the page is silent. */
export const refusalVariants = {
  "status-403": variant("facts:refusal-clean", "refuses with 403", status(403)),
  "status-404": variant("facts:refusal-clean", "refuses with 404", status(404)),
  "status-409": variant("facts:refusal-clean", "refuses with 409", status(409)),
  "status-412": variant("facts:refusal-clean", "refuses with 412", status(412)),
  "status-422": variant("facts:refusal-clean", "refuses with 422", status(422)),
  "one-code": variant(
    "facts:X-15",
    "gives every refusal the code 10021",
    errors((one) => ({ ...one, code: 10021 })),
  ),
  "code-7003": variant(
    "facts:X-15",
    "gives every refusal the code 7003",
    errors((one) => ({ ...one, code: 7003 })),
  ),
  "no-pointers": variant(
    "facts:failure-pointer",
    "points nowhere",
    errors(({ source: _, ...one }) => one),
  ),
  "empty-pointers": variant(
    "facts:failure-pointer",
    "points at the whole body",
    pointers(() => ""),
  ),
  "root-pointers": variant(
    "facts:failure-pointer",
    "points at the root",
    pointers(() => "/"),
  ),
  "pointers-above": variant(
    "facts:failure-pointer",
    "points at what holds the broken place",
    pointers((pointer) => pointer.split("/").slice(0, 2).join("/")),
  ),
  "fragment-pointers": variant(
    "facts:failure-pointer",
    "writes pointers as fragments",
    pointers((pointer) => `#${pointer}`),
  ),
  "dotted-pointers": variant(
    "facts:failure-pointer",
    "writes pointers with dots",
    pointers((pointer) => pointer.slice(1).replaceAll("/", ".")),
  ),
  "pointers-with-brackets": variant(
    "facts:failure-pointer",
    "writes pointers as paths of JavaScript",
    pointers((pointer) =>
      pointer
        .slice(1)
        .replace(/\/(\d+)/g, "[$1]")
        .replaceAll("/", "."),
    ),
  ),
  "pointers-from-the-request": variant(
    "facts:failure-pointer",
    "starts pointers at the request",
    pointers((pointer) => `/body${pointer}`),
  ),
  "pointers-in-words": variant(
    "facts:failure-pointer",
    "says in words where it points",
    pointers(() => "somewhere in the request body"),
  ),
  "terse-refusals": variant(
    "facts:X-15",
    "says no more than that it refuses",
    bodies((body) => {
      body.errors = [{ code: 10021, message: "no" }];
    }, refused),
  ),
  "null-is-absent": variant("facts:X-16", "takes null for absent in requests", {
    reads: (text, right) => withoutNulls(right(text)),
  }),
  "null-is-refused": variant("facts:X-16", "refuses null", reads(hasNull)),
  "unknown-keys-dropped": variant("facts:X-14", "drops unknown keys", {
    reads: (text, right) => knownOnly(right(text)),
  }),
  "unknown-keys-refused": variant("facts:X-14", "refuses unknown keys", reads(strange)),
  "unknown-placement-keys-refused": variant(
    "facts:X-55",
    "refuses unknown keys of a placement",
    reads((body) => {
      const placement = isObject(body) ? body.placement : undefined;
      return isObject(placement) && Object.keys(placement).some((key) => !placementKeys.includes(key));
    }),
  ),
  "lenient-deploy": variant("facts:S-59", "takes other words for true and false", {
    asks: (value) => {
      if (["1", "TRUE", "True"].includes(value)) return true;
      if (["0", "FALSE", "False", ""].includes(value)) return false;
      throw invalid("deploy must be true or false");
    },
  }),
  "known-flags-only": variant(
    "facts:X-35",
    "takes only flags that it knows",
    refuses(({ compatibility_flags: list = [] }) => list.some((one) => !flags.includes(one))),
  ),
  "no-early-dates": variant(
    "facts:X-34",
    "refuses dates before the first",
    refuses(({ compatibility_date: date = "9" }) => date < "2021-11-02"),
  ),
  "main-module-required": variant(
    "facts:X-22",
    "wants a main module with modules",
    refuses(({ main_module, modules = [] }) => main_module === undefined && modules.length > 0),
  ),
  "short-texts-only": variant(
    "facts:X-44",
    "takes texts of up to 5 kB",
    refuses(
      ({ bindings = [] }) => bindings.some((one) => JSON.stringify(one.text ?? one.json ?? "").length > 5120),
      10054,
    ),
  ),
  "limits-of-plans": variant(
    "facts:A-03b",
    "refuses limits beyond the largest plan",
    refuses(
      ({ limits }) =>
        (limits?.cpu_ms ?? 10) > 300_000 || (limits?.cpu_ms ?? 10) < 10 || (limits?.subrequests ?? 1) > 10_000,
    ),
  ),
  "standard-only": variant("facts:X-56", "takes every usage model for standard", {
    store: (version) => {
      if (version.request.usage_model) version.request = { ...version.request, usage_model: "standard" };
    },
  }),
  "extra-rules-of-email": variant(
    "facts:X-49",
    "takes either one destination address or a list",
    refuses(({ bindings = [] }) =>
      bindings.some((one) => one.type === "send_email" && one.destination_address && one.allowed_destination_addresses),
    ),
  ),
  "ratelimit-periods": variant(
    "facts:X-47b",
    "takes rate limits of 10 and 60 seconds",
    refuses(({ bindings = [] }) =>
      bindings.some((one) => one.type === "ratelimit" && ![10, 60].includes(Number((one.simple as JsonObject).period))),
    ),
  ),
} satisfies Record<string, Variant>;
