import { defineConfig } from "vitest/config";

/** No verdict by wall clock: a limit that a busy machine reaches would be one. */
const patience = { testTimeout: 600_000, hookTimeout: 600_000, globalSetup: "tests/temporary.ts" };
/** What takes minutes on an idle machine, and far more in the nightly profile. */
const morePatience = { ...patience, testTimeout: 7_200_000, hookTimeout: 7_200_000 };
const slow = "tests/**/*.slow.test.ts";

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      { test: { name: "project", include: ["tests/**/*.test.ts"], exclude: [slow], ...patience } },
      { test: { name: "slow", include: [slow], ...morePatience } },
      {
        test: {
          name: "conformance",
          include: ["suites/conformance.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 7_200_000,
        },
      },
    ],
  },
});
