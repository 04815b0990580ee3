import { rename, writeFile } from "node:fs/promises";
import { CannotRun } from "./errors.ts";
import { makeFolder } from "./folder.ts";

/** Makes the folder of the reports, before a run: a run whose report cannot be kept is not worth its requests. */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new CannotRun(`cannot make the folder ${folder}: ${(error as Error).message}`, "see --out");
  }
}

/** Writes a file whole or not at all. Its path. */
export async function writeWhole(path: string, text: string): Promise<string> {
  try {
    await writeFile(`${path}.part`, text);
    await rename(`${path}.part`, path);
    return path;
  } catch (error) {
    throw new CannotRun(`cannot write ${path}: ${(error as Error).message}`, "see --out");
  }
}
