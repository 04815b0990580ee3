import { bodyMutants } from "./bodies.ts";
import { failureMutants } from "./failures.ts";
import type { Mutant } from "./making.ts";
import { requestMutants } from "./requests.ts";
import { resultMutants } from "./results.ts";
import { trafficMutants } from "./traffic.ts";

export type { Mutant } from "./making.ts";

/** One or more for each property. */
export const mutants: readonly Mutant[] = [
  ...requestMutants,
  ...bodyMutants,
  ...trafficMutants,
  ...resultMutants,
  ...failureMutants,
];
