import { register } from "tsx/esm/api";

register();
await import("../harness/kill-worker.ts");
