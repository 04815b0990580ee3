import { type Json, valueAt } from "../json.ts";
import { moduleTypes } from "../modules.ts";
import { around, type Change, changing, put, putting, type RequestFault, type Subject, sending } from "./fault.ts";

const settings: Subject = { of: "settings" };
const binding = (kind: Extract<Subject, { of: "binding" }>["kind"]): Subject => ({ of: "binding", kind });
const silence = (
  id: string,
  text: string,
  change: Change,
  { subject = settings, pointer = "" }: { subject?: Subject; pointer?: string } = {},
): RequestFault => ({ id, subject, pointer, text, changes: [change], adds: true });

const plain = { subject: binding("plain_text"), pointer: "/bindings/0/name" };
const names: Record<string, string> = {
  dash: "WITH-DASH",
  digit: "1A",
  empty: "",
  long: "X".repeat(1000),
  "not ASCII": "NAÏVE",
  constructor: "constructor",
};

const module = { subject: { of: "modules" } as const, pointer: "/modules/1" };
const moduleNames: Record<string, string> = {
  empty: "",
  absolute: "/absolute.txt",
  parent: "../parent.txt",
  long: `${"x".repeat(1000)}.txt`,
};
const asModule = (name: string, content: string, type: string = moduleTypes.text): Json => ({
  name,
  content_type: type,
  content_base64: content,
});

const variables = (count: number): Json =>
  Array.from({ length: count }, (_, i) => ({ name: `VAR_${i}`, type: "plain_text", text: String(i) }));

const limit = (value: number) =>
  silence(`limits.cpu_ms:${value}`, `limits.cpu_ms ${value}`, putting("/limits/cpu_ms", value), {
    subject: { of: "limits" },
    pointer: "/limits/cpu_ms",
  });

/** What the page does not say: the target shows what it does, and no verdict follows. `sources.ts` has what is known of it. */
export const silenceRows: readonly RequestFault[] = [
  silence(
    "body:no-field",
    "no field at all",
    sending("{}", () => "{}"),
  ),
  silence("body:unknown-key", "a key that the page does not have", putting("/x_unknown", 1), { pointer: "/x_unknown" }),
  silence(
    "body:two-values",
    "two requests, one after the other",
    sending("two values", (text) => `${text}${text}`),
  ),
  silence(
    "body:repeated-key",
    "a key that is there twice",
    sending("main_module twice", (text) => text.replace("{", '{"main_module":"first.js",')),
  ),
  silence("body:deploy", "deploy in the body", putting("/deploy", true), { pointer: "/deploy" }),
  ...["id", "number", "created_on", "urls", "source", "startup_time_ms", "migration_tag"].map((key) =>
    silence(
      `${key}:sent`,
      `${key}, which only the server sets`,
      putting(`/${key}`, key === "number" ? 77 : "wvc-sent"),
      {
        pointer: `/${key}`,
      },
    ),
  ),
  silence(
    "query:unknown",
    "a query parameter that the page does not have",
    around("x_unknown=1", { query: "x_unknown=1" }),
  ),
  ...["1", "0", "TRUE", "False", ""].map((value) =>
    silence(`deploy:${value || "empty"}`, `deploy=${value}`, around(`deploy=${value}`, { query: `deploy=${value}` })),
  ),
  silence("deploy:twice", "deploy=false&deploy=true", around("twice", { query: "deploy=false&deploy=true" })),
  silence(
    "header:no-content-type",
    "no content type",
    around("no content type", { headers: { "content-type": null } }),
  ),
  silence(
    "header:text",
    "text/plain as content type",
    around("text/plain", { headers: { "content-type": "text/plain" } }),
  ),
  silence(
    "header:multipart",
    "multipart/form-data as content type",
    around("multipart", { headers: { "content-type": "multipart/form-data; boundary=wvc" } }),
  ),
  silence(
    "account_id:unknown",
    "an account of 32 hex digits that is another's",
    around("another account", { account: "f".repeat(32) }),
  ),
  ...[0, -1, 50.5, 1e30].map(limit),
  ...Object.entries(names).map(([how, name]) =>
    silence(`bindings.name:${how}`, `a binding name: ${how}`, putting("/bindings/0/name", name), plain),
  ),
  silence(
    "bindings:unknown-key",
    "a field of a binding that the page does not have",
    putting("/bindings/0/x_unknown", 1),
    { ...plain, pointer: "/bindings/0/x_unknown" },
  ),
  silence("bindings.plain_text.text:6-KB", "a plain_text of 6 KB", putting("/bindings/0/text", "x".repeat(6000)), {
    ...plain,
    pointer: "/bindings/0/text",
  }),
  silence("bindings:200", "200 variables", putting("/bindings", variables(200)), { ...plain, pointer: "" }),
  silence(
    "bindings.assets:no-assets",
    "an assets binding without assets",
    putting("/bindings", [{ name: "ASSETS", type: "assets" }]),
  ),
  silence("bindings.ratelimit.simple.period:7", "a ratelimit period of 7", putting("/bindings/0/simple/period", 7), {
    subject: binding("ratelimit"),
    pointer: "/bindings/0/simple/period",
  }),
  silence("bindings.ratelimit.simple.limit:0", "a ratelimit of 0", putting("/bindings/0/simple/limit", 0), {
    subject: binding("ratelimit"),
    pointer: "/bindings/0/simple/limit",
  }),
  silence(
    "bindings.secret_key.algorithm:unknown",
    "an algorithm that does not exist",
    putting("/bindings/0/algorithm", { name: "WVC" }),
    {
      subject: binding("secret_key"),
      pointer: "/bindings/0/algorithm",
    },
  ),
  silence(
    "bindings.inherit.version_id:unknown",
    "a version_id that does not exist",
    putting("/bindings/0/version_id", "00000000-0000-4000-8000-000000000000"),
    {
      subject: binding("inherit"),
      pointer: "",
    },
  ),
  silence("bindings.inherit.version_id:empty", "an empty version_id", putting("/bindings/0/version_id", ""), {
    subject: binding("inherit"),
    pointer: "",
  }),
  ...Object.entries(moduleNames).map(([how, name]) =>
    silence(`modules.name:${how}`, `a module name: ${how}`, putting("/modules/1", asModule(name, "eA==")), {
      ...module,
      pointer: "",
    }),
  ),
  silence(
    "modules.name:twice",
    "two modules of one name",
    changing("the same module twice", (twin) => put(twin, "/modules/2", valueAt(twin, "/modules/1") as Json)),
    { ...module, pointer: "" },
  ),
  silence("modules.content_base64:unpadded", "base64 without padding", putting("/modules/1", asModule("a.txt", "eA")), {
    ...module,
    pointer: "",
  }),
  silence(
    "modules.content_base64:url-safe",
    "base64 in the alphabet for URLs",
    putting("/modules/1", asModule("a.txt", "-_8=")),
    { ...module, pointer: "" },
  ),
  silence(
    "modules.content_base64:line-breaks",
    "base64 with line breaks",
    putting("/modules/1", asModule("a.txt", "eHh4\r\neHh4")),
    { ...module, pointer: "" },
  ),
  silence(
    "modules.content_type:unknown",
    "a content type that nothing knows",
    putting("/modules/1", asModule("a.foo", "eA==", "application/x-wvc")),
    { ...module, pointer: "" },
  ),
  silence(
    "modules:no-main-module",
    "modules without main_module",
    changing("no main_module", ({ main_module: _, ...twin }) => twin),
  ),
  silence(
    "main_module:syntax",
    "a main module that does not parse",
    putting("/modules/0", asModule("index.js", btoa("export default {"), moduleTypes.esm)),
  ),
  silence(
    "main_module:no-handler",
    "a main module without a handler",
    putting("/modules/0", asModule("index.js", btoa("export default {};"), moduleTypes.esm)),
  ),
  silence(
    "compatibility_date:2021-01-01",
    "the compatibility date of the page's own example, which is before the first one",
    putting("/compatibility_date", "2021-01-01"),
    { pointer: "/compatibility_date" },
  ),
  silence(
    "compatibility_date:2019-01-01",
    "a compatibility date before the first one",
    putting("/compatibility_date", "2019-01-01"),
    { pointer: "/compatibility_date" },
  ),
  silence(
    "compatibility_flags:unknown",
    "a flag that does not exist",
    putting("/compatibility_flags", ["wvc_no_such_flag"]),
    { pointer: "/compatibility_flags" },
  ),
  silence(
    "compatibility_flags:twice",
    "a flag that is there twice",
    putting("/compatibility_flags", ["nodejs_compat", "nodejs_compat"]),
    { pointer: "/compatibility_flags" },
  ),
  silence(
    "annotations:unknown-key",
    "an annotation that the page does not have",
    putting("/annotations", { "workers/x-unknown": "x" }),
    { pointer: "/annotations/workers~1x-unknown" },
  ),
  silence(
    "assets.config.run_worker_first:empty",
    "an empty list of rules",
    putting("/assets", { config: { run_worker_first: [] } }),
    { pointer: "/assets/config/run_worker_first" },
  ),
  silence(
    "assets.config.run_worker_first:101",
    "101 rules",
    putting("/assets", { config: { run_worker_first: Array.from({ length: 101 }, (_, i) => `/${i}`) } }),
    { pointer: "" },
  ),
  silence("placement:nothing", "an empty placement", putting("/placement", {}), { pointer: "/placement" }),
  silence(
    "placement:region-and-host",
    "a region and a host",
    putting("/placement", { mode: "targeted", region: "aws:us-east-1", host: "db.example.com:5432" }),
    { pointer: "/placement" },
  ),
  silence(
    "placement:smart-region",
    "smart with a region",
    putting("/placement", { mode: "smart", region: "aws:us-east-1" }),
    { pointer: "/placement" },
  ),
  silence(
    "migrations:both-forms",
    "steps beside new_classes",
    putting("/migrations", { new_tag: "v1", steps: [], new_sqlite_classes: ["AObject"] }),
  ),
  silence(
    "migrations:unknown-class",
    "a rename of a class that does not exist",
    putting("/migrations", { new_tag: "v1", renamed_classes: [{ from: "AObject", to: "BObject" }] }),
  ),
  silence(
    "migrations:same-class-twice",
    "one class made twice",
    putting("/migrations", { new_tag: "v1", new_sqlite_classes: ["AObject", "AObject"] }),
  ),
  silence(
    "text:lone-surrogate",
    "half a surrogate pair in a text",
    sending("\\ud800", (text) => text.replace("{", '{"annotations":{"workers/message":"\\ud800"},')),
  ),
  silence(
    "workers/triggered_by:sent",
    "workers/triggered_by, which only the server sets",
    putting("/annotations", { "workers/triggered_by": "wvc-sent" }),
    {
      pointer: "/annotations/workers~1triggered_by",
    },
  ),
  silence(
    "bindings.secret_key.key_base64:base64",
    "a key_base64 that is not base64",
    putting("/bindings", [
      {
        name: "KEY",
        type: "secret_key",
        algorithm: { name: "HMAC", hash: "SHA-256" },
        format: "raw",
        usages: ["sign"],
        key_base64: "%%%",
      },
    ]),
  ),
  silence(
    "bindings.vpc_network.tunnel_id:uuid",
    "a tunnel_id that is no UUID",
    putting("/bindings", [{ name: "NETWORK", type: "vpc_network", tunnel_id: "wvc-tunnel" }]),
  ),
  silence(
    "bindings.d1.database_id:tail",
    "a database_id with a tail",
    putting("/bindings", [{ name: "DATABASE", type: "d1", database_id: "7c3b5a52-6e1c-4b5e-9a43-0d2f1c8e9b10-x" }]),
  ),
  silence("bindings.ratelimit.simple.limit:0.5", "a ratelimit of a half", putting("/bindings/0/simple/limit", 0.5), {
    subject: binding("ratelimit"),
    pointer: "/bindings/0/simple/limit",
  }),
  silence(
    "placement:region-and-hostname",
    "a region and a hostname",
    putting("/placement", { region: "aws:us-east-1", hostname: "db.example.com" }),
    {
      pointer: "/placement",
    },
  ),
  silence("migrations:empty", "migrations without anything", putting("/migrations", {})),
  silence("migrations.steps:empty", "an empty list of steps", putting("/migrations", { steps: [] })),
  silence(
    "bindings:repeated-key",
    "a key of a binding that is there twice",
    sending("text twice", (text) =>
      text.replace(/^\{/, '{"bindings":[{"name":"TWICE","type":"plain_text","text":"first","text":"second"}],'),
    ),
  ),
  silence(
    "json:repeated-key",
    "a key of a JSON value that is there twice",
    sending("a twice", (text) =>
      text.replace(/^\{/, '{"bindings":[{"name":"TWICE","type":"json","json":{"a":1,"a":2}}],'),
    ),
  ),
  silence("text:NUL", "a NUL in a text", putting("/annotations", { "workers/message": "a\u0000b" }), {
    pointer: "/annotations/workers~1message",
  }),
];
