import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Made, NoSuchPath, Search, type Searching, seedOf } from "../../../harness/shared/search.ts";

const numbers = fc.integer({ min: 0, max: 1000 });

/** A search that fails on numbers of at least so much, and what it made. */
function searchFor(least: number, rest: Partial<Searching<number>> = {}) {
  const search = new Search<number>();
  const made: { value: number; isShrinking: boolean }[] = [];
  const searching: Searching<number> = {
    inputs: numbers,
    seed: 7,
    runs: 50,
    mayMake: () => true,
    make: async (value, { isShrinking }) => {
      made.push({ value, isShrinking });
      if (value < least || !search.counts("big")) return;
      search.caught("big", value);
      throw new Error(`${value} is too much`);
    },
    ...rest,
  };
  return { search, searching, made };
}

describe("a seed", () => {
  test("follows from the name alone, and is a 32-bit integer", () => {
    expect(seedOf("a")).toBe(-896040686);
    expect(seedOf("b")).not.toBe(seedOf("a"));
  });
});

describe("a search", () => {
  test("makes as many cases as it is told where nothing fails", async () => {
    const { search, searching, made } = searchFor(1001);

    const { failed } = await search.run(searching);

    expect(failed).toBe(false);
    expect(made).toHaveLength(50);
    expect(search.found).toBeUndefined();
  });

  test("shrinks a failure to its smallest input", async () => {
    const { search, searching } = searchFor(500);

    const { failed, error } = await search.run(searching);

    expect(failed).toBe(true);
    expect((error as Error).message).toBe("500 is too much");
    expect(search.found).toEqual({ key: "big", caught: 500 });
  });

  test("counts cases apart from smaller inputs, and smaller inputs without the failure in a row", async () => {
    const seen: Made[] = [];
    const { search, searching } = searchFor(500, {
      mayMake: (made) => {
        seen.push({ ...made });
        return true;
      },
    });

    await search.run(searching);

    const first = seen.findIndex(({ isShrinking }) => isShrinking);
    expect(seen[first]).toMatchObject({ cases: first, shrinks: 1, misses: 0 });
    expect(seen.at(-1)?.shrinks).toBe(seen.length - first);
    expect(Math.max(...seen.map(({ misses }) => misses))).toBeGreaterThan(0);
    expect(seen.slice(0, first).every(({ shrinks, misses }) => shrinks + misses === 0)).toBe(true);
  });

  test("begins to count misses anew where a smaller input shows the failure", async () => {
    const misses: number[] = [];
    const shows = [true, false, false, true, false];
    const search = new Search<number>();

    await search.run({
      inputs: fc.integer({ min: 900, max: 1_000_000 }),
      seed: 3,
      runs: 1,
      mayMake: (made) => misses.push(made.misses) <= shows.length,
      make: async (value) => {
        if (!shows[misses.length - 1]) return;
        search.caught("x", value);
        throw new Error("x");
      },
    });

    expect(misses.slice(0, 5)).toEqual([0, 0, 1, 2, 0]);
  });

  test("looks for no smaller input once it is told that the failure does not repeat", async () => {
    const { search, searching, made } = searchFor(500);
    const { make } = searching;

    await search.run({
      ...searching,
      make: (value, state) => {
        search.stopShrinking();
        return make(value, state);
      },
    });

    expect(made.filter(({ isShrinking }) => isShrinking)).toEqual([]);
    expect(search.found?.caught).toBeGreaterThan(500);
  });

  test("makes nothing more once it may not", async () => {
    const { search, searching, made } = searchFor(1001, { mayMake: ({ cases }) => cases < 3 });

    await search.run(searching);

    expect(made).toHaveLength(3);
  });

  test("is locked to the first failure: no other one counts until it runs again", async () => {
    const { search, searching } = searchFor(500);

    expect([search.counts("big"), search.counts("other")]).toEqual([true, true]);
    await search.run(searching);
    expect([search.counts("big"), search.counts("other")]).toEqual([true, false]);
    await search.run({ ...searching, runs: 1, make: async () => {} });
    expect(search.counts("other")).toBe(true);
    expect(search.found).toBeUndefined();
  });
});

describe("a path", () => {
  test("leads to the very case that was found, and to no other", async () => {
    const { search, searching, made } = searchFor(500);
    const { path } = await search.run(searching);
    made.length = 0;

    const { failed } = await search.run({ ...searching, path });

    expect(failed).toBe(true);
    expect(made).toEqual([{ value: 500, isShrinking: false }]);
  });

  test("leads to no other case where the one holds now", async () => {
    const { search, searching } = searchFor(500);
    const { path } = await search.run(searching);
    const values: number[] = [];

    const { failed } = await search.run({ ...searching, path, make: async (value) => void values.push(value) });

    expect(failed).toBe(false);
    expect(values).toEqual([500]);
  });

  test("is shrunk further only where that is asked for", async () => {
    const { search, searching, made } = searchFor(500, { path: "0", seed: 2, make: undefined as never });
    const make = async (value: number) => {
      made.push({ value, isShrinking: false });
      search.caught("any", value);
      throw new Error("any");
    };

    await search.run({ ...searching, make });
    expect(made).toHaveLength(1);
    await search.run({ ...searching, make, shrinks: true });
    expect(made.length).toBeGreaterThan(2);
    expect(search.found?.caught).toBe(0);
  });

  test("that leads to no case is told apart from a failure", async () => {
    const { search, searching } = searchFor(500);

    await expect(search.run({ ...searching, path: "0:99:99" })).rejects.toBeInstanceOf(NoSuchPath);
  });
});

describe("a replay", () => {
  test("gives what the same case shows again, and keeps what was found before", async () => {
    const { search, searching } = searchFor(500);
    const { path } = await search.run(searching);

    const again = await search.repeats({ ...searching, path }, "big");

    expect(again).toBe(500);
    expect(search.found).toEqual({ key: "big", caught: 500 });
  });

  test("gives nothing where the case shows it no more, and keeps what was found before", async () => {
    const { search, searching } = searchFor(500);
    const { path } = await search.run(searching);

    const again = await search.repeats({ ...searching, path, make: async () => {} }, "big");

    expect(again).toBeUndefined();
    expect(search.found).toEqual({ key: "big", caught: 500 });
  });

  test("hears no other failure than the one that it is about", async () => {
    const { search, searching } = searchFor(500);
    const { path } = await search.run(searching);

    await search.repeats(
      {
        ...searching,
        path,
        make: async () => {
          expect([search.counts("other"), search.counts("big")]).toEqual([false, true]);
        },
      },
      "big",
    );

    expect.assertions(1);
  });
});
