import { parse, stringify } from "devalue";
import fc from "fast-check";
import { isObject } from "../../contract/json.ts";
import type { Claim } from "../../suites/words/claim.ts";

/** What stands for the name of the run's first Worker, which is another one in each run. */
const peerToken = "{wvc:peer}";
/** What a report shows instead of a secret; a secret of the suite's own takes its place again. */
const masked = "[secret]";
const secretAgain = `wvcsecret${"0".repeat(32)}`;
/** Generated values among which one is looked for that cannot be written down. */
const mostSamples = 400;
/** Inputs that are longer are found again by their seed and path alone. */
const longest = 100_000;

/** Whether a value does something: that cannot be written down, only generated again. */
const acts = (value: unknown): value is object =>
  isObject(value) && Object.values(value as object).some((one) => typeof one === "function");
const shapeOf = (value: object): string => JSON.stringify(value);

/** The input of a case as text; undefined where it is more than data, or too long. */
export function literalOf(input: readonly unknown[], peerName: string): string | undefined {
  try {
    const text = stringify(input, { Made: (value: unknown) => acts(value) && shapeOf(value) });
    return text.length > longest ? undefined : text.replaceAll(peerName, peerToken);
  } catch {
    return undefined;
  }
}

/** All that acts within a value, by what it looks like. */
function collect(value: unknown, found: Map<string, unknown>): void {
  if (acts(value)) found.set(shapeOf(value), value);
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) collect(inner, found);
}

/** The input that a text stands for, in a run whose first Worker has this name. Throws where the claim makes no such input any more. */
export function inputOf<Given>(
  text: string,
  claim: Claim<never, Given, string>,
  given: Given,
  peerName: string,
): unknown[] {
  let made: Map<string, unknown> | undefined;
  const generated = (shape: string): unknown => {
    if (!made) {
      made = new Map();
      for (const one of fc.sample(claim.inputs(given), { numRuns: mostSamples, seed: 1 })) collect(one, made);
    }
    const found = made.get(shape);
    if (found === undefined) throw new Error(`${claim.name} makes no ${shape} any more`);
    return found;
  };
  const own = text.replaceAll(peerToken, peerName).replaceAll(masked, secretAgain);
  const input: unknown = parse(own, { Made: generated });
  if (!Array.isArray(input)) throw new Error("an input is a list");
  return input;
}
