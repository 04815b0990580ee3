import fc from "fast-check";
import { mustDeploy, plainVersion } from "../arbitraries/version.ts";
import type { WorkerPort } from "../contract/api.ts";
import { requestFaults, requestFaultsAt } from "../contract/faults/index.ts";
import { type JsonObject, toJson } from "../contract/json.ts";
import { newestRevision } from "../contract/revision.ts";
import { deploymentsShown, refusedMovesNothing } from "./judges/deploy.ts";
import { brokenRefused, credentialsRefused, isDropped } from "./judges/refusals.ts";
import { inputOf, type Made, optionsOf, staged } from "./twins.ts";
import { isOk, placeOf, places, sendBroken, shiftedSending } from "./words/broken.ts";
import { type Claim, claim, claimRows } from "./words/claim.ts";
import { idsOf, ifThere, listedAll, listsAtLeast } from "./words/verdicts.ts";

/** What a refusal must leave as it is, as far as the target shows it. */
async function shownStanding(worker: WorkerPort) {
  const versions = await ifThere(() => listedAll(worker));
  const deployments = (await worker.deployments()).result ?? null;
  const deployedOn = (await worker.info()).result?.deployed_on ?? null;
  return { versions: versions ? idsOf(versions) : null, deployments, deployed_on: deployedOn };
}
type Standing = Awaited<ReturnType<typeof shownStanding>>;

/** What stands before the refusals, once the target shows all that was made. */
export const stands = (worker: WorkerPort, { versions, deployments }: Made): Promise<Standing> =>
  worker.eventually(async () => {
    const now = await shownStanding(worker);
    if (now.versions) listsAtLeast(versions, now.versions);
    if (now.deployments) deploymentsShown(deployments, now.deployments);
    return now;
  });

/** Refused creates leave no version behind and move nothing. */
export const leftNothing = (worker: WorkerPort, then: Standing): Promise<void> =>
  worker.eventually(async () => refusedMovesNothing(then, await shownStanding(worker)));

const faultClaims = (): Claim[] =>
  requestFaultsAt(newestRevision)
    .filter(({ requirement }) => requirement !== "refusal.credentials")
    .flatMap((fault) =>
      claimRows(
        fault.requirement,
        [fault.id],
        optionsOf(fault),
        (_row, world) => [
          inputOf(fault, world),
          fc.constantFrom(undefined, true, false),
          fc.nat({ max: places.length - 1 }),
          fc.boolean(),
        ],
        () => async (worker, input, asked, place, beside) => {
          const around = placeOf(fault, place);
          const own = await staged(worker, fault, input, { around, beside });
          const then = await stands(worker, own);
          const deploy = mustDeploy(own.request) ? true : asked;

          const dropped: boolean[] = [];
          for (const change of fault.changes) {
            const sending = shiftedSending(change.send(toJson(own.request) as JsonObject), around);
            const sent = await sendBroken(worker, fault, own.request, sending, { deploy, shift: around.before });
            dropped.push(isDropped(fault, sent));
            brokenRefused(fault, change, sending, sent);
          }

          if (!dropped.includes(true)) await leftNothing(worker, then);
        },
      ),
    );

const credentialFaults = requestFaults.filter(({ requirement }) => requirement === "refusal.credentials");
/** Every request with credentials that are no good. */
export const unauthorized = credentialFaults.flatMap((fault) => fault.changes.map((change) => ({ fault, ...change })));
export type Unauthorized = (typeof unauthorized)[number];

/** Sends one of them; those that were taken. */
export async function takenOf(worker: WorkerPort, { fault, what, send }: Unauthorized): Promise<string[]> {
  const sending = send(toJson(plainVersion()) as JsonObject);
  const { exchange } = await sendBroken(worker, fault, plainVersion(), sending);
  return isOk(exchange) ? [what] : [];
}

export const refusalClaims: readonly Claim[] = [
  ...faultClaims(),
  claim(
    "refusal.credentials",
    { weight: 0, drives: ["refusal.client-error"] },
    () => [],
    async (worker) => {
      const then = await shownStanding(worker);
      const taken: string[] = [];
      for (const one of unauthorized) taken.push(...(await takenOf(worker, one)));
      credentialsRefused(taken);
      await leftNothing(worker, then);
    },
  ),
];
