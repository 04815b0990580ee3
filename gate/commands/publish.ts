import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import type { CommandLine } from "../../harness/shared/command.ts";
import { gateReportSchema } from "../../reports/gate/report.ts";
import { schemas } from "../contract/protocol.ts";

const reportSchema = z.toJSONSchema(gateReportSchema, { io: "input" });
/** Files that follow from the code, by their path: a test holds them current. */
export const published: readonly (readonly [path: string, text: string])[] = Object.entries({
  ...schemas,
  "gate-report": reportSchema,
}).map(([name, schema]) => [`schemas/${name}.schema.json`, `${JSON.stringify(schema, undefined, 2)}\n`]);

/** Writes them below a folder. */
async function publish(folder: string): Promise<string[]> {
  for (const [path, text] of published) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return published.map(([path]) => path);
}

/** Adds `gate publish`: the JSON Schemas. */
export function addGatePublish(gateCommand: Command, { print, done }: CommandLine): void {
  gateCommand
    .command("publish")
    .description("writes the JSON Schemas below a folder")
    .argument("<folder>", "usually the root of this project")
    .action(async (folder: string) => {
      print((await publish(folder)).join("\n"));
      done(0);
    });
}
