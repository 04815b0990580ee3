import type { Field } from "./field.ts";
import { isObject, sameJson } from "./json.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => uuid.test(text);

/** UUIDs are compared without regard to case (RFC 9562, 4); any other text is compared as it is. */
export const sameId = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === "string" && typeof b === "string" && idKey(a) === idKey(b));

/** What two spellings of an id have in common. */
export const idKey = (id: string): string => (isUuid(id) ? id.toLowerCase() : id);

/** The domain of an address has no case, what stands before it has (RFC 5321, 2.4). */
function sameEmail(a: string, b: string): boolean {
  const parts = (text: string) => [
    text.slice(0, text.lastIndexOf("@")),
    text.slice(text.lastIndexOf("@")).toLowerCase(),
  ];
  return sameJson(parts(a), parts(b));
}

/** The host of a url has no case (RFC 3986, 6.2.2.1), and an empty path is the root. */
export const urlKey = (text: string): string => (URL.canParse(text) ? new URL(text).href : text);

/** Media types have no case, nor have the names of their parameters and a charset (RFC 9110, 8.3.1); blanks between them are free. */
export const mediaTypeKey = (text: string): string =>
  text
    .split(";")
    .map((one) => one.trim().toLowerCase())
    .join(";");

/** An algorithm that is only a name may stand as that name; names have no case (WebCrypto, 18.4.4). */
const algorithmOf = (value: unknown): unknown => (typeof value === "string" ? { name: value } : value);
const sameName = (a: unknown, b: unknown): boolean =>
  typeof a === "string" && typeof b === "string" && a.toUpperCase() === b.toUpperCase();

/** Whether an algorithm says what another one says, and perhaps more: the key that it imports has further members. */
function saysAlgorithm(sent: unknown, got: unknown): boolean {
  const [a, b] = [algorithmOf(sent), algorithmOf(got)];
  if (!isObject(a) || !isObject(b)) return sameJson(sent, got);
  return Object.entries(a).every(([key, value]) => {
    if (key === "name") return sameName(value, b.name);
    return key === "hash" ? saysAlgorithm(value, b.hash) : sameJson(value, b[key]);
  });
}

/** Whether an answer shows the value that was sent, by the equality that the field's own standard has. */
export function sameValue(field: Field, sent: unknown, got: unknown): boolean {
  if (sameJson(sent, got)) return true;
  if (field.type === "any" && field.means === "algorithm") return saysAlgorithm(sent, got);
  if (field.type !== "string" || typeof sent !== "string" || typeof got !== "string") return false;
  if (field.means === "uuid" || field.format === "uuid") return sameId(sent, got);
  return field.format === "email" && sameEmail(sent, got);
}

/** A date-time as the instant that it names, whatever its zone; what is none stays as it is. */
export const instantOf = (text: string): string =>
  Number.isNaN(Date.parse(text)) ? text : new Date(Date.parse(text)).toISOString();

/** Two date-times are the same instant, at the precision of the coarser one. */
export function sameInstant(a: unknown, b: unknown): boolean {
  if (typeof a !== "string" || typeof b !== "string") return a === b;
  const digits = (text: string) => /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const stepMs = 10 ** Math.max(0, 3 - Math.min(digits(a), digits(b)));
  return a === b || Math.abs(Date.parse(a) - Date.parse(b)) < stepMs;
}
