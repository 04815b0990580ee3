import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** From here upwards, the folder of this package: as a checkout has it, or as built files lie in it. */
function rootFrom(folder: URL): URL {
  return existsSync(new URL("package.json", folder)) ? folder : rootFrom(new URL("..", folder));
}

/** The package's own folder. */
export const packageRoot = rootFrom(new URL(".", import.meta.url));

/** The suite's own version, from its package.json. */
export const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")));
