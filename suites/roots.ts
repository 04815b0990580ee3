import type { Exchange } from "../contract/api.ts";
import { isObject } from "../contract/json.ts";
import type { Refutation } from "../contract/refutation.ts";
import { areaOf, type RequirementId } from "../contract/requirements/index.ts";
import { isOk } from "./words/broken.ts";

/** Areas that tell versions apart by their ids. */
const byIds: readonly string[] = [
  "numbering",
  "deploy",
  "bindings",
  "inherit",
  "read-back",
  "addressing",
  "concurrency",
];
/** Areas that build on versions that are deployed. */
const byDeploying: readonly string[] = ["bindings", "migrations", "inherit", "containers"];

const isUnread = ({ answer }: Exchange) => answer.status < 400 && !isObject(answer.json);
const isFailedInName = ({ answer }: Exchange) =>
  answer.status < 400 && isObject(answer.json) && answer.json.success === false;

/**
 * Requirements whose failure explains whatever else such exchanges show: an answer that nobody can read, one that says
 * both yes and no, an error of the target's own in place of a refusal, ids that tell nothing apart, deploys that deploy nothing, a create that makes no
 * version anew, after which the latest one is another.
 */
export function rootsOf(id: string, { details }: Refutation, trace: readonly Exchange[]): RequirementId[] {
  const isOfRefusal = details.request === undefined && trace.some(({ answer }) => answer.status >= 500);
  const isUndeployed =
    byDeploying.includes(areaOf(id)) && trace.some((one) => one.call.deploy === true) && !trace.every(isOk);
  return [
    ...(trace.some(isUnread) ? (["envelope.json"] as const) : []),
    ...(trace.some(isFailedInName) ? (["envelope.success-true"] as const) : []),
    ...(isOfRefusal ? (["envelope.wild-answered", "refusal.client-error"] as const) : []),
    ...(isUndeployed ? (["deploy.true-one-deployment"] as const) : []),
    ...(byIds.includes(areaOf(id)) ? (["version.id-unique"] as const) : []),
    ...(areaOf(id) === "inherit" ? (["read-back.not-idempotent"] as const) : []),
  ];
}
