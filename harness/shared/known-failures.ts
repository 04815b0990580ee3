import type { z } from "zod";
import { isObject } from "../../contract/json.ts";
import { type KnownFailure, knownFailuresSchema } from "../../reports/known.ts";
import { CannotRun } from "./errors.ts";
import { meant } from "./nearest.ts";
import { readJson } from "./read-json.ts";
import { inOurWords } from "./words.ts";

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
  /** An entry in today's form, where lists had another one before. */
  modern?: (entry: unknown) => unknown;
  /** The command that shows them. */
  shownBy: string;
}

/** An entry of a list: a known failure, or what else such a list may hold. */
type Kind<T> = (entry: unknown) => z.ZodType<T>;

/** Reads a list of entries. Errors name the entry, and for a name that is unknown the nearest known one. */
export async function readEntries<T>(path: string, names: Names, kindOf: Kind<T>): Promise<T[]> {
  const json = await readJson(path, names.file);
  if (!Array.isArray(json)) throw wrong(`${names.file} ${path}, at the top: a list is expected`);
  return json.map((raw, i) => {
    const entry = names.modern?.(raw) ?? raw;
    const parsed = kindOf(entry).safeParse(entry, { error: inOurWords });
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const inside = (issue?.path ?? []).map((one) => `.${String(one)}`).join("");
    const unknown = issue?.path[0] === "id" ? unknownId(names, entry) : undefined;
    throw wrong(`${names.file} ${path}, at entry ${i + 1}${inside}: ${unknown ?? issue?.message}`);
  });
}

/** Reads a list of known failures. */
export async function readKnownFailures(path: string, names: Names): Promise<KnownFailure[]> {
  const schema = knownFailuresSchema(names.ids, names.what).element;
  const entries = await readEntries(path, names, () => schema);
  for (const [i, entry] of entries.entries()) checkRow(`${names.file} ${path}, at entry ${i + 1}`, names, entry);
  return entries;
}

const wrong = (text: string) => new CannotRun(text, "a list of { id, row?, reason, evidence?, expires? }");

/** The unknown id of an entry, by name and with the known one that is nearest. */
function unknownId({ ids, what, retired = {} }: Names, entry: unknown): string | undefined {
  const id = isObject(entry) ? entry.id : undefined;
  if (typeof id === "string" && Object.hasOwn(retired, id)) return `${id} is no ${what} any more: ${retired[id]}`;
  return typeof id === "string" && !ids.includes(id) ? `${id} is no ${what}${meant(id, ids)}` : undefined;
}

export function checkRow(where: string, { rowsOf, shownBy }: Names, { id, row }: KnownFailure): void {
  if (row === undefined) return;
  const rows = rowsOf(id);
  if (rows.includes(row)) return;
  throw new CannotRun(`${where}: ${id} has no row ${row}${meant(row, rows)}`, `\`${shownBy}\` shows them`);
}
