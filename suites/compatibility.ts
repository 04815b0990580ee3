import { compatibility } from "../arbitraries/compatibility.ts";
import { plainVersion } from "../arbitraries/version.ts";
import { compatibilityAccepted } from "./judges/content.ts";
import { claim } from "./words/claim.ts";
import { acceptedAndShown } from "./words/round-trip.ts";

/** Dates and flags: accepted here, their echo judged by the fields invariant. */
export const compatibilityClaims = [
  claim(
    "compatibility.accepted",
    { weight: 1, drives: ["compatibility.date-echoed", "compatibility.flags-echoed"] },
    (world) => [compatibility(world)],
    async (worker, dates) => {
      await acceptedAndShown(worker, { ...plainVersion(), ...dates }, compatibilityAccepted);
    },
  ),
];
