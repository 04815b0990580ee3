import { isObject, type JsonObject } from "../../contract/json.ts";
import type { PropertyId } from "../contract/properties.ts";
import type { PassiveFinding } from "../contract/recording.ts";
import { readJson } from "../wire/json.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";
import { finding, judgeVersion, type PassiveJudgement } from "./passive-body.ts";
import { splitTarget } from "./request.ts";

/** Properties that can be judged without knowing the intent. */
export const passiveProperties: readonly PropertyId[] = [
  "call.base-url",
  "call.method",
  "call.path",
  "call.media-type",
  "call.json-body",
  "call.body-present",
  "auth.nothing-else",
  "deploy.true-sent",
  "deploy.false-sent",
  "deploy.not-in-body",
  "query.nothing-else",
  "body.kinds",
  "body.one-element-lists",
  "body.steps",
  "body.run-worker-first",
  "body.placement",
  "body.content",
  "body.annotations",
  "body.limits",
  "body.nothing-added",
  "body.fields",
  "calls.idempotency-key",
];

const versionsPath = /^\/accounts\/[^/]+\/workers\/(workers\/.*versions|versions)\/?(\?|$)/;
const writes = ["POST", "PUT", "PATCH"];

/** Whether a request is meant to be Create Version: right, or close enough to be a broken one. */
export function isCreateVersion({ method, target }: Pick<Recorded, "method" | "target">, prefix: string): boolean {
  if (!writes.includes(method)) return false;
  const from = target.startsWith(prefix) ? prefix.length : target.indexOf("/accounts/");
  return versionsPath.test(target.slice(from));
}

const reads: readonly (readonly [RegExp, PropertyId])[] = [
  [/^(true|yes|on|y|t|1)$/i, "deploy.true-sent"],
  [/^(false|no|off|n|f|0)$/i, "deploy.false-sent"],
];

/** What a value of deploy that is neither true nor false is about: what it reads as, or a parameter that means nothing. */
function judgeDeploy(values: readonly string[]): PassiveFinding[] {
  if (values.length === 0 || (values.length === 1 && /^(true|false)$/.test(values[0] ?? ""))) return [];
  const read = reads.find(([pattern]) => values.every((one) => pattern.test(one)));
  return [finding(read?.[1] ?? "query.nothing-else", "query deploy", "true, false, or no deploy at all", values)];
}

const expectedSegments = 6;
/** The path below the base URL; of a request that went elsewhere, what looks like it. */
const belowOf = (target: string, prefix: string) =>
  target.startsWith(prefix) ? target : prefix + target.slice(Math.max(0, target.indexOf("/accounts/")));

function judgeTarget({ method, target }: Recorded, prefix: string): PassiveFinding[] {
  const { segments, query } = splitTarget(belowOf(target, prefix), prefix);
  const others = [...query.keys()].filter((name) => name !== "deploy");
  return [
    ...(target.startsWith(prefix) ? [] : [finding("call.base-url", "path", `a path below ${prefix}`, target)]),
    ...(method === "POST" ? [] : [finding("call.method", "method", "POST", method)]),
    ...(segments.length === expectedSegments
      ? []
      : [finding("call.path", "path", "the Worker in one segment", segments)]),
    ...judgeDeploy(query.getAll("deploy")),
    ...(others.length === 0 ? [] : [finding("query.nothing-else", "query", "no parameter but deploy", others)]),
  ];
}

function judgeHeaders(request: Recorded): PassiveFinding[] {
  const type = valuesOf(request, "content-type");
  const [tokens, keys] = [valuesOf(request, "authorization"), valuesOf(request, "x-auth-key")];
  const count = `${tokens.length} Authorization, ${keys.length} X-Auth-Key`;
  return [
    ...(type.length === 1 && /^application\/json\s*(;|$)/i.test(type[0] ?? "")
      ? []
      : [finding("call.media-type", "header content-type", "application/json", type)]),
    ...(tokens.length + keys.length <= 1
      ? []
      : [finding("auth.nothing-else", "credential headers", "one credential", count)]),
  ];
}

/** The version that a body asks for, or why it asks for none. */
export function bodyOf({ body }: Pick<Recorded, "body">): { version: JsonObject } | { problem: PassiveFinding } {
  if (body.length === 0) return { problem: finding("call.body-present", "body", "at least {}", "no body") };
  const noObject = (actual: unknown) => ({ problem: finding("call.json-body", "body", "a JSON object", actual) });
  try {
    const value = readJson(body.toString());
    return isObject(value) ? { version: value } : noObject(value);
  } catch (error) {
    return noObject(error instanceof Error ? error.message : error);
  }
}

function judgeBody(request: Recorded): PassiveJudgement {
  const read = bodyOf(request);
  if ("problem" in read) return { findings: [read.problem], newer: [] };
  const { deploy, ...version } = read.version;
  const { findings, newer } = judgeVersion(version);
  const misplaced = deploy === undefined ? [] : [finding("deploy.not-in-body", "body/deploy", "no such key", deploy)];
  return { findings: [...misplaced, ...findings], newer };
}

/** Judges a Create Version request by what every such request must be. */
export function judgePassive(request: Recorded, prefix: string): PassiveJudgement {
  const { findings, newer } = judgeBody(request);
  return { findings: [...judgeTarget(request, prefix), ...judgeHeaders(request), ...findings], newer };
}
