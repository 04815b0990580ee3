import type { JsonObject } from "../../../contract/json.ts";
import type { Behaviour } from "../../../mock/behaviour.ts";
import { listIn, partOf } from "../../../mock/faults/fault.ts";
import { bindings, kind, refuses, shows, type Variant, variant } from "../variant.ts";

const defaults: Record<string, JsonObject> = {
  ai_search: { namespace: "default" },
  send_email: { allowed_destination_addresses: [], allowed_sender_addresses: [], destination_address: null },
  dispatch_namespace: { outbound: {} },
  workflow: { script_name: "own", class_name: "" },
  r2_bucket: { jurisdiction: null },
};
const uuids: Record<string, string> = {
  d1: "database_id",
  mtls_certificate: "certificate_id",
  vpc_service: "service_id",
  vpc_network: "tunnel_id",
};
const refusesKinds = (types: readonly string[], code: number) =>
  refuses(({ bindings: list = [] }) => list.some((one) => types.includes(one.type)), code);
const algorithms = (change: (algorithm: JsonObject) => unknown) =>
  kind("secret_key", (one) => {
    const { algorithm } = one;
    one.algorithm = change(
      typeof algorithm === "string" ? { name: algorithm } : { ...(algorithm as JsonObject) },
    ) as JsonObject;
  });
const hashName = ({ hash }: JsonObject): string | undefined =>
  typeof hash === "string" ? hash : ((hash as JsonObject | undefined)?.name as string | undefined);
const reserved =
  /^(case|class|constructor|default|delete|enum|export|function|import|new|null|this|true|__proto__|prototype)$/;

/** Bindings: their order, what is filled in or left out, what must exist. */
export const bindingVariants = {
  "reverse-bindings": variant(
    "facts:E7",
    "gives bindings in reverse and sorts their sets",
    shows((version) => {
      version.bindings = listIn(version, "bindings").reverse();
      for (const one of listIn(version, "bindings")) if (Array.isArray(one.usages)) one.usages = [...one.usages].sort();
    }),
  ),
  "bindings-by-kind": variant(
    "facts:E7",
    "sorts bindings by kind",
    shows((version) => {
      version.bindings = listIn(version, "bindings").sort((a, b) => (String(a.type) < String(b.type) ? -1 : 1));
    }),
  ),
  "null-bindings": variant(
    "facts:S-17",
    "says null where there are no bindings",
    shows((version) => {
      if (listIn(version, "bindings").length === 0) version.bindings = null;
    }),
  ),
  "no-bindings-key": variant(
    "facts:S-17",
    "leaves bindings out where there are none",
    shows((version) => {
      if (listIn(version, "bindings").length === 0) delete version.bindings;
    }),
  ),
  "no-bindings-in-lists": variant(
    "facts:S-39",
    "shows no bindings in lists",
    shows((version) => void delete version.bindings, "list"),
  ),
  "unknown-binding-keys": variant(
    "facts:E6",
    "gives bindings keys that nobody knows",
    bindings((one) => {
      one.extra = { a: 1 };
      one.delivery_delay = 0;
    }),
  ),
  "binding-defaults": variant(
    "facts:E6",
    "fills in what bindings lack",
    bindings((one) => {
      for (const [name, value] of Object.entries(defaults[String(one.type)] ?? {})) one[name] ??= value;
      if (one.type === "ratelimit") partOf(one, "simple").mitigation_timeout ??= 0;
    }),
  ),
  "null-binding-fields": variant(
    "facts:E6",
    "says null for the optional fields of bindings",
    bindings((one) => {
      for (const name of [
        "namespace",
        "jurisdiction",
        "entrypoint",
        "environment",
        "class_name",
        "script_name",
        "outbound",
        "destination_address",
      ])
        one[name] ??= null;
    }),
  ),
  "d1-both-ids": variant(
    "facts:S-117",
    "shows a D1 database under both ids",
    kind("d1", (one) => {
      one.id ??= one.database_id ?? null;
    }),
  ),
  "d1-new-id": variant(
    "page:result.bindings.d1.id",
    "shows a D1 database by database_id alone",
    kind("d1", (one) => void delete one.id),
  ),
  "upper-case-binding-ids": variant(
    "page:result.bindings",
    "writes uuids of bindings in capitals",
    bindings((one) => {
      const name = uuids[String(one.type)] ?? "";
      if (typeof one[name] === "string") one[name] = one[name].toUpperCase();
      if (one.type === "d1" && typeof one.id === "string") one.id = one.id.toUpperCase();
    }),
  ),
  "namespace-of-classes": variant(
    "facts:S-116",
    "adds script_name and namespace_id to every class",
    kind("durable_object_namespace", (one, { worker }) => {
      one.script_name ??= worker.name;
      one.namespace_id ??= "0".repeat(32);
    }),
  ),
  "no-binding-additions": variant(
    "facts:S-115",
    "adds nothing to a binding",
    bindings((one, { version }) => {
      const sent = version.bindings.find(({ name }) => name === one.name) ?? {};
      for (const name of ["environment", "namespace_id"]) if (!(name in sent)) delete one[name];
    }),
  ),
  "production-left-out": variant(
    "facts:S-115",
    "leaves out the environment production",
    kind("service", (one) => {
      if (one.environment === "production") delete one.environment;
    }),
  ),
  "default-namespace-left-out": variant(
    "page:body.bindings.ai_search.namespace",
    "leaves out the namespace default",
    kind("ai_search", (one) => {
      if (one.namespace === "default") delete one.namespace;
    }),
  ),
  "secret-as-null": variant(
    "facts:E5",
    "says null for the text of a secret",
    kind("secret_text", (one) => {
      one.text = null;
    }),
  ),
  "key-as-empty": variant(
    "facts:E5",
    "says nothing for the material of a key",
    kind("secret_key", (one) => {
      one.key_base64 = "";
      one.key_jwk = null;
    }),
  ),
  "algorithm-hash-object": variant(
    "page:result.bindings.secret_key.algorithm",
    "shows the hash of an algorithm as an object",
    algorithms((one) => (hashName(one) === undefined ? one : { ...one, hash: { name: hashName(one) } })),
  ),
  "algorithm-hash-text": variant(
    "page:result.bindings.secret_key.algorithm",
    "shows the hash of an algorithm as a text",
    algorithms((one) => (hashName(one) === undefined ? one : { ...one, hash: hashName(one) })),
  ),
  "algorithm-in-capitals": variant(
    "page:result.bindings.secret_key.algorithm",
    "writes the names of algorithms in capitals",
    algorithms((one) => ({
      ...one,
      name: String(one.name).toUpperCase(),
    })),
  ),
  "algorithm-as-text": variant(
    "page:result.bindings.secret_key.algorithm",
    "shows an algorithm that is only a name as a text",
    algorithms((one) => (Object.keys(one).length === 1 ? one.name : one)),
  ),
  "algorithm-of-key": variant(
    "page:result.bindings.secret_key.algorithm",
    "shows the algorithm that the imported key has",
    algorithms((one) => ({
      ...one,
      ...(one.name === "HMAC" ? { length: one.length ?? 256 } : {}),
      ...(String(one.name).startsWith("RSA") ? { modulusLength: 2048, publicExponent: { 0: 1, 1: 0, 2: 1 } } : {}),
    })),
  ),
  "usages-sorted": variant(
    "page:result.bindings.secret_key.usages",
    "sorts the usages of keys",
    kind("secret_key", (one) => {
      if (Array.isArray(one.usages)) one.usages = [...one.usages].sort().reverse();
    }),
  ),
  "loud-domains": variant(
    "page:result.bindings.send_email.destination_address",
    "writes the domains of addresses in capitals",
    kind("send_email", (one) => {
      const loud = (value: unknown) => String(value).replace(/@.*$/, (domain) => domain.toUpperCase());
      if (typeof one.destination_address === "string") one.destination_address = loud(one.destination_address);
      for (const name of ["allowed_destination_addresses", "allowed_sender_addresses"])
        if (Array.isArray(one[name])) one[name] = one[name].map(loud);
    }),
  ),
  "version-metadata-shown": variant(
    "facts:E6",
    "shows in version_metadata what it will hold",
    kind("version_metadata", (one, { version }) => {
      one.id = version.id;
      one.tag = "";
    }),
  ),
  "kv-must-exist": variant("facts:X-42", "takes only KV namespaces that exist", refusesKinds(["kv_namespace"], 10041)),
  "d1-must-exist": variant("facts:X-42", "takes only D1 databases that exist", refusesKinds(["d1"], 10181)),
  "resources-must-exist": variant(
    "facts:X-42",
    "takes only resources that exist",
    refuses(
      ({ bindings: list = [] }) =>
        list.some(({ type }) =>
          [
            "ai_search",
            "ai_search_namespace",
            "d1",
            "dispatch_namespace",
            "hyperdrive",
            "kv_namespace",
            "mtls_certificate",
            "pipelines",
            "queue",
            "r2_bucket",
            "vectorize",
            "secrets_store_secret",
            "flagship",
            "vpc_service",
            "vpc_network",
          ].includes(type),
        ),
      10085,
    ),
  ),
  "namespaces-must-exist": variant(
    "facts:X-42",
    "takes only namespaces of classes that exist",
    refuses(
      ({ bindings: list = [] }) =>
        list.some(
          (one) =>
            one.type === "durable_object_namespace" && (one.namespace_id || one.dispatch_namespace || one.environment),
        ),
      10061,
    ),
  ),
  "environments-must-exist": variant(
    "facts:X-42",
    "takes only environments that exist",
    refuses(
      ({ bindings: list = [] }) =>
        list.some((one) => one.type === "service" && one.environment !== undefined && one.environment !== "production"),
      10144,
    ),
  ),
  "workflows-need-classes": variant(
    "facts:X-42",
    "takes a workflow only with the class that makes it",
    refuses(
      ({ bindings: list = [] }) => list.some((one) => one.type === "workflow" && !one.class_name && !one.script_name),
      10021,
    ),
  ),
  "identifiers-only": variant(
    "page:body.bindings.ai.name",
    "takes only names that JavaScript takes for variables",
    refuses(({ bindings: list = [] }) =>
      list.some(({ name }) => reserved.test(name) || !/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name)),
    ),
  ),
  "sixty-four-variables": variant(
    "facts:X-45",
    "takes at most 64 variables",
    refuses(({ bindings: list = [] }) => list.length > 64, 10055),
  ),
  "no-service-worker-syntax": variant(
    "facts:X-22",
    "takes no service-worker syntax",
    refuses(({ main_module }) => main_module === undefined),
  ),
  "nothing-to-inherit-left-out": variant("facts:S-95", "leaves out what cannot be inherited", {
    dropsInherits: () => true,
  } satisfies Behaviour),
} satisfies Record<string, Variant>;
