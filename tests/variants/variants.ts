import { setImmediate } from "node:timers/promises";
import { byteLength, isObject, type JsonObject } from "../../contract/json.ts";
import { placementMeaning } from "../../contract/placement.ts";
import { requestField } from "../../contract/version.ts";
import type { Behaviour, MockReply, Shown } from "../../mock/behaviour.ts";
import { listIn, partOf } from "../../mock/faults/fault.ts";
import { Refusal } from "../../mock/refusal.ts";

/**
 * Targets that conform and differ from the mock in what the page leaves open. None of them may raise an alarm.
 * Each is written from the page and the known facts, not from the judge.
 */
const show = (change: (version: JsonObject, at: Shown) => void): Behaviour => ({ show: change });
const optional = [...Object.keys(requestField.fields), "migration_tag", "source", "startup_time_ms"];
const lists = ["bindings", "compatibility_flags", "containers"];
const refuseOf = (types: readonly string[], code: number): Behaviour => ({
  refuse: ({ bindings = [] }) =>
    bindings.some((one) => types.includes(one.type)) ? new Refusal(400, code, "no such resource") : undefined,
});
const bodies = (change: (body: JsonObject, reply: MockReply) => void): Behaviour => ({
  answer: (_call, reply) => {
    if (!isObject(reply.body)) return reply;
    const copy = { ...reply, body: { ...reply.body } };
    change(copy.body, copy);
    return copy;
  },
});
const targets = (placement: unknown): JsonObject[] =>
  (placementMeaning(placement) ?? "").split(" ").map((one) => {
    const [key = "", ...rest] = one.split("=");
    return { [key]: rest.join("=") };
  });
const defaults: Record<string, JsonObject> = {
  ai_search: { namespace: "default" },
  send_email: { allowed_destination_addresses: [], allowed_sender_addresses: [], destination_address: null },
  dispatch_namespace: { outbound: {} },
  workflow: { script_name: "own", class_name: "" },
  r2_bucket: { jurisdiction: null },
};

export const variants: Record<string, Behaviour> = {
  "null for what is absent": show((version) => {
    for (const name of optional) version[name] ??= null;
  }),
  "empty for what is absent": show((version) => {
    for (const name of lists) version[name] ??= [];
    version.assets ??= { config: {} };
    version.annotations ??= {};
    version.limits ??= {};
    version.migrations ??= {};
  }),
  "nothing for what is empty": show((version) => {
    for (const name of lists) if (Array.isArray(version[name]) && version[name].length === 0) delete version[name];
    delete version.source;
    delete version.startup_time_ms;
    Reflect.deleteProperty(partOf(version, "annotations"), "workers/triggered_by");
  }),
  "unknown keys and kinds of keys": {
    ...bodies((body) => {
      body.trace = "x";
      if (Array.isArray(body.errors))
        body.errors = body.errors.map((one) => ({
          ...(one as JsonObject),
          meta: {},
          documentation_url: "https://example.com",
        }));
    }),
    ...show((version) => {
      version.exports = {};
      version.author_email = "someone@example.com";
      partOf(version, "annotations")["workers/alias"] = "alias";
      for (const one of listIn(version, "bindings")) one.extra = { a: 1 };
    }),
  },
  "a list that begins with the oldest": { list: (versions) => [...versions].reverse() },
  "bindings in reverse, sets sorted": show((version) => {
    version.bindings = listIn(version, "bindings").reverse();
    for (const one of listIn(version, "bindings")) if (Array.isArray(one.usages)) one.usages = [...one.usages].sort();
    if (Array.isArray(version.compatibility_flags))
      version.compatibility_flags = [...version.compatibility_flags].sort().reverse();
  }),
  "modules in the answer to a create": show((version, { where, version: stored }) => {
    if (where === "create") version.modules = JSON.parse(JSON.stringify(stored.request.modules ?? []));
  }),
  "names of modules everywhere": show((version, { version: stored, includeModules }) => {
    if (!includeModules)
      version.modules = (stored.request.modules ?? []).map(({ name, content_type }) => ({ name, content_type }));
  }),
  "a short list": show((version, { where }) => {
    if (where !== "list") return;
    for (const name of Object.keys(version)) if (!["id", "number"].includes(name)) delete version[name];
  }),
  "long messages refused": {
    refuse: ({ annotations: _ }) => undefined,
    store: (_v, _w, _s, rawBody) => {
      const message = (JSON.parse(rawBody) as { annotations?: Record<string, string> }).annotations?.[
        "workers/message"
      ];
      if (message && byteLength(message) > 1000) throw new Refusal(400, 10021, "message too long");
    },
  },
  "long tags dropped": {
    pardon: ({ message }) => message.startsWith("workers/tag is longer"),
    show: (version) => {
      const notes = partOf(version, "annotations");
      if (byteLength(String(notes["workers/tag"] ?? "")) > 100) delete notes["workers/tag"];
    },
  },
  "refusals use up numbers": {
    created: (worker, _s, version) => {
      if (!version) worker.lastNumber += 1;
    },
  },
  "no version is deleted": {
    removes: () => {
      throw new Refusal(400, 10021, "the latest version cannot be deleted");
    },
  },
  "deployments of their own refused": {
    request: (request) =>
      request.method === "POST" && request.url.endsWith("/deployments")
        ? new Request(request.url.replace("/scripts/", "/none/"), request)
        : request,
  },
  "no deployments to list": {
    answer: (call, reply) =>
      call === "listDeployments" ? { status: 404, contentType: "text/html", body: "<h1>no</h1>" } : reply,
  },
  "parallel creates conflict": {
    refuse: (_request, worker) => (worker.inFlight > 1 ? new Refusal(409, 10035, "conflict") : undefined),
  },
  "microseconds and an offset": show((version, { where }) => {
    if (where !== "list") version.created_on = String(version.created_on).replace("Z", "123+00:00");
  }),
  "placement in its long form": show((version) => {
    const { placement } = version;
    if (isObject(placement) && placement.mode !== "smart")
      version.placement = { mode: "targeted", target: targets(placement) };
  }),
  "null errors and messages": bodies((body) => {
    if (body.success === true) Object.assign(body, { errors: null, messages: null });
  }),
  "no result on refusal, several errors": bodies((body) => {
    if (body.success !== false) return;
    delete body.result;
    body.errors = [
      { code: 10021, message: "one", source: { pointer: "the first" } },
      { code: 1000, message: "two", source: {} },
    ];
  }),
  "no migration without a deployment": {
    refuse: () => undefined,
    deploys: (asked, worker) => {
      Object.assign(worker.settings, { asked: asked === true });
      return asked === true;
    },
    store: (version, worker) => {
      if (version.request.migrations && worker.settings.asked !== true) throw new Refusal(403, 100123, "deploy it");
    },
  },
  "no service-worker syntax": {
    refuse: ({ main_module }) =>
      main_module === undefined ? new Refusal(400, 10021, "main_module is missing") : undefined,
  },
  "no JSON modules": {
    refuse: ({ modules = [] }) =>
      modules.some((one) => one.content_type === "application/json")
        ? new Refusal(400, 10021, "content type")
        : undefined,
  },
  "ES modules only": {
    refuse: ({ modules = [] }) =>
      modules.some(({ name, content_type: type }) => type !== "application/javascript+module" && !name.startsWith("_"))
        ? new Refusal(400, 10021, "content type")
        : undefined,
  },
  "base64 without padding": show((version) => {
    for (const one of listIn(version, "modules")) one.content_base64 = String(one.content_base64).replace(/=+$/, "");
  }),
  "KV namespaces must exist": refuseOf(["kv_namespace"], 10041),
  "D1, R2, queues and Hyperdrive must exist": refuseOf(["d1", "r2_bucket", "queue", "hyperdrive"], 10085),
  "a plan without limits and with SQLite only": {
    refuse: ({ limits, migrations }) => {
      if (limits?.cpu_ms) return new Refusal(400, 100328, "no cpu limits on this plan");
      const classes = [migrations ?? {}, ...(migrations?.steps ?? [])].some((step) => step.new_classes);
      return classes ? new Refusal(400, 10097, "SQLite only") : undefined;
    },
  },
  "defaults filled in": show((version) => {
    for (const one of listIn(version, "bindings")) {
      for (const [name, value] of Object.entries(defaults[String(one.type)] ?? {})) one[name] ??= value;
      if (one.type === "ratelimit") partOf(one, "simple").mitigation_timeout ??= 0;
      if (one.type === "d1") one.id ??= one.database_id ?? null;
    }
    const config = partOf(partOf(version, "assets"), "config");
    if (Object.keys(config).length > 0) {
      config.html_handling ??= "auto-trailing-slash";
      config.not_found_handling ??= "none";
      config.run_worker_first ??= false;
    }
  }),
  "no additions": show((version) => {
    for (const one of listIn(version, "bindings")) {
      if (one.type === "service" && one.environment === "production") continue;
      if (one.type === "durable_object_namespace" && one.class_name) delete one.namespace_id;
    }
  }),
  "one usage model": show((version) => {
    version.usage_model = "standard";
  }),
  "no usage model unless sent": show((version, { version: stored }) => {
    if (stored.request.usage_model === undefined) delete version.usage_model;
  }),
  "the tag only in get": show((version, { where }) => {
    if (where === "create") delete version.migration_tag;
  }),
  "a charset": bodies((_body, reply) => {
    reply.contentType = "application/json; charset=utf-8";
  }),
  "a short result_info": bodies((body) => {
    if (isObject(body.result_info)) body.result_info = { page: body.result_info.page ?? 1 };
  }),
  "true for every path first": show((version) => {
    const config = partOf(partOf(version, "assets"), "config");
    if (JSON.stringify(config.run_worker_first) === '["/*"]') config.run_worker_first = true;
  }),
  "no urls": show((version) => {
    version.urls = [];
  }),
  "indented JSON": {
    answer: (_call, reply) => ({
      ...reply,
      body: typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body, undefined, 2),
    }),
  },
  "ten deployments at most": {
    deployed: (worker) => {
      worker.deployments = worker.deployments.slice(0, 10);
    },
  },
  "creates that take their time": {
    race: {
      pause: async (worker) => {
        for (let turns = worker.lastNumber % 4; turns > 0; turns -= 1) await setImmediate();
      },
    },
  },
  "Workers that keep their names": {
    request: (request) =>
      request.method === "PATCH" ? new Request(request.url.replace("/workers/workers/", "/none/"), request) : request,
  },
  "refusals without pointers": bodies((body) => {
    if (Array.isArray(body.errors))
      body.errors = body.errors.map((one) => ({ code: (one as JsonObject).code ?? 0, message: "no" }));
  }),
  "pointers to what holds the broken place": bodies((body) => {
    const [error] = Array.isArray(body.errors) ? (body.errors as { source?: { pointer: string } }[]) : [];
    if (error?.source) error.source.pointer = error.source.pointer.split("/").slice(0, 2).join("/");
  }),
  "pointers in another notation": bodies((body) => {
    const [error] = Array.isArray(body.errors) ? (body.errors as { source?: { pointer: string } }[]) : [];
    if (error?.source) error.source.pointer = `#${error.source.pointer}`;
  }),
  "other statuses for refusals": {
    answer: (_call, reply) => (reply.status === 400 ? { ...reply, status: 422 } : reply),
  },
  "null for absent in requests": { reads: (text, right) => withoutNulls(right(text)) },
  "no unknown keys kept": { reads: (text, right) => knownOnly(right(text)) },
  "nothing to inherit left out": { dropsInherits: () => true },
  "lenient values of deploy": {
    asks: (value) => {
      if (["1", "TRUE", "True"].includes(value)) return true;
      if (["0", "FALSE", "False", ""].includes(value)) return false;
      throw new Refusal(400, 10021, "deploy must be true or false");
    },
  },
};

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
