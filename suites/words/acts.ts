import { plainVersion } from "../../arbitraries/version.ts";
import type { CreateOptions, WorkerPort } from "../../contract/api.ts";
import type { WorkerInfo } from "../../contract/neighbours.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import { given, isRefused, neighbour } from "./verdicts.ts";

/** A create that cannot be accepted, whatever the target knows: its main module is not there. */
export async function refusedCreate(
  worker: WorkerPort,
  options: CreateOptions,
  request: VersionRequest = plainVersion(),
): Promise<void> {
  const reply = await worker.create({ ...request, main_module: "not-in-modules.js" }, options);
  given(isRefused(reply), "the target accepts a main_module that is not among the modules");
}

/** What the Worker's own page says of it; not every target has one. */
export const infoOf = async (worker: WorkerPort): Promise<WorkerInfo> =>
  neighbour(await worker.info(), "to show a Worker");

/** Deploys a version by itself, after its create. */
export async function deployAlone(worker: WorkerPort, id: string): Promise<void> {
  neighbour(await worker.deploy([{ version_id: id, percentage: 100 }]), "a deployment of its own");
}

/** Deploys two versions, each with half of the traffic. */
export async function deploySplit(worker: WorkerPort, versions: readonly Version[]): Promise<void> {
  const shares = versions.slice(0, 2).map(({ id }) => ({ version_id: id, percentage: 50 }));
  neighbour(await worker.deploy(shares), "a split deployment");
}

/** Gives the Worker another name: not every target does. */
export async function rename(worker: WorkerPort): Promise<void> {
  if (!(await worker.rename())) throw new Unjudged("inapplicable", "the target renames no Worker");
}
