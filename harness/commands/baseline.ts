import { existsSync } from "node:fs";
import type { Command } from "commander";
import { z } from "zod";
import { prunedBaseline, updatedBaseline } from "../../reports/baseline-update.ts";
import type { BaselineEntry } from "../../reports/known.ts";
import type { Report } from "../../reports/report.ts";
import { applied, readBaseline } from "../settings/baseline.ts";
import { readReport } from "../settings/reports.ts";
import { CannotRun } from "../shared/errors.ts";
import { writeWhole } from "../shared/write.ts";
import type { CommandContext } from "./context.ts";

interface BaselineFlags {
  report: string;
  reason?: string;
  expires?: string;
}

const usualReport = "conformance-report/report.json";

/** A report that says what a whole run has shown. */
async function wholeReport(path: string): Promise<Report> {
  const report = await readReport(path);
  if (report.complete) return report;
  throw new CannotRun(`${path} is of a run that was cut short: ${report.run.ended ?? ""}`, "let a run come to its end");
}

const write = (path: string, entries: readonly BaselineEntry[]) =>
  writeWhole(path, `${JSON.stringify(entries, undefined, 2)}\n`);

async function update(file: string, flags: BaselineFlags, { suite, print }: CommandContext): Promise<0> {
  const { reason, expires } = flags;
  if (expires !== undefined && !z.iso.date().safeParse(expires).success)
    throw new CannotRun(`--expires ${expires} is no day`, "YYYY-MM-DD");
  const report = await wholeReport(flags.report);
  const before = existsSync(file) ? await readBaseline(file, suite) : [];
  const why = reason ?? `known on ${report.run.startedAt.slice(0, 10)}: nobody has said why yet`;
  const { entries, added, witnessed } = updatedBaseline(report, before, { reason: why, expires });
  await write(file, entries);
  print(`${file}: ${entries.length} entries, ${added} new, ${witnessed} with another witness`);
  if (reason === undefined && added > 0) print("say why they fail: their `reason`, or --reason TEXT next time");
  return 0;
}

async function prune(file: string, flags: BaselineFlags, { suite, print }: CommandContext): Promise<0> {
  const report = await wholeReport(flags.report);
  const before = await readBaseline(file, suite);
  const judged = report.baseline === undefined ? applied(report, before, file) : report;
  const entries = prunedBaseline(judged, before);
  await write(file, entries);
  print(`${file}: ${entries.length} entries, ${before.length - entries.length} removed`);
  return 0;
}

/** Adds `baseline`: the list of known failures, written from a run. */
export function addBaseline(wvc: Command, context: CommandContext): void {
  const baseline = wvc.command("baseline").description("writes the list of known failures from a report");
  baseline
    .command("update")
    .description("adds every failure of a run, each with a case that is made again in later runs; reasons are kept")
    .argument("<file>", "the file of --baseline; made where there is none")
    .option("--report <file>", "report.json of the run", usualReport)
    .option("--reason <text>", "why the new ones fail")
    .option("--expires <day>", "the last day on which the new ones count, YYYY-MM-DD")
    .action(async (file: string, flags: BaselineFlags) => context.done(await update(file, flags, context)));
  baseline
    .command("prune")
    .description("removes the entries that pass now, and those whose time is over; of a run with --baseline")
    .argument("<file>", "the file of --baseline")
    .option("--report <file>", "report.json of the run", usualReport)
    .action(async (file: string, flags: BaselineFlags) => context.done(await prune(file, flags, context)));
}
