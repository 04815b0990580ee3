import { parentPort } from "node:worker_threads";
import { judgeFault, type Proof, type Proving } from "./kill-matrix.ts";

/** A thread of the kill matrix: judges the faults that it is sent, one after the other. */
export function serveFaults(proving: Proving): void {
  parentPort?.on("message", async ({ fault, proof }: { fault: string; proof: Proof }) => {
    parentPort?.postMessage(await judgeFault(proving, fault, proof));
  });
}
