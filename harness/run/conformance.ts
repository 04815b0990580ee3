import { exitMeanings } from "../../reports/exit.ts";
import { isCause, isOver } from "../../reports/known.ts";
import { exitCodeOf, meaningOf, type Report } from "../../reports/report.ts";
import { suiteFor, type WorkerSuite } from "../judge/judging.ts";
import { applied, readBaseline } from "../settings/baseline.ts";
import { readCorpus, withFirstSeen, writeCorpus } from "../settings/cases.ts";
import { triedIn } from "../settings/reports.ts";
import { readResources } from "../settings/resources.ts";
import type { Environment, Settings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { textMask } from "../shared/mask.ts";
import { prepareFolder } from "../shared/write.ts";
import { openTarget, type Target } from "../target/target.ts";
import { eventsOf } from "./event-log.ts";
import { type RunOptions, run } from "./run.ts";
import { Witnesses } from "./witnesses.ts";
import { type Written, writeReports } from "./write.ts";

function masked({ message, hint, report }: CannotRun, mask: (text: string) => string): CannotRun {
  const error = new CannotRun(mask(message), hint && mask(hint));
  error.report = report;
  return error;
}

/** The exit code that a run ends with, and why. */
function endOf(report: Report, failed: readonly string[], signal?: AbortSignal): [exit: number, why: string] {
  if (failed.length > 0) return [2, failed.join("; ")];
  return signal?.aborted ? [130, exitMeanings.server[130]] : [exitCodeOf(report), meaningOf(report)];
}

/** Judges a target as the settings say, with what is known of it: baseline, corpus, earlier reports. Closes the target. */
export async function judged(
  whole: WorkerSuite,
  settings: Settings,
  target: Target,
  options: RunOptions = {},
): Promise<Report> {
  try {
    const suite = suiteFor(whole, settings);
    const resources = settings.resources === undefined ? undefined : await readResources(settings.resources);
    const baseline = settings.baseline === undefined ? [] : await readBaseline(settings.baseline, suite);
    const tried = await triedIn(settings.since);
    const today = new Date().toISOString().slice(0, 10);
    const causes = baseline.filter(isCause).filter((one) => !isOver(one, today));
    const witnesses = new Witnesses(baseline.filter((one) => !isOver(one, today)));
    const corpus = settings.corpus === undefined ? [] : await readCorpus(settings.corpus);
    const report = await run(suite, settings, target, {
      ...options,
      witnesses: witnesses.cases,
      onWitness: witnesses.onWitness,
      corpus,
      resources,
      causes,
      tried,
    });
    const seen = withFirstSeen(report, corpus);
    const known = settings.baseline === undefined ? seen : applied(seen, baseline, settings.baseline, witnesses.shown);
    if (settings.corpus !== undefined) await writeCorpus(known, settings.corpus, corpus);
    return known;
  } catch (error) {
    throw error instanceof CannotRun ? masked(error, textMask(target.secrets ?? [])) : error;
  } finally {
    await target.transport.close();
  }
}

/** A whole run: opens the target, judges it, writes the reports. What `run` and the vitest project do. */
export async function conformance(
  suite: WorkerSuite,
  settings: Settings,
  env: Environment,
  options: RunOptions = {},
  target: Target = openTarget(settings, env),
): Promise<{ report: Report } & Written> {
  prepareFolder(settings.out);
  const events = eventsOf(settings, options.onEvent);
  try {
    const known = await judged(suite, settings, target, { ...options, onEvent: events.onEvent });
    const { report, files, failed } = await writeReports(known, settings.out, settings.format);
    const told = events.end(...endOf(report, failed, options.signal));
    return { report, files: [...files, ...told.files], failed: [...failed, ...told.failed] };
  } catch (error) {
    if (error instanceof CannotRun && error.report) await writeReports(error.report, settings.out, settings.format);
    events.end(2, error instanceof Error ? error.message : "the suite itself broke");
    throw error;
  }
}
