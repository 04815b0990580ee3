import fc from "fast-check";

/** Halves, quarters, … of a list, each taken away; at last single items. */
function* without<T>(list: readonly T[]): Generator<T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < list.length; from += size) yield list.filter((_, i) => i < from || i >= from + size);
}

class Every<T> extends fc.Arbitrary<T[]> {
  readonly #list: readonly T[];

  constructor(list: readonly T[]) {
    super();
    this.#list = list;
  }

  generate(): fc.Value<T[]> {
    return new fc.Value([...this.#list], undefined);
  }

  canShrinkWithoutContext(value: unknown): value is T[] {
    return Array.isArray(value);
  }

  shrink(value: T[]): fc.Stream<fc.Value<T[]>> {
    return fc.stream(without(value)).map((part) => new fc.Value(part, undefined));
  }
}

/** The whole list, each time: what is visited, not drawn. It shrinks to sublists, so that a failure keeps what it needs. */
export const every = <T>(list: readonly T[]): fc.Arbitrary<T[]> => new Every(list);

/** A value of each arbitrary, each time; shrinks to fewer of them, and each to a simpler one. */
export const oneOfEach = <T>(all: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T[]> =>
  fc
    .tuple(every(all.map((_, i) => i)), fc.tuple(...all))
    .map(([kept, values]) => kept.flatMap((i) => [values[i] as T]));
