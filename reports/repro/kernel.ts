/**
 * What a repro pack needs to tell whether a target answers as it did: these functions stand in `repro.mjs` as they are
 * here, so they use nothing but what is in this file and in the language.
 */

/** A value of an answer, and where it stands. */
export type Line = [pointer: string, value: string];

/** A JSON value as lines, each with its pointer; empty lists and objects are lines of their own. */
export function flatten(value: unknown, pointer = "", lines: Line[] = []): Line[] {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    lines.push([pointer, JSON.stringify(value) ?? ""]);
    return lines;
  }
  for (const [key, inner] of Object.entries(value))
    flatten(inner, `${pointer}/${JSON.stringify(key).slice(1, -1).replaceAll("~", "~0").replaceAll("/", "~1")}`, lines);
  return lines;
}

/** Fields that differ from run to run and prove nothing. */
export function isVolatile(pointer: string): boolean {
  return /\/(startup_time_ms|urls(\/\d+)?|preview_url|etag|request_id|ray_id|total_pages)$/.test(pointer);
}

/** A time by its form, and how it stands to now, in ms: almost two minutes off is another time. */
export function timeToken(text: string, now: number): string {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (text.match(/\d+/g) ?? []).map(Number);
  const off = Date.UTC(year, month - 1, day, hour, minute, second) - now;
  const when = off < -110_000 ? "past" : off > 110_000 ? "future" : "now";
  return `time ${when} ${text.replace(/\d+/g, "9").replace(/\.9/, "")}`;
}

/**
 * A value without what is another one in each run: ids by the order in which they were first seen, times by their form.
 * `ids` is what was seen before, and is added to.
 */
export function token(value: string, ids: [text: string, as: string][], now: number): string {
  const text = value.slice(1, -1);
  if (!value.startsWith('"')) return value;
  if (/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/.test(text)) {
    const isSeen = ids.some(([one]) => one === text);
    if (!isSeen) ids.push([text, "<time>"]);
    return `${timeToken(text, now)} ${isSeen ? "seen" : "new"}`;
  }
  const isId = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$/i.test(text);
  if (isId && !ids.some(([id]) => id === text.toLowerCase()))
    ids.push([text.toLowerCase(), `<id ${ids.filter(([, as]) => as !== "<time>").length + 1}>`]);
  let shown = text;
  for (const [id, as] of ids) {
    if (isId && shown.toLowerCase() === id) return as + (shown === id ? "" : " in capitals");
    shown = shown.replaceAll(id, as);
  }
  return `"${shown}"`;
}

/** What of an answer is compared: the lines at a place and below, without what proves nothing. */
export function compared(lines: readonly Line[], place: string, ids: [string, string][], now: number): string[] {
  const tokens = lines.map(([pointer, value]) => [pointer, token(value, ids, now)] as const);
  return (
    tokens
      .filter(([pointer]) => pointer === place || pointer.startsWith(`${place}/`))
      .filter(([pointer]) => pointer === place || !isVolatile(pointer))
      // Whether a time was there before says something of the deciding place alone.
      .map(
        ([pointer, value]) => `${pointer} ${pointer === place ? value : value.replace(/^(time .*) (seen|new)$/, "$1")}`,
      )
      .sort()
  );
}
