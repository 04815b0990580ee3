import type { Exchange } from "../../contract/api.ts";
import { type Binding, kindOf } from "../../contract/bindings.ts";
import type { Field, Fields } from "../../contract/field.ts";
import { inspect, type Violation } from "../../contract/inspect.ts";
import { byteLength, isBlank, isObject, type JsonObject } from "../../contract/json.ts";
import { type MigrationStep, type Migrations, migrationLists, stepsOf } from "../../contract/migrations.ts";
import { placementShape } from "../../contract/placement.ts";
import { newestRevision } from "../../contract/revision.ts";
import { requestFieldAt, type VersionRequest } from "../../contract/version.ts";
import type { KnownVersion } from "../seen/context.ts";
import { amountId, boundaries, inheritedId, listsId, pairedKinds, pairId, steps } from "./features.ts";
import { type Around, payloadsOf } from "./payloads.ts";
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
const requestField = requestFieldAt(newestRevision);
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
    if (field.type === "string" && field.means === "resource") textTried("resource name", one[name], found);
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
  for (const one of bindings.values()) if (one?.via) found.push(inheritedId(one.binding.type, one.via));
}

function amountsTried(request: VersionRequest, found: string[]): void {
  const { bindings = [], modules = [] } = request;
  const of = (type: string) => bindings.filter((one) => one.type === type).length;
  const counts: Record<keyof typeof steps, readonly number[]> = {
    bindings: [bindings.length],
    modules: [modules.length],
    "module bytes": modules.flatMap(({ content_base64: text }) =>
      typeof text === "string" ? [Buffer.byteLength(text, "base64")] : [],
    ),
    "KV namespaces": [of("kv_namespace")],
    services: [of("service")],
    "plain texts": [of("plain_text")],
    "inherited bindings": [of("inherit")],
  };
  for (const [name, all] of Object.entries(steps))
    for (const count of counts[name as keyof typeof steps])
      for (const [i, least] of all.entries())
        if (count >= least && count < (all[i + 1] ?? Number.POSITIVE_INFINITY)) found.push(amountId(name, least));
}

/** Limits that a request meets, or just misses: one that is refused for it met it too. */
function boundariesTried({ bindings = [], annotations = {}, limits = {} }: VersionRequest): string[] {
  const found: string[] = [];
  const lengthOf = (text: unknown) => (typeof text === "string" ? [byteLength(text)] : []);
  const bounds: Record<keyof typeof boundaries, readonly unknown[]> = {
    "message bytes": lengthOf(annotations["workers/message"]),
    "tag bytes": lengthOf(annotations["workers/tag"]),
    cpu_ms: [limits.cpu_ms],
    subrequests: [limits.subrequests],
    "text bytes": bindings.flatMap((one) => (one.type === "plain_text" ? lengthOf(one.text) : [])),
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
  if (date.endsWith("-02-29")) found.push("date: a leap day");
  if (date.slice(0, 4) === today.slice(0, 4)) found.push("date: of this year");
  if (Date.parse(today) - Date.parse(date) < 365 * day) found.push("date: of the last year");
  if (date === today) found.push("date: today");
}

function requestTried(known: KnownVersion, around: Around): string[] {
  const { request } = known;
  const found: string[] = [];
  fieldsTried(ownFields, request, "", found);
  for (const one of request.bindings ?? []) bindingTried(one, found);
  for (const { name } of request.modules ?? []) textTried("module name", name, found);
  textTried("tag", request.annotations?.["workers/tag"], found);
  textTried("message", request.annotations?.["workers/message"], found);
  kindsTried(known, around.deployed, found);
  amountsTried(request, found);
  const { placement, migrations, compatibility_date: date } = request;
  const shape = placement && placementShape(placement);
  if (shape) found.push(`placement: ${shape}, ${around.deployed ? "deployed" : "not deployed"}`);
  if (migrations) migrationsTried(migrations, found);
  if (date) dateTried(date, around.today, found);
  found.push(...payloadsOf(request, around));
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

/** A request that was broken on purpose, and that the target took all the same, tries nothing. */
const isWellTyped = (request: unknown) => inspect(requestField, request).violations.every(isOfAnswers);
/** Fields that only answers have. */
const isOfAnswers = ({ actual }: Violation) => actual === undefined;

/** What an exchange has tried, and what its answer shows: ids of features; `known` is the version that it made, if it did. */
export function triedBy(exchange: Exchange, known: KnownVersion | undefined, today: string): string[] {
  const { kind, fault, deploy, workerName } = exchange.call;
  const sent = fault === undefined ? [] : [`refused: ${fault}`];
  if (kind !== "createVersion") return kind === "getVersion" ? answerTried(exchange) : sent;
  const isValid = exchange.call.contentUnjudged !== true || isWellTyped(exchange.call.request);
  const made =
    known && fault === undefined && isValid
      ? requestTried(known, { deployed: deploy === true, today, name: workerName })
      : [];
  return [...sent, ...made, ...boundariesTried(exchange.call.request ?? {}), ...answerTried(exchange)];
}
