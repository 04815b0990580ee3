import type { Binding } from "../../contract/bindings.ts";
import { kindOf } from "../../contract/bindings.ts";
import { inspect } from "../../contract/inspect.ts";
import { isObject, type Json, type JsonObject } from "../../contract/json.ts";
import { versionField } from "../../contract/version.ts";
import type { PropertyId } from "../contract/properties.ts";
import type { Job, Outcome } from "../contract/protocol.ts";
import { isNumber, tryJson, writeJson } from "../wire/json.ts";
import { type Answered, type Parts, referenceParts, type Wire } from "./reference.ts";

/** A client that breaks one property and keeps all others. */
export interface Mutant {
  breaks: PropertyId;
  /** What it does wrong. */
  text: string;
  parts: Parts;
}

const { compose, read, broken } = referenceParts;
const mutant = (breaks: PropertyId, text: string, parts: Partial<Parts>): Mutant => ({
  breaks,
  text,
  parts: { ...referenceParts, ...parts },
});

/** Changes the call before it is made into a request. */
const asking = (breaks: PropertyId, text: string, change: (call: Job["call"]) => Job["call"]): Mutant =>
  mutant(breaks, text, { compose: (job, env) => compose({ ...job, call: change(job.call) }, env) });
const sendingBody = (breaks: PropertyId, text: string, change: (body: JsonObject) => unknown): Mutant =>
  asking(breaks, text, (call) => ({ ...call, body: change(call.body as JsonObject) as JsonObject }));
/** Changes the request. */
const sending = (
  breaks: PropertyId,
  text: string,
  change: (wire: Wire, job: Job, env: Readonly<Record<string, string>>) => Wire,
): Mutant =>
  mutant(breaks, text, {
    compose: (job, env) => {
      const wire = compose(job, env);
      return "refused" in wire ? wire : change(wire, job, env);
    },
  });
/** Changes what the caller gets. */
const giving = (
  breaks: PropertyId,
  text: string,
  change: (outcome: Outcome, answer: Answered, job: Job) => Outcome,
): Mutant => mutant(breaks, text, { read: (answer, job) => change(read(answer, job), answer, job) });
const givingVersion = (breaks: PropertyId, text: string, change: (version: JsonObject, job: Job) => unknown): Mutant =>
  giving(breaks, text, (outcome, _, job) =>
    outcome.outcome === "version" ? { ...outcome, version: change(outcome.version as JsonObject, job) } : outcome,
  );
const failingOn = (breaks: PropertyId, text: string, cannot: (version: JsonObject) => boolean): Mutant =>
  giving(breaks, text, (outcome) =>
    outcome.outcome === "version" && cannot(outcome.version as JsonObject) ? undecodable : outcome,
  );
const givingErrors = (breaks: PropertyId, text: string, change: (errors: JsonObject[]) => unknown[]): Mutant =>
  giving(breaks, text, (outcome) =>
    outcome.outcome === "api_error"
      ? { ...outcome, errors: change((outcome.errors ?? []) as JsonObject[]) as JsonObject[] }
      : outcome,
  );
/** Sends again after an answer of which this holds. */
const again = (
  breaks: PropertyId,
  text: string,
  when: (answer: Answered | undefined) => boolean,
  more: Partial<{ after: number; change: (wire: Wire) => Wire }> = {},
): Mutant =>
  mutant(breaks, text, {
    again: (answer, attempt, wire) =>
      attempt === 1 && when(answer) ? { afterMs: more.after ?? 0, wire: more.change?.(wire) ?? wire } : undefined,
  });

const undecodable: Outcome = { outcome: "client_error", phase: "decode", message: "cannot read the answer" };

const without = (from: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
const dropped = Symbol("dropped");
/** The value with every part of it, the innermost first, replaced or dropped. */
function deep(value: unknown, change: (value: unknown) => unknown): unknown {
  const kept = (list: [string, unknown][]) =>
    list.map(([key, one]) => [key, deep(one, change)] as const).filter(([, one]) => one !== dropped);
  if (Array.isArray(value)) return change(kept(Object.entries(value)).map(([, one]) => one));
  if (isObject(value) && !isNumber(value)) return change(Object.fromEntries(kept(Object.entries(value))));
  return change(value);
}
const eachBinding = (from: JsonObject, change: (binding: Binding) => object): JsonObject =>
  Array.isArray(from.bindings)
    ? { ...from, bindings: from.bindings.map((one) => change(one as unknown as Binding) as Json) }
    : from;
const ofKind = (kind: string, change: (binding: Binding) => object) => (from: JsonObject) =>
  eachBinding(from, (one) => (one.type === kind ? change(one) : one));
/** The object at a key, changed, where there is one. */
const within = (key: string, change: (inner: JsonObject) => unknown) => (from: JsonObject) =>
  isObject(from[key]) ? { ...from, [key]: change(from[key]) } : from;
const isEmpty = (value: unknown) =>
  value === "" || (typeof value === "object" && value !== null && !isNumber(value) && Object.keys(value).length === 0);
const normalForm = (value: unknown) => (typeof value === "string" ? value.normalize("NFC") : value);
const bindingsOf = (from: JsonObject): JsonObject[] =>
  Array.isArray(from.bindings) ? from.bindings.filter(isObject) : [];
const drifts = (version: JsonObject, what: "kind" | "enum") =>
  inspect(versionField, version).drift.some((one) => one.what === what);
const ok = (answer: Answered | undefined) => {
  const json = answer?.status === 200 ? tryJson(answer.text) : undefined;
  return isObject(json) && json.success === true;
};
const url = (change: (url: string, job: Job) => string) => (wire: Wire, job: Job) => ({
  ...wire,
  url: change(wire.url, job),
});
const isReset = (error: Error) => (error as NodeJS.ErrnoException).code === "ECONNRESET";
const half: Outcome = { outcome: "version", version: { id: "half" } };

const requestMutants: Mutant[] = [
  mutant("call.sent", "refuses the usage model unbound", {
    compose: (job, env) =>
      job.call.body.usage_model === "unbound" ? { refused: "unknown usage model" } : compose(job, env),
  }),
  mutant("call.base-url", "asks the server for its status first, beside the base URL", {
    beside: ({ base_url }) => [
      { method: "GET", url: `${new URL(base_url).origin}/status`, headers: [], body: undefined },
    ],
  }),
  sending("call.method", "sends a PUT", (wire) => ({ ...wire, method: "PUT" })),
  sending(
    "call.path",
    "does not encode the name of the Worker",
    url((_, { base_url, call }) => {
      const query = call.query.deploy === undefined ? "" : `?deploy=${call.query.deploy}`;
      return `${base_url}/accounts/${call.account_id}/workers/workers/${call.worker_id.replace("\u00e9", "%C3%A9")}/versions${query}`;
    }),
  ),
  sending(
    "call.path",
    "encodes the path twice",
    url((from, { call }) =>
      from.replace(encodeURIComponent(call.worker_id), encodeURIComponent(encodeURIComponent(call.worker_id))),
    ),
  ),
  sending("call.media-type", "sends text/plain", (wire) => ({
    ...wire,
    headers: wire.headers.map(([name, value]) => [name, name === "Content-Type" ? "text/plain" : value]),
  })),
  sending("call.json-body", "sends a key twice", (wire) => ({
    ...wire,
    body: wire.body?.replace(/^\{"/, '{"main_module":"twice.js","'),
  })),
  sending("call.body-present", "sends no body for an empty version", (wire) => ({
    ...wire,
    body: wire.body === "{}" ? undefined : wire.body,
  })),
  sending("auth.credential-sent", "sends the token under another scheme", (wire) => ({
    ...wire,
    headers: wire.headers.map(([name, value]) => [name, value.replace("Bearer ", "Token ")]),
  })),
  sending("auth.nothing-else", "adds the credentials of the environment", (wire, _, env) => ({
    ...wire,
    headers: [
      ...wire.headers,
      ...(env.CLOUDFLARE_API_KEY ? [["X-Auth-Key", env.CLOUDFLARE_API_KEY] as [string, string]] : []),
      ...(env.CLOUDFLARE_API_TOKEN
        ? [["Authorization", `Bearer ${env.CLOUDFLARE_API_TOKEN}`] as [string, string]]
        : []),
    ],
  })),
  sending("auth.nothing-else", "sends the credential twice", (wire) => ({
    ...wire,
    headers: [...wire.headers, ...wire.headers.slice(0, 1)],
  })),
  asking("deploy.true-sent", "forgets deploy=true", (call) => ({
    ...call,
    query: call.query.deploy ? {} : call.query,
  })),
  asking("deploy.false-sent", "leaves deploy=false out", (call) => ({
    ...call,
    query: call.query.deploy === false ? {} : call.query,
  })),
  asking("deploy.absent-stays-absent", "sends deploy=false where nothing is said", (call) => ({
    ...call,
    query: { deploy: false, ...call.query },
  })),
  sending("deploy.not-in-body", "sends deploy in the body, too", (wire, { call }) => ({
    ...wire,
    body: call.query.deploy === undefined ? wire.body : writeJson({ ...call.body, deploy: call.query.deploy }),
  })),
  sending(
    "query.nothing-else",
    "asks for a beta",
    url((from) => `${from}${from.includes("?") ? "&" : "?"}beta=1`),
  ),
];

const bodyMutants: Mutant[] = [
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
  sendingBody("body.strings", "sends texts in normal form C", (body) => deep(body, normalForm)),
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
];

const attemptMutants: Mutant[] = [
  again("attempts.once", "sends again after a success", ok),
  again("attempts.refusal-final", "sends again after a 400", (answer) => answer?.status === 400),
  again("attempts.unknown-outcome", "sends again after a 500", (answer) => answer?.status === 500),
  again("attempts.unknown-outcome", "sends again after a broken connection", (answer) => answer === undefined),
  again(
    "attempts.retry-after",
    "sends again at once after a 429",
    (answer) => answer?.status === 429 && answer.headers["retry-after"] !== "0",
  ),
  again(
    "attempts.same-again",
    "forgets the body when it sends again",
    (answer) => answer?.headers["retry-after"] === "0" && answer.status === 429,
    {
      change: (wire) => ({ ...wire, body: "{}" }),
    },
  ),
];

const resultMutants: Mutant[] = [
  failingOn("result.returned", "cannot read limits", (version) => version.limits !== undefined),
  givingVersion(
    "result.kinds",
    "loses the name of a queue",
    ofKind("queue", ({ queue_name: _, ...rest }) => rest),
  ),
  givingVersion(
    "result.json-binding",
    "gives JSON values as text",
    ofKind("json", (one) => ({ ...one, json: typeof one.json === "string" ? one.json : writeJson(one.json) })),
  ),
  givingVersion(
    "result.bindings-order",
    "gives what is shown the names of what was asked for, by place",
    (version, { call }) => {
      const asked = bindingsOf(call.body as JsonObject);
      const isAsked = (one: Binding) => asked.some(({ name }) => name === one.name);
      return {
        ...version,
        ...(version.bindings
          ? {
              bindings: bindingsOf(version).map((one, i) =>
                isAsked(one as unknown as Binding) ? { ...one, name: asked[i]?.name ?? null } : one,
              ),
            }
          : {}),
      };
    },
  ),
  givingVersion(
    "result.write-only",
    "puts stars where a secret is not shown",
    ofKind("secret_text", (one) => ({ text: "***", ...one })),
  ),
  givingVersion(
    "result.defaults",
    "drops the environment that the API filled in",
    ofKind("service", ({ environment, ...rest }) =>
      environment === "production" && rest.name === "SERVICE" ? rest : { ...rest, environment },
    ),
  ),
  givingVersion("result.new-fields", "keeps only the fields that it knows", (version) =>
    Object.fromEntries(Object.entries(version).filter(([name]) => name in versionField.fields)),
  ),
  failingOn("result.missing-fields", "cannot read a version without urls", (version) => version.urls === undefined),
  failingOn("result.unknown-kind", "cannot read a kind that it does not know", (version) =>
    bindingsOf(version).some((one) => !kindOf(String(one.type))),
  ),
  failingOn("result.unknown-member", "cannot read a member that it does not know", (version) =>
    drifts(version, "enum"),
  ),
  givingVersion(
    "result.steps",
    "loses the steps of migrations",
    within("migrations", (inner) => without(inner, "steps")),
  ),
  giving("result.messages", "hides messages", (outcome) =>
    outcome.outcome === "version" ? { ...outcome, messages: [] } : outcome,
  ),
  givingVersion("result.number-exact", "reads numbers as doubles", (version) =>
    deep(version, (value) => (isNumber(value) ? Number(value) : value)),
  ),
  givingVersion(
    "result.numbers",
    "gives the limit of a rate as text",
    ofKind("ratelimit", (one) => ({
      ...one,
      simple: isObject(one.simple) ? { ...one.simple, limit: String(one.simple.limit) } : one.simple,
    })),
  ),
  givingVersion("result.strings", "gives texts in normal form C", (version) => deep(version, normalForm)),
  givingVersion("result.fields", "loses the containers", (version) => without(version, "containers")),
  mutant("result.framing", "does not wait for the second piece", { timeoutMs: 100 }),
];

const nullErrors = (text: string) => {
  const json = tryJson(text);
  return isObject(json) && json.errors === null;
};
const failureMutants: Mutant[] = [
  giving("failure.reported", "takes every JSON envelope for a success", (outcome, { status, text }) =>
    status >= 400 && status < 500 && tryJson(text) !== undefined && !nullErrors(text)
      ? { outcome: "version", version: null }
      : outcome,
  ),
  giving("failure.status", "calls every refusal 400", (outcome) =>
    outcome.outcome === "api_error" && (outcome.status ?? 0) < 500 && (outcome.status ?? 0) >= 400
      ? { ...outcome, status: 400 }
      : outcome,
  ),
  givingErrors("failure.code", "drops the code", (errors) => errors.map((one) => without(one, "code"))),
  givingErrors("failure.message", "drops what is not ASCII", (errors) =>
    errors.map((one) => ({ ...one, message: String(one.message).replace(/[^ -~]/g, "?") })),
  ),
  givingErrors("failure.all-errors", "gives only the first error", (errors) => errors.slice(0, 1)),
  givingErrors("failure.documentation-url", "drops the documentation_url", (errors) =>
    errors.map((one) => without(one, "documentation_url")),
  ),
  givingErrors("failure.pointer", "drops the source", (errors) => errors.map((one) => without(one, "source"))),
  givingErrors("failure.details", "drops meta", (errors) => errors.map((one) => without(one, "meta"))),
  giving("failure.success-false", "looks at the status only", (outcome, { status }) =>
    outcome.outcome === "api_error" && status === 200 ? { outcome: "version", version: null } : outcome,
  ),
  giving("failure.odd-envelope", "crashes on errors: null", (outcome, { text }) =>
    nullErrors(text) ? undecodable : outcome,
  ),
  giving("failure.edge-page", "takes every answer for JSON", (outcome, { status, text }) =>
    status >= 500 && tryJson(text) === undefined ? undecodable : outcome,
  ),
  mutant("failure.truncated", "takes half an answer for a whole one", {
    broken: (error, job) => (isReset(error) ? broken(error, job) : half),
  }),
  mutant("failure.no-connection", "takes a reset connection for a success", {
    broken: (error, job) => (isReset(error) ? half : broken(error, job)),
  }),
  giving("failure.no-version", "takes a web page for a success", (outcome, { status, text }) =>
    status === 200 && text.startsWith("<html>") ? { outcome: "version", version: null } : outcome,
  ),
  giving("failure.no-version", "takes 204 for a success", (outcome, { status }) =>
    status === 204 ? { outcome: "version", version: null } : outcome,
  ),
];

/** One or more for each property. */
export const mutants: readonly Mutant[] = [
  ...requestMutants,
  ...bodyMutants,
  ...attemptMutants,
  ...resultMutants,
  ...failureMutants,
];
