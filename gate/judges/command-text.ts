import { isObject } from "../../contract/json.ts";
import { isNumber, tryJson } from "../wire/json.ts";

/** Where the object or list ends that starts at a place of a text; undefined where it does not end. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  for (const { 0: part, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (part === "{" || part === "[") depth += 1;
    else if (part === "}" || part === "]") depth -= 1;
    if (depth === 0) return start + index + 1;
  }
  return undefined;
}

/** How many places of a text are tried. */
const mostTries = 50;

/** Every JSON object or list that stands in a text, the outermost. */
export function jsonIn(text: string): unknown[] {
  const found: unknown[] = [];
  let at = 0;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const start = text.slice(at).search(/[[{]/);
    if (start < 0) break;
    const end = endOf(text, at + start);
    const value = end === undefined ? undefined : tryJson(text.slice(at + start, end));
    if (value !== undefined) found.push(value);
    at = value === undefined ? at + start + 1 : (end ?? text.length);
  }
  return found;
}

/** The texts and numbers in a value. */
function leaves(value: unknown): string[] {
  if (typeof value === "string" || isNumber(value)) return [String(value)];
  if (Array.isArray(value)) return value.flatMap(leaves);
  return isObject(value) ? Object.values(value).flatMap(leaves) : [];
}

/** Whether a text says something: as it is, in the escapes of JSON, or in JSON that stands in it. */
export function saying(text: string): (wanted: unknown) => boolean {
  const inJson = leaves(jsonIn(text));
  return (wanted) => {
    const plain = String(wanted);
    const escaped = JSON.stringify(plain).slice(1, -1);
    return text.includes(plain) || text.includes(escaped) || inJson.some((one) => one.includes(plain));
  };
}
