import type { Claim } from "../words/claim.ts";
import { combinationVisits } from "./combinations.ts";
import { countVisits } from "./counts.ts";
import { leftoverVisits } from "./leftovers.ts";
import { migrationVisits } from "./migrations.ts";
import { valueVisits } from "./values.ts";

/** What every run visits, member by member, and leaves nothing of to chance. */
export const visits: readonly Claim[] = [
  ...valueVisits,
  ...combinationVisits,
  ...countVisits,
  ...migrationVisits,
  ...leftoverVisits,
];
