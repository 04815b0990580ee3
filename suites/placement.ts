import { placementOf } from "../arbitraries/placement.ts";
import { plainVersion } from "../arbitraries/version.ts";
import { placementShapes } from "../contract/placement.ts";
import { claimRows } from "./claim.ts";
import { acceptedAndShown } from "./stories.ts";

export const placementClaims = claimRows(
  "placement.accepted",
  placementShapes,
  (shape) => ({ weight: shape === "smart" ? 0.2 : 0.7, drives: ["placement.echoed"] }),
  (shape) => [placementOf(shape)],
  () => async (worker, placement) => {
    await acceptedAndShown(worker, { ...plainVersion(), placement });
  },
);
