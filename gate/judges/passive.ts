import { inspect } from "../../contract/inspect.ts";
import { isObject } from "../../contract/json.ts";
import { requestField } from "../../contract/version.ts";
import type { PropertyId } from "../contract/properties.ts";
import type { PassiveFinding } from "../contract/recording.ts";
import { readJson } from "../wire/json.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";
import { splitTarget } from "./request.ts";

export interface PassiveJudgement {
  findings: PassiveFinding[];
  /** Keys, kinds and members that this revision of the contract does not know: the client may be newer. */
  newer: string[];
}

/** Properties that can be judged without knowing the intent. */
export const passiveProperties: readonly PropertyId[] = [
  "call.path",
  "call.media-type",
  "call.json-body",
  "call.body-present",
  "auth.nothing-else",
  "deploy.absent-stays-absent",
  "deploy.not-in-body",
  "query.nothing-else",
  "body.one-element-lists",
  "body.nothing-added",
  "body.fields",
];

const finding = (property: PropertyId, at: string, expected: string, actual: unknown): PassiveFinding => ({
  property,
  at,
  expected,
  actual,
});

/** Whether a request is meant to be Create Version: right, or close enough to be a broken one. */
export const isCreateVersion = ({ method, target }: Recorded, prefix: string): boolean =>
  method === "POST" &&
  /^\/accounts\/[^/]+\/workers\/(workers\/.*versions|versions)(\?|$)/.test(target.slice(prefix.length));

const expectedSegments = 6;

function wireFindings(request: Recorded, prefix: string): PassiveFinding[] {
  const { segments, query } = splitTarget(request.target, prefix);
  const deploy = query.getAll("deploy");
  const others = [...query.keys()].filter((name) => name !== "deploy");
  const type = valuesOf(request, "content-type");
  const tokens = valuesOf(request, "authorization");
  const keys = valuesOf(request, "x-auth-key");
  return [
    ...(segments.length === expectedSegments
      ? []
      : [finding("call.path", "path", "the Worker in one segment", segments)]),
    ...(deploy.length === 0 || (deploy.length === 1 && /^(true|false)$/.test(deploy[0] ?? ""))
      ? []
      : [finding("deploy.absent-stays-absent", "query deploy", "true, false, or no deploy at all", deploy)]),
    ...(others.length === 0 ? [] : [finding("query.nothing-else", "query", "no parameter but deploy", others)]),
    ...(type.length === 1 && /^application\/json\s*(;|$)/i.test(type[0] ?? "")
      ? []
      : [finding("call.media-type", "header content-type", "application/json", type)]),
    ...(tokens.length + keys.length <= 1
      ? []
      : [
          finding(
            "auth.nothing-else",
            "credential headers",
            "one credential",
            `${tokens.length} Authorization, ${keys.length} X-Auth-Key`,
          ),
        ]),
  ];
}

function bodyJudgement({ body }: Recorded): PassiveJudgement {
  if (body.length === 0)
    return { findings: [finding("call.body-present", "body", "at least {}", "no body")], newer: [] };
  let value: unknown;
  try {
    value = readJson(body.toString());
  } catch (error) {
    return {
      findings: [finding("call.json-body", "body", "a JSON object", error instanceof Error ? error.message : error)],
      newer: [],
    };
  }
  if (!isObject(value)) return { findings: [finding("call.json-body", "body", "a JSON object", value)], newer: [] };
  const { deploy, ...version } = value;
  const { violations, drift } = inspect(requestField, version);
  const isOwnKey = (pointer: string) => pointer.split("/").length > 2 || pointer.includes("bindings");
  return {
    findings: [
      ...(deploy === undefined ? [] : [finding("deploy.not-in-body", "body/deploy", "no such key", deploy)]),
      ...violations.map(({ pointer, expected, actual }) =>
        finding(
          expected === "an array" ? "body.one-element-lists" : "body.fields",
          `body${pointer}`,
          expected,
          actual ?? "absent",
        ),
      ),
      ...drift
        .filter(({ what, pointer }) => what === "key" && isOwnKey(pointer))
        .map(({ pointer, value: key }) =>
          finding("body.nothing-added", `body${pointer}`, "a key of the contract", key),
        ),
    ],
    newer: drift
      .filter(({ what, pointer }) => what !== "key" || !isOwnKey(pointer))
      .map(({ what, value: name, pointer }) => `${what} ${name} at body${pointer}`),
  };
}

/** Judges a Create Version request by what every such request must be. */
export function judgePassive(request: Recorded, prefix: string): PassiveJudgement {
  const { findings, newer } = bodyJudgement(request);
  return { findings: [...wireFindings(request, prefix), ...findings], newer };
}
