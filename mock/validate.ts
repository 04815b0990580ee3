import type { z } from "zod";
import { tagMaxBytes } from "../contract/annotations.ts";
import { rulesAreValid } from "../contract/assets.ts";
import { type Binding, knownNetwork, mitigationTimeouts } from "../contract/bindings.ts";
import { byteLength, isObject } from "../contract/json.ts";
import { migrationContent } from "../contract/migrations.ts";
import { isBase64 } from "../contract/modules.ts";
import { newestRevision } from "../contract/revision.ts";
import { requestSchemaAt } from "../contract/schema.ts";
import type { VersionRequest } from "../contract/version.ts";
import { invalid, Refusal } from "./refusal.ts";
import { classesAfter, type StoredWorker } from "./state.ts";

const pointerOf = (path: readonly PropertyKey[]) =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** A message is cut, not refused ("Truncated to 1000 bytes if longer"), and a tag has its own refusal: not the schema's. */
const withoutLengths = (body: unknown): unknown => {
  const annotations = isObject(body) ? body.annotations : undefined;
  if (!isObject(body) || !isObject(annotations)) return body;
  const short = Object.entries(annotations).map(([key, value]) => [key, typeof value === "string" ? "" : value]);
  return { ...body, annotations: Object.fromEntries(short) };
};

interface Issue {
  path: PropertyKey[];
  message: string;
}
/** What is wrong, and where: of a value that fits none of several shapes, what is wrong with the shape that it comes nearest to. */
function deepest(issues: readonly z.core.$ZodIssue[]): Issue {
  const [first] = issues;
  if (!first) return { path: [], message: "invalid" };
  const { path, message } = first;
  const inner = first.code === "invalid_union" ? first.errors.map(deepest) : [];
  const [nearest] = inner.toSorted((a, b) => b.path.length - a.path.length);
  return nearest && nearest.path.length > 0 ? { ...nearest, path: [...path, ...nearest.path] } : { path, message };
}

/** Unknown keys are ignored, in migrations as elsewhere; there, the schema tells its two forms apart by their keys. */
function withoutStrangers(body: unknown): unknown {
  if (!isObject(body) || !isObject(body.migrations)) return body;
  const known = Object.entries(body.migrations).filter(([key]) => migrationContent.includes(key));
  return { ...body, migrations: Object.fromEntries(known) };
}

/** It speaks the newest revision: what is newer than the one that it is asked by, is not sent. */
const requestSchema = requestSchemaAt(newestRevision);

/** The body of a create, by type: what the contract's schema says of it. */
export function parseRequest(body: unknown): VersionRequest {
  const parsed = requestSchema.safeParse(withoutLengths(withoutStrangers(body)));
  if (parsed.success) return body as VersionRequest;
  const { path, message } = deepest(parsed.error.issues);
  const pointer = pointerOf(path);
  throw invalid(`invalid request: ${pointer || "the body"}: ${message}`, pointer);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const part = (type: string) => ["data_blob", "text_blob", "wasm_module"].includes(type);

/** Rules that are sentences of the page, by binding kind. */
const bindingRules: Record<string, (binding: Binding, request: VersionRequest) => string | undefined> = {
  ratelimit: (one) => {
    const { period, mitigation_timeout: timeout } = one.simple as { period: number; mitigation_timeout?: number };
    if (timeout === undefined || timeout === mitigationTimeouts.disabled) return undefined;
    const isStep = timeout % mitigationTimeouts.step === 0 && timeout <= mitigationTimeouts.maximum && timeout > 0;
    if (!isStep && timeout !== mitigationTimeouts.short)
      return "mitigation_timeout must be 0, 10 or a multiple of 60 up to 86400";
    return timeout < period ? "mitigation_timeout must not be smaller than period" : undefined;
  },
  secret_key: (one) => {
    const key = one.format === "jwk" ? "key_jwk" : "key_base64";
    if (one[key] === undefined) return `${key} is required for format ${one.format}`;
    return key === "key_base64" && !isBase64(String(one[key])) ? "key_base64 is not base64" : undefined;
  },
  vpc_network: ({ network_id: network, tunnel_id: tunnel, identity }) => {
    if ((network === undefined) === (tunnel === undefined)) return "one of network_id and tunnel_id must be given";
    if (tunnel !== undefined && !uuid.test(String(tunnel))) return "tunnel_id is no UUID";
    if (identity !== undefined && network !== knownNetwork) return `identity needs network_id ${knownNetwork}`;
    return network === undefined || network === knownNetwork ? undefined : `${network} is not supported`;
  },
};

function checkBindings(request: VersionRequest): void {
  const seen = new Set<string>();
  for (const [i, one] of (request.bindings ?? []).entries()) {
    const pointer = `/bindings/${i}`;
    if (one.name === "") throw new Refusal(400, 10052, "a binding must have a name", `${pointer}/name`);
    if (seen.has(one.name))
      throw new Refusal(400, 10053, `binding name ${one.name} is already in use`, `${pointer}/name`);
    seen.add(one.name);
    if (part(one.type) && request.main_module !== undefined) {
      throw invalid(`binding ${one.name} of type ${one.type} needs service-worker syntax`, `${pointer}/type`);
    }
    const problem = bindingRules[one.type]?.(one, request);
    if (problem) throw invalid(problem, pointer);
  }
}

function checkModules(request: VersionRequest): void {
  const names = request.modules?.map((one) => one.name) ?? [];
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice >= 0) throw invalid(`module ${names[twice]} is there twice`, `/modules/${twice}/name`);
  // The page's own example names a main module and sends none: absent, null and empty are one.
  if (request.main_module !== undefined && names.length > 0 && !names.includes(request.main_module)) {
    throw invalid("Main module name is not present in bundle.", "/main_module");
  }
}

/** `host` is "TCP host and port", `region` is 'provider:region'. */
function checkPlacement({ placement }: VersionRequest): void {
  if (!placement) return;
  const targets = (Array.isArray(placement.target) ? placement.target : [placement]) as Record<string, unknown>[];
  for (const { region, host } of targets) {
    if (region !== undefined && !/^[^:]+:[^:]+$/.test(String(region)))
      throw invalid("region must be provider:region", "/placement");
    if (host !== undefined && !/:\d{1,5}$/.test(String(host))) throw invalid("host must have a port", "/placement");
  }
}

function checkCompatibility({ compatibility_date: date }: VersionRequest, now: number): void {
  if (date === undefined) return;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date)
    throw invalid(`"${date}" is not a compatibility date`, "/compatibility_date");
  if (time > now) throw invalid(`Can't set compatibility date in the future: "${date}"`, "/compatibility_date");
}

function checkRest(request: VersionRequest): void {
  const rules = request.assets?.config?.run_worker_first;
  if (Array.isArray(rules) && !rulesAreValid(rules)) {
    throw invalid("rules must start with / or !/ and one must not be negative", "/assets/config/run_worker_first");
  }
  if (request.exports !== undefined && request.migrations !== undefined)
    throw invalid("exports and migrations exclude each other", "/exports");
  const tag = request.annotations?.["workers/tag"];
  if (tag !== undefined && byteLength(tag) > tagMaxBytes) {
    throw invalid(`workers/tag is longer than ${tagMaxBytes} bytes`, "/annotations/workers~1tag");
  }
}

const isLocalClass = (one: Binding) =>
  one.type === "durable_object_namespace" && one.class_name !== undefined && !one.script_name && !one.namespace_id;

/** Durable Objects: the tag, the classes that bindings and containers name, and when they come into being. */
function checkDurableObjects(request: VersionRequest, worker: StoredWorker, deploys: boolean): void {
  const { migrations } = request;
  if (migrations?.old_tag !== undefined && migrations.old_tag !== worker.tag) {
    throw new Refusal(
      412,
      10079,
      `migration tag precondition failed; current tag is ${worker.tag ?? "none"}`,
      "/migrations/old_tag",
    );
  }
  const after = classesAfter(worker, request);
  if (typeof after === "string") throw new Refusal(400, 10074, after, "/migrations");
  const wanted = (request.bindings ?? []).filter(isLocalClass).map((one) => String(one.class_name));
  const unknown = wanted.find((name) => !after.has(name));
  if (unknown) throw new Refusal(400, 10061, `class ${unknown} is not a Durable Object of this Worker`, "/bindings");
  if (!deploys && wanted.some((name) => !worker.classes.has(name))) {
    throw new Refusal(
      403,
      100123,
      "a class of a migration can only be bound when the version is deployed",
      "/bindings",
    );
  }
  // The page's own example attaches a container to a class that nothing declares: judged only where classes are known.
  const isKnown = after.size > 0 || wanted.length > 0;
  const stray = isKnown ? (request.containers?.findIndex((one) => !after.has(one.class_name)) ?? -1) : -1;
  if (stray >= 0)
    throw invalid(
      "containers can only be attached to Durable Object classes of this Worker",
      `/containers/${stray}/class_name`,
    );
}

/** Everything about a request that needs no inherited binding; throws the first refusal. */
export function checkRequest(request: VersionRequest, worker: StoredWorker, deploys: boolean, now: number): void {
  checkCompatibility(request, now);
  checkBindings(request);
  checkModules(request);
  checkPlacement(request);
  checkRest(request);
  checkDurableObjects(request, worker, deploys);
}
