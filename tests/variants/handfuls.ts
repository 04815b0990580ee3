import fc from "fast-check";

const size = 6;
const handfulsASeed = 10;

/** What wants resources to exist, and does not say so: such a target is judged with --resources, which names some. */
const untold = ["resources-must-exist", "terse-refusals"];
const isTold = (ids: readonly string[]) => !untold.every((one) => ids.includes(one));

/** Rows that say the opposite of each other, or hide what another one shows, are still one target that conforms. */
export const handfuls = (ids: readonly string[], seeds: number): string[][] =>
  fc.sample(fc.subarray([...ids], { minLength: 2, maxLength: size }).filter(isTold), {
    seed: 1,
    numRuns: handfulsASeed * seeds,
  });
