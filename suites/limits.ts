import fc from "fast-check";
import { className } from "../arbitraries/text.ts";
import { limits, plainVersion, versionWith } from "../arbitraries/version.ts";
import { usageModels } from "../contract/version.ts";
import { containersAccepted, limitsAccepted, usageModelAccepted } from "./judges/content.ts";
import { claim, claimRows } from "./words/claim.ts";
import { acceptedAndShown } from "./words/round-trip.ts";

/** What a version may use: limits, usage model and containers, accepted here, their echo judged by the fields invariant. */
export const limitsClaims = [
  claim(
    "limits.accepted",
    { weight: 0.7, drives: ["limits.echoed"] },
    () => [limits()],
    async (worker, some) => {
      await acceptedAndShown(worker, { ...plainVersion(), limits: some }, limitsAccepted);
    },
  ),
  ...claimRows(
    "usage-model.accepted",
    usageModels,
    { weight: 0.2, drives: ["usage-model.echoed", "read-back.agree"] },
    (model) => [fc.constant(model)],
    (model) => async (worker, usage_model) => {
      await acceptedAndShown(worker, { ...plainVersion(), usage_model }, usageModelAccepted(model));
    },
  ),
  claim(
    "containers.accepted",
    { weight: 0.5, drives: ["containers.echoed"] },
    () => [fc.uniqueArray(className(), { minLength: 1, maxLength: 3 })],
    async (worker, classes) => {
      const bindings = classes.map((class_name, i) => ({
        name: `BOX_${i}`,
        type: "durable_object_namespace",
        class_name,
      }));
      await acceptedAndShown(worker, versionWith(bindings, { containers: classes }), containersAccepted);
    },
  ),
];
