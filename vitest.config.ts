import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "project",
          include: ["tests/**/*.test.ts"],
          globalSetup: "tests/temporary.ts",
          testTimeout: 60_000,
        },
      },
      { test: { name: "conformance", include: ["suites/conformance.test.ts"], hookTimeout: 3_600_000 } },
    ],
  },
});
