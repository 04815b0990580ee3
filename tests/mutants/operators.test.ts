import { expect, test } from "vitest";
import { mutantsOf, sampled } from "./operators.ts";

const changesOf = (line: string) => mutantsOf("a.ts", line).map(({ text }) => text);

test("comparisons, joins, negations, numbers and truths are changed one at a time", () => {
  expect(changesOf("const is = a === b && !c;")).toEqual([
    "const is = a !== b && !c;",
    "const is = a === b || !c;",
    "const is = a === b && c;",
  ]);
  expect(changesOf("const is = a <= 1;")).toEqual(["const is = a < 1;", "const is = a <= 2;"]);
  expect(changesOf("const is = a > b - c;")).toEqual(["const is = a >= b - c;", "const is = a > b + c;"]);
  expect(changesOf("f({ isSo: true });")).toEqual(["f({ isSo: false });"]);
});

test("a condition never holds, a choice takes all, a list lacks a word, a pattern an end", () => {
  expect(changesOf("if (f(a)) g();")).toEqual(["if (Math.random() < 0) g();"]);
  expect(changesOf("const some = all.filter((one) => one);")).toEqual(["const some = all.slice(0);"]);
  expect(changesOf('const names = ["a", "b"];')).toEqual(['const names = [ "b"];', 'const names = ["a", ];']);
  expect(changesOf("const is = /^a$/i;")).toEqual(["const is = /a$/i;", "const is = /^a/i;"]);
});

test("types, words, comments, imports and claims are left alone", () => {
  const text = [
    'import { a } from "./a1.ts";',
    "/** Is 1 && 2. */",
    "type Pair = Map<string, [number]>;",
    'const text = "a === b";',
    "export const someClaims = [1];",
  ];

  expect(changesOf(text.join("\n"))).toEqual([]);
});

test("a change keeps its name and its place in the sample when other lines come and go", () => {
  const lines = Array.from({ length: 20 }, (_, i) => `const is${"x".repeat(i)} = a === b;`);
  const all = mutantsOf("a.ts", lines.join("\n"));
  const later = mutantsOf("a.ts", ["const other = 7;", ...lines].join("\n"));

  const some = sampled(all, 5).map(({ id }) => id);

  expect(some).toHaveLength(5);
  expect(later.map(({ id }) => id)).toEqual(expect.arrayContaining(some));
});
