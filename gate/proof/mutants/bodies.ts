import { isObject, type JsonObject } from "../../../contract/json.ts";
import { isNumber, writeJson } from "../../wire/json.ts";
import {
  bindingsOf,
  deep,
  dropped,
  eachModule,
  isEmpty,
  listAt,
  type Mutant,
  normalForm,
  ofKind,
  sendingBody,
  texts,
  throughText,
  within,
  without,
} from "./making.ts";

const withoutScript = (value: unknown) => (isObject(value) ? without(value as JsonObject, "from_script") : value);
const firstRules = (change: (rules: unknown[]) => unknown) =>
  within(
    "assets",
    within("config", (config) =>
      Array.isArray(config.run_worker_first)
        ? { ...config, run_worker_first: change(config.run_worker_first) }
        : config,
    ),
  );
const sendingContent = (text: string, change: (base64: string) => string): Mutant =>
  sendingBody("body.content", text, (body) =>
    eachModule(body, (one) => ({ ...one, content_base64: change(String(one.content_base64)) })),
  );

/** Clients that send another version than their caller gave. */
export const bodyMutants: Mutant[] = [
  sendingBody(
    "body.kinds",
    "drops the name of a queue",
    ofKind("queue", ({ queue_name: _, ...rest }) => rest),
  ),
  sendingBody(
    "body.json-binding",
    "sends JSON objects as text",
    ofKind("json", (one) => ({ ...one, json: isObject(one.json) ? writeJson(one.json) : one.json })),
  ),
  sendingBody("body.one-element-lists", "sends a single flag without its list", (body) => {
    const flags = body.compatibility_flags;
    return Array.isArray(flags) && flags.length === 1 ? { ...body, compatibility_flags: flags[0] } : body;
  }),
  sendingBody(
    "body.steps",
    "knows only single-step migrations",
    within("migrations", (inner) => without(inner, "steps")),
  ),
  sendingBody(
    "body.run-worker-first",
    "sends true as a list of rules",
    within(
      "assets",
      within("config", (config) =>
        config.run_worker_first === true ? { ...config, run_worker_first: ["/*"] } : config,
      ) as (inner: JsonObject) => JsonObject,
    ),
  ),
  sendingBody(
    "body.placement",
    "drops the mode of a targeted placement",
    within("placement", (inner) => (inner.mode === "targeted" ? without(inner, "mode") : inner)),
  ),
  sendingBody("body.content", "encodes modules once more", (body) => ({
    ...body,
    ...(Array.isArray(body.modules)
      ? {
          modules: body.modules.map((one) =>
            isObject(one)
              ? { ...one, content_base64: Buffer.from(String(one.content_base64)).toString("base64") }
              : one,
          ),
        }
      : {}),
  })),
  sendingBody(
    "body.annotations",
    "spells the key workers_message",
    within("annotations", ({ "workers/message": text, ...rest }) =>
      text === undefined ? rest : { ...rest, workers_message: text },
    ),
  ),
  sendingBody(
    "body.limits",
    "sends limits as texts",
    within("limits", (inner) =>
      Object.fromEntries(Object.entries(inner).map(([name, value]) => [name, String(value)])),
    ),
  ),
  sendingBody(
    "body.durable-object",
    "adds the Worker's name to a Durable Object",
    ofKind("durable_object_namespace", (one) => ({ script_name: "my-worker", ...one })),
  ),
  sendingBody(
    "body.d1",
    "sends both ids of a database",
    ofKind("d1", (one) => ({ ...one, id: one.id ?? one.database_id, database_id: one.database_id ?? one.id })),
  ),
  sendingBody(
    "body.dispatch-namespace",
    "adds an empty outbound",
    ofKind("dispatch_namespace", (one) => ({ outbound: {}, ...one })),
  ),
  sendingBody(
    "body.assets",
    "drops the token of the assets",
    within("assets", (inner) => without(inner, "jwt")),
  ),
  sendingBody("body.strings", "sends texts in normal form C", (body) => texts(body, normalForm)),
  sendingBody("body.numbers", "cuts numbers to 32 bits", (body) =>
    deep(body, (value) => (typeof value === "number" && Math.abs(value) >= 2 ** 31 ? (value % 2 ** 31) | 0 : value)),
  ),
  sendingBody("body.numbers", "reads numbers as doubles before it sends them", (body) =>
    deep(body, (value) => (isNumber(value) ? Number(value) : value)),
  ),
  sendingBody("body.null", "leaves null out", (body) => deep(body, (value) => (value === null ? dropped : value))),
  sendingBody("body.empty", "leaves out what is empty", (body) =>
    Object.keys(body).length === 0 ? body : deep(body, (value) => (isEmpty(value) ? dropped : value)),
  ),
  sendingBody("body.order", "sorts the bindings", (body) => ({
    ...body,
    ...(Array.isArray(body.bindings)
      ? { bindings: bindingsOf(body).toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1)) }
      : {}),
  })),
  sendingBody("body.nothing-added", "says where it comes from", (body) =>
    Object.keys(body).length === 0 ? body : { source: "sdk", ...body },
  ),
  sendingBody("body.fields", "drops the compatibility date", (body) =>
    body.compatibility_date === null ? body : without(body, "compatibility_date"),
  ),
  sendingBody(
    "body.kinds",
    "drops the script of a workflow that names a class",
    ofKind("workflow", ({ script_name, ...rest }) => (rest.class_name === undefined ? { ...rest, script_name } : rest)),
  ),
  sendingBody(
    "body.json-binding",
    "quotes texts of json bindings twice",
    ofKind("json", (one) => ({ ...one, json: typeof one.json === "string" ? writeJson(one.json) : one.json })),
  ),
  sendingBody("body.one-element-lists", "sends a single class without its list", (body) => {
    const { migrations } = body;
    const classes = isObject(migrations) ? migrations.new_sqlite_classes : undefined;
    return Array.isArray(classes) && classes.length === 1
      ? { ...body, migrations: { ...(migrations as JsonObject), new_sqlite_classes: classes[0] } }
      : body;
  }),
  sendingBody(
    "body.steps",
    "loses the script of transferred classes in steps",
    within("migrations", (inner) => ({
      ...inner,
      ...(inner.steps === undefined ? {} : { steps: listAt(inner.steps).map((step) => deep(step, withoutScript)) }),
    })),
  ),
  sendingBody(
    "body.steps",
    "drops the old tag where there are steps",
    within("migrations", (inner) => (inner.steps === undefined ? inner : without(inner, "old_tag"))),
  ),
  sendingBody(
    "body.run-worker-first",
    "sends one rule for all as true",
    firstRules((rules) => (rules.length === 1 && rules[0] === "/*" ? true : rules)),
  ),
  sendingBody(
    "body.run-worker-first",
    "splits rules at commas",
    firstRules((rules) => rules.flatMap((one) => String(one).split(","))),
  ),
  sendingBody(
    "body.placement",
    "writes a single target beside the mode",
    within("placement", (inner) => {
      const [only] = listAt(inner.target);
      return only ? { ...without(inner, "target"), ...only } : inner;
    }),
  ),
  sendingContent("encodes modules for a URL", (text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  sendingContent("takes modules for text", throughText),
  sendingContent("cuts modules after 64 KiB", (text) => text.slice(0, 65_536)),
  sendingContent("breaks base64 into lines", (text) => text.replaceAll(/.{76}(?=.)/g, "$&\r\n")),
  sendingBody(
    "body.annotations",
    "spells the key workers_tag",
    within("annotations", ({ "workers/tag": text, ...rest }) =>
      text === undefined ? rest : { ...rest, workers_tag: text },
    ),
  ),
  sendingBody(
    "body.limits",
    "drops the subrequests where there is a limit of time",
    within("limits", (inner) => (inner.cpu_ms === undefined ? inner : without(inner, "subrequests"))),
  ),
  sendingBody(
    "body.durable-object",
    "says the environment of a Durable Object",
    ofKind("durable_object_namespace", (one) => ({ environment: "production", ...one })),
  ),
  sendingBody(
    "body.d1",
    "sends the older id alone",
    ofKind("d1", ({ database_id, ...rest }) => (database_id === undefined ? rest : { ...rest, id: database_id })),
  ),
  sendingBody(
    "body.dispatch-namespace",
    "sends the names of params as texts",
    ofKind("dispatch_namespace", (one) => {
      const outbound = one.outbound as JsonObject | undefined;
      const params = Array.isArray(outbound?.params)
        ? outbound.params.map((param) => (isObject(param) ? param.name : param))
        : undefined;
      return params === undefined ? one : { ...one, outbound: { ...outbound, params } };
    }),
  ),
  sendingBody(
    "body.assets",
    "says how it handles HTML where nobody asked",
    within(
      "assets",
      within("config", (config) => ({ html_handling: "auto-trailing-slash", ...config })),
    ),
  ),
  sendingBody("body.strings", "trims texts", (body) => texts(body, (one) => one.trim())),
  sendingBody("body.strings", "writes line ends of one kind", (body) =>
    texts(body, (one) => one.replaceAll("\r\n", "\n")),
  ),
  sendingBody("body.strings", "ends texts at a NUL", (body) => texts(body, (one) => one.split("\0")[0])),
  sendingBody("body.strings", "reads %% as %", (body) => texts(body, (one) => one.replaceAll("%%", "%"))),
  sendingBody("body.strings", "drops control characters", (body) =>
    texts(body, (one) => [...one].filter((unit) => unit > "\u001f" || "\n\r\t\0".includes(unit)).join("")),
  ),
  sendingBody(
    "body.strings",
    "drops the port of https from a host",
    within("placement", (inner) => texts(inner, (one) => one.replace(/:443$/, "")) as JsonObject),
  ),
  sendingBody("body.strings", "drops ./ from the names of modules", (body) =>
    eachModule(body, (one) => ({ ...one, name: String(one.name).replace(/^\.\//, "") })),
  ),
  sendingBody("body.strings", "drops the parameters of media types", (body) =>
    eachModule(body, (one) => ({ ...one, content_type: String(one.content_type).replace(/;.*/, "") })),
  ),
  sendingBody("body.numbers", "sends fractions as floats of 32 bits", (body) =>
    deep(body, (value) => (typeof value === "number" && !Number.isInteger(value) ? Math.fround(value) : value)),
  ),
  sendingBody("body.null", "sends an empty text for null", (body) =>
    Object.fromEntries(Object.entries(body).map(([key, value]) => [key, value ?? ""])),
  ),
  sendingBody("body.empty", "sends null for an empty list", (body) =>
    deep(body, (value) => (Array.isArray(value) && value.length === 0 ? null : value)),
  ),
  sendingBody("body.order", "sorts the flags", (body) => ({
    ...body,
    ...(Array.isArray(body.compatibility_flags) ? { compatibility_flags: body.compatibility_flags.toSorted() } : {}),
  })),
  sendingBody("body.nothing-added", "keeps bindings where there are several", (body) =>
    bindingsOf(body).length > 1 && body.usage_model !== undefined ? { ...body, keep_bindings: [] } : body,
  ),
  sendingBody("body.fields", "drops the containers", (body) =>
    listAt(body.containers).length > 0 ? without(body, "containers") : body,
  ),
];
