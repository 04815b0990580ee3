import { type Command, Option } from "commander";
import { loadSettings } from "../settings/config.ts";
import { printedConfig } from "../settings/print-config.ts";
import type { Environment, Resolved, SettingName } from "../settings/settings.ts";
import { runDiff } from "./diff.ts";
import { runDoctor } from "./doctor.ts";
import { planCommand } from "./plan.ts";

/** Flags of a command that has a target. */
export type TargetFlags = Partial<Record<SettingName | "config", unknown>> & { printConfig?: boolean };

/** The settings of a command; with `--print-config`, shows them instead. */
export async function settingsOf(
  { printConfig, ...flags }: TargetFlags,
  env: Environment,
  print: (text: string) => void,
): Promise<Resolved | undefined> {
  const resolved = await loadSettings(flags, env, process.cwd());
  if (!printConfig) return resolved;
  print(printedConfig(resolved, env));
  return undefined;
}

/** The flags by which every command with a target names it. */
export const withTarget = (command: Command): Command =>
  command
    .option("--config <file>", "settings, instead of conformance.config.{ts,mjs,json} in the working folder")
    .option("--print-config", "shows the settings and where each came from, and does nothing else")
    .option("--base-url <url>", "the target's API, ending in /client/v4")
    .option("--account-id <id>", "the account in the target's paths, 32 hex digits")
    .option("--resources <file>", "JSON: binding kind to what exists on the account")
    .option("--timeout <s>", "seconds to wait for an answer");

interface Context {
  env: Environment;
  done: (code: number) => void;
  print: (text: string) => void;
}

/** The commands that come before and after a run. */
export function accountCommands(program: Command, { env, done, print }: Context): void {
  withTarget(program.command("plan"))
    .description("says what a run would cost, without a request")
    .option("--profile <name>", "how much to run")
    .addOption(onlyOption())
    .option("--provision", "with the resources that are free")
    .option("--seed <n>", "decides every input")
    .option("--runs <n>", "the most cases for each claim")
    .option("--max-requests <n>", "the most requests that the run may make, clean-up included")
    .action(async (flags: TargetFlags) => {
      const resolved = await settingsOf(flags, env, print);
      if (resolved) print(await planCommand(resolved.settings));
      done(0);
    });
  withTarget(program.command("doctor"))
    .description("looks at all that a run needs, and changes nothing: exit code 2 if a run could not work")
    .option("--provision", "as if the resources that are free were there")
    .action(async (flags: TargetFlags) => {
      const resolved = await settingsOf(flags, env, print);
      if (!resolved) return done(0);
      const { text, exitCode } = await runDoctor(resolved.settings, env);
      print(text);
      done(exitCode);
    });
  program
    .command("diff")
    .description("says what changed between two reports: exit code 1 if anything did")
    .argument("<old>", "an earlier report.json")
    .argument("<new>", "a later one")
    .action(async (before: string, after: string) => {
      const { text, exitCode } = await runDiff(before, after);
      print(text);
      done(exitCode);
    });
}

const onlyOption = () =>
  new Option("--only <prefix>", "only what starts so: an area, a requirement, a row (repeatable)").argParser(
    (value: string, before: string[] = []) => [...before, value],
  );
