import { instantOf } from "./equality.ts";
import { isObject } from "./json.ts";

/** A deployment, as `GET /workers/scripts/{name}/deployments` lists it; the first of the list is the active one. */
export interface Deployment {
  id: string;
  strategy?: string;
  created_on?: string;
  versions: { version_id: string; percentage: number }[];
}

/** What a Worker's own page says of it. */
export interface WorkerInfo {
  id: string;
  name: string;
  deployed_on?: string | null;
  [field: string]: unknown;
}

/** Reads what a Worker's own page says: since when it is deployed, is an instant. */
export function readWorker(result: unknown): WorkerInfo | undefined {
  if (!isObject(result)) return undefined;
  const { deployed_on: since } = result;
  const info = result as unknown as WorkerInfo;
  return typeof since === "string" ? { ...info, deployed_on: instantOf(since) } : info;
}

/** Reads a deployment list leniently: whatever is not a deployment stands with an empty id, so that it is seen. */
export function readDeployments(result: unknown): Deployment[] | undefined {
  const list = isObject(result) ? result.deployments : result;
  if (!Array.isArray(list)) return undefined;
  return list.map((entry): Deployment => {
    const one = isObject(entry) ? entry : {};
    const versions = Array.isArray(one.versions) ? one.versions.filter(isObject) : [];
    return {
      id: String(one.id ?? ""),
      ...(typeof one.strategy === "string" ? { strategy: one.strategy } : {}),
      ...(typeof one.created_on === "string" ? { created_on: instantOf(one.created_on) } : {}),
      versions: versions.map((v) => ({ version_id: v.version_id as string, percentage: v.percentage as number })),
    };
  });
}
