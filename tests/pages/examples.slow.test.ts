import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { allPages } from "../../pages/pages.ts";
import { seenInRuns } from "../../pages/runs.ts";

const root = resolve(import.meta.dirname, "../..");

test("what the pages show of runs is what runs show: npm run docs makes them anew", async () => {
  const seen = await seenInRuns(() => {});

  const pages = Object.entries(allPages((id) => seen.get(id) ?? { answers: [] }));

  expect(
    pages.filter(([path, text]) => readFileSync(resolve(root, path), "utf8") !== text).map(([path]) => path),
  ).toEqual([]);
});
