import type { Source } from "../source.ts";
import type { RequestFault } from "./fault.ts";
import { fieldFaultRows } from "./fields.ts";
import { ruleFaultRows } from "./rules.ts";
import { silenceRows } from "./silences.ts";
import { sourcesOf } from "./sources.ts";

export type { Change, RequestFault, Sending } from "./fault.ts";

/** A request fault with what it rests on; a silence about which nothing is known either has no sources. */
export type SourcedFault = RequestFault & { sources: readonly Source[] };

const all: readonly SourcedFault[] = [...fieldFaultRows, ...ruleFaultRows, ...silenceRows].map((one) => ({
  ...one,
  sources: sourcesOf(one),
}));
/** Ways to break a valid request that a target must refuse, by id. */
export const requestFaults: readonly (SourcedFault & Required<Pick<RequestFault, "requirement">>)[] = all.flatMap(
  (one) => (one.requirement ? [{ ...one, requirement: one.requirement }] : []),
);
const byId = new Map(all.map((one) => [one.id, one]));
export const faultOf = (id: string): SourcedFault | undefined => byId.get(id);
/** Requests about which the page is silent: what a target does with them is recorded. */
export const silences: readonly SourcedFault[] = all.filter((one) => one.requirement === undefined);
