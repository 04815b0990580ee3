import { at, isObject, stepsTo } from "../contract/json.ts";
import { cut } from "./door.ts";

/** A line of a JSON value as a person reads it. */
export interface JsonLine {
  text: string;
  /** It is what decides. */
  isMarked: boolean;
}

/** How much of a value is shown. */
export interface Room {
  /** Characters of a line that holds a whole value. */
  width: number;
  /** Characters of a text within. */
  text: number;
  /** Items of a list, or keys of an object, beside the ones that decide. */
  items: number;
}
export const usualRoom: Room = { width: 100, text: 160, items: 40 };

/** Fields that carry the content of a file in base64. */
const contents: readonly string[] = ["content_base64"];
const longestContent = 120;

/** Content in base64 as what it is: its text, where that is short, else its size and its beginning. */
function decoded(text: string): string {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const inner = new TextDecoder("utf-8", { fatal: false }).decode(bytes.subarray(0, 4 * longestContent));
  const isText = !inner.includes("\ufffd");
  const size = `${bytes.length.toLocaleString("en")} bytes`;
  if (!isText) return `(base64 of ${size}: ${cut(text, 40)})`;
  return `(base64 of ${size}: ${JSON.stringify(inner.length > longestContent ? `${inner.slice(0, longestContent)}…` : inner)})`;
}

function leaf(value: unknown, key: string, room: Room): string {
  if (typeof value === "string" && contents.includes(key) && /^[\w+/]+={0,2}$/.test(value)) {
    try {
      return decoded(value);
    } catch {
      // It is no base64 after all.
    }
  }
  if (typeof value === "string" && value.length > room.text)
    return `${JSON.stringify(value.slice(0, room.text)).slice(0, -1)}…" (${value.length} characters)`;
  return JSON.stringify(value) ?? "nothing";
}

/** The value on one line, or undefined where that is longer than a line. */
function oneLine(value: unknown, key: string, room: Room, width: number): string | undefined {
  if (Array.isArray(value)) {
    const parts = value.slice(0, width).map((item) => oneLine(item, "", room, width));
    if (parts.some((part) => part === undefined)) return undefined;
    const text = `[${parts.join(", ")}]`;
    return text.length > width ? undefined : text;
  }
  if (!isObject(value)) {
    const text = leaf(value, key, room);
    return text.length > width ? undefined : text;
  }
  let text = "";
  for (const [name, inner] of Object.entries(value)) {
    const part = oneLine(inner, name, room, width);
    if (part === undefined) return undefined;
    text += `${text === "" ? "" : ", "}${JSON.stringify(name)}: ${part}`;
    if (text.length > width) return undefined;
  }
  return text === "" ? "{}" : `{ ${text} }`;
}

const isBelow = (pointer: string, mark: string | undefined) => mark?.startsWith(`${pointer}/`) ?? false;

/** What stands in place of items that are not shown. */
const left = (count: number) => `… ${count} more`;

/**
 * A JSON value in lines, the one of the marked place marked. Where nothing is at that place, the line of what would hold
 * it is. Long lists and objects keep what decides and what stands first.
 */
export function jsonLines(value: unknown, mark: string | undefined, room: Room = usualRoom): JsonLine[] {
  const place = mark === undefined ? undefined : nearest(value, mark);
  const lines: JsonLine[] = [];
  const add = (indent: string, text: string, isMarked: boolean) => lines.push({ text: `${indent}${text}`, isMarked });
  const walk = (inner: unknown, pointer: string, key: string, indent: string, before: string, after: string) => {
    const isMarked = pointer === place;
    const isParent = isBelow(pointer, place);
    const whole = isParent ? undefined : oneLine(inner, key, room, room.width - indent.length - before.length);
    if (whole !== undefined || typeof inner !== "object" || inner === null)
      return add(indent, `${before}${whole ?? leaf(inner, key, room)}${after}`, isMarked);
    const [open, close] = Array.isArray(inner) ? ["[", "]"] : ["{", "}"];
    add(indent, `${before}${open}`, isMarked);
    const entries: [string, unknown][] = Object.entries(inner);
    const isKept = ([name]: [string, unknown], i: number) =>
      i < room.items || at(pointer, name) === place || isBelow(at(pointer, name), place);
    const kept = entries.filter(isKept);
    for (const [i, [name, item]] of kept.entries()) {
      const comma = i < kept.length - 1 ? "," : "";
      const label = Array.isArray(inner) ? "" : `${JSON.stringify(name)}: `;
      walk(item, at(pointer, name), name, `${indent}  `, label, comma);
    }
    if (kept.length < entries.length) add(`${indent}  `, left(entries.length - kept.length), false);
    add(indent, `${close}${after}`, false);
  };
  walk(value, "", "", "", "", "");
  return lines;
}

/** The place that a pointer leads to, or the nearest one above it that is there. */
function nearest(value: unknown, pointer: string): string {
  let [inner, place] = [value, ""];
  for (const step of stepsTo(pointer)) {
    const next = typeof inner === "object" && inner !== null && Object.hasOwn(inner, step);
    if (!next) return place;
    inner = (inner as Record<string, unknown>)[step];
    place = at(place, step);
  }
  return place;
}

/** The lines around the marked one, so many at most; what is left out is said. */
export function linesAround(lines: readonly JsonLine[], most: number): JsonLine[] {
  if (lines.length <= most) return [...lines];
  const marked = Math.max(
    0,
    lines.findIndex(({ isMarked }) => isMarked),
  );
  const from = Math.max(0, Math.min(marked - Math.floor(most / 2), lines.length - most));
  const to = from + most;
  // To say that one line is left out takes a line.
  const gap = (left: readonly JsonLine[]): readonly JsonLine[] =>
    left.length < 2 ? left : [{ text: `… ${left.length} lines`, isMarked: false }];
  return [...gap(lines.slice(0, from)), ...lines.slice(from, to), ...gap(lines.slice(to))];
}
