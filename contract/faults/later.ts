import { networkWithIdentity } from "../bindings.ts";
import { valueAt } from "../json.ts";
import type { Source } from "../source.ts";
import { changing, put, putting, type RequestFault } from "./fault.ts";

/** What stands behind faults of what is newer than the page, by the beginning of their ids. */
const sources: readonly (readonly [string, Source])[] = [
  ["cache_options", "openapi:cache_options"],
  ["exports", "openapi:exports_config_map"],
  ["package_dependencies", "openapi:Version.package_dependencies"],
  ["bindings.messaging", "openapi:binding_kind_messaging"],
  ["", "facts:A-08a"],
];
export const laterSourceOf = (id: string): Source =>
  sources.find(([start]) => id.startsWith(start))?.[1] ?? "facts:A-08a";

const tunnel = "5a1c9a5e-6f0e-4f6e-9d57-2b9a4c1f7e11";
/** "Up to 10 million": said of the plan that pays for it, and so recorded alone. */
const subrequests = (value: number): RequestFault => ({
  id: `limits.subrequests:${value}`,
  subject: { of: "limits" },
  pointer: "/limits/subrequests",
  text: `limits.subrequests ${value}`,
  changes: [putting("/limits/subrequests", value)],
  adds: true,
  since: "create-version/2026-08",
});

/** Rules of what is newer than the page; without a requirement they are recorded. */
export const laterRuleRows: readonly RequestFault[] = [
  subrequests(10_001),
  subrequests(10_000_000),
  {
    id: "exports:with-migrations",
    requirement: "refusal.exports-with-migrations",
    subject: { of: "exports" },
    pointer: "/exports",
    text: "both exports and migrations",
    changes: [putting("/migrations", { new_tag: "v1", new_sqlite_classes: ["Other"] })],
    also: ["/migrations"],
    within: true,
    since: "create-version/2026-08",
  },
  {
    id: "exports.*.type:enum",
    requirement: "refusal.enum",
    subject: { of: "exports" },
    pointer: "/exports/default",
    text: "an entry of exports of an unknown type",
    changes: [putting("/exports/default/type", "wvc-unknown"), putting("/exports/default/type", "workerx")],
    within: true,
    since: "create-version/2026-08",
  },
  {
    id: "bindings.vpc_network.identity:tunnel",
    requirement: "refusal.vpc-network",
    subject: { of: "binding", kind: "vpc_network" },
    pointer: "/bindings/0",
    text: "an identity beside the tunnel_id of a vpc_network",
    changes: [
      changing("identity with a tunnel", (twin) =>
        put(twin, "/bindings/0", {
          name: String(valueAt(twin, "/bindings/0/name")),
          type: "vpc_network",
          tunnel_id: tunnel,
          identity: networkWithIdentity.identity,
        }),
      ),
    ],
    within: true,
    since: "create-version/2026-11",
  },
];
