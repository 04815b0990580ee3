import { defineConfig } from "vitest/config";

/** No verdict by wall clock: a limit that a busy machine reaches would be one. */
const patience = { testTimeout: 600_000, hookTimeout: 600_000, globalSetup: "tests/temporary.ts" };
const slow = "tests/**/*.slow.test.ts";

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      { test: { name: "project", include: ["tests/**/*.test.ts"], exclude: [slow], ...patience } },
      { test: { name: "slow", include: [slow], ...patience } },
      { test: { name: "conformance", include: ["suites/conformance.test.ts"], hookTimeout: 3_600_000 } },
    ],
  },
});
