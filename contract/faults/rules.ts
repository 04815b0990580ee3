import { mitigationTimeouts } from "../bindings.ts";
import { type Json, type JsonObject, valueAt } from "../json.ts";
import type { RequirementId } from "../requirements/index.ts";
import {
  around,
  type Change,
  changing,
  drop,
  put,
  putting,
  type RequestFault,
  type Subject,
  sending,
} from "./fault.ts";

type Rest = Partial<Pick<RequestFault, "adds" | "within" | "also" | "where" | "mayDrop">>;
/** A row without a requirement is only recorded. */
const rule = (
  id: string,
  requirement: RequirementId | undefined,
  subject: Subject,
  pointer: string,
  text: string,
  changes: readonly Change[],
  rest: Rest = {},
): RequestFault => ({ id, requirement, subject, pointer, text, changes, ...rest });

const binding = (kind: Extract<Subject, { of: "binding" }>["kind"]): Subject => ({ of: "binding", kind });
const settings: Subject = { of: "settings" };
const textOf = (twin: JsonObject, pointer: string) => String(valueAt(twin, pointer));

const { disabled, short, step, maximum } = mitigationTimeouts;
const timeout = "/bindings/0/simple/mitigation_timeout";
const ratelimit = [
  rule(
    "bindings.ratelimit.simple.mitigation_timeout:value",
    "refusal.ratelimit-timeout",
    binding("ratelimit"),
    timeout,
    "a mitigation_timeout that is not 0, 10 or a multiple of 60 up to 86400",
    [disabled + 1, short - 1, short + 1, step + short, maximum - 1, maximum + step, -step].map((value) =>
      putting(timeout, value),
    ),
  ),
  rule(
    "bindings.ratelimit.simple.mitigation_timeout:period",
    "refusal.ratelimit-timeout",
    binding("ratelimit"),
    timeout,
    "a mitigation_timeout that is smaller than the period",
    [
      changing("timeout 10 with period 60", (twin) =>
        put(put(twin, "/bindings/0/simple/period", step) as JsonObject, timeout, short),
      ),
    ],
    { also: ["/bindings/0/simple/period"] },
  ),
];

const keyPlace = "/bindings/0";
const otherKey = {
  key_base64: ["key_jwk", { kty: "oct", k: "AAAAAAAAAAAAAAAAAAAAAA" }],
  key_jwk: ["key_base64", "AAAAAAAAAAAAAAAAAAAAAA=="],
} as const;
const keyOf = { raw: "key_base64", pkcs8: "key_base64", spki: "key_base64", jwk: "key_jwk" } as const;
const keys = Object.entries(keyOf).map(([format, key]) => {
  const [other, value] = otherKey[key];
  const without = (twin: JsonObject) => drop(twin, `${keyPlace}/${key}`) as JsonObject;
  return rule(
    `bindings.secret_key.${key}:needed-for-${format}`,
    "refusal.key-material",
    binding("secret_key"),
    `${keyPlace}/${key}`,
    `no ${key} although the format ${format} requires it`,
    [
      changing("nothing", without),
      changing(`${other} instead`, (twin) => put(without(twin), `${keyPlace}/${other}`, value)),
    ],
    { also: [`${keyPlace}/format`, `${keyPlace}/${other}`], where: { pointer: `${keyPlace}/format`, value: format } },
  );
});

const tunnel = "7c3b5a52-6e1c-4b5e-9a43-0d2f1c8e9b10";
const networks = [
  rule(
    "bindings.vpc_network.network_id:value",
    "refusal.vpc-network",
    binding("vpc_network"),
    "/bindings/0/network_id",
    "a network_id that the page does not know",
    [putting("/bindings/0/network_id", "cf1:wvc-unknown")],
  ),
  rule(
    "bindings.vpc_network:ids",
    "refusal.vpc-network",
    binding("vpc_network"),
    "/bindings/0",
    "both ids of a vpc_network",
    [
      changing("both ids", (twin) =>
        put(put(twin, "/bindings/0/network_id", "cf1:network") as JsonObject, "/bindings/0/tunnel_id", tunnel),
      ),
    ],
    { within: true },
  ),
  rule(
    "bindings.vpc_network:no-id",
    "refusal.vpc-network",
    binding("vpc_network"),
    "/bindings/0",
    "neither id of a vpc_network",
    [
      changing("neither id", (twin) =>
        drop(drop(twin, "/bindings/0/network_id") as JsonObject, "/bindings/0/tunnel_id"),
      ),
    ],
    { within: true },
  ),
];

const rules = "/assets/config/run_worker_first";
const assets = [
  rule(
    "assets.config.run_worker_first:start",
    "refusal.run-worker-first",
    { of: "assets" },
    rules,
    "a rule that starts with neither / nor !/",
    [["api/*"], ["/*", "api/*"], ["/*", "!api"]].map((value) => putting(rules, value)),
    { within: true },
  ),
  rule(
    "assets.config.run_worker_first:negative",
    "refusal.run-worker-first",
    { of: "assets" },
    rules,
    "only negative rules",
    [["!/api/*"], ["!/a", "!/b"]].map((value) => putting(rules, value)),
    { within: true },
  ),
];

const target = { region: "aws:us-east-1" };
const placement = (
  id: string,
  shape: Extract<Subject, { of: "placement" }>["shape"],
  text: string,
  changes: readonly Change[],
) =>
  rule(`placement.${id}`, undefined, { of: "placement", shape }, "/placement", text, changes, {
    within: true,
  });
const placements = [
  placement("targeted-region:no-target", "targeted-region", "a targeted placement without a target", [
    putting("/placement", { mode: "targeted" }),
  ]),
  placement("targeted-target:empty", "targeted-target", "an empty list of targets", [putting("/placement/target", [])]),
  placement("targeted-target:two", "targeted-target", "two targets", [
    changing("two targets", (twin) => put(twin, "/placement/target/1", target)),
  ]),
  placement("targeted-target:nothing", "targeted-target", "a target that names no place", [
    putting("/placement/target/0", {}),
  ]),
  placement("region:format", "region", "a region that is not provider:region", [
    putting("/placement/region", "us-east-1"),
  ]),
  placement("targeted-region:format", "targeted-region", "a region that is not provider:region", [
    putting("/placement/region", "us-east-1"),
  ]),
  placement("targeted-target:format", "targeted-target", "a region that is not provider:region", [
    putting("/placement/target/0", { region: "us-east-1" }),
  ]),
  placement("host:port", "host", "a host without a port", [putting("/placement/host", "db.example.com")]),
  placement("targeted-host:port", "targeted-host", "a host without a port", [
    putting("/placement/host", "db.example.com"),
  ]),
  placement("targeted-target:port", "targeted-target", "a host without a port", [
    putting("/placement/target/0", { host: "db.example.com" }),
  ]),
];

const dates = [
  rule(
    "compatibility_date:format",
    "refusal.compatibility-date",
    settings,
    "/compatibility_date",
    "a compatibility date that is no date",
    [...["yesterday", "2024-13-01", "2024-00-10", "01/02/2024"].map((value) => putting("/compatibility_date", value))],
  ),
  rule(
    "compatibility_date:day",
    "refusal.compatibility-date",
    settings,
    "/compatibility_date",
    "a compatibility date of a day that does not exist",
    ["2024-02-30", "2023-02-29", "2024-04-31", "2024-01-00"].map((value) => putting("/compatibility_date", value)),
  ),
  rule(
    "compatibility_date:future",
    "refusal.compatibility-date",
    settings,
    "/compatibility_date",
    "a compatibility date in the future",
    [putting("/compatibility_date", "2999-01-01")],
  ),
];

const versions = [
  rule(
    "main_module:not-in-modules",
    "refusal.main-module",
    { of: "modules" },
    "/main_module",
    "a main_module that is not in modules",
    [
      putting("/main_module", "wvc-missing.js"),
      changing("the main module in another spelling", (twin) =>
        put(twin, "/main_module", textOf(twin, "/main_module").toUpperCase()),
      ),
    ],
    { also: ["/modules"] },
  ),
  rule(
    "main_module:no-modules",
    undefined,
    settings,
    "/modules",
    "a main_module and an empty list of modules",
    [putting("/modules", [])],
    { within: true, also: ["/main_module"] },
  ),
  rule(
    "containers.class_name:unknown",
    "refusal.container-class",
    { of: "containers" },
    "/containers/0/class_name",
    "a container for a class that is no Durable Object of the Worker",
    [putting("/containers/0/class_name", "WvcMissingObject")],
    { also: ["/migrations"] },
  ),
  rule(
    "bindings.name:twice",
    "refusal.binding-names",
    binding("plain_text"),
    "/bindings",
    "two bindings of one name",
    [
      changing("the same binding twice", (twin) => put(twin, "/bindings/1", valueAt(twin, "/bindings/0") as Json)),
      changing("two kinds of one name", (twin) =>
        put(twin, "/bindings/1", { name: textOf(twin, "/bindings/0/name"), type: "version_metadata" }),
      ),
    ],
    { within: true },
  ),
  ...(["data_blob", "text_blob", "wasm_module"] as const).map((kind) =>
    rule(
      `bindings.${kind}:module-syntax`,
      "refusal.part-kind",
      settings,
      "/bindings",
      `a ${kind} binding in a Worker of module syntax`,
      [putting("/bindings", [{ name: "PART", type: kind, part: "index.js" }], `a ${kind} binding`)],
      { adds: true, within: true, also: ["/main_module", "/modules"] },
    ),
  ),
  rule(
    "bindings.inherit:nothing",
    "refusal.inherit-nothing",
    binding("inherit"),
    "/bindings/0",
    "an inherit of what is not there",
    [
      changing("a name that no version has", (twin) =>
        put(twin, "/bindings/0", { name: "WVC_MISSING", type: "inherit" }),
      ),
      changing("an old_name that no version has", (twin) =>
        put(twin, "/bindings/0", { name: "WVC_MISSING", type: "inherit", old_name: "WVC_MISSING_TOO" }),
      ),
    ],
    { within: true, mayDrop: "WVC_MISSING" },
  ),
];

const bodies = [
  rule("body:not-json", "refusal.body", settings, "", "a body that is not JSON", [
    sending("<xml/>", () => "<xml/>"),
    sending("a comma at the end", (text) => text.replace(/\}$/, ",}")),
    sending("single quotes", (text) => text.replaceAll('"', "'")),
  ]),
  rule("body:not-object", "refusal.body", settings, "", "a body that is no object", [
    ...(["text", 7, true, null] as Json[]).map((value) => putting("", value)),
    sending("a list of the request", (text) => `[${text}]`),
  ]),
  rule("body:truncated", "refusal.body", settings, "", "a body that is cut off", [
    sending("all but the last character", (text) => text.slice(0, -1)),
    sending("the first half", (text) => text.slice(0, text.length / 2)),
    sending("{", () => "{"),
  ]),
  rule("body:empty", "refusal.body", settings, "", "an empty body", [
    sending("zero bytes", () => ""),
    sending("none", () => undefined),
  ]),
];

const outside = [
  rule("account_id:length", "refusal.account-id", settings, "", "an account_id of over 32 characters", [
    around("33 characters", { account: "0123456789abcdef0123456789abcdef0" }),
    around("64 characters", { account: "0123456789abcdef".repeat(4) }),
  ]),
];

const nobody = { authorization: null, "x-auth-key": null, "x-auth-email": null };
const credentials = [
  rule("credentials:value", "refusal.credentials", settings, "", "credentials that are missing, malformed or wrong", [
    around("no credentials", { headers: nobody }),
    around("a header without a token", { headers: { ...nobody, authorization: "Bearer" } }),
    around("a header without a scheme", { headers: { ...nobody, authorization: "wvc-no-scheme" } }),
    around("a token in another scheme", { headers: { ...nobody, authorization: "Basic d3ZjOndyb25n" } }),
    around("an email without a key", { headers: { ...nobody, "x-auth-email": "wvc@example.com" } }),
    around("a wrong key", { headers: { ...nobody, "x-auth-email": "wvc@example.com", "x-auth-key": "wvc-wrong-key" } }),
    around("a wrong token", { headers: { ...nobody, authorization: "Bearer wvc-wrong-token" } }),
  ]),
];

/** Faults against rules that are sentences of the page, or known of the live API. */
export const ruleFaultRows: readonly RequestFault[] = [
  ...ratelimit,
  ...keys,
  ...networks,
  ...assets,
  ...placements,
  ...dates,
  ...versions,
  ...bodies,
  ...outside,
  ...credentials,
];
