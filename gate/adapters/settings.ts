import { dirname, resolve } from "node:path";
import { z } from "zod";
import { isObject } from "../../contract/json.ts";
import { levels } from "../../contract/level.ts";
import { listFrom, numberFrom, pathSetting, seedSetting, whole } from "../../harness/shared/bounds.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { readKnownFailures } from "../../harness/shared/known-failures.ts";
import { meant } from "../../harness/shared/nearest.ts";
import { readJson } from "../../harness/shared/read-json.ts";
import { splitKey } from "../../harness/shared/tally.ts";
import { inOurWords } from "../../harness/shared/words.ts";
import { type Matrix, matrixSchema } from "../../reports/gate/matrix.ts";
import { type GateReport, gateReportSchema } from "../../reports/gate/report.ts";
import type { KnownFailure } from "../../reports/known.ts";
import { propertyIds } from "../contract/properties.ts";
import { type Manifest, manifestSchema } from "../contract/protocol.ts";

/** Forms of a report on a client. */
export const formats = ["json", "html", "md", "txt"] as const;

const wholeText = (minimum: number) => z.preprocess(numberFrom, whole(minimum));

/** The flags of `gate`. */
const flagsSchema = z.object({
  manifest: z.string().min(1).optional(),
  mode: z.enum(["spawn", "stream", "template"]).optional(),
  decode: z.enum(["typed", "raw", "none"]).optional(),
  only: z.array(z.string().min(1)).default([]),
  level: z.enum(levels).default("should"),
  seed: z.preprocess(numberFrom, seedSetting).default(1),
  path: pathSetting.optional(),
  runs: wholeText(1).optional(),
  seconds: wholeText(1).default(40),
  expected: z.string().min(1).optional(),
  compare: z.string().min(1).optional(),
  prove: z.boolean().default(false),
  out: z.string().min(1).default("conformance-report"),
  format: z.preprocess(listFrom, z.array(z.enum(formats)).default([...formats])),
  upstream: z.url({ protocol: /^https?$/ }).optional(),
  port: z.preprocess(numberFrom, whole(0).max(65_535)).default(0),
});
export type GateFlags = z.infer<typeof flagsSchema>;

export function readFlags(flags: Record<string, unknown>): GateFlags {
  const parsed = flagsSchema.safeParse(flags, { error: inOurWords });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]);
  throw new CannotRun(`--${name} ${JSON.stringify(flags[name])}: ${issue?.message}`, "see gate --help");
}

/** A file of JSON, parsed by its schema. */
async function readFileAs<T extends z.ZodType>(file: string, schema: T, what: string): Promise<z.output<T>> {
  const parsed = schema.safeParse(await readJson(file, what), { error: inOurWords });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CannotRun(`${what} ${file}: ${issue?.path.join(".") || "it"} ${issue?.message}`);
}

/** The keys of a manifest, those inside `deploy` by their path. */
const manifestKeys = [
  ...Object.keys(manifestSchema.shape),
  ...Object.keys(manifestSchema.shape.deploy.unwrap().shape).map((key) => `deploy.${key}`),
];

/** Names the first key that no manifest has, before what is missing: a misspelt key is both. */
function checkKeys(file: string, value: unknown): void {
  const { deploy, ...rest } = isObject(value) ? value : {};
  const given = [...Object.keys(rest), ...(isObject(deploy) ? Object.keys(deploy).map((key) => `deploy.${key}`) : [])];
  const wrong = given.find((key) => !manifestKeys.includes(key));
  if (wrong === undefined) return;
  const known = manifestKeys.filter((key) => key.startsWith("deploy.") === wrong.startsWith("deploy."));
  throw new CannotRun(
    `the manifest ${file}: ${JSON.stringify(wrong)} is no key of a manifest${meant(wrong, known)}`,
    `its keys are ${manifestKeys.join(", ")}`,
  );
}

export async function readManifest(file: string): Promise<Manifest> {
  checkKeys(file, await readJson(file, "the manifest"));
  return readFileAs(file, manifestSchema, "the manifest");
}

/** An entry in today's form; lists had `property` or `property/row` before, with an `issue`. */
function modern(entry: unknown): unknown {
  if (!isObject(entry) || typeof entry.property !== "string") return entry;
  const { property, issue, ...rest } = entry;
  const [id, row] = splitKey(property);
  return { ...rest, id, ...(row === undefined ? {} : { row }), ...(issue === undefined ? {} : { evidence: issue }) };
}

/** Reads a list of failures that are known; an older spelling of its entries is taken, too. */
export const readExpected = (file: string, rowsOf: (id: string) => readonly string[]): Promise<KnownFailure[]> =>
  readKnownFailures(file, {
    file: "the list of expected failures",
    what: "property",
    ids: propertyIds,
    rowsOf,
    shownBy: "gate list",
    modern,
  });
export const readGateReport = (file: string): Promise<GateReport> => readFileAs(file, gateReportSchema, "the report");
export const readMatrix = (file: string): Promise<Matrix> => readFileAs(file, matrixSchema, "the matrix");

/** The client to judge: its manifest, and the folder that it is run in. */
export interface Client {
  manifest: Manifest;
  folder: string;
  expected: KnownFailure[];
}

/** From a manifest, from the command line, or from both: flags win. */
export async function readClient(
  flags: GateFlags,
  command: readonly string[],
  rowsOf: (id: string) => readonly string[],
): Promise<Client> {
  if (flags.manifest === undefined && command.length === 0)
    throw new CannotRun(
      "no client: gate needs --manifest FILE, or -- and the command of an adapter",
      "see gate --help",
    );
  const fromFile = flags.manifest === undefined ? undefined : await readManifest(flags.manifest);
  const base = fromFile ?? manifestSchema.parse({ client: command.join(" "), command });
  const manifest: Manifest = {
    ...base,
    command: command.length > 0 ? [...command] : base.command,
    mode: flags.mode ?? base.mode,
    decode: flags.decode ?? base.decode,
  };
  const folder = flags.manifest === undefined ? process.cwd() : dirname(resolve(flags.manifest));
  const known = manifest.expected_failures === undefined ? undefined : resolve(folder, manifest.expected_failures);
  const file = flags.expected ?? known;
  return { manifest, folder, expected: file === undefined ? [] : await readExpected(file, rowsOf) };
}
