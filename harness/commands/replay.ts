import { join } from "node:path";
import type { Command } from "commander";
import type { Exchange } from "../../contract/api.ts";
import { keptCase } from "../../reports/case.ts";
import { exitLine } from "../../reports/exit.ts";
import { type Member, membersOf } from "../../reports/groups.ts";
import { exitCodeOf, type Report } from "../../reports/report.ts";
import { failureText, storyText, wholeTelling } from "../../reports/story-text.ts";
import { exchangesShown } from "../run/failure.ts";
import { run } from "../run/run.ts";
import { readCase, type Stored } from "../settings/cases.ts";
import { loadSettings } from "../settings/config.ts";
import { readReport } from "../settings/reports.ts";
import { readResources } from "../settings/resources.ts";
import type { SettingName, Settings } from "../settings/settings.ts";
import { CannotRun } from "../shared/errors.ts";
import { meant } from "../shared/nearest.ts";
import { openTarget } from "../target/target.ts";
import { type CommandContext, faultOption, onlyOption, type TargetFlags, withTarget } from "./context.ts";
import { interrupts } from "./interrupt.ts";

/** What is replayed: by the flags alone, or a case that is kept, with the settings that it was found with. */
interface Replay {
  kept?: Stored;
  settings: Record<string, unknown>;
}

const all = (report: Report): Member[] => {
  const { failures, known, warnings } = membersOf(report);
  return [...failures, ...known, ...warnings];
};

/** The failure of a report that a number from 1, or a hash, names. */
function failureIn(report: Report, which: string, path: string): Member {
  const members = all(report);
  if (members.length === 0) throw new CannotRun(`${path} has no failure`);
  const found = /^\d{1,4}$/.test(which)
    ? members[Number(which) - 1]
    : members.find(({ failure }) => failure.hash === which);
  if (found) return found;
  const hashes = members.flatMap(({ failure }) => failure.hash ?? []);
  throw new CannotRun(`${path} has no failure ${which}${meant(which, hashes)}`, `failures: 1 to ${members.length}`);
}

const isSetting = ([name, value]: [string, unknown]) =>
  // What is masked comes from the environment again.
  name !== "today" && name !== "seed" && !(typeof value === "string" && value.startsWith("$"));

async function ofReport(path: string, which: string): Promise<Replay> {
  const report = await readReport(path);
  const { requirement, failure } = failureIn(report, which, path);
  const kept = { ...keptCase(report, requirement, failure), file: `${path}#${which}` };
  const settings = Object.fromEntries(Object.entries(report.run.settings ?? {}).filter(isSetting));
  return { kept: { ...kept, id: requirement.id, row: failure.row } as Stored, settings };
}

/** What a name stands for: the hash of a failure of the last report, a report and its number, a case of a corpus. */
async function namedReplay(what: string, out: string): Promise<Replay> {
  if (/^[0-9a-f]{8}$/.test(what)) return ofReport(join(out, "report.json"), what);
  const [path = "", which] = what.split("#");
  if (which !== undefined) return ofReport(path, which);
  if (path.endsWith(".case.json")) return { kept: await readCase(path), settings: {} };
  if (path.endsWith(".json")) return ofReport(path, "1");
  throw new CannotRun(
    `${what} names nothing to replay`,
    "a hash of conformance-report/report.json, report.json#1, or a file that --corpus wrote",
  );
}

const usualOut = "conformance-report";

async function settingsFor(flags: TargetFlags, { kept, settings }: Replay, env: CommandContext["env"]) {
  const own =
    kept === undefined ? {} : { only: [kept.claim], profile: kept.profile, today: kept.today, seed: kept.seed };
  const merged = { ...settings, ...own, ...flags } as Partial<Record<SettingName | "config", unknown>>;
  return (await loadSettings(merged, env, process.cwd())).settings;
}

/** The calls of a case that shows nothing, as they were made. */
function callsText(
  exchanges: readonly Exchange[],
  settings: Settings,
  secrets: Parameters<typeof exchangesShown>[1],
): string[] {
  const failure = exchangesShown(exchanges, secrets);
  return [
    `${settings.only.join(" ")}: it does not show again; the calls were`,
    ...storyText(failure, wholeTelling),
    "",
  ];
}

async function replayCommand(
  what: string | undefined,
  { out, ...flags }: TargetFlags,
  context: CommandContext,
): Promise<number> {
  const { env, suite, print, complain } = context;
  const replay = what === undefined ? { settings: {} } : await namedReplay(what, String(out ?? usualOut));
  const settings = await settingsFor(flags, replay, env);
  const { kept } = replay as Replay;
  if (kept === undefined && settings.path === undefined)
    throw new CannotRun("replay needs what to replay", "a hash, report.json#1, a file, or --only with --path");
  const target = openTarget(settings, env);
  const exchanges: Exchange[] = [];
  const stop = interrupts((line) => complain(`${line}\n`));
  const resources = settings.resources === undefined ? undefined : await readResources(settings.resources);
  const options = { ...stop, resources, corpus: kept ? [kept] : [], isReplay: kept !== undefined };
  try {
    const report = await run(suite, settings, target, { ...options, onExchange: (one) => exchanges.push(one) });
    const shown = all(report);
    const lines = shown.flatMap((one) => failureText(one, one.failure.flaky ? "FLAKY" : "FAIL"));
    print([...lines, ...(shown.length === 0 ? callsText(exchanges, settings, target.secrets ?? []) : [])].join("\n"));
    const code = stop.signal.aborted ? 130 : exitCodeOf(report);
    const why =
      report.run.ended ??
      (shown.length > 0 ? "it fails again" : code === 0 ? "it does not fail again" : "it could not be judged");
    print(exitLine(code, why));
    return code;
  } finally {
    stop.end();
    await target.transport.close();
  }
}

/** Adds `replay`: one case again, with its calls; it writes nothing. */
export function addReplay(wvc: Command, context: CommandContext): void {
  withTarget(wvc.command("replay"))
    .description("makes one case again and shows its calls; writes no report")
    .argument("[what]", "a hash of the last report, report.json#1, or a file of a corpus; or --only with --path")
    .option("--profile <name>", "the profile of the run that found it")
    .option("--level <bar>", "must, should or observed: what breaks below it is a warning")
    .addOption(onlyOption())
    .option("--seed <n>", "decides every input")
    .option("--today <day>", "the day of the run, YYYY-MM-DD")
    .option("--path <path>", "the case of --only")
    .option("--max-requests <n>", "as the run had it")
    .option("--provision", "as the run had it")
    .option("--out <dir>", "the folder of the report that a hash is of")
    .addOption(faultOption())
    .action(async (what, flags) => context.done(await replayCommand(what, flags, context)));
}
