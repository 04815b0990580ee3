import type { Variant } from "../variant.ts";
import { annotationVariants } from "./annotations.ts";
import { assetVariants } from "./assets.ts";
import { bindingVariants } from "./bindings.ts";
import { deploymentVariants } from "./deployments.ts";
import { envelopeVariants } from "./envelope.ts";
import { fieldVariants } from "./fields.ts";
import { limitVariants } from "./limits.ts";
import { listVariants } from "./lists.ts";
import { liveVariants } from "./live.ts";
import { migrationVariants } from "./migrations.ts";
import { moduleVariants } from "./modules.ts";
import { neighbourVariants } from "./neighbours.ts";
import { refusalVariants } from "./refusals.ts";

const table = {
  ...envelopeVariants,
  ...fieldVariants,
  ...bindingVariants,
  ...annotationVariants,
  ...assetVariants,
  ...moduleVariants,
  ...migrationVariants,
  ...deploymentVariants,
  ...limitVariants,
  ...listVariants,
  ...refusalVariants,
  ...neighbourVariants,
  ...liveVariants,
} satisfies Record<string, Variant>;

/** Every freedom that the page leaves, as a target that takes it: none may raise an alarm. */
export const variants: Readonly<Record<string, Variant>> = table;
export const variantIds: readonly string[] = Object.keys(table);
