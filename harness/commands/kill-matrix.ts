import type { Command } from "commander";
import { alarmsOf, chosenFaults, type MatrixRow, matrix, unprovenOf } from "../run/kill-matrix.ts";
import { repeatable } from "../shared/command.ts";
import { CannotRun } from "../shared/errors.ts";
import type { CommandContext } from "./context.ts";

interface MatrixFlags {
  only?: string[];
  runs: string;
}

function rowLines(rows: readonly MatrixRow[]): string[] {
  const width = Math.max(...rows.map(({ fault }) => fault.length)) + 2;
  return rows.map(({ fault, breaks, failed, verdict }) => {
    const but = verdict === "killed" ? "" : `  failed: ${failed.join(", ") || "nothing"}`;
    return `${verdict.padEnd(9)}${fault.padEnd(width)}${breaks}${but}`;
  });
}

/** Runs and prints the kill matrix: exit code 0 only if every fault fails exactly its requirement and none lacks one. */
async function killMatrix({ only = [], runs }: MatrixFlags, context: CommandContext): Promise<number> {
  const { suite, faults, print, complain } = context;
  const count = Number(runs);
  if (!Number.isInteger(count) || count < 1) throw new CannotRun(`--runs ${runs} is no number of runs`);
  const chosen = chosenFaults(faults, only);
  const alarms = await alarmsOf({ suite, faults }, count);
  const started = Date.now();
  const rows = await matrix(chosen, count, ({ verdict, fault }, done, of) =>
    complain(`${done}/${of} ${verdict} ${fault}\n`),
  );
  const wrong = rows.filter(({ verdict }) => verdict !== "killed");
  const missing = only.length > 0 ? [] : unprovenOf({ suite, faults });
  const all = Object.keys(suite.requirements).length;
  print(
    [
      ...rowLines(rows),
      "",
      ...alarms.map((one) => `the clean mock does not pass ${one}`),
      ...missing.map((id) => `no fault breaks ${id}`),
      `${rows.length - wrong.length}/${rows.length} faults killed by exactly their requirement, ${all - missing.length}/${all} requirements proven, ${((Date.now() - started) / 1000).toFixed(0)} s`,
    ].join("\n"),
  );
  return wrong.length + alarms.length + missing.length > 0 ? 1 : 0;
}

/** Adds `kill-matrix`: the proof that the suite catches what it claims to catch. */
export function addKillMatrix(wvc: Command, context: CommandContext): void {
  wvc
    .command("kill-matrix")
    .alias("faults")
    .description("target faults x requirements: each fault must make exactly its requirement fail")
    .addOption(repeatable("--only <prefix>", "only faults whose id or requirement starts so"))
    .option("--runs <n>", "cases for each claim", "12")
    .action(async (flags: MatrixFlags) => context.done(await killMatrix(flags, context)));
}
