import type { WorkerPort } from "../../contract/api.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";

/** What a stop judges: a requirement, or a row of one. */
export type Judged = RequirementId | readonly [id: RequirementId, row: string];
const idOf = (one: Judged): [RequirementId, string?] => (typeof one === "string" ? [one] : [...one]);

/**
 * One stop of a tour or a visit: all that it judges held, or the first of it is blamed for what it threw. Either way it
 * goes on: what a stop left unjudged is judged by claims of its own.
 */
export async function stop(
  worker: WorkerPort,
  judged: readonly [Judged, ...Judged[]],
  act: () => Promise<void>,
): Promise<boolean> {
  try {
    await act();
    for (const one of judged) worker.judged(...idOf(one));
    return true;
  } catch (error) {
    // What could not be judged is so for all of them; a refutation blames the first.
    const blamed = error instanceof Unjudged ? judged : judged.slice(0, 1);
    for (const one of blamed) worker.stumbled(error, ...idOf(one));
    return false;
  }
}
