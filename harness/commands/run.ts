import type { Command } from "commander";
import { stepOf } from "../../reports/github.ts";
import { exitCodeOf } from "../../reports/report.ts";
import { textReport } from "../../reports/text.ts";
import { progressLine } from "../judge/progress.ts";
import { conformance } from "../run/conformance.ts";
import { inLog, orSayInStep, sayInStep } from "../run/github.ts";
import { formats, profiles } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { againstCommand } from "./against.ts";
import {
  type CommandContext,
  faultOption,
  onlyOption,
  settingsOf,
  sinceOption,
  type TargetFlags,
  withTarget,
} from "./context.ts";
import { interrupts } from "./interrupt.ts";
import { paintFor } from "./paint.ts";
import { leftLines, stoppedLine } from "./residue.ts";

/** Groups of failures that a terminal shows. */
const shownGroups = 10;

async function runCommand(
  { all, ...flags }: TargetFlags & { all?: boolean },
  context: CommandContext,
): Promise<number> {
  const resolved = await settingsOf(flags, context);
  if (!resolved) return 0;
  const { settings } = resolved;
  if (settings.againstBaseUrl !== undefined) return againstCommand(settings, context);
  const { env, suite, print, complain } = context;
  const stop = interrupts((line) => complain(`${line}\n`));
  const options = { ...stop, onProgress: progressLine(process.stderr), onPlan: complain };
  const { report, files, failed } = await conformance(suite, settings, env, options).finally(stop.end);
  const groups = all ? undefined : shownGroups;
  const text = textReport(report, { groups, paint: paintFor(process.stdout) })
    .trimEnd()
    .split("\n");
  const closing = text.pop() ?? "";
  const isStopped = stop.signal.aborted;
  const code = isStopped ? 130 : exitCodeOf(report);
  sayInStep(() => stepOf({ report, files, code }), env, context);
  const left = leftLines(report, settings);
  const written = files.length > 0 ? [`reports: ${files.join(", ")}`] : [];
  if (failed.length > 0) {
    print(inLog([...text, ...left, ...written].join("\n"), env));
    throw new CannotRun(failed.join("; "), `see --out; the verdicts above stand: ${closing}`);
  }
  print(inLog([...text, ...left, ...written, isStopped ? stoppedLine(report) : closing].join("\n"), env));
  return code;
}

/** Adds `run`, which is also what a command line without a command does. */
export function addRun(wvc: Command, context: CommandContext): void {
  withTarget(wvc.command("run", { isDefault: true }))
    .description("judges a target and writes a report (the embedded mock, unless --base-url is given)")
    .option("--profile <name>", `how much to run: ${Object.keys(profiles).join(", ")}`)
    .option("--level <bar>", "must, should or observed: what breaks below it is a warning")
    .addOption(onlyOption())
    .option("--seed <n>", "decides every input")
    .option("--today <day>", "the day of the run, YYYY-MM-DD: no date that is sent is later; without it, today in UTC")
    .option("--path <path>", "replays one case of --only")
    .option("--runs <n>", "cases for each claim, instead of the profile's")
    .option("--rounds <n>", "ends after so many rounds over all claims")
    .option("--max-time <s>", "begins no other round after so many seconds")
    .option("--max-requests <n>", "plans the run so that it sends no more than this many, clean-up included")
    .addOption(sinceOption())
    .option("--provision", "makes the resources that are free, and removes them at the end")
    .option("--baseline <file>", "JSON: failures that are known and do not fail the run")
    .option("--corpus <dir>", "cases that failed earlier are tried first, and new ones are kept there")
    .option("--out <dir>", "folder of the reports")
    .option("--format <list>", `of ${formats.join(",")}`)
    .option("--bail <n>", "ends the run after this many failures")
    .addOption(faultOption())
    .option("--against-base-url <url>", "a second target: sends both the same, and says where they differ")
    .option("--against-account-id <id>", "the account in its paths; without it, --account-id")
    .action(async (flags) => context.done(await orSayInStep(runCommand(flags, context), context.env, context)));
}
