import { rename, rm, writeFile } from "node:fs/promises";
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

/** Reports hold what was sent to somebody's account. */
export const ownerOnly = 0o600;

/** Writes a file whole or not at all, for its owner alone, and through no link that was there before. Its path. */
export async function writeWhole(path: string, text: string): Promise<string> {
  try {
    await rm(`${path}.part`, { force: true });
    await writeFile(`${path}.part`, text, { flag: "wx", mode: ownerOnly });
    await rename(`${path}.part`, path);
    return path;
  } catch (error) {
    await rm(`${path}.part`, { force: true }).catch(() => {});
    throw new CannotRun(`cannot write ${path}: ${(error as Error).message}`, "see --out");
  }
}
