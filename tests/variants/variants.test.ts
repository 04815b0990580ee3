import { expect, test } from "vitest";
import { resolves } from "../../contract/source.ts";
import { alarmsIn, judged } from "./alarms.ts";
import { variantIds, variants } from "./catalogue/index.ts";

const atLeast = 100;
/** A handful that shows most of an answer in another way. */
const handful = [
  "null-for-absent",
  "upper-case-ids-in-lists",
  "reverse-bindings",
  "algorithm-hash-object",
  "asset-defaults-left-out",
];

test("the catalogue has a hundred rows or more, each with a source that leads somewhere", () => {
  const lost = Object.entries(variants).filter(([, { source }]) => !resolves(source));

  expect(lost).toEqual([]);
  expect(variantIds.length).toBeGreaterThanOrEqual(atLeast);
});

test("no two rows say the same", () => {
  const said = Object.values(variants).map(({ text }) => text);

  expect(new Set(said).size).toBe(said.length);
});

test.each(handful)("a target that shows %s raises no alarm", async (id) => {
  const report = await judged([variants[id]?.make() ?? {}], { seed: "1" });

  expect(alarmsIn(report)).toEqual([]);
});
