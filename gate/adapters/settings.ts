import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { CannotRun } from "../../harness/shared/errors.ts";
import { type Matrix, matrixSchema } from "../../reports/gate/matrix.ts";
import { type GateReport, gateReportSchema } from "../../reports/gate/report.ts";
import { type ExpectedFailure, expectedFailuresSchema, type Manifest, manifestSchema } from "../contract/protocol.ts";

/** Forms of a report on a client. */
export const formats = ["json", "html", "md", "txt"] as const;

const whole = (minimum: number) => z.coerce.number().int().min(minimum);

/** The flags of `gate`. */
const flagsSchema = z.object({
  manifest: z.string().min(1).optional(),
  mode: z.enum(["spawn", "stream", "template"]).optional(),
  decode: z.enum(["typed", "raw", "none"]).optional(),
  only: z.array(z.string().min(1)).default([]),
  seed: z.coerce.number().int().min(-0x80000000).max(0x7fffffff).default(1),
  path: z
    .string()
    .regex(/^\d+(:\d+)*$/, "must be a path that a failure gave, such as 0:1:2")
    .optional(),
  runs: whole(1).optional(),
  seconds: whole(1).default(40),
  expected: z.string().min(1).optional(),
  compare: z.string().min(1).optional(),
  out: z.string().min(1).default("conformance-report"),
  format: z.preprocess(
    (value) => (typeof value === "string" ? value.split(",") : value),
    z.array(z.enum(formats)).default([...formats]),
  ),
  publish: z.string().min(1).optional(),
  matrix: z.string().min(1).optional(),
  prove: z.boolean().default(false),
  record: z.boolean().default(false),
  upstream: z.url({ protocol: /^https?$/ }).optional(),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
});
export type GateFlags = z.infer<typeof flagsSchema>;

export function readFlags(flags: Record<string, unknown>): GateFlags {
  const parsed = flagsSchema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]);
  throw new CannotRun(`--${name} ${JSON.stringify(flags[name])}: ${issue?.message}`, "see gate --help");
}

/** A file of JSON, parsed by its schema. */
async function readFileAs<T extends z.ZodType>(file: string, schema: T, what: string): Promise<z.output<T>> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new CannotRun(`cannot read ${what} ${file}: ${error.message}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`${what} ${file} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CannotRun(`${what} ${file}: ${issue?.path.join(".") || "it"} ${issue?.message}`);
}

export const readManifest = (file: string): Promise<Manifest> => readFileAs(file, manifestSchema, "the manifest");
export const readExpected = (file: string): Promise<ExpectedFailure[]> =>
  readFileAs(file, expectedFailuresSchema, "the file of expected failures");
export const readGateReport = (file: string): Promise<GateReport> => readFileAs(file, gateReportSchema, "the report");
export const readMatrix = (file: string): Promise<Matrix> => readFileAs(file, matrixSchema, "the matrix");

/** The client to judge: its manifest, and the folder that it is run in. */
export interface Client {
  manifest: Manifest;
  folder: string;
  expected: ExpectedFailure[];
}

/** From a manifest, from the command line, or from both: flags win. */
export async function readClient(flags: GateFlags, command: readonly string[]): Promise<Client> {
  if (flags.manifest === undefined && command.length === 0)
    throw new CannotRun(
      "no client: gate needs --manifest FILE, or -- and the command of an adapter",
      "see gate --help",
    );
  const fromFile = flags.manifest === undefined ? undefined : await readManifest(flags.manifest);
  const manifest: Manifest = {
    ...(fromFile ?? manifestSchema.parse({ client: command.join(" "), command })),
    ...(command.length > 0 ? { command: [...command] } : {}),
    ...(flags.mode === undefined ? {} : { mode: flags.mode }),
    ...(flags.decode === undefined ? {} : { decode: flags.decode }),
  };
  const folder = flags.manifest === undefined ? process.cwd() : dirname(resolve(flags.manifest));
  const known = manifest.expected_failures === undefined ? undefined : resolve(folder, manifest.expected_failures);
  const file = flags.expected ?? known;
  return { manifest, folder, expected: file === undefined ? [] : await readExpected(file) };
}
