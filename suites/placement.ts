import { placementOf } from "../arbitraries/placement.ts";
import { plainVersion } from "../arbitraries/version.ts";
import type { CreateOptions, WorkerPort } from "../contract/api.ts";
import { type Placement, type PlacementShape, placementShapes } from "../contract/placement.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import { placementAccepted, placementEchoed } from "./judges/content.ts";
import { claimRows } from "./words/claim.ts";
import { accepted, ifThere } from "./words/verdicts.ts";

/** What explains that a placement cannot be read back: nothing can. */
const reads: RequirementId[] = ["read-back.get-finds", "read-back.list-finds"];

/**
 * Creates a version with a placement and reads it back by every way. A read that a placement makes impossible (seen on
 * the live API) is a failure of its echo, as long as reads work otherwise.
 */
export async function placed(
  worker: WorkerPort,
  row: PlacementShape,
  placement: Placement,
  options: Pick<CreateOptions, "deploy"> = {},
): Promise<void> {
  const { id } = placementAccepted(row)(await worker.create({ ...plainVersion(), placement }, options));
  const where = { ...placementEchoed, row, after: reads };
  for (const modules of [true, false])
    await ifThere(() => worker.eventually(async () => accepted(await worker.get(id, { modules }), where)));
  await ifThere(async () => accepted(await worker.list(), where));
}

export const placementClaims = claimRows(
  "placement.accepted",
  placementShapes,
  (shape) => ({ weight: shape === "smart" ? 0.1 : 0.3, drives: ["placement.echoed"] }),
  (shape) => [placementOf(shape)],
  (shape) => (worker, placement) => placed(worker, shape, placement),
);
