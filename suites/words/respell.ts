import { isObject, type Json } from "../../contract/json.ts";

export type Spelling = "keys" | "space" | "escapes";

const reversed = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};
/** Every character of every string outside plain letters and digits as a \u escape; JSON's own marks stay. */
const escaped = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("/", "\\/");

/** Another text with the same JSON value. */
export function respell(value: Json, how: Spelling): string {
  if (how === "keys") return JSON.stringify(reversed(value));
  return how === "space" ? `\n ${JSON.stringify(value, undefined, "\t ")} \r\n` : escaped(JSON.stringify(value));
}
