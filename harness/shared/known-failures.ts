import { isObject } from "../../contract/json.ts";
import { type KnownFailure, knownFailuresSchema } from "../../reports/known.ts";
import { CannotRun } from "./errors.ts";
import { meant } from "./nearest.ts";
import { readJson } from "./read-json.ts";

/** What a list of known failures may name. */
export interface Names {
  /** What the file is called in errors, such as "the baseline". */
  file: string;
  /** What its ids are: a requirement, a property. */
  what: string;
  ids: readonly string[];
  /** Ids of earlier releases, each with what became of it. */
  retired?: Readonly<Record<string, string>>;
  /** The rows that an id may have. */
  rowsOf: (id: string) => readonly string[];
  /** The command that shows them. */
  shownBy: string;
}

/** Reads a list of known failures. Errors name the entry, and for a name that is unknown the nearest known one. */
export async function readKnownFailures(
  path: string,
  names: Names,
  modern: (entry: unknown) => unknown = (entry) => entry,
): Promise<KnownFailure[]> {
  const json = await readJson(path, names.file);
  const entries = Array.isArray(json) ? json.map(modern) : json;
  const parsed = knownFailuresSchema(names.ids, names.what).safeParse(entries);
  if (!parsed.success) throw refused(path, names, entries, parsed.error.issues[0]);
  for (const [i, entry] of parsed.data.entries()) checkRow(`${names.file} ${path}, at entry ${i + 1}`, names, entry);
  return parsed.data;
}

function refused(
  path: string,
  names: Names,
  json: unknown,
  issue: { path: PropertyKey[]; message: string } | undefined,
): CannotRun {
  const [index, ...rest] = issue?.path ?? [];
  const entry = Array.isArray(json) && typeof index === "number" ? json[index] : undefined;
  const inEntry = rest.map((one) => `.${String(one)}`).join("");
  const place = index === undefined ? "the top" : `entry ${Number(index) + 1}${inEntry}`;
  const unknown = rest[0] === "id" ? unknownId(names, entry) : undefined;
  return new CannotRun(
    `${names.file} ${path}, at ${place}: ${unknown ?? issue?.message}`,
    "a list of { id, row?, reason, evidence?, expires? }",
  );
}

/** The unknown id of an entry, by name and with the known one that is nearest. */
function unknownId({ ids, what, retired = {} }: Names, entry: unknown): string | undefined {
  const id = isObject(entry) ? entry.id : undefined;
  if (typeof id === "string" && Object.hasOwn(retired, id)) return `${id} is no ${what} any more: ${retired[id]}`;
  return typeof id === "string" && !ids.includes(id) ? `${id} is no ${what}${meant(id, ids)}` : undefined;
}

function checkRow(where: string, { rowsOf, shownBy }: Names, { id, row }: KnownFailure): void {
  if (row === undefined) return;
  const rows = rowsOf(id);
  if (rows.includes(row)) return;
  throw new CannotRun(`${where}: ${id} has no row ${row}${meant(row, rows)}`, `\`${shownBy}\` shows them`);
}
