import type { Exchange } from "../../contract/api.ts";
import { at, isObject, sameJson, stepsTo, toJson, valueAt } from "../../contract/json.ts";
import type { Refutation } from "../../contract/refutation.ts";

/** Whether an answer has, at the place of a refutation, what the refutation says to be there. */
function shows({ answer: { json } }: Exchange, { actual, isAbsent }: Refutation, pointer: string): boolean {
  if (json === undefined) return false;
  const value = valueAt(json, pointer);
  if (!isAbsent) return value !== undefined && sameJson(toJson(value), toJson(actual));
  const parent = stepsTo(pointer).slice(0, -1).reduce(at, "");
  return value === undefined && valueAt(json, parent) !== undefined;
}

/** Where a value stands within another one, under a key if one is given, as a pointer; a value that may stand anywhere by chance is not looked for. */
function pointerTo(value: unknown, wanted: unknown, under?: string, pointer = ""): string | undefined {
  const isPlain = typeof wanted !== "object" || wanted === null || Object.keys(wanted).length === 0;
  if (isPlain && !(typeof wanted === "string" && wanted.length >= fewestCharacters)) return undefined;
  const isNamed = under === undefined || stepsTo(pointer).at(-1) === under;
  if (pointer !== "" && isNamed && sameJson(value, wanted)) return pointer;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = pointerTo(inner, wanted, under, at(pointer, key));
    if (found !== undefined) return found;
  }
  return undefined;
}
const fewestCharacters = 6;

/** Where what came stands in an answer: as a whole or, of what a judge put together, the first part that stands there, by its own name if it does. */
export function placeOf(answer: unknown, actual: unknown): string | undefined {
  const whole = pointerTo(answer, actual);
  if (whole !== undefined || typeof actual !== "object" || actual === null) return whole;
  for (const [name, part] of Object.entries(actual)) {
    const place = pointerTo(answer, part, name) ?? pointerTo(answer, part);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The exchange that decides: the last one whose answer is as the refutation says, or the last of all. */
export function decidingOf(exchanges: readonly Exchange[], refutation: Refutation): Exchange | undefined {
  const { pointer, request } = refutation.details;
  const shown = pointer === undefined ? undefined : exchanges.findLast((one) => shows(one, refutation, pointer));
  const { actual } = refutation;
  const byStatus =
    isObject(actual) && typeof actual.status === "number"
      ? exchanges.findLast(({ answer }) => answer.status === actual.status)
      : undefined;
  const holding = exchanges.findLast(({ answer }) => placeOf(answer.json, toJsonOr(actual)) !== undefined);
  const refused = request && exchanges.findLast(({ call }) => call.request === request);
  return shown ?? refused ?? byStatus ?? holding ?? exchanges.at(-1);
}

/** The place in what was sent that stands behind a place of an answer: bindings by their names, all else by its pointer. */
export function placeInRequest(sent: unknown, answer: unknown, pointer: string): string | undefined {
  const [head, ...steps] = stepsTo(pointer);
  if (head !== "result") return undefined;
  const inItem = /^\d+$/.test(steps[0] ?? "") ? steps.slice(1) : steps;
  const [list, index, ...rest] = inItem;
  if (list !== "bindings" || index === undefined || !isObject(sent)) return existing(sent, inItem);
  const shown = valueAt(answer, [head, ...steps.slice(0, steps.length - rest.length)].reduce(at, ""));
  const name = isObject(shown) ? shown.name : undefined;
  const own = Array.isArray(sent.bindings) ? sent.bindings.findIndex((one) => isObject(one) && one.name === name) : -1;
  return own < 0 ? existing(sent, ["bindings"]) : existing(sent, ["bindings", String(own), ...rest]);
}

/** The pointer of these steps, as far as a value has them. */
function existing(value: unknown, steps: readonly string[]): string | undefined {
  for (let length = steps.length; length > 0; length -= 1) {
    const pointer = steps.slice(0, length).reduce(at, "");
    if (valueAt(value, pointer) !== undefined) return pointer;
  }
  return undefined;
}

/** A value as JSON carries it; undefined where it carries none. */
export const toJsonOr = (value: unknown): unknown => (value === undefined ? undefined : toJson(value));
