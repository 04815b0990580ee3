import type { Config } from "../harness/settings/settings.ts";

export type { Config } from "../harness/settings/settings.ts";
export { CannotRun } from "../harness/shared/errors.ts";
export type { RunEvent } from "../reports/events.ts";
export { exitCodeOf, meaningOf, type Report } from "../reports/report.ts";
export { type ConformanceTest, conformanceTests, type Judged, type TestOptions } from "./cases.ts";
export { type RunOptions, run } from "./run.ts";
export type { Fetching, Handler, Server, TargetOption } from "./target.ts";

/** The settings of `conformance.config.ts`, checked by the compiler: `export default defineConfig({ … })`. */
export const defineConfig = (config: Config): Config => config;
