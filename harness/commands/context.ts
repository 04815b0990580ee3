import { type Command, Option } from "commander";
import { type Revision, revision, revisionIds, revisionNamed, shortName } from "../../contract/revision.ts";
import type { WorkerSuite } from "../judge/judging.ts";
import type { TargetFaults } from "../run/kill-matrix.ts";
import { loadSettings } from "../settings/config.ts";
import { printedConfig } from "../settings/print-config.ts";
import type { Resolved, SettingName } from "../settings/settings.ts";
import { type CommandLine, repeatable } from "../shared/command.ts";
import { CannotRun } from "../shared/errors.ts";
import { meant } from "../shared/nearest.ts";

/** What every command about servers is given: beside the command line, what is judged and what proves it. */
export interface CommandContext extends CommandLine {
  suite: WorkerSuite;
  faults: TargetFaults;
}

/** Flags of a command that has a target. */
export type TargetFlags = Partial<Record<SettingName | "config", unknown>> & { printConfig?: boolean };

/** The settings of a command; with `--print-config`, shows them instead. */
export async function settingsOf(
  { printConfig, ...flags }: TargetFlags,
  { env, print }: Pick<CommandLine, "env" | "print">,
): Promise<Resolved | undefined> {
  const resolved = await loadSettings(flags, env, process.cwd());
  if (!printConfig) return resolved;
  print(printedConfig(resolved, env));
  return undefined;
}

const names = revisionIds.map(shortName);
export const contractOption = (what: string): Option =>
  new Option("--contract <revision>", `${what}: ${names.join(", ")} (${shortName(revision)} unless given)`);

/** The revision that a command without settings is told, by its flag or its variable. */
export function revisionOf(flag: string | undefined, env: CommandLine["env"]): Revision {
  const name = flag ?? (env.CONFORMANCE_CONTRACT || revision);
  const found = revisionNamed(name);
  if (found !== undefined) return found;
  throw new CannotRun(`--contract ${name} is no revision of the contract${meant(name, names)}`, names.join(", "));
}

/** The flags by which every command with a target names it. */
export const withTarget = (command: Command): Command =>
  command
    .option("--config <file>", "settings, instead of conformance.config.{ts,mjs,json} in the working folder")
    .option("--print-config", "shows the settings and where each came from, and does nothing else")
    .option("--base-url <url>", "the target's API, ending in /client/v4")
    .option("--account-id <id>", "the account in the target's paths, 32 hex digits")
    .option("--worker <name|id>", "a Worker that exists, for a target that makes none")
    .addOption(contractOption("the revision that is judged by"))
    .option("--lacks <list>", "what the target does not have: placement, deployments, bindings.vectorize, …")
    .option("--resources <file>", "JSON: binding kind to what exists on the account")
    .option("--timeout <s>", "seconds to wait for an answer");

export const faultOption = (): Option => repeatable("--fault <id>", "makes the mock show this target fault");
export const sinceOption = (): Option =>
  new Option("--since <reports...>", "report.json of earlier runs: what they tried least comes first");
export const onlyOption = (): Option =>
  repeatable("--only <prefix>", "judges only what starts so: an area, a requirement, a row");
