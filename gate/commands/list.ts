import type { Command } from "commander";
import type { CommandLine } from "../../harness/shared/command.ts";
import { focuses, rowsOfProperty } from "../cases/cases.ts";
import { properties, propertyIds } from "../contract/properties.ts";

/** Adds `gate list`: the properties of a client, with their sources. */
export function addGateList(gateCommand: Command, { print, done }: CommandLine): void {
  gateCommand
    .command("list")
    .description("shows the properties")
    .action(() => {
      for (const id of propertyIds) {
        const { level, text, source, regressions } = properties[id];
        const rows = rowsOfProperty(id).length;
        print(`${id}  ${level}  ${text}  (${[source, ...regressions].join(", ")})${rows > 0 ? `  ${rows} rows` : ""}`);
      }
      print(
        `\n${propertyIds.length} properties, ${focuses.length} sets of cases; --only takes an area, a property, or property/row; explain NAME says more of a property or of a case such as CR-10`,
      );
      done(0);
    });
}
