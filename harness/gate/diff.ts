import { at, isObject } from "../../contract/json.ts";
import { isNumber, sameNumber } from "./json.ts";

/** In which way a value came out other than it went in. */
export type Nature =
  | "null-lost"
  | "empty-lost"
  | "lost"
  | "added"
  | "unlisted"
  | "order"
  | "string"
  | "number"
  | "changed";

export interface Difference {
  pointer: string;
  nature: Nature;
  expected: unknown;
  actual: unknown;
}

const isPlainObject = (value: unknown) => isObject(value) && !isNumber(value);
/** Empty, or of nothing but what is empty. */
const isEmpty = (value: unknown): boolean =>
  value === "" ||
  (Array.isArray(value) && value.every(isEmpty)) ||
  (isPlainObject(value) && Object.values(value as object).every(isEmpty));

/** Equality of JSON values, numbers by exact value. */
export const same = (a: unknown, b: unknown): boolean => diff(a, b).length === 0;

function natureOf(expected: unknown, actual: unknown): Nature {
  if (actual === undefined) return expected === null ? "null-lost" : isEmpty(expected) ? "empty-lost" : "lost";
  if (expected === undefined) return "added";
  if (expected === null) return "null-lost";
  if (typeof expected === "string" && typeof actual === "string") return "string";
  if (isNumber(expected)) return "number";
  if (Array.isArray(expected) && expected.length === 1 && same(expected[0], actual)) return "unlisted";
  return isEmpty(expected) && (actual === null || isEmpty(actual)) ? "empty-lost" : "changed";
}

function listDiff(expected: unknown[], actual: unknown[], pointer: string): Difference[] {
  const inPlace = actual.flatMap((one, i) => diff(expected[i], one, at(pointer, i)));
  if (expected.length === actual.length) {
    const isShuffled = inPlace.length > 0 && sameItems(expected, actual);
    return isShuffled ? [{ pointer, nature: "order", expected, actual }] : inPlace;
  }
  const missing = expected.filter((one) => !actual.some((other) => same(one, other)));
  const nature = missing.length > 0 && missing.every((one) => one === null) ? "null-lost" : "changed";
  const lost = missing.length > 0 && missing.every(isEmpty) ? "empty-lost" : nature;
  return [{ pointer, nature: lost === "changed" && actual.length < expected.length ? "lost" : lost, expected, actual }];
}

/** Whether two lists hold the same items, whatever their order. */
export function sameItems(expected: readonly unknown[], actual: readonly unknown[]): boolean {
  const left = [...actual];
  return expected.every((one) => {
    const found = left.findIndex((other) => same(one, other));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}

/** Every place at which `actual` is not `expected`: key order and spelling of numbers are free, absent is not null. */
export function diff(expected: unknown, actual: unknown, pointer = ""): Difference[] {
  if (Array.isArray(expected) && Array.isArray(actual)) return listDiff(expected, actual, pointer);
  if (isPlainObject(expected) && isPlainObject(actual)) {
    const [one, other] = [expected as Record<string, unknown>, actual as Record<string, unknown>];
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    const own = (from: Record<string, unknown>, key: string) => (Object.hasOwn(from, key) ? from[key] : undefined);
    return keys.flatMap((key) => diff(own(one, key), own(other, key), at(pointer, key)));
  }
  if (isNumber(expected) && isNumber(actual) && sameNumber(expected, actual)) return [];
  if (expected === actual) return [];
  return [{ pointer, nature: natureOf(expected, actual), expected, actual }];
}
