import fc from "fast-check";
import { expect, test } from "vitest";

const runs = 200;
const mostShrinks = 300;

/** The laws that every arbitrary keeps: same seed same values, only accepted values, shrinks stay inside. */
export function keepsTheLaws<T>(
  name: string,
  arbitrary: fc.Arbitrary<T>,
  accepts: (value: T) => string | undefined,
): void {
  test(`${name}: the same seed gives the same values`, () => {
    const sample = () => fc.sample(arbitrary, { seed: 7, numRuns: 30 });

    expect(sample()).toEqual(sample());
  });

  test(`${name}: every value is one that the contract accepts`, () => {
    for (const value of fc.sample(arbitrary, { seed: 11, numRuns: runs })) {
      expect({ value, problem: accepts(value) }).toEqual({ value, problem: undefined });
    }
  });

  test(`${name}: shrinks stay inside`, () => {
    const problems: string[] = [];
    let shrunk = 0;
    const property = fc.property(arbitrary, (value) => {
      shrunk += 1;
      const problem = accepts(value);
      if (problem !== undefined) problems.push(`${problem}: ${JSON.stringify(value)}`);
      return shrunk > mostShrinks;
    });

    fc.check(property, { seed: 5, numRuns: 1 });

    expect(problems).toEqual([]);
    expect(shrunk).toBeGreaterThan(0);
  });
}
