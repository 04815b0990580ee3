import { readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { driftClasses } from "../../contract/drift.ts";
import { type Explanation, staleAmong } from "../../contract/newer.ts";
import { type Compared, compareWithOpenApi, readOpenApi } from "../../contract/openapi.ts";
import { type Revision, revision } from "../../contract/revision.ts";
import { command } from "../../reports/command.ts";
import { type CommandContext, contractOption, revisionOf } from "./context.ts";

/** The document's file, where a folder is given. */
export const openApiFile = "openapi-workers-versions.json";

/** How the contract, in a revision, stands to the published OpenAPI. */
export interface DriftReport {
  contract: Revision;
  differences: Compared[];
  /** Differences that no explanation covers. */
  unexplained: Compared[];
  /** Explanations that no difference needs any more. */
  stale: Explanation[];
}

/** Sorts the differences of a document, given as parsed JSON, or says why it is no OpenAPI document. */
export function driftOf(json: unknown, contract: Revision = revision): DriftReport | { problem: string } {
  const read = readOpenApi(json);
  if ("problem" in read) return read;
  const differences = compareWithOpenApi(read.document, contract);
  return {
    contract,
    differences,
    unexplained: differences.filter((one) => one.explained === undefined),
    stale: staleAmong(differences, contract),
  };
}

const plain = (error: unknown) => (error instanceof Error ? error.message : String(error));

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Compares the contract with the OpenAPI document of a file, or of a folder that holds it under its usual name. */
export async function drift(path: string, contract?: Revision): Promise<DriftReport | { problem: string }> {
  const file = (await isFolder(path)) ? join(path, openApiFile) : path;
  try {
    const found = driftOf(JSON.parse(await readFile(file, "utf8")), contract);
    return "problem" in found ? { problem: `${file} is ${found.problem}` } : found;
  } catch (error) {
    return { problem: `${file} cannot be read: ${plain(error)}; give the file of an OpenAPI document` };
  }
}

const said = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
function line({ path, what, ours, theirs, explained, class: kind, requirements }: Compared): string {
  const head = explained === undefined ? `UNEXPLAINED  ${kind}` : "explained";
  const look = requirements.length > 0 ? `look at ${requirements.join(", ")}` : "no requirement names this place";
  const below = explained ?? look;
  return `${head}  ${path || "(version)"}  ${what}: ours ${said(ours)}, theirs ${said(theirs)}\n    ${below}`;
}

/** The report as text: every difference a line, with its explanation or what to look at below it; then what is stale; then the count. */
export function renderDrift({ contract, differences, unexplained, stale }: DriftReport): string {
  const counts = driftClasses.map((kind) => `${unexplained.filter((one) => one.class === kind).length} ${kind}`);
  return [
    ...differences.map(line),
    ...stale.map(({ path, what }) => `STALE  ${path}  ${what}: this explanation explains no difference any more`),
    `${contract}: ${differences.length} differences, ${unexplained.length} unexplained (${counts.join(", ")}); ${stale.length} stale explanations`,
  ].join("\n");
}

const withoutFile = `drift needs the file of an OpenAPI document that describes Create Version: ${command} drift openapi.json`;

export interface DriftOptions {
  contract?: Revision;
  format?: "text" | "json";
}

/** The drift check as a command: 0 where all is explained, 1 where something is not or is stale, 2 without a document. */
export async function runDrift(
  path?: string,
  { contract, format = "text" }: DriftOptions = {},
): Promise<{ text: string; exitCode: 0 | 1 | 2 }> {
  if (path === undefined) return { text: withoutFile, exitCode: 2 };
  const report = await drift(path, contract);
  if ("problem" in report) return { text: report.problem, exitCode: 2 };
  const text = format === "json" ? JSON.stringify(report, undefined, 2) : renderDrift(report);
  return { text, exitCode: report.unexplained.length + report.stale.length > 0 ? 1 : 0 };
}

interface DriftFlags extends Pick<DriftOptions, "format"> {
  contract?: string;
  out?: string;
}

/** Adds `drift`: the contract beside a published OpenAPI document. */
export function addDrift(wvc: Command, { print, done, env }: CommandContext): void {
  wvc
    .command("drift")
    .description("compares the contract with a published OpenAPI document: what is additive, breaking, or wrong here")
    .argument("[file]", "the document, as JSON")
    .addOption(contractOption("the revision that is compared"))
    .addOption(new Option("--format <format>", "how it is said").choices(["text", "json"]).default("text"))
    .option("--out <file>", "writes it there instead")
    .action(async (file: string | undefined, { contract, format, out }: DriftFlags) => {
      const options = { contract: revisionOf(contract, env), format };
      const { text, exitCode } = await runDrift(file === undefined ? undefined : resolve(file), options);
      if (out === undefined || exitCode === 2) print(text);
      else await writeFile(resolve(out), `${text}\n`);
      done(exitCode);
    });
}
