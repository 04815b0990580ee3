import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import type { CommandLine } from "../../harness/shared/command.ts";
import { gateReportSchema } from "../../reports/gate/report.ts";
import { properties, propertyIds } from "../contract/properties.ts";
import { schemas } from "../contract/protocol.ts";
import { type RegressionId, regressions } from "../contract/regressions.ts";

const reportSchema = z.toJSONSchema(gateReportSchema, { io: "input" });
const schemaFiles = Object.entries({ ...schemas, "gate-report": reportSchema }).map(
  ([name, schema]): [string, string] => [`schemas/${name}.schema.json`, `${JSON.stringify(schema, undefined, 2)}\n`],
);

function propertiesPage(): string {
  const rows = propertyIds.map((id) => {
    const { level, text, source, regressions: cases } = properties[id];
    return `| \`${id}\` | ${level} | ${text} | ${[source, ...cases].join(", ")} |`;
  });
  const cases = (Object.keys(regressions) as RegressionId[]).map((id) => {
    const own = propertyIds.filter((one) => (properties[one].regressions as readonly string[]).includes(id));
    return `| ${id} | ${regressions[id].text} | ${regressions[id].sources.join(", ")} | ${own.map((one) => `\`${one}\``).join(", ")} |`;
  });
  return [
    "# What the gate judges a client by",
    "",
    "Made by `npm run gate:publish` from `gate/contract/properties.ts` and `gate/contract/regressions.ts`.",
    "",
    "Each row completes “The client must …” (or should). The numbers are the regression cases below.",
    "",
    "| property | level | the client … | source |",
    "|---|---|---|---|",
    ...rows,
    "",
    "## Regression cases",
    "",
    "What went wrong in released clients, where it was seen, and which property it became.",
    "",
    "| case | what went wrong | seen in | property |",
    "|---|---|---|---|",
    ...cases,
    "",
  ].join("\n");
}

/** Files that follow from the code, by their path: a test holds them current. */
export const published: readonly (readonly [path: string, text: string])[] = [
  ...schemaFiles,
  ["docs/gate-properties.md", propertiesPage()],
];

/** Writes them below a folder. */
async function publish(folder: string): Promise<string[]> {
  for (const [path, text] of published) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return published.map(([path]) => path);
}

/** Adds `gate publish`: the JSON Schemas and the page of properties. */
export function addGatePublish(gateCommand: Command, { print, done }: CommandLine): void {
  gateCommand
    .command("publish")
    .description("writes the JSON Schemas and the page of properties below a folder")
    .argument("<folder>", "usually the root of this project")
    .action(async (folder: string) => {
      print((await publish(folder)).join("\n"));
      done(0);
    });
}
