import { mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conformance, judged } from "../harness/run/conformance.ts";
import { keysChecked } from "../harness/settings/config.ts";
import { type Config, resolveSettings, type Settings } from "../harness/settings/settings.ts";
import { CannotRun } from "../harness/shared/errors.ts";
import type { RunEvent } from "../reports/events.ts";
import type { Report } from "../reports/report.ts";
import { suite } from "../suites/index.ts";
import { type Named, type TargetOption, targetOf } from "./target.ts";

/** Settings that are about the command line's own target, its second one, or its last report. */
const ofCommandLine = ["baseUrl", "accountId", "failed", "againstBaseUrl", "againstAccountId"] as const;
type OfCommandLine = (typeof ofCommandLine)[number];

/** Any setting of `run` (see the README's flags), and what only a program can give. */
export interface RunOptions extends Omit<Config, OfCommandLine> {
  /** What is judged; the embedded mock, unless given. */
  target?: TargetOption;
  /** Ends the run after the case at hand; what was made is removed, and the report says that it is not complete. */
  signal?: AbortSignal;
  /** Told of the start, of how far the run is, of each failure as it is found, and of the end. */
  onEvent?: (event: RunEvent) => void;
  /** A folder for the reports, in the forms that `format` names. Without it, nothing is written. */
  out?: string;
}

const program = "the options of run()";

function settingsOf(options: Omit<RunOptions, "target" | "signal" | "onEvent">, { settings }: Named): Settings {
  const stray = ofCommandLine.find((name) => name in options);
  if (stray !== undefined)
    throw new CannotRun(`${program} hold ${stray}, which is for the command line`, "target says what is judged");
  if (options.format !== undefined && options.out === undefined)
    throw new CannotRun(`${program} hold format, and no out`, "out is the folder of the reports");
  const values = { ...keysChecked(program, options as Record<string, unknown>), ...settings };
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return resolveSettings({}, {}, { path: program, values: given }).settings;
}

/** A server outlives this process: what is made there is first written to a journal, which is gone when all is removed. */
async function withJournal<T>(settings: Settings, work: (settings: Settings) => Promise<T>): Promise<T> {
  const out = await mkdtemp(join(tmpdir(), "workers-version-conformance-"));
  try {
    return await work({ ...settings, out });
  } finally {
    // A folder that holds a journal of what is left stays.
    await rmdir(out).catch(() => {});
  }
}

/**
 * Judges a target, and gives the report: what `report.json` holds. Nothing is printed, no process ends, two runs at once do not meet.
 *
 * Rejects with `CannotRun` where no run is possible: settings, credentials, a target that does not answer (exit code 2 of the
 * command line). What the target breaks is in the report: `exitCodeOf(report)` says what the command line would end with.
 */
export async function run(options: RunOptions = {}): Promise<Report> {
  const { target: given, signal, onEvent, ...rest } = options;
  const named = targetOf(given);
  const settings = settingsOf(rest, named);
  const target = named.open(settings);
  const told = { signal, onEvent };
  if (rest.out !== undefined) return (await conformance(suite, settings, {}, told, target)).report;
  if (target.kind === "mock" || target.isGiven) return judged(suite, settings, target, told);
  return withJournal(settings, (own) => judged(suite, own, target, told));
}
