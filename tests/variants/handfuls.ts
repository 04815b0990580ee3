import fc from "fast-check";

const size = 6;
const handfulsASeed = 10;

/** Rows that say the opposite of each other, or hide what another one shows, are still one target that conforms. */
export const handfuls = (ids: readonly string[], seeds: number): string[][] =>
  fc.sample(fc.subarray([...ids], { minLength: 2, maxLength: size }), { seed: 1, numRuns: handfulsASeed * seeds });
