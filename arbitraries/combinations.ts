/** In so few subsets of `count` things that of each two of them one has both, one the first alone, one the second alone. */
export function subsets(count: number): number[][] {
  const all = Array.from({ length: count }, (_, i) => i);
  const bits = Math.ceil(Math.log2(Math.max(2, count))) + 1;
  const halves = Array.from({ length: bits }, (_, bit) =>
    [0, 1].map((side) => all.filter((i) => ((i >> bit) & 1) === side)),
  );
  return [all, ...halves.flat()].filter((one) => one.length > 0);
}

/**
 * Orders of `count` things in which each thing stands right before each other one, and right after it (a row-complete
 * Latin square, Williams 1949: complete for even counts; an odd count gets a place that stays empty).
 */
export function orders(count: number): number[][] {
  const size = count + (count % 2);
  const zigzag = Array.from({ length: size }, (_, i) => (i % 2 === 0 ? i / 2 : size - (i + 1) / 2));
  const rows = Array.from({ length: size }, (_, shift) => zigzag.map((one) => (one + shift) % size));
  return rows.map((row) => row.filter((one) => one < count));
}

/**
 * Rows that have each value of each axis together with each value of every other one (a covering array of strength 2, by the
 * greedy way of AETG: each row takes, axis by axis, the value that makes the most new pairs). What `allows` refuses, no row
 * and no pair of it has.
 */
export function pairwise<Row extends Record<string, string>>(
  axes: { readonly [Name in keyof Row]: readonly Row[Name][] },
  allows: (row: Partial<Row>) => boolean = () => true,
): Row[] {
  const names = Object.keys(axes) as (keyof Row & string)[];
  type Choice = [name: keyof Row & string, value: string];
  const rowOf = (choices: readonly Choice[]) => Object.fromEntries(choices) as Partial<Row>;
  const keyOf = (choices: readonly Choice[]) => JSON.stringify(choices.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const choicesOf = (name: keyof Row & string): Choice[] => axes[name].map((value) => [name, value]);
  const open = new Map(
    names.flatMap((one, i) =>
      names
        .slice(i + 1)
        .flatMap((other) =>
          choicesOf(one).flatMap((a) =>
            choicesOf(other).flatMap((b) => (allows(rowOf([a, b])) ? [[keyOf([a, b]), [a, b]] as const] : [])),
          ),
        ),
    ),
  );
  const rows: Row[] = [];
  for (const [, first] of open) {
    if (!open.has(keyOf(first))) continue;
    const row: Choice[] = [...first];
    for (const name of names.filter((one) => row.every(([taken]) => taken !== one))) {
      const possible = choicesOf(name).filter((choice) => allows(rowOf([...row, choice])));
      const news = (choice: Choice) => row.filter((taken) => open.has(keyOf([taken, choice]))).length;
      const best = possible.reduce((a, b) => (news(b) > news(a) ? b : a));
      row.push(best);
    }
    for (const [i, a] of row.entries()) for (const b of row.slice(i + 1)) open.delete(keyOf([a, b]));
    rows.push(rowOf(row) as Row);
  }
  return rows;
}
