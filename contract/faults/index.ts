import { carriedBy, type Level, weaker } from "../level.ts";
import { requirements } from "../requirements/index.ts";
import type { Source } from "../source.ts";
import type { RequestFault } from "./fault.ts";
import { fieldFaultRows } from "./fields.ts";
import { ruleFaultRows } from "./rules.ts";
import { silenceRows } from "./silences.ts";
import { sourcesOf } from "./sources.ts";

export type { Change, RequestFault, Sending } from "./fault.ts";

/** A request fault with what it rests on; a silence about which nothing is known either has no sources. */
export type SourcedFault = RequestFault & { sources: readonly Source[] };
/** A request fault that a target must refuse, or should. */
export type JudgedFault = SourcedFault & Required<Pick<RequestFault, "requirement">> & { level: Level };

const all: readonly SourcedFault[] = [...fieldFaultRows, ...ruleFaultRows, ...silenceRows].map((one) => ({
  ...one,
  sources: sourcesOf(one),
}));
/** A fault with its level; none where what is known of it is only to be recorded. */
function judged(one: SourcedFault): JudgedFault[] {
  const { requirement, sources } = one;
  const carried = carriedBy(sources);
  if (!requirement || carried === "recorded") return [];
  return [{ ...one, requirement, level: weaker(requirements[requirement].level, carried) }];
}

/** Ways to break a valid request that a target must refuse, or should, by id. */
export const requestFaults: readonly JudgedFault[] = all.flatMap(judged);
const byId = new Map(all.map((one) => [one.id, one]));
export const faultOf = (id: string): SourcedFault | undefined => byId.get(id);
const levelsOfFaults = new Map(requestFaults.map(({ id, level }) => [id, level]));
/** The level of a request fault, which may have less behind it than its requirement; undefined where it is not judged. */
export const levelOfFault = (id: string): Level | undefined => levelsOfFaults.get(id);
/** Requests about which the page is silent: what a target does with them is recorded. */
export const silences: readonly SourcedFault[] = all.filter((one) => judged(one).length === 0);
