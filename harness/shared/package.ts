import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** From here upwards, the folder of this package: as a checkout has it, or as built files lie in it. */
function rootFrom(folder: URL): URL {
  return existsSync(new URL("package.json", folder)) ? folder : rootFrom(new URL("..", folder));
}

/** The package's own folder. */
export const packageRoot = rootFrom(new URL(".", import.meta.url));

/** The suite's own version, and where its documentation is public, from its package.json. */
export const { version, homepage } = z
  .object({ version: z.string(), homepage: z.url({ protocol: /^https$/ }).optional() })
  .parse(JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")));
