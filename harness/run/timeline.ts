import type { Exchange } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import { readDeployments } from "../../contract/neighbours.ts";
import type { Failure } from "../../reports/report.ts";

/** Enough of an id to tell versions of one story apart. */
const short = (id: unknown) => String(id).slice(0, 8);
const versionShown = (version: unknown) =>
  isObject(version) ? `${String(version.number)} (${short(version.id)})` : "no version";

const names: Partial<Record<Exchange["call"]["kind"], string>> = {
  getVersion: "get",
  listVersions: "list",
  deleteVersion: "delete",
  listDeployments: "deployments",
  createDeployment: "deploy",
  getWorker: "worker",
};

function nameOf({ call }: Exchange): string {
  if (call.kind === "createVersion") return call.deploy === undefined ? "create" : `create deploy=${call.deploy}`;
  const name = names[call.kind] ?? call.method;
  return call.versionId === undefined ? name : `${name} ${short(call.versionId)}`;
}

function outcomeOf({ call, answer }: Exchange): string {
  const result = isObject(answer.json) ? answer.json.result : undefined;
  if (answer.status >= 300) return `status ${answer.status}`;
  if (call.kind === "listVersions" && Array.isArray(result)) return `versions ${result.map(versionShown).join(", ")}`;
  if (call.kind === "listDeployments") {
    const list = readDeployments(result) ?? [];
    if (list.length === 0) return "nothing deployed";
    return `deployed ${list.map(({ versions }) => versions.map((one) => short(one.version_id)).join("+")).join(", ")}`;
  }
  return isObject(result) && "number" in result ? `version ${versionShown(result)}` : `status ${answer.status}`;
}

/** Calls that overlap as a reader needs them, from moment 0. */
export function timelineOf(exchanges: readonly Exchange[]): NonNullable<Failure["timeline"]> {
  const ordered = [...exchanges].sort((a, b) => a.invoked - b.invoked);
  const first = ordered[0]?.invoked ?? 0;
  return ordered.map((one) => ({
    call: nameOf(one),
    outcome: outcomeOf(one),
    from: one.invoked - first,
    to: one.returned - first,
  }));
}
