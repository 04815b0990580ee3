import { allKinds, kindOf } from "../contract/bindings.ts";
import { levelOfFault } from "../contract/faults/index.ts";
import { placementShapes } from "../contract/placement.ts";
import { requirements, retired } from "../contract/requirements/index.ts";
import { isIn, newestRevision, type Revision, revision } from "../contract/revision.ts";
import { requestFieldAt } from "../contract/version.ts";
import { addressingClaims } from "./addressing.ts";
import { agreementInvariant } from "./agreement.ts";
import { annotationsClaims, annotationsInvariant } from "./annotations.ts";
import { assetsClaims } from "./assets.ts";
import { bindingsClaims, bindingsInvariant } from "./bindings.ts";
import { compatibilityClaims } from "./compatibility.ts";
import { featuresAt } from "./coverage/features.ts";
import { deployClaims } from "./deploy.ts";
import { envelopeClaims, envelopeInvariant } from "./envelope.ts";
import { exportsClaims, exportsInvariant } from "./exports.ts";
import { fieldsInvariant } from "./fields.ts";
import { conclusive, concurrencyClaims } from "./histories/concurrency.ts";
import { historyClaims } from "./histories/histories.ts";
import { inheritClaims } from "./inherit.ts";
import { limitsClaims } from "./limits.ts";
import { migrationForms, migrationsClaims, migrationsInvariant } from "./migrations.ts";
import { modulesClaims, modulesInvariant } from "./modules.ts";
import { numberingClaims, numberingInvariant } from "./numbering.ts";
import { observing } from "./observer.ts";
import { placementClaims } from "./placement.ts";
import { pointersInvariant } from "./pointers.ts";
import { readBackClaims } from "./read-back.ts";
import { refusalClaims } from "./refusals.ts";
import { rootsOf } from "./roots.ts";
import { secrecyClaims, secrecyInvariant } from "./secrecy.ts";
import type { Invariant } from "./seen/invariant.ts";
import { silenceClaims } from "./silences.ts";
import type { Suite } from "./suite.ts";
import { rowTours, tours } from "./tours/index.ts";
import { transportClaims } from "./transport.ts";
import { versionClaims, versionInvariant } from "./version.ts";
import { visits } from "./visits/index.ts";
import type { Claim } from "./words/claim.ts";
import { featuresOf, isOptional } from "./words/features.ts";

/** Every claim of any revision, in the order in which a run makes them: the plainest exchanges first. */
export const claims: readonly Claim[] = [
  ...visits,
  ...numberingClaims,
  ...placementClaims,
  ...assetsClaims,
  ...modulesClaims,
  ...annotationsClaims,
  ...migrationForms,
  ...bindingsClaims,
  ...compatibilityClaims,
  ...limitsClaims,
  ...exportsClaims,
  ...versionClaims,
  ...deployClaims,
  ...migrationsClaims,
  ...inheritClaims,
  ...addressingClaims,
  ...readBackClaims,
  ...historyClaims,
  ...concurrencyClaims,
  ...secrecyClaims,
  ...envelopeClaims,
  ...refusalClaims,
  ...silenceClaims,
  ...transportClaims,
];

/** Every invariant; the form of an answer is judged before its content, and that before what answers have in common. */
export const invariants: readonly Invariant[] = [
  envelopeInvariant,
  versionInvariant,
  secrecyInvariant,
  numberingInvariant,
  bindingsInvariant,
  fieldsInvariant,
  exportsInvariant,
  modulesInvariant,
  annotationsInvariant,
  agreementInvariant,
  migrationsInvariant,
  pointersInvariant,
];

/** A row about a kind that is newer than the page has other documents behind it. */
const levelOf: Suite["levelOf"] = (_id, row) =>
  levelOfFault(row) ?? (kindOf(row)?.since === undefined && row !== "base_path" ? undefined : "should");

const of =
  (at: Revision) =>
  ({ since }: { since?: Revision | undefined }): boolean =>
    isIn(since, at);

/** The suite of Create Version, as a revision of the contract has it: all that an engine is given to judge. */
export const suiteAt = (at: Revision): Suite => {
  const own = invariants.filter(of(at));
  return {
    contract: at,
    at: suiteAt,
    requirements: Object.fromEntries(Object.entries(requirements).filter(([, one]) => of(at)(one))),
    retired,
    survival: "transport.survives",
    levelOf,
    claims: claims.filter(of(at)),
    tours,
    rowTours,
    invariants: new Set(own.flatMap((one) => one.ids)),
    observer: (today) => observing(own, numberingInvariant, today, at),
    features: featuresAt(at),
    partsOf: featuresOf,
    rootsOf,
    isConclusive: (id) => conclusive.some((one) => one === id),
    isOptional,
    rowsOfAnswers: [
      ...allKinds,
      ...placementShapes,
      ...Object.keys(requestFieldAt(newestRevision).fields),
      ...["html_handling", "not_found_handling", "run_worker_first", "base_path", "source", "startup_time_ms"],
      "exports_reconciliation",
    ],
  };
};

/** The same as the page has it. */
export const suite: Suite = suiteAt(revision);
