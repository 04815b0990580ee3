import { unlinkSync } from "node:fs";
import type { Command } from "commander";
import { Unjudged } from "../../contract/refutation.ts";
import { type Found, findJournals, targetMark } from "../cleanup/journal.ts";
import { type Ask, find, listWorkers, removeThings, sweep } from "../cleanup/sweep.ts";
import { loadSettings } from "../settings/config.ts";
import { CannotRun, TargetLost } from "../shared/errors.ts";
import { runOf, workerName } from "../shared/names.ts";
import { openTarget, type Target } from "../target/target.ts";

export interface Cleaning {
  target: Pick<Target, "transport" | "accountId" | "lagMs">;
  /** The folder of the journals. */
  out: string;
  /** The one run to clean up after; without it, every run that a journal of this target tells of. */
  run?: string | undefined;
}

export interface Cleaned {
  lines: string[];
  left: number;
  /** Runs that were cleaned up after. */
  runs: number;
}

/** Whether the process that wrote a journal goes on. */
function isAlive({ process: id }: Found): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const askOf =
  ({ transport, accountId }: Cleaning["target"]): Ask =>
  (method, path) =>
    transport.send({ method, path: `/accounts/${accountId}${path}`, idempotent: true });

/** How long the clean-up goes on asking a target that does not answer. */
const patienceMs = 60_000;
/** Names of a journal that are looked for one by one where the target lists no Workers. */
const namesOf = ({ run, below }: Found) => Array.from({ length: below }, (_, number) => workerName(run, number));

/** Removes what one run left, and its journals where nothing is left. */
async function cleanRun(run: string, journals: readonly Found[], { target }: Cleaning): Promise<Cleaned> {
  const ask = askOf(target);
  const names = journals.flatMap(namesOf);
  const owns = (name: string) => runOf(name) === run;
  const swept = await sweep({ ask, owns, names, lagMs: target.lagMs, patienceMs });
  const searched: Awaited<ReturnType<typeof find>> = [];
  for (const one of journals.flatMap(({ searches }) => searches)) searched.push(...(await find(ask, one)));
  const left = [...swept.left, ...(await removeThings(ask, [...journals.flatMap((one) => one.things), ...searched]))];
  const isDone = swept.done && left.length === 0;
  if (isDone) for (const { file } of journals) unlinkSync(file);
  const damaged = journals.reduce((sum, one) => sum + one.damaged, 0);
  return {
    lines: [
      ...swept.removed.map((name) => `deleted ${name}`),
      ...left.map(({ name, reason }) => `left ${name}: ${reason}`),
      ...(damaged > 0 ? [`${damaged} damaged lines of the journal were not believed`] : []),
      ...(swept.done || left.length > 0
        ? []
        : [`run ${run}: the target did not answer well enough to see what is left`]),
      `run ${run}: deleted ${swept.removed.length}, left ${isDone ? "none" : Math.max(1, left.length)}`,
    ],
    left: isDone ? 0 : Math.max(1, left.length),
    runs: 1,
  };
}

/** Workers of other runs that the target shows: they are named, not touched. */
async function others(ask: Ask, cleaned: ReadonlySet<string>): Promise<string[]> {
  const listed = (await listWorkers(ask)) ?? [];
  const runs = new Set(listed.flatMap(({ name }) => runOf(name) ?? []).filter((run) => !cleaned.has(run)));
  return [...runs].map((run) => `run ${run} has Workers here too: if it is over, clean --run ${run}`);
}

/** Removes what runs left on a target: nothing but Workers named after a run, and what its journal names. */
export async function clean(cleaning: Cleaning): Promise<Cleaned> {
  const { target, out, run } = cleaning;
  const mark = targetMark(target.transport.baseUrl, target.accountId);
  const here = findJournals(out).filter((one) => one.target === undefined || one.target === mark);
  const chosen = here.filter((one) => (run === undefined ? !isAlive(one) : one.run === run));
  const busy = here.filter((one) => run === undefined && isAlive(one));
  const lines = busy.map(
    (one) =>
      `run ${one.run} goes on in process ${one.process}: not touched; if that is another program, clean --run ${one.run}`,
  );
  const runs = new Set(run === undefined ? chosen.map((one) => one.run) : [run]);
  let left = 0;
  for (const one of runs) {
    const cleaned = await cleanRun(
      one,
      chosen.filter((each) => each.run === one),
      cleaning,
    );
    lines.push(...cleaned.lines);
    left += cleaned.left;
  }
  if (runs.size === 0) lines.push(`no journal in ${out} (see --out) tells of a run on this target that is over`);
  if (run === undefined)
    lines.push(...(await others(askOf(target), new Set([...runs, ...busy.map((one) => one.run)]))));
  return { lines, left, runs: runs.size };
}

type Environment = Readonly<Record<string, string | undefined>>;
interface CleanFlags {
  run?: string;
}

async function cleanCommand({ run, ...flags }: CleanFlags, env: Environment): Promise<Cleaned> {
  if (run !== undefined && !/^[0-9a-z]{1,16}$/.test(run))
    throw new CannotRun(`--run ${run} is no run`, "it stands in the Workers' names: wvc-<run>-<n>");
  const { settings } = await loadSettings(flags, env, process.cwd());
  if (settings.baseUrl === undefined)
    throw new CannotRun("clean needs a target: --base-url and --account-id", "the embedded mock keeps nothing");
  const target = openTarget(settings, env);
  try {
    return await clean({ target, out: settings.out, run });
  } catch (error) {
    if (error instanceof Unjudged || error instanceof TargetLost)
      throw new CannotRun(`the target does not answer: ${error.message}`, "nothing more was removed; try again");
    throw error;
  } finally {
    await target.transport.close();
  }
}

/** Adds `clean` to the command line: exit code 0 where nothing is left, 2 where something is. */
export function addClean(
  wvc: Command,
  env: Environment,
  print: (text: string) => void,
  done: (code: number) => void,
): void {
  wvc
    .command("clean")
    .description("removes what a run left behind when it crashed")
    .option("--run <id>", "the run whose Workers to remove; without it, every run with a journal here")
    .option("--base-url <url>", "the target's API, ending in /client/v4")
    .option("--account-id <id>", "the account in the target's paths, 32 hex digits")
    .option("--out <dir>", "folder of the reports, where the journals are")
    .option("--timeout <s>", "seconds to wait for an answer")
    .action(async (flags: CleanFlags) => {
      const { lines, left, runs } = await cleanCommand(flags, env);
      print(
        [
          ...lines,
          `exit ${left > 0 ? 2 : 0}: ${left > 0 ? "something is left" : runs === 0 ? "there was nothing to remove" : "nothing is left"}`,
        ].join("\n"),
      );
      done(left > 0 ? 2 : 0);
    });
}
