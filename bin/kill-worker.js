import { load } from "./load.js";

await load("package/kill-worker");
