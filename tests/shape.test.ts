import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { requirementIds } from "../contract/requirements/index.ts";
import { suite } from "../suites/index.ts";

const root = resolve(import.meta.dirname, "..");
/** From left to right: a folder imports itself and what stands left of it. */
const columns = ["contract", "arbitraries", "suites", "reports", "harness"];

const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
const imports = (file: string): string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/from "(\.[^"]+)"/g)].map(([, to = ""]) =>
    relative(root, resolve(root, dirname(file), to)),
  );

test("imports point left", () => {
  const wrong = columns.flatMap((column, i) =>
    files(column).flatMap((file) =>
      imports(file)
        .filter((to) => columns.indexOf(to.split("/")[0] ?? "") > i)
        .map((to) => `${file} imports ${to}`),
    ),
  );

  expect(wrong).toEqual([]);
});

test("only harness has effects: no clock, no random, no files, no network elsewhere", () => {
  const pattern =
    /Date\.now\(|new Date\(\)|Math\.random\(|from "node:(fs|http|net|child_process|timers)|from "undici"|process\.env/;
  const wrong = ["contract", "arbitraries", "suites", "reports"]
    .flatMap(files)
    .filter((file) => pattern.test(readFileSync(join(root, file), "utf8")));

  expect(wrong).toEqual([]);
});

test("every requirement is judged by a claim, by a story or by an invariant", () => {
  const judged = new Set([
    ...suite.claims.flatMap((one) => [...(one.id ? [one.id] : []), ...one.drives]),
    ...suite.invariants,
  ]);

  expect(requirementIds.filter((id) => !judged.has(id))).toEqual([]);
});

test("the ids of the requirements are frozen", () => {
  expect(requirementIds.toSorted()).toMatchSnapshot();
});
