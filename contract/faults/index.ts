import { carriedBy, type Level, weaker } from "../level.ts";
import { requirements } from "../requirements/index.ts";
import { isIn, newestRevision, type Revision, revision } from "../revision.ts";
import type { Source } from "../source.ts";
import type { RequestFault } from "./fault.ts";
import { fieldFaultRows } from "./fields.ts";
import { laterRuleRows, laterSourceOf } from "./later.ts";
import { ruleFaultRows } from "./rules.ts";
import { silenceRows } from "./silences.ts";
import { sourcesOf } from "./sources.ts";

export type { Change, RequestFault, Sending } from "./fault.ts";

/** A request fault with what it rests on; a silence about which nothing is known either has no sources. */
export type SourcedFault = RequestFault & { sources: readonly Source[] };
/** A request fault that a target must refuse, or should. */
export type JudgedFault = SourcedFault & Required<Pick<RequestFault, "requirement">> & { level: Level };

const all: readonly SourcedFault[] = [...fieldFaultRows, ...ruleFaultRows, ...silenceRows, ...laterRuleRows].map(
  (one) => ({
    ...one,
    sources: one.since === undefined || !one.requirement ? sourcesOf(one) : [laterSourceOf(one.id)],
  }),
);
/** A fault with its level; none where what is known of it is only to be recorded. */
function judged(one: SourcedFault): JudgedFault[] {
  const { requirement, sources } = one;
  const carried = carriedBy(sources);
  if (!requirement || carried === "recorded") return [];
  return [{ ...one, requirement, level: weaker(requirements[requirement].level, carried) }];
}

const allJudged = all.flatMap(judged);
const allSilent = all.filter((one) => judged(one).length === 0);
const ofRevision =
  (at: Revision) =>
  ({ since }: RequestFault): boolean =>
    isIn(since, at);

/** Ways to break a valid request that a target must refuse, or should, as a revision has them. */
export const requestFaultsAt = (at: Revision): readonly JudgedFault[] => allJudged.filter(ofRevision(at));
/** Requests about which a revision is silent: what a target does with them is recorded. */
export const silencesAt = (at: Revision): readonly SourcedFault[] => allSilent.filter(ofRevision(at));
/** The same of the page. */
export const requestFaults = requestFaultsAt(revision);
export const silences = silencesAt(revision);
const byId = new Map(all.map((one) => [one.id, one]));
export const faultOf = (id: string): SourcedFault | undefined => byId.get(id);
const levelsOfFaults = new Map(requestFaultsAt(newestRevision).map(({ id, level }) => [id, level]));
/** The level of a request fault, which may have less behind it than its requirement; undefined where it is not judged. */
export const levelOfFault = (id: string): Level | undefined => levelsOfFaults.get(id);
