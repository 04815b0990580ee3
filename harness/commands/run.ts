import { join } from "node:path";
import type { Command } from "commander";
import { exitLine } from "../../reports/exit.ts";
import { stepOf } from "../../reports/github.ts";
import { exitCodeOf } from "../../reports/report.ts";
import { textReport } from "../../reports/text.ts";
import { progressLine } from "../judge/progress.ts";
import { conformance } from "../run/conformance.ts";
import { inLog, orSayInStep, sayInStep } from "../run/github.ts";
import { readReport } from "../settings/reports.ts";
import { formats, profiles, type Settings } from "../settings/settings.ts";
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
import { watch } from "./watch.ts";

/** Groups of failures that a terminal shows. */
const shownGroups = 10;

type RunFlags = TargetFlags & { all?: boolean; watch?: string };

/** The settings with what failed last time as all that is judged; undefined where nothing did. */
async function onlyFailed(settings: Settings): Promise<Settings | undefined> {
  const report = await readReport(join(settings.out, "report.json"));
  const only = [...new Set(report.requirements.flatMap(({ failures }) => failures.map(({ claim }) => claim)))];
  return only.length === 0 ? undefined : { ...settings, only };
}

async function runCommand({ all, watch: url, ...flags }: RunFlags, context: CommandContext): Promise<number> {
  if (url === undefined) return runOnce({ all, ...flags }, context);
  if (!URL.canParse(url))
    throw new CannotRun(`--watch ${url} is no URL`, "the server's own, such as --base-url has it");
  const again = { profile: "quick", ...flags, all };
  const run = () =>
    runOnce(again, context).catch((error) =>
      error instanceof CannotRun ? said(error, context) : Promise.reject(error),
    );
  return watch(url, run, context);
}

/** Where a run is made again and again, one that could not be made is no end. */
function said({ message, hint }: CannotRun, { complain }: CommandContext): number {
  complain(`${message}${hint === undefined ? "" : `\n  ${hint}`}\n`);
  return 2;
}

async function runOnce({ all, ...flags }: RunFlags, context: CommandContext): Promise<number> {
  const resolved = await settingsOf(flags, context);
  if (!resolved) return 0;
  const settings = resolved.settings.failed ? await onlyFailed(resolved.settings) : resolved.settings;
  if (!settings) {
    context.print(
      exitLine(0, `nothing failed last time, by ${join(resolved.settings.out, "report.json")}: nothing to judge`),
    );
    return 0;
  }
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
    .option("--failed", "judges only what failed last time, by the report in --out")
    .option("--watch <url>", "runs again (quick) each time that the server at a URL comes back")
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
    .option("--all", "shows every group of failures, each with its whole story")
    .addOption(faultOption())
    .option("--against-base-url <url>", "a second target: sends both the same, and says where they differ")
    .option("--against-account-id <id>", "the account in its paths; without it, --account-id")
    .action(async (flags) => context.done(await orSayInStep(runCommand(flags, context), context.env, context)));
}
