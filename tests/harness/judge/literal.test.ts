import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyWorld } from "../../../arbitraries/world.ts";
import { inputOf, literalOf } from "../../../harness/judge/literal.ts";
import { suite } from "../../../suites/index.ts";
import { claimKey } from "../../../suites/words/claim.ts";

const peer = anyWorld.peer.name;
/** What a function does shows in its text; two of one text are one here. */
const plainly = (value: unknown): unknown => {
  if (typeof value === "function") return String(value);
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainly(inner)]));
};

test("the inputs of nearly every claim can be written down and read again, in a run with another first Worker too", () => {
  const claims = [...suite.claims, ...suite.rowTours].filter((one) => one.unavailable(anyWorld) === undefined);
  const lost = claims.filter((claim) => {
    const [input] = fc.sample(claim.inputs(anyWorld), { numRuns: 1, seed: 5 });
    const text = input && literalOf(input, peer);
    if (input === undefined || text === undefined) return true;
    return !isDeepStrictEqual(plainly(inputOf(text, claim, anyWorld, peer)), plainly(input));
  });

  // What is longer than a report keeps is found by its seed and path.
  expect(lost.map(claimKey).filter((key) => !/^(visit|limits|transport|tour)\.|^modules\.large$/.test(key))).toEqual(
    [],
  );
  expect(lost.length).toBeLessThan(claims.length / 20);
});

test("the name of the first Worker is that of the run that reads", () => {
  const claim = suite.claims[0];
  if (!claim) throw new Error("there are claims");

  const text = literalOf([{ service: "wvc-old-1" }], "wvc-old-1") ?? "";

  expect(text).not.toContain("wvc-old-1");
  expect(inputOf(text, claim, anyWorld, "wvc-new-1")).toEqual([{ service: "wvc-new-1" }]);
});

test("a secret that a report masked is one of the suite's own again", () => {
  const claim = suite.claims[0];
  if (!claim) throw new Error("there are claims");

  const [input] = inputOf(literalOf([{ text: "[secret]" }], "none") ?? "", claim, anyWorld, "none");

  expect(input).toEqual({ text: expect.stringMatching(/^wvcsecret0+$/) });
});
