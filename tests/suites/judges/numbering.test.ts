import { expect, test } from "vitest";
import { distinctNumbers, gapFree, numbersOf } from "../../../suites/judges/numbering.ts";
import { verdictOf } from "./verdict.ts";

test("creates that go on at once get different numbers", () => {
  const verdicts = [[2, 3], [3, 3], [2]].map((numbers) => verdictOf(() => distinctNumbers(numbers)));

  expect(verdicts).toEqual(["holds", "numbering.parallel-distinct", "unjudged"]);
});

test("their numbers leave no gap, but for those that were refused", () => {
  const verdicts = [
    verdictOf(() => gapFree(1, [2, 3], 0)),
    verdictOf(() => gapFree(1, [2, 4], 0)),
    verdictOf(() => gapFree(1, [2, 4], 1)),
    verdictOf(() => gapFree(2, [2, 3], 0)),
    verdictOf(() => gapFree(1, [2, 2], 0)),
  ];

  const broken = "numbering.parallel-gap-free";
  expect(verdicts).toEqual(["holds", broken, "holds", broken, "unjudged"]);
});

test("the numbers of versions go from the lowest on", () => {
  const numbers = numbersOf([
    { id: "b", number: 10 },
    { id: "a", number: 9 },
  ]);

  expect(numbers).toEqual([9, 10]);
});
