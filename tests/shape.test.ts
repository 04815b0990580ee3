import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { requirementIds, retired } from "../contract/requirements/index.ts";
import { newestRevision } from "../contract/revision.ts";
import { suiteAt } from "../suites/index.ts";

const root = resolve(import.meta.dirname, "..");
/** From left to right: a folder imports itself and what stands left of it. Of harness, gate takes the shared room alone. */
const folders = ["contract", "arbitraries", "suites", "mock", "reports", "harness"];
const ofGate = ["contract", "arbitraries", "reports", "harness/shared"];
/** Rooms, in the same order, inside the folders that have them; "." is what lies in the folder itself. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  suites: ["words", "seen", "coverage", "judges", ".", "histories", "tours", "visits", "index.ts"],
  reports: [".", "docs", "html", "repro", "gate"],
  harness: ["shared", "settings", "cleanup", "target", "session", "judge", "plan", "run", "commands"],
  gate: ["contract", "wire", "adapters", "cases", "judges", "engine", "proof", "run", "commands"],
};

const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
const sourceOf = (file: string): string => readFileSync(join(root, file), "utf8");
const imports = (file: string): string[] =>
  [...sourceOf(file).matchAll(/from "(\.[^"]+)"/g)].map(([, to = ""]) =>
    relative(root, resolve(root, dirname(file), to)),
  );
const folderOf = (file: string): string => file.split("/")[0] ?? "";

/** The room of a file: its folder's own order decides which it is. */
function roomOf(file: string): string {
  const [folder = "", ...rest] = file.split("/");
  const [first = ""] = rest;
  if (rooms[folder]?.includes(first)) return first;
  return rest.length > 1 ? first : ".";
}

const arrows = (folder: string): [from: string, to: string][] =>
  files(folder).flatMap((file) => imports(file).map((to): [string, string] => [file, to]));

describe("imports point left", () => {
  test.each(folders)("from %s", (folder) => {
    const known = folders.slice(0, folders.indexOf(folder) + 1);

    expect(arrows(folder).filter(([, to]) => !known.includes(folderOf(to)))).toEqual([]);
  });

  test("from reports, to contract alone", () => {
    expect(arrows("reports").filter(([, to]) => !["contract", "reports"].includes(folderOf(to)))).toEqual([]);
  });

  test("from gate, to what it shares with harness and no further", () => {
    const isKnown = (to: string) => folderOf(to) === "gate" || ofGate.some((one) => to.startsWith(`${one}/`));

    expect(arrows("gate").filter(([, to]) => !isKnown(to))).toEqual([]);
  });

  test.each(Object.keys(rooms))("from room to room of %s", (folder) => {
    const order = rooms[folder] ?? [];
    const at = (file: string) => order.indexOf(roomOf(file));

    const inside = arrows(folder).filter(([, to]) => folderOf(to) === folder);

    expect(files(folder).filter((file) => at(file) < 0)).toEqual([]);
    expect(inside.filter(([from, to]) => at(to) > at(from))).toEqual([]);
  });
});

/** Files that one file reaches by imports, itself only if it is on a circle. */
function reachable(file: string, graph: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const queue = [...(graph.get(file) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...(graph.get(next) ?? []));
  }
  return found;
}

const product = [...folders, "gate"].flatMap(files);
const lines = (file: string): number => sourceOf(file).split("\n").length;
/** Tables: as long as what they list. */
const isTable = (file: string): boolean =>
  /^(contract\/(ledger|facts|requirements|faults|newer)|mock\/faults|gate\/(contract|proof\/mutants))/.test(file);

describe("the house", () => {
  test("has no circle of imports", () => {
    const graph = new Map(product.map((file) => [file, imports(file)]));

    expect(product.filter((file) => reachable(file, graph).has(file))).toEqual([]);
  });

  test("has no room with over a quarter of the lines", () => {
    const all = product.reduce((sum, file) => sum + lines(file), 0);
    const sizes = new Map<string, number>();
    for (const file of product) {
      const room = `${folderOf(file)}/${roomOf(file)}`;
      sizes.set(room, (sizes.get(room) ?? 0) + lines(file));
    }

    expect([...sizes].filter(([, size]) => size > all / 4)).toEqual([]);
  });

  test("has no file over 300 lines but tables", () => {
    expect(product.filter((file) => !isTable(file) && lines(file) > 300)).toEqual([]);
  });

  test("has effects in harness and gate alone: no clock, no random, no files, no network elsewhere", () => {
    const pattern =
      /Date\.now\(|new Date\(\)|Math\.random\(|from "node:(fs|http|net|child_process|timers)|from "undici"|process\.env/;
    const pure = ["contract", "arbitraries", "suites", "reports"].flatMap(files);

    // The text of a program that others run is no effect of ours.
    const written = ["reports/repro/mjs.ts"];
    expect(pure.filter((file) => pattern.test(sourceOf(file)) && !written.includes(file))).toEqual([]);
  });

  test("has no list of this endpoint in harness: the suite is handed over", () => {
    const lists = /import (?!type)[^;]*from "[./]*(suites\/(index|tours\/index)|contract\/requirements\/(?!index))/;
    const named = /import \{[^}]*\b(requirementIds|isRequirementId|requirements)\b[^}]*\} from/;

    const wrong = files("harness").filter((file) => lists.test(sourceOf(file)) || named.test(sourceOf(file)));

    expect(wrong).toEqual([]);
  });
});

test("every requirement is judged by a claim, by a story or by an invariant", () => {
  const suite = suiteAt(newestRevision);
  const judged = new Set<string>([
    ...suite.claims.flatMap((one) => [...(one.id ? [one.id] : []), ...one.drives]),
    ...suite.invariants,
  ]);

  expect(requirementIds.filter((id) => !judged.has(id))).toEqual([]);
});

test("the ids of the requirements are frozen", () => {
  const [known, gone] = [requirementIds, Object.keys(retired)];

  expect(known.filter((id) => gone.includes(id))).toEqual([]);
  expect([...known, ...gone].toSorted()).toMatchSnapshot();
});
