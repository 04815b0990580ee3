import type { AddressedBy, Reply, WorkerPort } from "../contract/api.ts";
import { leavesOthers, leavesWorker } from "./judges/read-back.ts";
import { idsOf, isAccepted, listed, listedAll } from "./words/verdicts.ts";

/** The Worker that a version was deleted from still lists the others; the whole list is asked for only where its first page does not show it. */
export async function judgeLeft(worker: WorkerPort, others: readonly string[]): Promise<void> {
  await worker.eventually(async () => {
    const first = await worker.list();
    leavesWorker(first);
    const shown = idsOf(listed(first).versions);
    leavesOthers(others, others.every((id) => shown.includes(id)) ? shown : idsOf(await listedAll(worker)));
  });
}

/** Deletes a version; if the target did, what its list showed beside it must be left. */
export async function deleteOne(worker: WorkerPort, id: string, by?: AddressedBy): Promise<Reply<unknown>> {
  const before = (await worker.list()).result;
  const reply = await worker.remove(id, by ? { by } : {});
  if (!before || !isAccepted(reply)) return reply;
  await judgeLeft(
    worker,
    idsOf(before.versions).filter((one) => one !== id),
  );
  return reply;
}
