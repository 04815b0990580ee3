import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/**
 * Makes a folder that can be written to, and those above it. Node's own recursive mkdir never ends where a file system
 * denies a folder whose parent is there (`/proc`).
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  try {
    mkdirSync(folder);
  } catch (error) {
    const parent = dirname(folder);
    if (codeOf(error) === "EEXIST" && statSync(folder).isDirectory()) {
      accessSync(folder, constants.W_OK);
      return;
    }
    if (codeOf(error) !== "ENOENT" || parent === folder || statSync(parent, { throwIfNoEntry: false })) throw error;
    makeFolder(parent);
    mkdirSync(folder);
  }
}
