import type { Change, RequestFault, Sending } from "../../contract/faults/index.ts";
import { isBlank, isObject, stepsTo, valueAt } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Version } from "../../contract/version.ts";
import { inputShown, isOk, jsonOr, type Sent, shownOf } from "../words/broken.ts";
import { holds } from "../words/verdicts.ts";

type Fault = RequestFault & { requirement: RequirementId };

const namesIn = (version: Version | undefined): unknown[] =>
  Array.isArray(version?.bindings) ? version.bindings.map((one) => (isObject(one) ? one.name : undefined)) : [];

/** An accepted version that leaves out what it cannot have. */
export const isDropped = ({ mayDrop }: RequestFault, { exchange, result }: Sent): boolean =>
  mayDrop !== undefined && isOk(exchange) && result !== undefined && !namesIn(result).includes(mayDrop);

/** What is wrong with a request, in words. */
const broken = ({ text, pointer }: RequestFault, { what }: Change) => `${text} (${what}${pointer && ` at ${pointer}`})`;

/** Which requirement says of a part that the target loses it. */
const tellers: Readonly<Record<string, readonly RequirementId[]>> = {
  annotations: ["annotations.message-echoed", "annotations.tag-echoed"],
  assets: ["assets.config-echoed"],
  bindings: ["bindings.complete", "inherit.latest"],
  containers: ["containers.echoed"],
  limits: ["limits.echoed"],
  migrations: ["migrations.tag-set-on-deploy"],
  placement: ["placement.echoed"],
};
const shownAs = (version: Version, key: string): unknown => (version as unknown as Record<string, unknown>)[key];
/** Whether an accepted version shows nothing of the part that was broken: then the target may not have looked at it. */
function isUnseen(part: string, sending: Sending, version: Version): boolean {
  if (part !== "bindings") return isBlank(shownAs(version, part === "migrations" ? "migration_tag" : part));
  const sent = valueAt(jsonOr(sending.text ?? ""), "/bindings");
  return namesIn(version).length < (Array.isArray(sent) ? sent.length : 1);
}
/** What explains that a broken part is accepted: nobody looks at a part that gets lost. */
function lossOf(fault: Fault, sending: Sending, { result }: Sent): string[] {
  const [part = ""] = stepsTo(fault.pointer);
  const known = tellers[part];
  if (known === undefined || result === undefined || !isUnseen(part, sending, result)) return [];
  return [...known, ...(fault.id === `${part}:type` ? [] : [`refusal.type/${part}:type`])];
}

/** A broken request is refused, or leaves out what cannot be. */
export const brokenRefused = (fault: Fault, change: Change, sending: Sending, sent: Sent): void =>
  holds(
    !isOk(sent.exchange) || isDropped(fault, sent),
    `a refusal of a request with ${broken(fault, change)}`,
    shownOf(sent.exchange),
    { id: fault.requirement, row: fault.id, input: inputShown(sending), after: lossOf(fault, sending, sent) },
  );

export const wrongToken = "a wrong token";
/** Credentials that are no good are refused: of them, these were taken. */
export function credentialsRefused(taken: readonly string[]): void {
  // Without a way to tell a wrong token from a right one, an emulator may take any, or ask for none.
  if (taken.includes(wrongToken)) throw new Unjudged("inapplicable", "the target takes any token");
  holds(taken.length === 0, "a refusal of each of them, as of a wrong token", `${taken.join(", ")}: accepted`, {
    id: "refusal.credentials",
  });
}
