import { type Command, Option } from "commander";
import { type CommandLine, repeatable } from "../../harness/shared/command.ts";
import { progressOn } from "../../harness/shared/progress.ts";
import { exitLine, exitMeanings } from "../../reports/exit.ts";
import { compareText } from "../../reports/gate/compare.ts";
import { gateExitCode } from "../../reports/gate/report.ts";
import { gateText } from "../../reports/gate/text.ts";
import { formats, type GateFlags, readClient, readFlags, readGateReport } from "../adapters/settings.ts";
import { rowsOfProperty } from "../cases/cases.ts";
import { defaultRuns, gate } from "../run/gate.ts";
import { writeGate } from "./write.ts";

function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

async function runCommand(flags: GateFlags, command: readonly string[], context: CommandLine): Promise<number> {
  const { env, print } = context;
  const client = await readClient(flags, command, rowsOfProperty);
  const before = flags.compare === undefined ? undefined : await readGateReport(flags.compare);
  const signal = interruptible();
  const show = progressOn(process.stderr);
  const report = await gate(client, flags, env, {
    signal,
    onProgress: ({ focus, done, of, cases }) => show({ name: focus, counts: `${done}/${of}, ${cases} cases` }),
  });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  const files = await writeGate(report, flags.out, flags.format);
  const text = gateText(report).trimEnd().split("\n");
  const closing = text.pop() ?? "";
  print([...text, ...(before ? [compareText(before, report)] : []), `reports: ${files.join(", ")}`].join("\n"));
  print(signal.aborted ? exitLine(130, exitMeanings.client[130]) : closing);
  return signal.aborted ? 130 : gateExitCode(report);
}

/** Adds `gate run`: judges a client by what it sends and by what it makes of the answers. */
export function addGateRun(gateCommand: Command, context: CommandLine): void {
  gateCommand
    .command("run")
    .description("judges a client: gate run [flags] -- <command of an adapter>")
    .argument("[command...]", "the adapter's command, after --")
    .option("--manifest <file>", "what is known of the client, its command among it")
    .addOption(new Option("--mode <mode>", "how the command is run").choices(["spawn", "stream", "template"]))
    .addOption(new Option("--decode <kind>", "what it gives back").choices(["typed", "raw", "none"]))
    .addOption(repeatable("--only <prefix>", "only an area, a property, a row"))
    .option("--level <bar>", "must, should or observed: what breaks below it is a warning")
    .option("--seed <n>", "decides every case")
    .option("--path <path>", "replays one case of --only")
    .option("--runs <n>", `cases of each set, ${defaultRuns} unless given`)
    .option("--seconds <n>", "time for all cases together; a slow client makes fewer", "40")
    .option("--expected <file>", "the failures that are known: one that passes fails the gate")
    .option("--compare <file>", "gate.json of another release: says what changed")
    .option("--prove", "the gate proves itself anew; once for each version of it, unless given")
    .option("--out <dir>", "folder of the reports")
    .option("--format <list>", `of ${formats.join(",")}`)
    .action(async (command: string[], given: Record<string, unknown>) =>
      context.done(await runCommand(readFlags(given), command, context)),
    );
}
