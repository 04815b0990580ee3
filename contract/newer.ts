import type { Difference } from "./flatten.ts";
import { type Json, sameJson } from "./json.ts";
import { isIn, type Revision } from "./revision.ts";

/** Why a difference between the contract and the OpenAPI may stand. */
export interface Explanation {
  /** A path; `*` stands for any text. */
  path: string;
  what: string;
  /** What the OpenAPI says there; another word is another difference. Not compared where the place is missing here. */
  theirs?: Json;
  because: string;
  /** The revision with which the place came: under an older one nothing is to be explained. */
  since?: Revision;
}

const row = (path: string, what: string, theirs: Json | undefined, because: string): Explanation => ({
  path,
  what,
  theirs,
  because,
});
const lacking = (path: string, because: string): Explanation => ({ path, what: "missing here", because });
const integer = (path: string) =>
  row(path, "type", "integer", "the page says number; the OpenAPI narrows it to integer");
const misplaced = (path: string) =>
  row(path, "uniqueItems", true, "the OpenAPI has the word on the item, an object, where it means nothing");

const of = (since: Revision, one: Explanation): Explanation => ({ ...one, since });
const refusesOthers = (path: string) =>
  of(
    "create-version/2026-08",
    row(path, "closed", true, "the OpenAPI says what a server refuses; a key more in an answer is drift"),
  );

/** The known differences. One that matches nothing any more is stale, which the check reports as an error. */
export const explanations: readonly Explanation[] = [
  lacking(
    "4XX(workers_exports_reconciliation_error_response)",
    "came in July 2026, with exports: a refusal like any other, with details that nobody is held to",
  ),
  lacking("4XX(failure).result", "the contract has no type for null: envelope.failure-result-null judges the result"),
  integer("startup_time_ms"),
  integer("*[].code"),
  row("startup_time_ms", "minimum", undefined, "no duration is negative, though neither text says so"),
  row(
    "bindings[ai_search].namespace",
    "default",
    undefined,
    "the page gives the default in words, the OpenAPI in none",
  ),
  row("bindings[json].json", "type", "object", "the page says unknown; the OpenAPI marks it x-stainless-any: any JSON"),
  row("migrations(*)", "closed", undefined, "only their keys tell the two forms apart: none takes the other's keys"),
  misplaced("*.errors[]"),
  misplaced("*.messages[]"),
  row("4XX(failure).errors", "minItems", undefined, "the OpenAPI means it, and says minLength"),
  refusesOthers("cache_options"),
  refusesOthers("exports{}(worker)"),
  refusesOthers("exports{}(worker).cache"),
  of("create-version/2026-08", {
    path: "exports_reconciliation.*.scenario",
    what: "enum",
    because: "the list of scenarios grows, and nothing hangs on its members",
  }),
  row("4XX(failure).errors", "minLength", 1, "the word means nothing on a list; the contract reads it as minItems"),
];

const matches = (pattern: string, path: string): boolean => {
  const parts = pattern.split("*").map((part) => part.replace(/[.[\](){}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(path);
};

/** The explanation of a difference, if there is one. */
export const explanationOf = ({ path, what, theirs }: Omit<Difference, "ours">): Explanation | undefined =>
  explanations.find(
    (one) =>
      one.what === what &&
      matches(one.path, path) &&
      (what === "missing here" || !Object.hasOwn(one, "theirs") || sameJson(one.theirs, theirs)),
  );

/** The explanations of a revision that explain none of the differences. */
export const staleAmong = (differences: readonly Difference[], contract: Revision): Explanation[] => {
  const used = new Set(differences.map(explanationOf));
  return explanations.filter((one) => isIn(one.since, contract) && !used.has(one));
};
