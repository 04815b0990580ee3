import { createHash } from "node:crypto";
import fc from "fast-check";

/** The seed of a set of cases follows from the run's seed and the set's name, so that `--only` repeats what a whole run did. */
export const seedOf = (name: string): number => createHash("sha256").update(name).digest().readInt32BE(0);

/** How far a search is: what it has made until now, and what it makes next. */
export interface Made {
  cases: number;
  /** Smaller inputs that were looked at. */
  shrinks: number;
  /** Smaller inputs in a row that did not show the failure. */
  misses: number;
  isShrinking: boolean;
}

export interface Searching<Inputs> {
  inputs: fc.Arbitrary<Inputs>;
  seed: number;
  /** Cases to make, where no path leads to the one, and the number of the first of them. */
  runs: number;
  from?: number;
  /** Inputs that come before those that are drawn. */
  first?: readonly Inputs[];
  /** Leads to one case: it is made, and no other. */
  path?: string | undefined;
  /** The case of the path is shrunk, not only replayed. */
  shrinks?: boolean;
  /** Whether the next case, or the next smaller input, is made at all. */
  mayMake: (made: Made) => boolean;
  /** Whether an error ends the search: no smaller input is looked for. */
  endsWith?: (error: unknown) => boolean;
  /** Makes a case: throws where it shows a failure, which it has told the search. */
  make: (inputs: Inputs, made: Made) => Promise<void>;
}

/** What fast-check found: nothing, or a failure and the path to its smallest input. */
export interface Found {
  failed: boolean;
  path: string;
  error: unknown;
}

/** The path of a replay leads to no case: it is of another seed, or of another set of cases. */
export class NoSuchPath extends Error {}

/** Looks for a failure with fast-check and shrinks it, locked to the first one: nothing else counts meanwhile. */
export class Search<Caught> {
  /** The failure that is shrunk or replayed. */
  #lock: string | undefined;
  #caught: Caught | undefined;
  #isShrinkable = true;

  /** Whether a failure counts: while one is shrunk or replayed, only that one does. */
  counts(key: string): boolean {
    return this.#lock === undefined || this.#lock === key;
  }

  /** Notes a failure; from then on the search is about it alone. */
  caught(key: string, what: Caught): void {
    this.#lock = key;
    this.#caught = what;
  }

  /** The failure with the smallest input so far. */
  get found(): { key: string; caught: Caught } | undefined {
    return this.#lock === undefined || this.#caught === undefined
      ? undefined
      : { key: this.#lock, caught: this.#caught };
  }

  /** No smaller input is looked for: the failure does not repeat. */
  stopShrinking(): void {
    this.#isShrinkable = false;
  }

  /** Makes cases until one fails, then smaller ones. */
  async run<Inputs>(searching: Searching<Inputs>): Promise<Found> {
    this.#lock = undefined;
    return this.#run(searching);
  }

  /** Makes the case of a path once more: whether it shows the failure again. What was found before stays. */
  async repeats<Inputs>(searching: Searching<Inputs>, key: string): Promise<Caught | undefined> {
    const before = this.found;
    this.#lock = key;
    const { failed } = await this.#run({ ...searching, shrinks: false });
    const again = failed ? this.#caught : undefined;
    this.#lock = before?.key;
    this.#caught = before?.caught;
    return again;
  }

  async #run<Inputs>({
    inputs,
    seed,
    runs,
    from = 0,
    first = [],
    path,
    shrinks = false,
    mayMake,
    make,
    endsWith,
  }: Searching<Inputs>): Promise<Found> {
    this.#caught = undefined;
    this.#isShrinkable = true;
    const made: Made = { cases: 0, shrinks: 0, misses: 0, isShrinking: false };
    let isOver = false;
    const property = fc.asyncProperty(inputs, async (values) => {
      if (isOver) return;
      made.isShrinking = this.#caught !== undefined;
      // fast-check goes on from the case of a path to those beside it.
      if (path !== undefined && !made.isShrinking && made.cases > 0) return;
      if (made.isShrinking) made.shrinks += 1;
      if ((made.isShrinking && !this.#isShrinkable) || !mayMake(made)) return;
      made.cases += 1;
      try {
        await make(values, made);
        if (made.isShrinking) made.misses += 1;
      } catch (error) {
        made.misses = 0;
        isOver = endsWith?.(error) ?? false;
        throw error;
      }
    });
    // A path of one number is where fast-check begins: it goes on from there.
    const later = from > 0 ? { path: `${from}` } : {};
    const replay = path === undefined ? later : { path, endOnFailure: !shrinks };
    const examples = first.map((one): [Inputs] => [one]);
    const details = await check(property, { seed, numRuns: path === undefined ? runs : 1, examples, ...replay });
    return { failed: details.failed, path: details.counterexamplePath ?? path ?? "0", error: details.errorInstance };
  }
}

/** fast-check throws where a path leads to no case. */
async function check<T>(property: fc.IAsyncProperty<T>, parameters: fc.Parameters<T>): Promise<fc.RunDetails<T>> {
  try {
    return await fc.check(property, parameters);
  } catch (error) {
    const isLost = error instanceof Error && /wrong path|Unable to replay/.test(error.message);
    throw isLost ? new NoSuchPath(error.message) : error;
  }
}
