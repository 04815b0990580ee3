import { isObject, type JsonObject } from "../../../contract/json.ts";
import { placementMeaning } from "../../../contract/placement.ts";
import { requestField } from "../../../contract/version.ts";
import type { Behaviour } from "../../../mock/behaviour.ts";
import { listIn, partOf } from "../../../mock/faults/fault.ts";
import { type Answers, bodies, onCall, shaped, shows, type Variant, variant } from "../variant.ts";

const optional = [...Object.keys(requestField.fields), "migration_tag", "source", "startup_time_ms"];
const lists = ["bindings", "compatibility_flags", "containers"];
const upper = (version: JsonObject) => {
  version.id = String(version.id).toUpperCase();
};
const timed = (change: (text: string) => string, where?: "create" | "get" | "list") =>
  shows((version) => {
    version.created_on = change(String(version.created_on));
  }, where);
const urls = (make: (text: string, name: string) => string[]): Behaviour =>
  shows((version, { worker }) => {
    version.urls = make(String(version.id).slice(0, 8), worker.name);
  });
const adds = (fields: JsonObject) => shows((version) => void Object.assign(version, structuredClone(fields)));
const targets = (placement: unknown): JsonObject[] =>
  (placementMeaning(placement) ?? "").split(" ").map((one) => {
    const [key = "", ...rest] = one.split("=");
    return { [key]: rest.join("=") };
  });
const placements = (change: (placement: JsonObject) => unknown) =>
  shows((version) => {
    if (isObject(version.placement)) version.placement = change(version.placement) as JsonObject;
  });
const fills = (change: (version: JsonObject) => void) => shows((version) => void change(version));
/** Ids are compared without regard to case. */
const anyCase: Behaviour = {
  find: (right, key, worker) => right ?? worker.versions.find(({ id }) => id === key.toLowerCase()),
  inherit: (right, binding, worker) => {
    const source = worker.versions.find(({ id }) => id === String(binding.version_id).toLowerCase());
    const found = source?.bindings.find(({ name }) => name === (binding.old_name ?? binding.name));
    return right ?? (found && { ...found, name: binding.name });
  },
};
/** A body of a deployment names versions in any case. */
const anyCaseDeployments =
  (answers: Answers): Answers =>
  async (request) => {
    if (request.method !== "POST" || !request.url.endsWith("/deployments")) return answers(request);
    return answers(new Request(request, { body: (await request.text()).toLowerCase() }));
  };
const upperDeployments = bodies((body) => {
  body.result = JSON.parse(
    JSON.stringify(body.result).replace(/"version_id":"[^"]*"/g, (text) =>
      text.toUpperCase().replace("VERSION_ID", "version_id"),
    ),
  );
}, onCall("listDeployments"));

/** The fields of a version: what each may look like, and what may stand beside them. */
export const fieldVariants = {
  "authors-shown": shaped("facts:A-08b", "is as new as 2026-11, and names the author of each version", () => ({
    contract: "create-version/2026-11",
  })),
  "newer-defaults-shown": variant(
    "facts:A-16",
    "shows of each version what came after the page: a base path, caching that is off, no packages, no exports",
    shows((version) => {
      const { config } = partOf(version, "assets");
      version.assets = { config: { ...(isObject(config) ? config : {}), base_path: "/" } };
      version.cache_options ??= { enabled: false, cross_version_cache: false };
      version.package_dependencies ??= [];
      version.exports ??= {};
    }),
  ),
  "newer-values-shown": variant(
    "facts:A-08a",
    "shows of each version other values of what came after the page each time",
    () => {
      let count = 0;
      return shows((version) => {
        count += 1;
        version.cache_options = { enabled: count % 2 === 0 };
        version.exports = { [`Class${count}`]: { type: "durable-object", storage: "sqlite" } };
        version.exports_reconciliation = count % 3 === 0 ? { created: 1 } : "none";
        version.author_id = count;
      });
    },
  ),
  "null-for-absent": variant(
    "facts:S-17",
    "says null for what is absent",
    shows((version) => {
      for (const name of optional) version[name] ??= null;
    }),
  ),
  "empty-for-absent": variant(
    "facts:S-18",
    "shows empty values for what is absent",
    shows((version) => {
      for (const name of lists) version[name] ??= [];
      version.assets ??= { config: {} };
      for (const name of ["annotations", "limits", "migrations", "placement"]) version[name] ??= {};
    }),
  ),
  "absent-for-empty": variant(
    "facts:S-17",
    "shows nothing of what is empty",
    shows((version) => {
      for (const name of lists) if (Array.isArray(version[name]) && version[name].length === 0) delete version[name];
      delete version.source;
      delete version.startup_time_ms;
      Reflect.deleteProperty(partOf(version, "annotations"), "workers/triggered_by");
    }),
  ),
  "nulls-inside": variant(
    "facts:S-17",
    "says null for what limits, assets.config and annotations lack",
    shows((version) => {
      for (const name of ["cpu_ms", "subrequests"]) if (version.limits) partOf(version, "limits")[name] ??= null;
      for (const name of ["workers/message", "workers/tag"]) partOf(version, "annotations")[name] ??= null;
      const config = partOf(partOf(version, "assets"), "config");
      for (const name of ["html_handling", "not_found_handling", "run_worker_first"]) config[name] ??= null;
    }),
  ),
  "upper-case-ids": shaped("page:result.id", "writes its ids in capitals and reads them in any case", () => ({
    behaviour: { ...shows(upper), ...anyCase, ...upperDeployments },
    wire: anyCaseDeployments,
  })),
  "upper-case-ids-in-get": variant("page:result.id", "writes ids in capitals in get", shows(upper, "get")),
  "upper-case-ids-in-lists": variant("page:result.id", "writes ids in capitals in lists", {
    ...shows(upper, "list"),
    ...anyCase,
  }),
  "upper-case-ids-in-create": shaped("page:result.id", "writes ids in capitals in the answer to a create", () => ({
    behaviour: { ...shows(upper, "create"), ...anyCase },
    wire: anyCaseDeployments,
  })),
  "upper-case-ids-in-deployments": variant("page:result.id", "writes ids in capitals in deployments", upperDeployments),
  microseconds: variant(
    "facts:S-03",
    "gives times to the microsecond",
    timed((text) => text.replace("Z", "123Z")),
  ),
  "nanoseconds-in-get": variant(
    "facts:S-03",
    "gives times to the nanosecond in get",
    timed((text) => text.replace("Z", "000000Z"), "get"),
  ),
  seconds: variant(
    "facts:S-03",
    "gives times to the second",
    timed((text) => text.replace(/\.\d+/, "")),
  ),
  "seconds-in-lists": variant(
    "facts:S-03",
    "gives times to the second in lists",
    timed((text) => text.replace(/\.\d+/, ""), "list"),
  ),
  "offset-in-create": variant(
    "page:result.created_on",
    "gives the time of a create with an offset of zero",
    timed((text) => text.replace("Z", "+00:00"), "create"),
  ),
  "another-zone": variant(
    "page:result.created_on",
    "gives times in the zone of its clients, and in UTC where it lists",
    shows((version, { where }) => {
      const shifted = new Date(Date.parse(String(version.created_on)) + 7_200_000).toISOString();
      if (where !== "list") version.created_on = shifted.replace("Z", "+02:00");
    }),
  ),
  "lower-case-time": variant(
    "page:result.created_on",
    "writes times in small letters",
    timed((text) => text.toLowerCase()),
  ),
  "zone-by-chance": variant("page:result.created_on", "gives each read another zone", () => {
    let turn = 0;
    return shows((version) => {
      turn += 1;
      const hours = turn % 12;
      const shifted = new Date(Date.parse(String(version.created_on)) + hours * 3_600_000).toISOString();
      version.created_on = shifted.replace("Z", `+${String(hours).padStart(2, "0")}:00`);
    });
  }),
  "clock-behind": shaped("facts:S-04", "has a clock that is hours off, as its date header says", () => ({
    now: () => Date.now() - 5 * 3_600_000,
  })),
  "no-urls": variant(
    "facts:S-27",
    "gives no version a url",
    urls(() => []),
  ),
  "two-urls": variant(
    "page:result.urls",
    "gives each version two urls",
    urls((id, name) => [`https://${id}-${name}.a.workers.dev`, `https://${id}-${name}.b.workers.dev/`]),
  ),
  "loud-urls": variant(
    "page:result.urls",
    "writes the hosts of urls in capitals in lists",
    shows((version, { where }) => {
      const id = String(version.id).slice(0, 8);
      const url = `https://${id}.workers.dev/`;
      version.urls = [where === "list" ? url.toUpperCase().replace("HTTPS", "https") : url];
    }),
  ),
  "urls-later": variant(
    "facts:S-29",
    "shows urls only in reads",
    shows((version) => {
      version.urls = [];
    }, "create"),
  ),
  "no-source": variant(
    "page:result.source",
    "does not say where a version came from",
    shows((version) => void delete version.source),
  ),
  "other-source": variant("facts:S-13", "calls its clients unknown", adds({ source: "unknown" })),
  "no-startup-time": variant(
    "page:result.startup_time_ms",
    "does not say how long a start takes",
    shows((version) => void delete version.startup_time_ms),
  ),
  "fractional-startup-time": variant(
    "page:result.startup_time_ms",
    "measures starts in fractions",
    adds({ startup_time_ms: 3.25 }),
  ),
  "startup-time-moves": variant("facts:S-16", "measures each start anew", () => {
    let turn = 0;
    return shows((version) => {
      turn += 1;
      version.startup_time_ms = turn % 50;
    });
  }),
  authors: variant(
    "facts:A-18",
    "says who made a version",
    adds({
      author_id: "0123456789abcdef0123456789abcdef",
      author_email: "someone@example.com",
    }),
  ),
  env: variant(
    "facts:A-18",
    "shows the bindings a second time, as env",
    shows((version) => {
      const entries = listIn(version, "bindings").map(({ name, ...rest }) => [String(name), rest as JsonObject]);
      version.env = Object.fromEntries(entries) as JsonObject;
    }),
  ),
  "later-fields": variant(
    "facts:A-18",
    "has the fields of later documents",
    adds({
      cache_options: { enabled: false },
      exports: { default: { type: "worker", state: "created", cache: { enabled: false } } },
      exports_reconciliation: { created: [], deleted: [], warnings: [] },
      package_dependencies: [],
      main_script_base64: "",
    }),
  ),
  "unknown-fields": variant(
    "facts:A-18",
    "has fields that nobody knows",
    shows((version) => {
      version.etag = "x";
      version.metadata = { has_preview: false };
      version.containers = listIn(version, "containers").map((one) => ({ ...one, name: "box", images: {} }));
      version.limits = version.limits ? { ...partOf(version, "limits"), memory_mb: 128 } : null;
    }),
  ),
  "placement-in-one-form": variant(
    "facts:S-87",
    "shows every targeted placement in the form with target",
    placements((one) => (one.mode === "smart" ? one : { mode: "targeted", target: targets(one) })),
  ),
  "placement-in-short-form": variant(
    "page:result.placement",
    "shows every targeted placement in the shortest form",
    placements((one) => (one.mode === "smart" ? one : (targets(one)[0] ?? one))),
  ),
  "placement-status": variant(
    "facts:S-85",
    "says how a placement fares",
    placements((one) => ({ ...one, status: "SUCCESS", last_analyzed_at: "2026-01-01T00:00:00Z" })),
  ),
  "placement-nulls": variant(
    "facts:S-85",
    "says null for what a placement lacks",
    placements((one) => ({ mode: null, region: null, hostname: null, host: null, target: null, ...one })),
  ),
  "no-placement-is-empty": variant(
    "facts:S-85",
    "shows an empty placement where none was sent",
    shows((version) => {
      version.placement ??= {};
    }),
  ),
  "one-usage-model": variant("facts:S-19", "calls every usage model standard", adds({ usage_model: "standard" })),
  "no-usage-model": variant(
    "page:result.usage_model",
    "shows no usage model, since it is deprecated",
    shows((version) => void delete version.usage_model),
  ),
  "usage-model-if-sent": variant(
    "facts:S-19",
    "shows the usage model only where it was sent",
    shows((version, { version: stored }) => {
      if (stored.request.usage_model === undefined) delete version.usage_model;
    }),
  ),
  "sets-in-reverse": variant(
    "facts:S-21",
    "gives flags and containers in reverse",
    shows((version) => {
      for (const name of ["compatibility_flags", "containers"])
        if (Array.isArray(version[name])) version[name] = [...version[name]].reverse();
    }),
  ),
  "first-date-filled-in": variant(
    "facts:S-17",
    "fills in the first compatibility date",
    fills((version) => {
      version.compatibility_date ??= "2021-11-02";
    }),
  ),
  "today-filled-in": variant(
    "facts:S-17",
    "fills in the day of the create as compatibility date",
    fills((version) => {
      version.compatibility_date ??= String(version.created_on).slice(0, 10);
    }),
  ),
  "limits-filled-in": variant(
    "facts:S-17",
    "fills in the limits of the plan",
    fills((version) => {
      version.limits = { cpu_ms: 30_000, subrequests: 1000, ...partOf(version, "limits") };
    }),
  ),
  "limits-of-the-model": variant(
    "facts:S-17",
    "fills in the limits of the usage model",
    fills((version) => {
      version.limits = { cpu_ms: version.usage_model === "bundled" ? 50 : 30_000, ...partOf(version, "limits") };
    }),
  ),
  "filled-in-in-reads": variant(
    "facts:S-17",
    "fills in defaults only where a version is read",
    shows((version, { where }) => {
      if (where === "create") return;
      version.compatibility_date ??= "2021-11-02";
      version.limits = { cpu_ms: 10, subrequests: 10_000, ...partOf(version, "limits") };
    }),
  ),
  "keys-in-any-order": variant(
    "page:result",
    "gives the keys of a version in reverse",
    shows((version) => {
      const entries = Object.entries(version).reverse();
      for (const [name] of entries) delete version[name];
      Object.assign(version, Object.fromEntries(entries));
    }),
  ),
  "short-create": variant(
    "page:result",
    "answers a create with what every version must have",
    shows((version) => {
      const kept = [
        "id",
        "created_on",
        "number",
        "urls",
        "annotations",
        "bindings",
        "compatibility_date",
        "compatibility_flags",
        "containers",
        "limits",
        "main_module",
        "placement",
        "assets",
      ];
      for (const name of Object.keys(version)) if (!kept.includes(name)) delete version[name];
    }, "create"),
  ),
} satisfies Record<string, Variant>;
