import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orders, pairwise, subsets } from "../../arbitraries/combinations.ts";
import { edgeDates, flagsAt } from "../../arbitraries/compatibility.ts";
import { every, oneOfEach } from "../../arbitraries/every.ts";

const counts = [1, 2, 3, 5, 8, 27, 28];
const pairsOf = (count: number) =>
  Array.from({ length: count }, (_, a) => Array.from({ length: count }, (_, b) => [a, b] as const))
    .flat()
    .filter(([a, b]) => a !== b);

describe("combinations", () => {
  test.each(counts)("subsets of %i have every pair together, and each one without the other", (count) => {
    const all = subsets(count);

    expect(pairsOf(count).filter(([a, b]) => !all.some((one) => one.includes(a) && one.includes(b)))).toEqual([]);
    expect(pairsOf(count).filter(([a, b]) => !all.some((one) => one.includes(a) && !one.includes(b)))).toEqual([]);
    expect(all.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count + 1)) + 4);
  });

  test.each(counts)("orders of %i have each one right before each other one", (count) => {
    const next = new Set(orders(count).flatMap((row) => row.slice(1).map((one, i) => `${row[i]} ${one}`)));

    expect(pairsOf(count).filter(([a, b]) => !next.has(`${a} ${b}`))).toEqual([]);
    for (const row of orders(count)) expect(row.toSorted((a, b) => a - b)).toEqual(row.map((_, i) => i));
  });
});

describe("rows in pairs", () => {
  const axes = { a: ["1", "2", "3"], b: ["x", "y"], c: ["p", "q", "r", "s"], d: ["-", "+"] };
  const pairs = Object.entries(axes).flatMap(([one, values], i) =>
    Object.entries(axes)
      .slice(i + 1)
      .flatMap(([other, others]) => values.flatMap((a) => others.map((b) => ({ [one]: a, [other]: b })))),
  );
  const hasAll = (row: Record<string, string>, part: Record<string, string>) =>
    Object.entries(part).every(([name, value]) => row[name] === value);

  test("have each value with each value of every other axis, in fewer rows than all there are", () => {
    const rows = pairwise<Record<string, string>>(axes);

    expect(pairs.filter((pair) => !rows.some((row) => hasAll(row, pair)))).toEqual([]);
    expect(rows.length).toBeLessThanOrEqual(16);
  });

  test("have no pair that is not allowed, and all others", () => {
    const allows = ({ a, c }: Partial<Record<string, string>>) => !(a === "2" && c !== undefined && c !== "p");
    const rows = pairwise<Record<string, string>>(axes, allows);

    expect(rows.filter((row) => !allows(row))).toEqual([]);
    expect(pairs.filter((pair) => allows(pair) && !rows.some((row) => hasAll(row, pair)))).toEqual([]);
  });
});

describe("every member of a list", () => {
  const list = Array.from({ length: 60 }, (_, i) => i);

  test("is there each time", () => {
    expect(fc.sample(every(list), { seed: 3, numRuns: 5 })).toEqual(Array.from({ length: 5 }, () => list));
  });

  test("shrinks to the members that a failure needs", () => {
    const { counterexample } = fc.check(
      fc.property(every(list), (some) => !(some.includes(7) && some.includes(41))),
      { seed: 1 },
    );

    expect(counterexample).toEqual([[7, 41]]);
  });

  test("is a value of each arbitrary, each shrunk too", () => {
    const each = oneOfEach(list.slice(0, 9).map((least) => fc.integer({ min: least, max: 1000 })));
    const { counterexample } = fc.check(
      fc.property(each, (some) => some.every((one) => one < 100)),
      { seed: 1 },
    );

    expect(counterexample).toEqual([[100]]);
  });
});

describe("dates", () => {
  test("are none of the days to come, and today is among them", () => {
    const dates = edgeDates({ today: "2026-03-01" });

    expect(dates.filter((one) => one > "2026-03-01")).toEqual([]);
    expect(dates).toContain("2026-03-01");
    expect(dates).toContain("2026-02-28");
  });

  test("name no flag that they turn on", () => {
    expect(flagsAt("2026-03-01")).not.toContain("url_standard");
    expect(flagsAt("2022-06-01")).toContain("url_standard");
  });
});
