import { z } from "zod";

const text = z.string().min(1);

/** One failure that is known, of a server or of a client: it does not fail a run until it is gone, or its time is up. */
const entrySchemaOf = (ids: readonly string[], what: string) =>
  z.strictObject({
    id: z.enum(ids).describe(`the ${what} that fails`),
    row: text.optional().describe("the row that fails; without it, all rows"),
    reason: text.describe("why it fails, in a sentence"),
    evidence: z
      .union([text, z.array(text).min(1)])
      .optional()
      .describe("where that was seen"),
    expires: z.iso.date().optional().describe("the last day on which the entry counts, YYYY-MM-DD"),
  });

/** A list of known failures of these requirements or properties: the file of `--baseline`, and of `gate run --expected`. */
export const knownFailuresSchema = (ids: readonly string[], what = "requirement") => z.array(entrySchemaOf(ids, what));
export type KnownFailure = z.infer<ReturnType<typeof entrySchemaOf>>;

/** Whether an entry is about a failure of a requirement or property, in a row or without one. */
export const isAbout = (entry: KnownFailure, id: string, row: string | undefined): boolean =>
  entry.id === id && (entry.row === undefined || entry.row === row);

/** Whether an entry counts no more. `today` is a date, YYYY-MM-DD. */
export const isOver = ({ expires }: KnownFailure, today: string): boolean => expires !== undefined && expires < today;

/** How an entry is named in reports. */
export const named = ({ id, row }: Pick<KnownFailure, "id" | "row">): string =>
  row === undefined ? id : `${id} [${row}]`;
