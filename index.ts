import type { Config } from "./harness/settings/settings.ts";

export type { Config } from "./harness/settings/settings.ts";

/** The settings of `conformance.config.ts`, checked by the compiler: `export default defineConfig({ … })`. */
export const defineConfig = (config: Config): Config => config;
