import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { facts } from "../../contract/facts/index.ts";
import { requirementIds } from "../../contract/requirements/index.ts";
import { allPages } from "../../pages/pages.ts";
import { withoutRun } from "../../reports/docs/requirement.ts";

const root = resolve(import.meta.dirname, "../..");
const pages = allPages(() => ({ answers: [] }));
const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "");

describe("the pages of docs/, but for what runs show: npm run docs makes them anew", () => {
  test.each(Object.keys(pages))("%s is current", (path) => {
    expect(withoutRun(read(path))).toBe(withoutRun(pages[path] ?? ""));
  });

  test("are one for each requirement, and none of a requirement that is gone", () => {
    const names = readdirSync(join(root, "docs/requirements")).filter((name) => name !== "index.md");

    expect(names.toSorted()).toEqual(requirementIds.map((id) => `${id}.md`).toSorted());
  });

  test("show an example of each requirement, with what was expected and what came", () => {
    const without = requirementIds.filter(
      (id) => !/expected {3}.+\n {2}actual {5}./.test(read(`docs/requirements/${id}.md`)),
    );

    expect(without).toEqual([]);
  });

  test("have no time of a run", () => {
    const text = requirementIds.map((id) => read(`docs/requirements/${id}.md`)).join("\n");

    expect(text.match(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g) ?? []).toEqual([]);
  });

  test("have a part for each fact", () => {
    const text = read("docs/facts.md");

    expect(Object.keys(facts).filter((id) => !text.includes(`\n## ${id}\n`))).toEqual([]);
  });
});
