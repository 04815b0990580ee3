import type { Binding } from "../../../contract/bindings.ts";
import { kindOf } from "../../../contract/bindings.ts";
import { inspect } from "../../../contract/inspect.ts";
import { isObject, type Json, type JsonObject } from "../../../contract/json.ts";
import { versionField } from "../../../contract/version.ts";
import { isNumber, writeJson } from "../../wire/json.ts";
import { referenceParts } from "../reference.ts";
import {
  bindingsOf,
  deep,
  dropped,
  eachModule,
  failingOn,
  giving,
  givingVersion,
  isEmpty,
  listAt,
  type Mutant,
  mutant,
  normalForm,
  ofKind,
  texts,
  throughText,
  within,
  without,
} from "./making.ts";

const { decode } = referenceParts;
const drifts = (version: JsonObject, what: "kind" | "enum") =>
  inspect(versionField, version).drift.some((one) => one.what === what);
const asKnown = (one: JsonObject): JsonObject => (kindOf(String(one.type)) ? one : { ...one, type: "ai" });
const withoutNull = (value: unknown) => deep(value, (one) => (one === null ? dropped : one)) as Json;

/** Clients that give their callers another version than the API showed. */
export const resultMutants: Mutant[] = [
  failingOn("result.returned", "cannot read limits", (version) => isObject(version.limits) && !isEmpty(version.limits)),
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
  givingVersion("result.strings", "gives texts in normal form C", (version) => texts(version, normalForm)),
  givingVersion("result.fields", "loses the containers", (version) => without(version, "containers")),
  failingOn("result.missing-fields", "cannot read null where a list may be", (version) => version.bindings === null),
  givingVersion("result.unknown-kind", "calls a kind that it does not know by another name", (version) => ({
    ...version,
    ...(version.bindings ? { bindings: bindingsOf(version).map(asKnown) } : {}),
  })),
  givingVersion("result.unknown-member", "takes a usage model that is new for the standard one", (version) =>
    String(version.usage_model).startsWith("future_") ? { ...version, usage_model: "standard" } : version,
  ),
  givingVersion(
    "result.json-binding",
    "drops null inside of json bindings",
    ofKind("json", (one) => ({ ...one, json: isObject(one.json) ? withoutNull(one.json) : one.json })),
  ),
  givingVersion(
    "result.json-binding",
    "loses a key that every object has",
    ofKind("json", (one) => ({
      ...one,
      json: isObject(one.json) ? without(one.json as JsonObject, "__proto__", "constructor") : one.json,
    })),
  ),
  givingVersion(
    "result.kinds",
    "loses the addresses that a binding of mail allows",
    ofKind("send_email", ({ allowed_sender_addresses: _, ...rest }) => rest),
  ),
  givingVersion(
    "result.write-only",
    "gives an empty text for a secret that is not shown",
    ofKind("secret_text", (one) => ({ text: "(hidden)", ...one })),
  ),
  givingVersion(
    "result.steps",
    "loses transferred classes in steps",
    within("migrations", (inner) => ({
      ...inner,
      ...(inner.steps ? { steps: listAt(inner.steps).map((step) => without(step, "transferred_classes")) } : {}),
    })),
  ),
  giving("result.messages", "gives the first message alone", (outcome) =>
    outcome.outcome === "version" ? { ...outcome, messages: outcome.messages?.slice(0, 1) } : outcome,
  ),
  givingVersion(
    "result.number-exact",
    "reads numbers of json bindings as doubles",
    ofKind("json", (one) => ({
      ...one,
      json: deep(one.json, (value) => (isNumber(value) ? Number(value) : value)) as Json,
    })),
  ),
  givingVersion("result.numbers", "reads numbers as signed integers of 32 bits", (version) => ({
    ...version,
    number: typeof version.number === "number" ? version.number | 0 : (version.number ?? null),
  })),
  givingVersion(
    "result.numbers",
    "leaves out a number that is zero",
    ofKind("ratelimit", (one) => ({
      ...one,
      simple:
        isObject(one.simple) && one.simple.mitigation_timeout === 0
          ? without(one.simple as JsonObject, "mitigation_timeout")
          : one.simple,
    })),
  ),
  givingVersion("result.times", "drops the offset of a time", (version) => ({
    ...version,
    ...(typeof version.created_on === "string"
      ? { created_on: version.created_on.replace(/[+-]\d\d:\d\d$/, "Z") }
      : {}),
  })),
  givingVersion("result.times", "gives a time without its zone", (version) => ({
    ...version,
    ...(typeof version.created_on === "string" ? { created_on: version.created_on.replace(/Z$/, "") } : {}),
  })),
  givingVersion(
    "result.strings",
    "trims texts",
    ofKind("plain_text", (one) => ({ ...one, text: typeof one.text === "string" ? one.text.trim() : one.text })),
  ),
  givingVersion("result.fields", "gives the first URL alone", (version) => ({
    ...version,
    ...(Array.isArray(version.urls) ? { urls: version.urls.slice(0, 1) } : {}),
  })),
  givingVersion("result.fields", "takes the content of modules for text", (version) =>
    eachModule(version, (one) => ({ ...one, content_base64: throughText(one.content_base64) })),
  ),
  givingVersion("result.fields", "fills the limits from the request", (version, { call }) =>
    version.limits === undefined && call.body.limits ? { ...version, limits: call.body.limits } : version,
  ),
  mutant("result.framing", "decodes each chunk by itself", {
    decode: (chunks, headers) =>
      headers["content-encoding"] === undefined ? chunks.map(String).join("") : decode(chunks, headers),
  }),
  mutant("result.framing", "takes the first chunk of a short answer for the whole", {
    decode: (chunks, headers) =>
      decode(Buffer.concat([...chunks]).length < 2000 ? chunks.slice(0, 1) : chunks, headers),
  }),
  mutant("result.framing", "reads escapes of small hexadecimal letters alone", {
    decode: (chunks, headers) => decode(chunks, headers).replaceAll(/\\u(?=[0-9A-F]*[A-F])/g, "\\\\u"),
  }),
  mutant("result.framing", "waits for a second at most", { timeoutMs: 1000 }),
  mutant("result.framing", "takes an interim answer for the answer", { takesInterim: true }),
  mutant("result.framing", "reads no more than a length says, and none where none is said", {
    decode: (chunks, headers) =>
      headers["content-length"] === undefined && headers["transfer-encoding"] === undefined
        ? ""
        : decode(chunks, headers),
  }),
  mutant("result.framing", "reads 64 KiB at most", {
    decode: (chunks, headers) => decode([Buffer.concat([...chunks]).subarray(0, 65_536)], headers),
  }),
  mutant("result.compression", "reads what is compressed as it is", { decode: (chunks) => decode(chunks, {}) }),
  mutant("result.compression", "knows one coding of the two that it asks for", {
    decode: (chunks, headers) => decode(chunks, headers["content-encoding"] === "br" ? {} : headers),
  }),
];
