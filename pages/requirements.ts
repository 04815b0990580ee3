import type { FactId } from "../contract/facts/index.ts";
import { faultOf, levelOfFault, requestFaultsAt, silencesAt } from "../contract/faults/index.ts";
import { features, isLostWithout } from "../contract/features.ts";
import { areaOf, type RequirementId, requirementIds, requirements } from "../contract/requirements/index.ts";
import { newestRevision, shortName } from "../contract/revision.ts";
import { allFaults } from "../mock/faults/index.ts";
import type { Resting } from "../reports/docs/facts.ts";
import type { DocumentedRequirement } from "../reports/docs/requirement.ts";
import { suiteAt } from "../suites/index.ts";

/** Pages are of all revisions: each says since when what it is about is judged. */
const suite = suiteAt(newestRevision);

const claimsOf = (id: RequirementId) => suite.claims.filter((one) => one.id === id);
/** What is made for the exchanges alone, and shows a requirement. */
const driving = (id: RequirementId) =>
  [...suite.tours, ...suite.rowTours, ...suite.claims].filter((one) => one.id === undefined && one.drives.includes(id));

/** Whether a row of a requirement is a request fault. */
const rowOf = (row: string) => {
  const { text, since } = faultOf(row) ?? {};
  return { row, text, level: levelOfFault(row), since: since && shortName(since) };
};

/** A requirement as the suite and its proof have it. */
export function documented(id: RequirementId): DocumentedRequirement {
  const { level, text, sources, since } = requirements[id];
  const own = claimsOf(id);
  const others = driving(id).map(({ name }) => name);
  const beginning = (prefix: string) => [...new Set(others.filter((name) => name.startsWith(prefix)))];
  const named = ["tour.", "visit."];
  return {
    id,
    area: areaOf(id),
    level,
    text,
    sources,
    since: since && shortName(since),
    isClaimed: own.length > 0,
    tries: Math.max(1, ...own.map(({ tries }) => tries)),
    rows: own.flatMap(({ row }) => (row === undefined ? [] : [rowOf(row)])),
    isInvariant: suite.invariants.has(id),
    tours: beginning("tour."),
    visits: beginning("visit."),
    traffic: [...new Set(others.filter((name) => !named.some((prefix) => name.startsWith(prefix))))],
    isConclusive: suite.isConclusive(id),
    needs: Object.entries(features).flatMap(([name, { text }]) => (isLostWithout(id, name) ? [{ name, text }] : [])),
    after: [...new Set(own.flatMap(({ after }) => after))],
    faults: Object.entries(allFaults).flatMap(([fault, one]) =>
      one.breaks === id ? [{ id: fault, text: one.text }] : [],
    ),
  };
}

/** What rests on a fact. */
export function restingOn(id: FactId): Resting {
  const names = (all: readonly { id: string; sources: readonly string[] }[]) =>
    all.filter(({ sources }) => sources.includes(`facts:${id}`)).map((one) => one.id);
  return {
    requirements: names(requirementIds.map((one) => ({ id: one, sources: requirements[one].sources }))),
    requestFaults: names(requestFaultsAt(newestRevision)),
    silences: names(silencesAt(newestRevision)),
  };
}
