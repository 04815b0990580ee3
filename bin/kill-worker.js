import { register } from "tsx/esm/api";

register();
await import("../harness/commands/kill-worker.ts");
