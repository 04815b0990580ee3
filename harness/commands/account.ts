import type { Command } from "commander";
import { type CommandContext, onlyOption, settingsOf, sinceOption, type TargetFlags, withTarget } from "./context.ts";
import { runDoctor } from "./doctor.ts";
import { planCommand } from "./plan.ts";

/** Adds the commands that come before a run: `plan`, `doctor`. */
export function addAccountCommands(wvc: Command, context: CommandContext): void {
  const { env, suite, done, print } = context;
  withTarget(wvc.command("plan"))
    .description("says what a run would cost, without a request")
    .option("--profile <name>", "how much to run")
    .addOption(onlyOption())
    .option("--provision", "with the resources that are free")
    .option("--seed <n>", "decides every input")
    .option("--runs <n>", "the most cases for each claim")
    .option("--max-requests <n>", "the most requests that the run may make, clean-up included")
    .addOption(sinceOption())
    .action(async (flags: TargetFlags) => {
      const resolved = await settingsOf(flags, context);
      if (resolved) print(await planCommand(suite, resolved.settings));
      done(0);
    });
  withTarget(wvc.command("doctor"))
    .description("tries all that a run needs with one Worker, which it removes: exit code 2 if a run could not work")
    .option("--dry", "makes nothing: looks only")
    .option("--provision", "as if the resources that are free were there")
    .action(async ({ dry = false, ...flags }: TargetFlags & { dry?: boolean }) => {
      const resolved = await settingsOf(flags, context);
      if (!resolved) return done(0);
      const { text, exitCode } = await runDoctor(suite, { ...resolved.settings, dry }, env);
      print(text);
      done(exitCode);
    });
}
