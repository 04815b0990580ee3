import type { WorkerPort } from "../../contract/api.ts";
import type { Binding } from "../../contract/bindings.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { stop } from "../words/stop.ts";
import { isRefused } from "../words/verdicts.ts";
import { bindingAccepted } from "./content.ts";

/** The most creates that looking for a refused binding may take. */
const mostProbes = 16;

/** The bindings that a target refuses, found by halves; each is blamed by itself. */
export async function refusedAmong(worker: WorkerPort, whole: VersionRequest): Promise<Binding[]> {
  let probes = 0;
  const search = async (list: Binding[]): Promise<Binding[]> => {
    if (list.length === 0 || probes >= mostProbes) return [];
    probes += 1;
    const reply = await worker.create({ ...whole, bindings: list }, { contentUnjudged: true });
    if (!isRefused(reply)) return [];
    if (list.length === 1) {
      const [one] = list;
      if (one) await stop(worker, [["bindings.accepted", one.type]], async () => void bindingAccepted(one.type)(reply));
      return list;
    }
    const half = Math.ceil(list.length / 2);
    return [...(await search(list.slice(0, half))), ...(await search(list.slice(half)))];
  };
  // Refused without any binding too: then it is something else.
  if (isRefused(await worker.create({ ...whole, bindings: [] }, { contentUnjudged: true }))) return [];
  return search([...(whole.bindings ?? [])]);
}
