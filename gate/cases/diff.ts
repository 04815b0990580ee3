import { at, isObject } from "../../contract/json.ts";
import { isNumber, sameNumber } from "../wire/json.ts";

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
  const nature = without(expected, actual);
  return [{ pointer, nature: nature ?? (actual.length < expected.length ? "lost" : "changed"), expected, actual }];
}

/** The value without every part of which this holds, the innermost first. */
function stripped(value: unknown, drop: (part: unknown) => boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => stripped(one, drop)).filter((one) => !drop(one));
  if (!isPlainObject(value)) return value;
  const kept = Object.entries(value as object).map(([key, one]) => [key, stripped(one, drop)] as const);
  return Object.fromEntries(kept.filter(([, one]) => !drop(one)));
}

/** Whether all that is missing is null, or all that is missing is empty. */
function without(expected: unknown[], actual: unknown[]): Nature | undefined {
  const leaves = (drop: (part: unknown) => boolean) => {
    const rest = stripped(expected, drop) as unknown[];
    return rest.length === actual.length && same(rest, actual);
  };
  if (leaves((one) => one === null)) return "null-lost";
  return leaves(isEmpty) ? "empty-lost" : undefined;
}

/** A key that came under another name is lost, whatever its value: it was neither null nor empty that did it. */
function renamed(differences: Difference[], pointer: string): Difference[] {
  const isHere = (one: Difference) => one.pointer.lastIndexOf("/") === pointer.length;
  const added = differences.filter((one) => one.nature === "added" && isHere(one));
  return differences.map((one) => {
    const isLost = (one.nature === "null-lost" || one.nature === "empty-lost") && one.actual === undefined;
    const came = isLost && isHere(one) && added.some(({ actual }) => same(one.expected, actual));
    return came ? { ...one, nature: "lost" } : one;
  });
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
    const found = keys.flatMap((key) => diff(own(one, key), own(other, key), at(pointer, key)));
    return found.some(({ nature }) => nature === "added") ? renamed(found, pointer) : found;
  }
  if (isNumber(expected) && isNumber(actual) && sameNumber(expected, actual)) return [];
  if (expected === actual) return [];
  return [{ pointer, nature: natureOf(expected, actual), expected, actual }];
}
