import { beforeAll, describe, test } from "vitest";
import type { ConformanceTest } from "./cases.ts";

/** A task of vitest as far as it is looked at: what a filter of names leaves out is `skip`. */
interface Task {
  name: string;
  mode?: string;
  tasks?: readonly Task[];
}

const chosenIn = (task: Task): string[] =>
  task.tasks?.flatMap(chosenIn) ?? (task.mode === "run" || task.mode === "queued" ? [task.name] : []);

/**
 * Puts tests into the file of vitest that calls it: a suite for each area. `begin` is told which of them vitest is going to run, and
 * makes their run, for which vitest waits as long as `timeoutMs` says (0: for ever).
 */
export function mount(
  tests: readonly ConformanceTest[],
  begin: (chosen: readonly ConformanceTest[]) => Promise<unknown>,
  timeoutMs: number,
): void {
  const areas = [...new Set(tests.map(({ area }) => area))];
  // Before vitest 4.1 a hook is not told of its suite: then all is judged.
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the form of the first parameter
  beforeAll(async ({}, suite?: Task) => {
    const names = suite && new Set(chosenIn(suite));
    await begin(names ? tests.filter(({ name }) => names.has(name)) : tests);
  }, timeoutMs);
  for (const area of areas)
    describe(area, () => {
      for (const one of tests.filter((other) => other.area === area))
        test(one.name, async (context) => {
          const { error, skip, warning } = await one.judge();
          if (skip !== undefined) context.skip(skip);
          if (warning !== undefined) await context.annotate(warning, "warning");
          if (error) throw error;
        });
    });
}
