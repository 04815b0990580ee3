import { parentPort } from "node:worker_threads";
import { judgeFault } from "./kill-matrix.ts";

/** A thread of the kill matrix: judges the faults that it is sent, one after the other. */
parentPort?.on("message", async ({ fault, runs }: { fault: string; runs: number }) => {
  parentPort?.postMessage(await judgeFault(fault, runs));
});
