import type { RequestFault } from "./fault.ts";
import { fieldFaultRows } from "./fields.ts";
import { ruleFaultRows } from "./rules.ts";
import { silenceRows } from "./silences.ts";

export type { Change, RequestFault, Sending, Subject } from "./fault.ts";

const all = [...fieldFaultRows, ...ruleFaultRows, ...silenceRows];
/** Ways to break a valid request that a target must refuse, by id. */
export const requestFaults: readonly (RequestFault & Required<Pick<RequestFault, "requirement">>)[] = all.flatMap(
  (one) => (one.requirement ? [{ ...one, requirement: one.requirement }] : []),
);
const byId = new Map(all.map((one) => [one.id, one]));
export const faultOf = (id: string): RequestFault | undefined => byId.get(id);
/** Requests about which the page is silent: what a target does with them is recorded. */
export const silences: readonly RequestFault[] = all.filter((one) => one.requirement === undefined);
