import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { Difference } from "../../contract/flatten.ts";
import { type Explanation, staleAmong } from "../../contract/newer.ts";
import { compareWithOpenApi, readOpenApi } from "../../contract/openapi.ts";
import { command } from "../../reports/command.ts";
import type { CommandContext } from "./context.ts";

/** The document's file, where a folder is given. */
export const openApiFile = "openapi-workers-versions.json";

/** How the contract stands to the published OpenAPI. */
export interface DriftReport {
  differences: Difference[];
  /** Differences that no explanation covers. */
  unexplained: Difference[];
  /** Explanations that no difference needs any more. */
  stale: Explanation[];
}

/** Sorts the differences of a document, given as parsed JSON, or says why it is no OpenAPI document. */
export function driftOf(json: unknown): DriftReport | { problem: string } {
  const read = readOpenApi(json);
  if ("problem" in read) return read;
  const differences = compareWithOpenApi(read.document);
  return {
    differences,
    unexplained: differences.filter((one) => one.explained === undefined),
    stale: staleAmong(differences),
  };
}

const plain = (error: unknown) => (error instanceof Error ? error.message : String(error));

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Compares the contract with the OpenAPI document of a file, or of a folder that holds it under its usual name. */
export async function drift(path: string): Promise<DriftReport | { problem: string }> {
  const file = (await isFolder(path)) ? join(path, openApiFile) : path;
  try {
    const found = driftOf(JSON.parse(await readFile(file, "utf8")));
    return "problem" in found ? { problem: `${file} is ${found.problem}` } : found;
  } catch (error) {
    return { problem: `${file} cannot be read: ${plain(error)}; give the file of an OpenAPI document` };
  }
}

const said = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
const line = ({ path, what, ours, theirs, explained }: Difference) =>
  `${explained === undefined ? "UNEXPLAINED" : "explained"}  ${path || "(version)"}  ${what}: ours ${said(ours)}, theirs ${said(theirs)}${explained === undefined ? "" : `\n    ${explained}`}`;

/** The report as text: every difference a line, with its explanation below it; then what is stale; then the count. */
export function renderDrift({ differences, unexplained, stale }: DriftReport): string {
  return [
    ...differences.map(line),
    ...stale.map(({ path, what }) => `STALE  ${path}  ${what}: this explanation explains no difference any more`),
    `${differences.length} differences, ${unexplained.length} unexplained; ${stale.length} stale explanations`,
  ].join("\n");
}

const withoutFile = `drift needs the file of an OpenAPI document that describes Create Version: ${command} drift openapi.json`;

/** The drift check as a command: 0 where all is explained, 1 where something is not or is stale, 2 without a document. */
export async function runDrift(path?: string): Promise<{ text: string; exitCode: 0 | 1 | 2 }> {
  if (path === undefined) return { text: withoutFile, exitCode: 2 };
  const report = await drift(path);
  if ("problem" in report) return { text: report.problem, exitCode: 2 };
  return { text: renderDrift(report), exitCode: report.unexplained.length + report.stale.length > 0 ? 1 : 0 };
}

/** Adds `drift`: the contract beside a published OpenAPI document. */
export function addDrift(wvc: Command, { print, done }: CommandContext): void {
  wvc
    .command("drift")
    .description("compares the contract with a published OpenAPI document")
    .argument("[file]", "the document, as JSON")
    .action(async (file?: string) => {
      const { text, exitCode } = await runDrift(file === undefined ? undefined : resolve(file));
      print(text);
      done(exitCode);
    });
}
