import { mustDeploy } from "../../arbitraries/version.ts";
import type { CreateOptions, Reply, WorkerPort } from "../../contract/api.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import { found, ifThere, isAccepted, listed, made, premise } from "./verdicts.ts";

/** Creates a version, deployed where only that is accepted. */
export const send = (worker: WorkerPort, request: VersionRequest, options: CreateOptions = {}) =>
  worker.create(request, mustDeploy(request) ? { ...options, deploy: true } : options);

/** Reads a version until the target shows it. */
export const shown = (
  worker: WorkerPort,
  id: string,
  options?: { modules?: boolean; by?: "id" | "name" },
): Promise<Version> => worker.eventually(async () => found(await worker.get(id, options)));

/** Reads a version for the invariants: where there is no call for it, what its create showed is judged alone. */
export const look = (worker: WorkerPort, id: string, options?: { modules?: boolean }): Promise<Version | undefined> =>
  ifThere(() => shown(worker, id, options));

/** A version that exists is shown: where none is, that others are not shown says nothing. */
export const premiseShown = (worker: WorkerPort, id: string): Promise<void> =>
  premise(worker, "the target shows no version", async () => isAccepted(await worker.get(id)));

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
  await look(worker, id, { modules: true });
  await look(worker, id);
  await ifThere(async () => listed(await worker.list()));
}
