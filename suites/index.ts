import { kinds } from "../contract/bindings.ts";
import { levelOfFault } from "../contract/faults/index.ts";
import { placementShapes } from "../contract/placement.ts";
import { requirements, retired } from "../contract/requirements/index.ts";
import { requestField } from "../contract/version.ts";
import { addressingClaims } from "./addressing.ts";
import { agreementInvariant } from "./agreement.ts";
import { annotationsClaims, annotationsInvariant } from "./annotations.ts";
import { assetsClaims } from "./assets.ts";
import { bindingsClaims, bindingsInvariant } from "./bindings.ts";
import { compatibilityClaims } from "./compatibility.ts";
import { features } from "./coverage/features.ts";
import { deployClaims } from "./deploy.ts";
import { envelopeClaims, envelopeInvariant } from "./envelope.ts";
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

/** Every claim, in the order in which a run makes them: the plainest exchanges first. */
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
  modulesInvariant,
  annotationsInvariant,
  agreementInvariant,
  migrationsInvariant,
  pointersInvariant,
];

/** The suite of Create Version: all that an engine is given to judge. */
export const suite: Suite = {
  requirements,
  retired,
  survival: "transport.survives",
  levelOf: (_id, row) => levelOfFault(row),
  claims,
  tours,
  rowTours,
  invariants: new Set(invariants.flatMap((one) => one.ids)),
  observer: (today) => observing(invariants, numberingInvariant, today),
  features,
  partsOf: featuresOf,
  rootsOf,
  isConclusive: (id) => conclusive.some((one) => one === id),
  isOptional,
  rowsOfAnswers: [
    ...kinds,
    ...placementShapes,
    ...Object.keys(requestField.fields),
    ...["html_handling", "not_found_handling", "run_worker_first", "source", "startup_time_ms"],
  ],
};
