import { readFile } from "node:fs/promises";
import { CannotRun } from "./errors.ts";

/** The JSON of a file that the user names; `what` says in errors what it should be. */
export async function readJson(path: string, what: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new CannotRun(`cannot read ${what} ${path}: ${error.message}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`${what} ${path}: this is not JSON: ${(error as Error).message}`);
  }
}
