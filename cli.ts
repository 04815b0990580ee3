import { Command, CommanderError } from "commander";
import { gateArguments } from "./gate/commands/spelling.ts";
import { addAccountCommands } from "./harness/commands/account.ts";
import { addBaseline } from "./harness/commands/baseline.ts";
import { addClean } from "./harness/commands/clean.ts";
import type { CommandContext } from "./harness/commands/context.ts";
import { addDiff } from "./harness/commands/diff.ts";
import { addDrift } from "./harness/commands/drift.ts";
import { addExplain } from "./harness/commands/explain.ts";
import { addKillMatrix } from "./harness/commands/kill-matrix.ts";
import { addList } from "./harness/commands/list.ts";
import { addMock } from "./harness/commands/mock.ts";
import { addReplay } from "./harness/commands/replay.ts";
import { addRun } from "./harness/commands/run.ts";
import { addTrend } from "./harness/commands/trend.ts";
import { inLog } from "./harness/run/github.ts";
import type { Environment } from "./harness/settings/settings.ts";
import { CannotRun } from "./harness/shared/errors.ts";
import { environmentSecrets, textMask } from "./harness/shared/mask.ts";
import { meant } from "./harness/shared/nearest.ts";
import { version } from "./harness/shared/package.ts";
import { allFaults } from "./mock/faults/index.ts";
import { exitLine, exitMeanings } from "./reports/exit.ts";
import { suite } from "./suites/index.ts";

function program(context: CommandContext): Command {
  const wvc = new Command("workers-version-conformance");
  wvc.description("Judges servers that speak Cloudflare's Create Version endpoint.").version(version).exitOverride();
  wvc.configureOutput({ outputError: () => {} });
  wvc.configureHelp({ showGlobalOptions: true }).showSuggestionAfterError();
  const commands = [
    addRun,
    addReplay,
    addBaseline,
    addAccountCommands,
    addDiff,
    addTrend,
    addMock,
    addList,
    addExplain,
    addKillMatrix,
    addDrift,
    addClean,
  ];
  for (const add of commands) add(wvc, context);
  return wvc;
}

/** Adds the commands of `gate`, which take their time to load, where a command line may be about them. */
async function withGate(wvc: Command, context: CommandContext, [word = "run"]: readonly string[]): Promise<void> {
  const isHelp = word === "--help" || word === "-h";
  const isKnown = wvc.commands.some((one) => one.name() === word) || (word.startsWith("-") && !isHelp);
  if (isKnown) return;
  const { addGate } = await import("./gate/commands/index.ts");
  addGate(wvc, context);
}

/** A word that is no command would be taken for an argument of `run`. */
function refuseUnknown(word: string | undefined, { commands }: Command): void {
  const known = ["help", ...commands.flatMap((one) => [one.name(), ...one.aliases()])];
  if (word !== undefined && !word.startsWith("-") && !known.includes(word))
    throw new CannotRun(`${word} is no command${meant(word, known)}`, "see --help");
}

/** The command line with the commands of `gate` by their names, also where they are spelled as its flags. */
function spelledToday(args: readonly string[], complain: (text: string) => void): string[] {
  if (args[0] !== "gate") return [...args];
  const { args: rest, note } = gateArguments(args.slice(1));
  if (note !== undefined) complain(`${note}\n`);
  return ["gate", ...rest];
}

/** What is wrong with a command line, in one sentence. */
function usageOf({ message }: CommanderError): string {
  const [text = "", near] = message.replace(/^error: /, "").split("\n");
  const meant = /Did you mean (?:one of )?([^?]+)\?/.exec(near ?? "")?.[1];
  const nearest = meant === undefined ? "" : `; the nearest known name is ${meant.split(", ")[0]}`;
  const said = text
    .replace(/^unknown option '([^']+)'/, "$1 is no flag")
    .replace(/^unknown command '([^']+)'/, "$1 is no command")
    .replace(/^option '(\S+)[^']*' argument missing/, "$1 needs a value")
    .replace(/^missing required argument '([^']+)'/, "a value for <$1> is missing")
    .replace(/^too many arguments.*/, "there are more words than the command takes");
  return `${said}${nearest}`;
}

/** What an error says to the user; of one that is ours, where it came from. */
function complaintOf(error: unknown): string {
  if (error instanceof CannotRun) return `${error.message}${error.hint ? `\n  ${error.hint}` : ""}`;
  return `the suite itself broke: ${error instanceof Error ? error.stack : error}`;
}

/** The command line: returns the exit code. */
export async function main(args: readonly string[], env: Environment): Promise<number> {
  let code = 0;
  const mask = textMask(environmentSecrets(env));
  const print = (text: string) => void process.stdout.write(mask(text.endsWith("\n") ? text : `${text}\n`));
  const complain = (text: string) => void process.stderr.write(inLog(mask(text), env));
  const done = (value: number) => {
    code = value;
  };
  try {
    const context = { env, suite, faults: allFaults, print, complain, done };
    const wvc = program(context);
    await withGate(wvc, context, args);
    refuseUnknown(args[0], wvc);
    await wvc.parseAsync(spelledToday(args, complain), { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    complain(error instanceof CommanderError ? `${usageOf(error)}\n  see --help\n` : `${complaintOf(error)}\n`);
    complain(`${exitLine(2, exitMeanings.server[2])}\n`);
    return 2;
  }
}
