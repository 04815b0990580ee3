import { register } from "tsx/esm/api";

register();
const { serveFaults } = await import("../harness/run/kill-worker.ts");
const { faults } = await import("../mock/faults/index.ts");
const { suite } = await import("../suites/index.ts");
serveFaults({ suite, faults });
