import { combined } from "../../../mock/behaviour.ts";
import type { Answers, Shape, Variant } from "../variant.ts";
import { annotationVariants } from "./annotations.ts";
import { assetVariants } from "./assets.ts";
import { bindingVariants } from "./bindings.ts";
import { deploymentVariants } from "./deployments.ts";
import { envelopeVariants } from "./envelope.ts";
import { fieldVariants } from "./fields.ts";
import { listVariants } from "./lists.ts";
import { migrationVariants } from "./migrations.ts";
import { neighbourVariants } from "./neighbours.ts";
import { refusalVariants } from "./refusals.ts";

const one = {
  ...envelopeVariants,
  ...fieldVariants,
  ...bindingVariants,
  ...annotationVariants,
  ...assetVariants,
  ...deploymentVariants,
  ...listVariants,
  ...migrationVariants,
  ...neighbourVariants,
  ...refusalVariants,
};

/** Several freedoms as one target, the first of them nearest to the mock. */
function atOnce(...ids: (keyof typeof one)[]): Shape {
  const shapes = ids.map((id): Shape => one[id].make());
  const behaviours = shapes.map(({ behaviour = {} }) => behaviour);
  const wires = shapes.flatMap(({ wire }) => wire ?? []);
  return {
    ...Object.assign({}, ...shapes),
    behaviour: combined(behaviours),
    wire: (answers: Answers) => wires.reduce((inner, wire) => wire(inner), answers),
  };
}
const form = (source: Variant["source"], text: string, ...ids: (keyof typeof one)[]): Variant => ({
  source,
  text,
  make: () => atOnce(...ids),
});

/** The forms of answers that were recorded of the live family or rebuilt from its strict readers, each whole. */
export const liveVariants = {
  "form-of-august": form(
    "facts:A-18",
    "answers as the live API was read in August 2026",
    "absent-for-empty",
    "no-bindings-key",
    "env",
    "microseconds",
    "no-urls",
    "no-total-pages",
    "null-lists",
    "converged-worker",
    "newest-stays",
    "no-cpu-limits",
  ),
  "form-of-september": form(
    "facts:A-19",
    "answers as the live family was recorded in September 2026",
    "triggered-by-upload",
    "no-placement-is-empty",
    "null-lists",
    "no-total-pages",
    "many-headers",
    "charset",
    "recorded-deployments",
    "counted-deployments",
    "microseconds",
    "bare-refusals-of-tokens",
  ),
  "form-of-october": form(
    "facts:A-16",
    "answers as the live API was read in October 2026",
    "authors",
    "env",
    "base-path",
    "d1-both-ids",
    "triggered-by-upload",
    "namespace-of-classes",
    "converged-worker",
    "microseconds",
    "newest-stays",
  ),
  "limits-of-the-live-api": form(
    "facts:X-44",
    "refuses what the live API refuses and the page does not name",
    "short-texts-only",
    "sixty-four-variables",
    "known-flags-only",
    "rules-checked",
    "migrations-deployed-only",
    "no-transfers",
    "ratelimit-periods",
    "limits-of-plans",
    "own-tokens-only",
  ),
} satisfies Record<string, Variant>;
