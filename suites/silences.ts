import type { Exchange, WorkerPort } from "../contract/api.ts";
import { type Change, type RequestFault, type Sending, silencesAt } from "../contract/faults/index.ts";
import { isBlank, isObject, type JsonObject, sameJson, toJson, valueAt } from "../contract/json.ts";
import { Unjudged } from "../contract/refutation.ts";
import { newestRevision } from "../contract/revision.ts";
import type { VersionRequest } from "../contract/version.ts";
import { inputOf, optionsOf, stage } from "./twins.ts";
import { isOk, jsonOr, sendBroken, statusOf } from "./words/broken.ts";
import { type Claim, traffic } from "./words/claim.ts";

/** What a target does with a request about which the page is silent, in words that two runs can be compared by. */
async function didWith(
  worker: WorkerPort,
  fault: RequestFault,
  sending: Sending,
  request: VersionRequest,
): Promise<string> {
  const { exchange, result } = await sendBroken(worker, fault, request, sending);
  const status = statusOf(exchange);
  if (status >= 400 && status < 500) return `refuses it with ${status}${codesIn(exchange)}`;
  if (!isOk(exchange)) throw new Unjudged("untested", `status ${status}`);
  const asksToDeploy = fault.id.startsWith("deploy:") || fault.id === "body:deploy";
  if (asksToDeploy) return `accepts it and deploys ${await isDeployed(worker)}`;
  return `accepts it${fault.pointer === "" ? "" : shownAs(valueAt(result, fault.pointer), valueAt(jsonOr(sending.text ?? ""), fault.pointer))}`;
}
const codesIn = ({ answer }: Exchange): string => {
  const errors = isObject(answer.json) && Array.isArray(answer.json.errors) ? answer.json.errors : [];
  const codes = errors.filter(isObject).map(({ code }) => String(code));
  return codes.length > 0 ? `, code ${[...new Set(codes)].join(", ")}` : "";
};
async function isDeployed(worker: WorkerPort): Promise<string> {
  const { result } = await worker.deployments();
  if (result === undefined) return "what nobody can see";
  return result.length > 0 ? "the version" : "nothing";
}
function shownAs(shown: unknown, sent: unknown): string {
  if (sameJson(shown, sent)) return " and shows it";
  return isBlank(shown) ? " and leaves it out" : " and shows something else";
}

/** One of several ways to send a request about which the page is silent. */
const named = ({ id, text }: RequestFault, { what }: Change) => ({ id: `${id} (${what})`, text: `${text}: ${what}` });

/** One claim for each request about which the page is silent: it records, and judges nothing. */
export const silenceClaims: readonly Claim[] = silencesAt(newestRevision).map((fault) =>
  traffic(
    `silence.${fault.id}`,
    { ...optionsOf(fault), weight: 0, drives: ["refusal.client-error"] },
    (world) => [inputOf(fault, world)],
    async (worker, input) => {
      const { request } = await stage(worker, fault, input);
      for (const change of fault.changes) {
        const did = await didWith(worker, fault, change.send(toJson(request) as JsonObject), request);
        worker.note(fault.changes.length === 1 ? fault : named(fault, change), did);
      }
    },
  ),
);
