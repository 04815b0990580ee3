import { visit } from "jsonc-parser";
import { LosslessNumber, parse, stringify } from "lossless-json";

/** A number's digits and exponent, without zeros that say nothing: two texts of one value are the same here. */
function canonical(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  if (kept === "") return "0";
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}

const readNumber = (text: string): number | LosslessNumber => {
  const value = Number(text);
  return Number.isFinite(value) && canonical(String(value)) === canonical(text) ? value : new LosslessNumber(text);
};

/** Where a number may stand that a double does not hold: of more digits than every double has, or with an exponent. */
const mayLose = /[\d.]{16}|\d[eE]/;

/** The first key that one object of a text has twice, whatever its values. */
function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  let repeated: string | undefined;
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key) => {
      if (open.at(-1)?.has(key)) repeated ??= key;
      open.at(-1)?.add(key);
    },
  });
  return repeated;
}

/** Reads JSON without loss: a number that a double cannot hold stays a text. Throws where an object has a key twice. */
export function readJson(text: string): unknown {
  const value = mayLose.test(text) ? parse(text, null, readNumber) : JSON.parse(text);
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw new SyntaxError(`the key ${JSON.stringify(repeated)} stands twice in one object`);
  return value;
}

/** The value, or undefined where the text is no JSON. */
export function tryJson(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

/** Writes JSON without loss: bigints and exact numbers as their digits. */
export const writeJson = (value: unknown, space?: number): string => stringify(value, null, space) ?? "null";

export const isNumber = (value: unknown): value is number | LosslessNumber =>
  typeof value === "number" || value instanceof LosslessNumber;

/** Equality of two numbers by exact decimal value. */
export const sameNumber = (a: number | LosslessNumber, b: number | LosslessNumber): boolean =>
  canonical(String(a)) === canonical(String(b));
