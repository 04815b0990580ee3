import fc from "fast-check";
import { mustDeploy, plainVersion } from "../arbitraries/version.ts";
import type { WorkerPort } from "../contract/api.ts";
import { type Change, type RequestFault, requestFaults, type Sending } from "../contract/faults/index.ts";
import { isObject, type JsonObject, sameJson, toJson } from "../contract/json.ts";
import { Refutation, Unjudged } from "../contract/refutation.ts";
import type { Version } from "../contract/version.ts";
import { inputOf, type Made, optionsOf, staged } from "./twins.ts";
import { inputShown, isOk, isShiftable, type Sent, sendBroken, shiftedSending, shownOf } from "./words/broken.ts";
import { type Claim, claim, claimRows } from "./words/claim.ts";
import { holds, listedAll } from "./words/verdicts.ts";

const namesIn = (version: Version | undefined): unknown[] =>
  Array.isArray(version?.bindings) ? version.bindings.map((one) => (isObject(one) ? one.name : undefined)) : [];

/** What is wrong with a request, in words. */
const broken = ({ text, pointer }: RequestFault, { what }: Change) => `${text} (${what}${pointer && ` at ${pointer}`})`;

/** An accepted version that leaves out what it cannot have. */
const isDropped = ({ mayDrop }: RequestFault, { exchange, result }: Sent): boolean =>
  mayDrop !== undefined && isOk(exchange) && result !== undefined && !namesIn(result).includes(mayDrop);

/** A broken request is refused, or leaves out what cannot be. */
export function judge(fault: RequestFault, change: Change, sending: Sending, sent: Sent): void {
  const { exchange } = sent;
  if (!isOk(exchange) || isDropped(fault, sent)) return;
  throw new Refutation(`a refusal of a request with ${broken(fault, change)}`, shownOf(exchange), {
    input: inputShown(sending),
  });
}

/** What a refusal must leave as it is, as far as the target shows it. */
export async function standing(worker: WorkerPort) {
  const versions = await listedAll(worker);
  const deployments = (await worker.deployments()).result ?? null;
  const deployedOn = (await worker.info()).result?.deployed_on ?? null;
  return { versions: versions.map(({ id }) => id).sort(), deployments, deployed_on: deployedOn };
}
type Standing = Awaited<ReturnType<typeof standing>>;

/** What stands before the refusals, once the target shows all that was made. */
export const stands = (worker: WorkerPort, { versions, deployments }: Made): Promise<Standing> =>
  worker.eventually(async () => {
    const now = await standing(worker);
    holds(now.versions.length >= versions, `${versions} versions`, now.versions, { id: "read-back.list-finds" });
    if (now.deployments && now.deployments.length < deployments)
      throw new Refutation(`${deployments} deployments`, now.deployments, { id: "deploy.true-one-deployment" });
    return now;
  });

/** Refused creates leave no version behind and move nothing. */
const leftNothing = (worker: WorkerPort, then: Standing): Promise<void> =>
  worker.eventually(async () => {
    const now = await standing(worker);
    holds(sameJson(now, then), `all as it was: ${JSON.stringify(then)}`, now, { id: "deploy.refused-moves-nothing" });
  });

const faultClaims = (): Claim[] =>
  requestFaults
    .filter(({ requirement }) => requirement !== "refusal.credentials")
    .flatMap((fault) =>
      claimRows(
        fault.requirement,
        [fault.id],
        optionsOf(fault),
        (_row, world) => [
          inputOf(fault, world),
          fc.constantFrom(undefined, true, false),
          fc.nat({ max: 2 }),
          fc.boolean(),
        ],
        () => async (worker, input, asked, count, beside) => {
          const shift = isShiftable(fault) ? count : 0;
          const own = await staged(worker, fault, input, { shift, beside });
          const then = await stands(worker, own);
          const deploy = mustDeploy(own.request) ? true : asked;

          const dropped: boolean[] = [];
          for (const change of fault.changes) {
            const sending = shiftedSending(change.send(toJson(own.request) as JsonObject), shift);
            const sent = await sendBroken(worker, fault, own.request, sending, { deploy, shift });
            dropped.push(isDropped(fault, sent));
            judge(fault, change, sending, sent);
          }

          if (!dropped.includes(true)) await leftNothing(worker, then);
        },
      ),
    );

const credentialFaults = requestFaults.filter(({ requirement }) => requirement === "refusal.credentials");

export const refusalClaims: readonly Claim[] = [
  ...faultClaims(),
  claim(
    "refusal.credentials",
    { weight: 0, drives: ["refusal.client-error"] },
    () => [],
    async (worker) => {
      const then = await standing(worker);
      const taken: string[] = [];
      for (const fault of credentialFaults) {
        for (const { what, send } of fault.changes) {
          const { exchange } = await sendBroken(
            worker,
            fault,
            plainVersion(),
            send(toJson(plainVersion()) as JsonObject),
          );
          if (isOk(exchange)) taken.push(what);
        }
      }
      // Without a way to tell a wrong token from a right one, an emulator may take any, or ask for none.
      if (taken.includes("a wrong token")) throw new Unjudged("inapplicable", "the target takes any token");
      holds(taken.length === 0, "a refusal of each of them, as of a wrong token", `${taken.join(", ")}: accepted`);
      await leftNothing(worker, then);
    },
  ),
];
