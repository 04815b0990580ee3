import type { Exchange } from "../../contract/api.ts";
import { type Binding, kindOf } from "../../contract/bindings.ts";
import type { Field, Fields } from "../../contract/field.ts";
import { byteLength, isBlank, isObject, type JsonObject } from "../../contract/json.ts";
import { type MigrationStep, type Migrations, migrationLists, stepsOf } from "../../contract/migrations.ts";
import { moduleTypes } from "../../contract/modules.ts";
import { placementShape } from "../../contract/placement.ts";
import { requestField, type VersionRequest } from "../../contract/version.ts";
import type { KnownVersion } from "../seen/context.ts";
import { boundaries, listsId, pairedKinds, pairId, steps } from "./features.ts";
import { shapesOf } from "./shapes.ts";

const day = 86_400_000;

/** What the fields of a request have and lack, and the members of enums that they hold. */
function fieldsTried(fields: Fields, value: unknown, place: string, found: string[]): void {
  if (!isObject(value)) return;
  for (const [name, field] of Object.entries(fields)) {
    if (field.readOnly) continue;
    const own = place === "" ? name : `${place}.${name}`;
    const inner = value[name];
    if (inner === undefined) {
      if (!field.required) found.push(`without: ${own}`);
      continue;
    }
    if (!field.required) found.push(`field: ${own}`);
    valueTried(field, inner, own, found);
  }
}
function valueTried(field: Field, value: unknown, place: string, found: string[]): void {
  if (field.type === "array" && Array.isArray(value)) {
    for (const item of value) valueTried(field.items, item, place, found);
  } else if (field.type === "object") fieldsTried(field.fields, value, place, found);
  else if (field.type === "string" && field.enum) found.push(`member: ${place} ${value}`);
}
const ownFields = Object.fromEntries(
  Object.entries(requestField.fields).filter(([name]) => !["placement", "migrations", "bindings"].includes(name)),
);

const textTried = (place: string, text: unknown, found: string[]): void => {
  if (typeof text === "string") for (const shape of shapesOf(text)) found.push(`text: ${place}, ${shape}`);
};

function jsonTried(value: unknown, found: string[]): void {
  if (typeof value === "string") textTried("JSON text", value, found);
  else if (Array.isArray(value)) for (const one of value.slice(0, 20)) jsonTried(one, found);
  else if (isObject(value))
    for (const [key, one] of Object.entries(value)) {
      textTried("JSON key", key, found);
      jsonTried(one, found);
    }
}

function bindingTried(one: Binding, found: string[]): void {
  const fields = kindOf(one.type)?.fields ?? {};
  fieldsTried(fields, one, `bindings.${one.type}`, found);
  textTried("variable", one.name, found);
  if (one.type === "plain_text") textTried("text", one.text, found);
  if (one.type === "secret_text") textTried("secret", one.text, found);
  if (one.type === "json") jsonTried(one.json, found);
  for (const [name, field] of Object.entries(fields))
    if (field.type === "string" && field.means === "resource") textTried("name of a resource", one[name], found);
}

/** What the kinds of a version meet with. */
function kindsTried({ request, bindings }: KnownVersion, deployed: boolean, found: string[]): void {
  const sent = request.bindings ?? [];
  const counts = new Map<string, number>();
  for (const { type } of sent) counts.set(type, (counts.get(type) ?? 0) + 1);
  const met = [...counts.keys()].filter((kind) => pairedKinds.includes(kind)).sort();
  const hasSecret = counts.has("secret_text");
  for (const [i, kind] of met.entries()) {
    found.push(`kind: ${kind}, ${deployed ? "deployed" : "not deployed"}`);
    if ((counts.get(kind) ?? 0) > 1) found.push(`kind: ${kind}, twice`);
    if (hasSecret && (kind !== "secret_text" || (counts.get(kind) ?? 0) > 1))
      found.push(`kind: ${kind}, beside a secret`);
    if (request.assets) found.push(`kind: ${kind}, beside assets`);
    if (request.migrations) found.push(`kind: ${kind}, beside migrations`);
    for (const other of met.slice(i + 1)) found.push(pairId(kind, other));
  }
  for (const one of bindings.values()) if (one?.via) found.push(`kind: ${one.binding.type}, inherited by ${one.via}`);
}

function amountsTried(request: VersionRequest, found: string[]): void {
  const { bindings = [], modules = [] } = request;
  const of = (type: string) => bindings.filter((one) => one.type === type).length;
  const counts: Record<keyof typeof steps, readonly number[]> = {
    bindings: [bindings.length],
    modules: [modules.length],
    "bytes of a module": modules.map((one) => Buffer.byteLength(one.content_base64, "base64")),
    "KV namespaces": [of("kv_namespace")],
    services: [of("service")],
    "plain texts": [of("plain_text")],
    "inherited bindings": [of("inherit")],
  };
  for (const [name, all] of Object.entries(steps))
    for (const count of counts[name as keyof typeof steps])
      for (const [i, least] of all.entries())
        if (count >= least && count < (all[i + 1] ?? Number.POSITIVE_INFINITY))
          found.push(`amount: ${name}, ${least} and more`);
}

/** Limits that a request meets, or just misses: one that is refused for it met it too. */
function boundariesTried({ bindings = [], annotations = {}, limits = {} }: VersionRequest): string[] {
  const found: string[] = [];
  const lengthOf = (text: unknown) => (typeof text === "string" ? [byteLength(text)] : []);
  const bounds: Record<keyof typeof boundaries, readonly unknown[]> = {
    "bytes of a message": lengthOf(annotations["workers/message"]),
    "bytes of a tag": lengthOf(annotations["workers/tag"]),
    cpu_ms: [limits.cpu_ms],
    subrequests: [limits.subrequests],
    "bytes of a text": bindings.flatMap((one) => (one.type === "plain_text" ? lengthOf(one.text) : [])),
  };
  for (const [name, all] of Object.entries(boundaries))
    for (const one of all)
      if (bounds[name as keyof typeof boundaries].includes(one)) found.push(`boundary: ${name}, ${one}`);
  return found;
}

const listsOf = (step: MigrationStep) => migrationLists.filter((list) => (step[list] ?? []).length > 0);
function migrationsTried(migrations: Migrations, found: string[]): void {
  const all = stepsOf(migrations).map(listsOf);
  found.push(`migrations: ${migrations.steps ? "in steps" : "in one step"}`);
  found.push(`migrations: ${migrations.new_tag === undefined ? "without tags" : "with tags"}`);
  if (stepsOf(migrations).some((step) => Object.values(step).some((list) => Array.isArray(list) && list.length === 0)))
    found.push("migrations: with empty lists");
  for (const list of new Set(all.flat())) found.push(`migrations: ${list}`);
  const pairs = new Set<string>();
  for (const step of all)
    for (const [i, a] of step.entries()) for (const b of step.slice(i + 1)) pairs.add(listsId("one step", a, b));
  for (const [i, step] of all.entries())
    for (const a of step) for (const b of all.slice(i + 1).flat()) if (a !== b) pairs.add(listsId("steps", a, b));
  found.push(...pairs);
}

function dateTried(date: string, today: string, found: string[]): void {
  if (date === "2021-01-01") found.push("date: of the page's example");
  if (date.endsWith("-02-29")) found.push("date: a leap day");
  if (date.slice(0, 4) === today.slice(0, 4)) found.push("date: of this year");
  if (Date.parse(today) - Date.parse(date) < 365 * day) found.push("date: of the last year");
  if (date === today) found.push("date: today");
}

const some = (list: readonly string[], shape: string) => list.some((one) => shapesOf(one).includes(shape));
const textsOf = (bindings: readonly Binding[], type: string) =>
  bindings.flatMap((one) => (one.type === type && typeof one.text === "string" ? [one.text] : []));

/** Features of real payloads that a request has. */
function payloadsOf(request: VersionRequest, { deployed, today, name }: Around): string[] {
  const { bindings = [], modules = [], annotations = {}, assets, migrations, compatibility_date: date = "" } = request;
  const has = (...types: string[]) => bindings.some(({ type }) => types.includes(type));
  const of = (type: string) => bindings.filter((one) => one.type === type).length;
  const texts = textsOf(bindings, "plain_text");
  const secrets = textsOf(bindings, "secret_text");
  const { "workers/tag": tag = "", "workers/message": message = "" } = annotations;
  const is: Record<string, boolean> = {
    "a date after 2025-06-01": date > "2025-06-01",
    "the date is today": date === today,
    "a Worker in Python": modules.some((one) => one.content_type === moduleTypes.python),
    "assets with config and binding": assets?.config !== undefined && has("assets"),
    "assets beside a service": assets !== undefined && has("service"),
    "assets without any module": assets !== undefined && modules.length === 0,
    "a Durable Object beside d1, r2 or assets":
      has("durable_object_namespace") && (has("d1", "r2_bucket") || assets !== undefined),
    "migrations beside assets": migrations !== undefined && assets !== undefined,
    "migrations beside two bindings": migrations !== undefined && bindings.length > 1,
    "a service that is the Worker itself": bindings.some((one) => one.type === "service" && one.service === name),
    "two KV namespaces": of("kv_namespace") > 1,
    "two services": of("service") > 1,
    "four plain texts": of("plain_text") > 3,
    "five inherited bindings": of("inherit") > 4,
    "an inherited binding beside a new secret": has("inherit") && has("secret_text"),
    "9 to 39 bindings": bindings.length > 8 && bindings.length < 40,
    "17 modules": modules.length === 17,
    "60 modules": modules.length === 60,
    "a module of 60 kB": modules.some((one) => one.content_base64.length > 80_000),
    "a module's name with @, [ or a leading dot": modules.some((one) => /[@[]|^\./.test(one.name)),
    "a secret of several lines": some(secrets, "lines, five and more") || some(secrets, "PEM"),
    "a secret that is JSON": secrets.some((one) => one.startsWith('{"')),
    "a secret of over 1 kB": some(secrets, "over 1,000 bytes"),
    "a text that is a URL": some(texts, "URL"),
    "a text that is a list with commas": some(texts, "list"),
    "a text of 32 hex digits": some(texts, "hex of 32"),
    "a text of 7 digits": some(texts, "digits of 7 and more"),
    "a text that is JSON": some(texts, "JSON text"),
    "an empty text": texts.includes(""),
    "a tag that is a version": some([tag], "version"),
    "a tag of 40 hex digits": some([tag], "commit of 40"),
    "a tag in exponent form": some([tag], "exponent"),
    "a message of five lines": some([message], "lines, five and more"),
    "message and tag with deploy=true": deployed && message !== "" && tag !== "",
    "migrations without new_tag": migrations !== undefined && migrations.new_tag === undefined && !isBlank(migrations),
  };
  return Object.keys(is).filter((one) => is[one]);
}

/** What a request stands beside. */
interface Around {
  deployed: boolean;
  /** The day of the run. */
  today: string;
  /** The Worker that it is for. */
  name: string | undefined;
}

function requestTried(known: KnownVersion, around: Around): string[] {
  const { request } = known;
  const found: string[] = [];
  fieldsTried(ownFields, request, "", found);
  for (const one of request.bindings ?? []) bindingTried(one, found);
  for (const { name } of request.modules ?? []) textTried("name of a module", name, found);
  textTried("tag", request.annotations?.["workers/tag"], found);
  textTried("message", request.annotations?.["workers/message"], found);
  kindsTried(known, around.deployed, found);
  amountsTried(request, found);
  const { placement, migrations, compatibility_date: date } = request;
  const shape = placement && placementShape(placement);
  if (shape) found.push(`placement: ${shape}, ${around.deployed ? "deployed" : "not deployed"}`);
  if (migrations) migrationsTried(migrations, found);
  if (date) dateTried(date, around.today, found);
  found.push(...payloadsOf(request, around).map((one) => `payload: ${one}`));
  return found;
}

function versionShown(version: JsonObject, found: string[]): void {
  for (const [name, value] of Object.entries(version)) if (!isBlank(value)) found.push(`answer: ${name}`);
  if (isObject(version.annotations) && version.annotations["workers/triggered_by"])
    found.push("answer: workers/triggered_by");
  if (Array.isArray(version.bindings))
    for (const one of version.bindings) if (isObject(one)) found.push(`answer: binding ${one.type}`);
}

function answerTried({ answer: { json } }: Exchange): string[] {
  const found: string[] = [];
  if (!isObject(json)) return found;
  const errors = Array.isArray(json.errors) ? json.errors.filter(isObject) : [];
  if (errors.some(({ code }) => code !== undefined)) found.push("answer: error with a code");
  if (errors.some(({ source }) => !isBlank(source))) found.push("answer: error with a pointer");
  if (errors.some((one) => !isBlank(one.documentation_url))) found.push("answer: error with a documentation_url");
  if (errors.length > 1) found.push("answer: several errors");
  if (!isBlank(json.messages)) found.push("answer: messages");
  if (isObject(json.result) && typeof json.result.number === "number") versionShown(json.result, found);
  return found;
}

/** What an exchange has tried, and what its answer shows: ids of features; `known` is the version that it made, if it did. */
export function triedBy(exchange: Exchange, known: KnownVersion | undefined, today: string): string[] {
  const { kind, fault, deploy, workerName } = exchange.call;
  const sent = fault === undefined ? [] : [`refused: ${fault}`];
  if (kind !== "createVersion") return kind === "getVersion" ? answerTried(exchange) : sent;
  const made =
    known && fault === undefined ? requestTried(known, { deployed: deploy === true, today, name: workerName }) : [];
  return [...sent, ...made, ...boundariesTried(exchange.call.request ?? {}), ...answerTried(exchange)];
}
