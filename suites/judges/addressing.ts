import type { Reply } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import type { Version } from "../../contract/version.ts";
import { accepted, holds, isAccepted, missing, sameness } from "../words/verdicts.ts";

/** The calls that name a Worker. */
export const addressedCalls = ["create", "get", "list", "delete"] as const;
export type AddressedCall = (typeof addressedCalls)[number];
const alike = (row: AddressedCall) => ({ id: "addressing.id-or-name", row }) as const;

/** A call is taken, however it names the Worker. */
export const takenAlike = <T>(reply: Reply<T>, call: AddressedCall): T =>
  accepted(reply, { ...alike(call), after: call === "get" ? ["read-back.get-finds"] : [] });
/** A list shows the versions, however it, or the call before it, names the Worker. */
export const listsAlike = (versions: readonly string[], ids: readonly string[], call: AddressedCall): void =>
  holds(
    versions.every((id) => ids.includes(id)),
    `a list with ${versions.join(" and ")}`,
    ids,
    { ...alike(call), after: ["read-back.list-finds"] },
  );
/** Versions that were deleted under either name are both gone, or neither is: gets of them show which. */
export const deletesAlike = (versions: readonly string[], gets: readonly Reply<Version>[]): void => {
  const areLeft = gets.map(isAccepted);
  holds(new Set(areLeft).size < 2, `${versions.join(" and ")} to be gone`, areLeft, alike("delete"));
};

/** A Worker keeps what it has when it is renamed. */
export const renameKeeps = sameness("under the new name what was there under the old:", {
  id: "addressing.rename-keeps",
});

export const unknownWorkerRefused = (reply: Reply<unknown>): void =>
  missing(reply, { id: "addressing.unknown-worker-refused" });
export const unknownVersionRefused = (reply: Reply<unknown>): void =>
  missing(reply, { id: "addressing.unknown-version-refused" });

const ownOnly = { id: "addressing.own-versions-only" } as const;
/** Through a Worker no version of another one is reached: not by a get … */
export const foreignRefused = (reply: Reply<Version>): void =>
  holds(!isAccepted(reply), "a refusal", reply.exchange.answer.json, ownOnly);
/** … not in the list … */
export const foreignUnlisted = (foreign: string, ids: readonly string[]): void =>
  holds(!ids.includes(foreign), "a list without the other Worker's version", ids, ownOnly);
/** … not by a delete: a get through its own Worker finds it … */
export const foreignKept = (reply: Reply<Version>): void =>
  holds(isAccepted(reply), "the other Worker's version to be still there", reply.exchange.answer.json, ownOnly);
/** … and not by inheriting the binding of that name and text. */
export function foreignNotInherited({ exchange, result }: Reply<Version>, name: string, text: string): void {
  const bindings = Array.isArray(result?.bindings) ? result.bindings : [];
  const isTaken = bindings.some((one) => isObject(one) && one.name === name && one.text === text);
  holds(!isTaken, "nothing inherited from a version of another Worker", exchange.answer.json, ownOnly);
}
/** What happens to another Worker adds nothing to the list, and takes nothing from it. */
export const listsOwnOnly = sameness("the Worker's own versions", ownOnly);
