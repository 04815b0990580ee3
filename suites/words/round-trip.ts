import { mustDeploy, plainVersion } from "../../arbitraries/version.ts";
import type { CreateOptions, Reply, WorkerPort } from "../../contract/api.ts";
import type { WorkerInfo } from "../../contract/neighbours.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import { found, given, isRefused, listed, made, neighbour } from "./verdicts.ts";

/** Creates a version, deployed where only that is accepted. */
export const send = (worker: WorkerPort, request: VersionRequest, options: CreateOptions = {}) =>
  worker.create(request, mustDeploy(request) ? { ...options, deploy: true } : options);

/** Reads a version until the target shows it. */
export const shown = (
  worker: WorkerPort,
  id: string,
  options?: { modules?: boolean; by?: "id" | "name" },
): Promise<Version> => worker.eventually(async () => found(await worker.get(id, options)));

/** Create, get with and without modules, list: all that shows a version. That the request is accepted, is judged. */
export async function acceptedAndShown(
  worker: WorkerPort,
  request: VersionRequest,
  accepted: (reply: Reply<Version>) => Version,
): Promise<Version> {
  const version = accepted(await send(worker, request));
  await showAll(worker, version.id);
  return version;
}

/** The same for a request that is only the premise. */
export async function roundTrip(
  worker: WorkerPort,
  request: VersionRequest,
  options?: CreateOptions,
): Promise<Version> {
  const version = made(await send(worker, request, options));
  await showAll(worker, version.id);
  return version;
}

async function showAll(worker: WorkerPort, id: string): Promise<void> {
  await shown(worker, id, { modules: true });
  await shown(worker, id);
  listed(await worker.list());
}

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
