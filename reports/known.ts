import { z } from "zod";
import { keptCaseSchema } from "./case.ts";

const text = z.string().min(1);
const why = {
  reason: text.describe("why it fails, in a sentence"),
  evidence: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe("where that was seen"),
  expires: z.iso.date().optional().describe("the last day on which the entry counts, YYYY-MM-DD"),
  conjecture: z.literal(true).optional().describe("nobody saw it: that it passes is worth a note, and fails no run"),
};

/** One failure that is known, of a server or of a client: it does not fail a run until it is gone, or its time is up. */
const entrySchemaOf = (ids: readonly string[], what: string) =>
  z.strictObject({
    id: z.enum(ids).describe(`the ${what} that fails`),
    row: text.optional().describe("the row that fails; without it, all rows"),
    ...why,
  });

/** One cause that is known: whatever fails by it alone is no failure of its own. */
export const causeSchema = z.strictObject({
  cause: z
    .strictObject({
      request: z
        .array(z.string().startsWith("/"))
        .min(1)
        .describe("JSON pointers: a create of the case holds one of them"),
      status: z.number().int().describe("the status of an answer after that"),
      text: text.optional().describe("what the answer holds"),
    })
    .describe("what a case looks like that fails by it"),
  ...why,
});
export type KnownCause = z.infer<typeof causeSchema>;

/** One known failure of these requirements, with a case that is made again in each run: it says for certain what became of it. */
export const witnessedFailureSchema = (ids: readonly string[]) =>
  entrySchemaOf(ids, "requirement").extend({
    witness: keptCaseSchema.optional().describe("a case that shows it; `baseline update` writes it"),
  });
/** A list of known failures of these requirements or properties: the file of `--baseline`, and of `gate run --expected`. */
export const knownFailuresSchema = (ids: readonly string[], what = "requirement") => z.array(entrySchemaOf(ids, what));
export type KnownFailure = z.infer<ReturnType<typeof entrySchemaOf>>;
export type WitnessedFailure = z.infer<ReturnType<typeof witnessedFailureSchema>>;

/** Whether an entry is about a failure of a requirement or property, in a row or without one. */
export const isAbout = (entry: KnownFailure, id: string, row: string | undefined): boolean =>
  entry.id === id && (entry.row === undefined || entry.row === row);

/** Whether an entry counts no more. `today` is a date, YYYY-MM-DD. */
export const isOver = ({ expires }: Pick<KnownFailure, "expires">, today: string): boolean =>
  expires !== undefined && expires < today;

/** The file of `--baseline`: known failures of these requirements, and known causes. */
export const baselineSchema = (ids: readonly string[]) => z.array(z.union([witnessedFailureSchema(ids), causeSchema]));
export type BaselineEntry = WitnessedFailure | KnownCause;
export const isCause = (entry: BaselineEntry): entry is KnownCause => "cause" in entry;

/** How an entry is named in reports. */
export const named = ({ id, row }: Pick<KnownFailure, "id" | "row">): string =>
  row === undefined ? id : `${id} [${row}]`;
