import type { Command } from "commander";
import { Unjudged } from "../../contract/refutation.ts";
import { exitLine } from "../../reports/exit.ts";
import { type Cleaned, clean } from "../cleanup/clean.ts";
import { loadSettings } from "../settings/config.ts";
import { CannotRun, TargetLost } from "../shared/errors.ts";
import { openTarget } from "../target/target.ts";
import type { CommandContext } from "./context.ts";

interface CleanFlags {
  run?: string;
}

async function cleanCommand({ run, ...flags }: CleanFlags, env: CommandContext["env"]): Promise<Cleaned> {
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
export function addClean(wvc: Command, { env, print, done }: CommandContext): void {
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
      const code = left > 0 ? 2 : 0;
      const none = runs === 0 ? "there was nothing to remove" : "nothing is left";
      print([...lines, exitLine(code, left > 0 ? "something is left" : none)].join("\n"));
      done(code);
    });
}
