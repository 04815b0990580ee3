import type fc from "fast-check";
import type { World } from "../../arbitraries/world.ts";
import type { WorkerPort } from "../../contract/api.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import { type Claim, traffic } from "../words/claim.ts";

/** Many requirements on one Worker, where requests are dear: what fails is then judged by the claims themselves. */
export const tour = <T extends unknown[]>(
  name: string,
  drives: readonly RequirementId[],
  inputs: (world: World) => { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (worker: WorkerPort, ...inputs: T) => Promise<void>,
  unavailable: (world: World) => string | undefined = () => undefined,
): Claim => traffic(`tour.${name}`, { drives, unavailable }, inputs, check);
