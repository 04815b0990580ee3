import { parentPort } from "node:worker_threads";
import { judgeFault, type Proving } from "./kill-matrix.ts";

/** A thread of the kill matrix: judges the faults that it is sent, one after the other. */
export function serveFaults(proving: Proving): void {
  parentPort?.on("message", async ({ fault, runs }: { fault: string; runs: number }) => {
    parentPort?.postMessage(await judgeFault(proving, fault, runs));
  });
}
