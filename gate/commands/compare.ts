import type { Command } from "commander";
import type { CommandLine } from "../../harness/shared/command.ts";
import { compareExit, compareText } from "../../reports/gate/compare.ts";
import { readGateReport } from "../adapters/settings.ts";

/** Adds `gate compare`: what changed from one release of a client to the next. */
export function addGateCompare(gateCommand: Command, { print, done }: CommandLine): void {
  gateCommand
    .command("compare")
    .description("says what a release fixed and what it broke: exit code 1 if something broke")
    .argument("<before>", "gate.json of an earlier release")
    .argument("<after>", "gate.json of a later one")
    .action(async (before: string, after: string) => {
      const [old, now] = [await readGateReport(before), await readGateReport(after)];
      const { code, line } = compareExit(old, now);
      print(`${compareText(old, now)}\n${line}`);
      done(code);
    });
}
