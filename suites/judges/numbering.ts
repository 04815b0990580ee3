import type { Version } from "../../contract/version.ts";
import { given, holds } from "../words/verdicts.ts";

type Numbers = readonly number[];
const areDistinct = (numbers: Numbers) => new Set(numbers).size === numbers.length;
/** The numbers of versions, from the lowest on. */
export const numbersOf = (versions: readonly Version[]): number[] =>
  versions.map((one) => one.number).sort((a, b) => a - b);

/** Creates that go on at once get different numbers. */
export function distinctNumbers(numbers: Numbers): void {
  given(numbers.length > 1, "the target refuses parallel creates");
  holds(areDistinct(numbers), "different numbers", numbers, { id: "numbering.parallel-distinct" });
}

/** Their numbers follow the one before without a gap; each refused one may have used up a number. */
export function gapFree(before: number, numbers: Numbers, refusals: number): void {
  const areJudgeable = numbers.length > 1 && numbers.every(Number.isInteger) && areDistinct(numbers);
  given(areJudgeable, "parallel creates give no distinct numbers to judge");
  const fits = (numbers[0] ?? 0) > before && (numbers.at(-1) ?? 0) <= before + numbers.length + refusals;
  holds(fits, `${numbers.length} numbers from ${before + 1} without a gap`, numbers, {
    id: "numbering.parallel-gap-free",
    after: ["numbering.one-more"],
  });
}
