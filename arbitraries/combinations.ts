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
