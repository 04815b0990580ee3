import type fc from "fast-check";
import { type Names, names } from "../arbitraries/migrations.ts";
import { canBeBroken, type Twin, twinOf } from "../arbitraries/twins.ts";
import { mustDeploy } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { WorkerPort } from "../contract/api.ts";
import { kindOf } from "../contract/bindings.ts";
import type { RequestFault } from "../contract/faults/index.ts";
import { declared } from "../contract/features.ts";
import { placementShape } from "../contract/placement.ts";
import type { VersionRequest } from "../contract/version.ts";
import { noResource } from "./bindings.ts";
import { prepare } from "./migrations.ts";
import { type Around, shifted } from "./words/broken.ts";
import type { ClaimOptions } from "./words/claim.ts";
import { given, isAccepted, made } from "./words/verdicts.ts";

export type Input = Twin | Names;
const isNames = (input: Input): input is Names => !("request" in input);

/** What a twin is made from: the request itself or, for migrations, names for classes and tags. */
export const inputOf = (fault: RequestFault, world: World): fc.Arbitrary<Input> =>
  fault.subject.of === "migrations" ? names() : twinOf(fault, world);

/** How many versions and deployments a Worker has been given. */
export interface Made {
  versions: number;
  deployments: number;
}

/** Makes what must be there before the twin. What that was, and the twin. */
export async function stage(
  worker: WorkerPort,
  { subject }: RequestFault,
  input: Input,
): Promise<Made & { request: VersionRequest }> {
  if (isNames(input)) {
    if (subject.of !== "migrations") throw new Error("only migrations are made from names");
    const request = await prepare(worker, subject.list, subject.form, input);
    const deployed = ["deleted_classes", "renamed_classes"].includes(subject.list) ? 1 : 0;
    return { request, versions: deployed, deployments: deployed };
  }
  if (input.before) made(await worker.create(input.before));
  return { request: input.request, versions: input.before ? 1 : 0, deployments: 0 };
}

/** The valid twin is accepted: without that, a refusal of its broken form says nothing. */
async function positive(worker: WorkerPort, request: VersionRequest): Promise<void> {
  const reply = await worker.create(request, {
    contentUnjudged: true,
    ...(mustDeploy(request) ? { deploy: true } : {}),
  });
  const isPart = request.bindings?.some(({ type }) => kindOf(type)?.setup === "part");
  if (isPart) given(isAccepted(reply), "the target takes no service-worker syntax");
  made(reply);
}

interface Staging {
  /** Bindings that stand around the broken one. */
  around: Around;
  /** The twin goes to another Worker, so that the refusal may be the first that this one sees. */
  beside: boolean;
}

/** A version whose Worker may not be readable any more. */
const isTargeted = ({ placement }: VersionRequest) => placement !== undefined && placementShape(placement) !== "smart";

/** Stages a fault on the Worker, and shows that its twin is accepted: there or, where that uses it up, on another one. */
export async function staged(worker: WorkerPort, fault: RequestFault, input: Input, { around, beside }: Staging) {
  const own = await stage(worker, fault, input);
  if (!beside && !mustDeploy(own.request) && !isTargeted(own.request)) {
    await positive(worker, shifted(own.request, around));
    return { ...own, versions: own.versions + 1 };
  }
  const other = await worker.sibling();
  await positive(other, shifted((await stage(other, fault, input)).request, around));
  return own;
}

/** Why a fault cannot be shown: nothing of its kind exists, or nothing has what it breaks. */
const nothingToBreak =
  (fault: RequestFault) =>
  (world: World): string | undefined => {
    const { subject } = fault;
    // A container is for a class, and a class is made by a migration.
    if (subject.of === "containers" && world.lacks?.includes("migrations")) return declared("migrations");
    const missing = subject.of === "binding" ? noResource(subject.kind)(world) : undefined;
    const isOpen = world.resources === undefined && (world.lacks ?? []).length === 0;
    if (missing !== undefined || isOpen || subject.of === "migrations" || canBeBroken(fault, world)) return missing;
    return "nothing that exists has what the fault breaks";
  };

/** Few cases each: there are many faults. */
export const optionsOf = (fault: RequestFault): ClaimOptions => ({
  since: fault.since,
  weight: 0.04,
  drives: ["refusal.client-error", "refusal.pointer", "transport.survives"],
  unavailable: nothingToBreak(fault),
});
