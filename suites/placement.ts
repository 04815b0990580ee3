import { placementOf } from "../arbitraries/placement.ts";
import { plainVersion } from "../arbitraries/version.ts";
import type { Reply, WorkerPort } from "../contract/api.ts";
import { placementShapes } from "../contract/placement.ts";
import { claimRows } from "./claim.ts";
import { send } from "./stories.ts";
import { accepted, found, listed } from "./words.ts";

/** Reads that fail on the server's side fail for the placement: on the live API it can make a Worker unreadable. */
async function read<T>(reply: Promise<Reply<T>>, otherwise: (reply: Reply<T>) => unknown): Promise<void> {
  const got = await reply;
  if (got.exchange.answer.status >= 500) accepted(got);
  otherwise(got);
}

async function readable(worker: WorkerPort, id: string): Promise<void> {
  await worker.eventually(() => read(worker.get(id, { modules: true }), found));
  await worker.eventually(() => read(worker.get(id), found));
  await read(worker.list(), listed);
}

export const placementClaims = claimRows(
  "placement.accepted",
  placementShapes,
  (shape) => ({ weight: shape === "smart" ? 0.2 : 0.7, drives: ["placement.echoed"] }),
  (shape) => [placementOf(shape)],
  () => async (worker, placement) => {
    const { id } = accepted(await send(worker, { ...plainVersion(), placement }));
    await readable(worker, id);
  },
);
