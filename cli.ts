import { resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { requestFaults, silences } from "./contract/faults/index.ts";
import { requirementIds, requirements } from "./contract/requirements/index.ts";
import { addGate } from "./gate/commands/command.ts";
import { accountCommands, settingsOf, type TargetFlags, withTarget } from "./harness/commands/account.ts";
import { addClean } from "./harness/commands/clean.ts";
import { runDrift } from "./harness/commands/drift.ts";
import { interrupts, stopped } from "./harness/commands/interrupt.ts";
import { killMatrix } from "./harness/commands/kill-matrix.ts";
import { leftLines, stoppedLine } from "./harness/commands/left.ts";
import { progressLine } from "./harness/judge/progress.ts";
import { conformance } from "./harness/run/conformance.ts";
import { type Environment, formats, profiles } from "./harness/settings/settings.ts";
import { CannotRun } from "./harness/shared/errors.ts";
import { environmentSecrets, textMask } from "./harness/shared/mask.ts";
import { meant } from "./harness/shared/nearest.ts";
import { version } from "./harness/shared/package.ts";
import { createMock } from "./mock/app.ts";
import { faults, faultyBehaviour } from "./mock/faults/index.ts";
import { serveMock } from "./mock/server.ts";
import { exitCodeOf, exitMeanings } from "./reports/report.ts";
import { textReport } from "./reports/text.ts";
import { claims } from "./suites/index.ts";
import { claimKey } from "./suites/words/claim.ts";

const collect = (value: string, before: string[] = []) => [...before, value];
const faultOption = () =>
  new Option("--fault <id>", "makes the mock show this target fault (repeatable)").argParser(collect);

/** Nothing is written that holds a credential. */
let mask = (text: string) => text;
const print = (text: string) => process.stdout.write(mask(text.endsWith("\n") ? text : `${text}\n`));
const complain = (text: string) => process.stderr.write(mask(text));

async function runCommand(flags: TargetFlags, env: Environment): Promise<number> {
  const resolved = await settingsOf(flags, env, print);
  if (!resolved) return 0;
  const { settings } = resolved;
  const stop = interrupts((line) => process.stderr.write(`${line}\n`));
  const options = { ...stop, onProgress: progressLine(process.stderr), onPlan: (plan: string) => complain(plan) };
  const { report, files } = await conformance(settings, env, options).finally(stop.end);
  const text = textReport(report).trimEnd().split("\n");
  const closing = text.pop() ?? "";
  const isStopped = stop.signal.aborted;
  const left = leftLines(report, settings);
  print([...text, ...left, `reports: ${files.join(", ")}`, isStopped ? stoppedLine(report) : closing].join("\n"));
  return isStopped ? 130 : exitCodeOf(report);
}

async function mockCommand(
  { port, fault = [] }: { port: string; fault?: string[] },
  env: Environment,
): Promise<number> {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new CannotRun(`--port ${port} is no port`);
  const token = env.CLOUDFLARE_API_TOKEN;
  const mock = createMock({ behaviour: faultyBehaviour(fault), ...(token ? { token } : {}) });
  const server = await serveMock(mock, number).catch((error: Error) => {
    throw new CannotRun(`the mock cannot listen on port ${port}: ${error.message}`, "take another --port");
  });
  print(
    `mock target at ${server.baseUrl}, any account id of 32 hex digits, ${token ? "the token of CLOUDFLARE_API_TOKEN" : "any token"}; Ctrl-C ends it`,
  );
  await stopped();
  await server.close();
  return 0;
}

/** The request faults, with the requirement, its level and the broken place; then what is only recorded. */
function listRequestFaults(): number {
  for (const { id, requirement, pointer, text } of requestFaults)
    print(`${id}  ${requirement} (${requirements[requirement].level})  ${pointer || "(body)"}  a request with ${text}`);
  for (const { id, pointer, text } of silences)
    print(`${id}  recorded  ${pointer || "(body)"}  a request with ${text}`);
  print(`\n${requestFaults.length} request faults, ${silences.length} requests about which the page is silent`);
  return 0;
}

function listTargetFaults(): number {
  for (const [id, one] of Object.entries(faults)) print(`${id}  breaks ${one.breaks}: the target ${one.text}`);
  return 0;
}

function listCommand(what: { faults?: boolean; targetFaults?: boolean; rows?: boolean }): number {
  if (what.faults) return listRequestFaults();
  if (what.targetFaults) return listTargetFaults();
  if (what.rows) {
    for (const one of claims) print(claimKey(one));
    return 0;
  }
  for (const id of requirementIds)
    print(`${id}  ${requirements[id].level}  ${requirements[id].text}  (${requirements[id].source})`);
  print(`\n${requirementIds.length} requirements, ${claims.length} claims; list --rows shows the claims, row by row`);
  return 0;
}

function program(env: Environment, done: (code: number) => void): Command {
  const wvc = new Command("workers-version-conformance");
  wvc.description("Judges servers that speak Cloudflare's Create Version endpoint.").version(version).exitOverride();
  wvc.configureHelp({ showGlobalOptions: true }).showSuggestionAfterError();
  withTarget(wvc.command("run", { isDefault: true }))
    .description("judges a target and writes a report (the embedded mock, unless --base-url is given)")
    .option("--profile <name>", `how much to run: ${Object.keys(profiles).join(", ")}`)
    .addOption(
      new Option("--only <prefix>", "judges only what starts so: an area, a requirement, a row (repeatable)").argParser(
        collect,
      ),
    )
    .option("--seed <n>", "decides every input")
    .option("--path <path>", "replays one case of --only")
    .option("--runs <n>", "cases for each claim, instead of the profile's")
    .option("--max-requests <n>", "plans the run so that it sends no more than this many, clean-up included")
    .option("--provision", "makes the resources that are free, and removes them at the end")
    .option("--baseline <file>", "JSON: failures that are known and do not fail the run")
    .option("--out <dir>", "folder of the reports")
    .option("--format <list>", `of ${formats.join(",")}`)
    .option("--bail <n>", "ends the run after this many failures")
    .addOption(faultOption())
    .action(async (flags) => done(await runCommand(flags, env)));
  accountCommands(wvc, { env, done, print });
  wvc
    .command("mock")
    .description("serves the mock target over HTTP on 127.0.0.1")
    .option("--port <n>", "0 takes a free one", "8787")
    .addOption(faultOption())
    .action(async (flags) => done(await mockCommand(flags, env)));
  wvc
    .command("list")
    .description("shows the requirements")
    .option("--faults", "shows the request faults instead: ways to break a valid request")
    .option("--rows", "shows the claims instead, row by row, as --only takes them")
    .option("--target-faults", "shows the target faults instead: ways to break the mock")
    .action((flags) => done(listCommand(flags)));
  wvc
    .command("faults")
    .description("runs the kill matrix: each target fault must fail exactly its requirement")
    .addOption(
      new Option("--only <prefix>", "only faults whose id or requirement starts so (repeatable)").argParser(collect),
    )
    .option("--runs <n>", "cases for each claim", "12")
    .action(async (flags) => {
      const { text, exitCode } = await killMatrix(flags, (line) => process.stderr.write(`${line}\n`));
      print(text);
      done(exitCode);
    });
  wvc
    .command("drift")
    .description("compares the contract with a published OpenAPI document")
    .argument("[file]", "the document, as JSON")
    .action(async (file?: string) => {
      const { text, exitCode } = await runDrift(file === undefined ? undefined : resolve(file));
      print(text);
      done(exitCode);
    });
  addGate(wvc, env, print, done);
  addClean(wvc, env, print, done);
  return wvc;
}

/** A word that is no command would be taken for an argument of `run`. */
function refuseUnknown(word: string | undefined, commands: readonly string[]): void {
  if (word !== undefined && !word.startsWith("-") && !commands.includes(word))
    throw new CannotRun(`${word} is no command${meant(word, commands)}`, "see --help");
}

/** The command line: returns the exit code. */
export async function main(args: readonly string[], env: Environment): Promise<number> {
  let code = 0;
  mask = textMask(environmentSecrets(env));
  try {
    const wvc = program(env, (value) => {
      code = value;
    });
    refuseUnknown(args[0], ["help", ...wvc.commands.map((one) => one.name())]);
    await wvc.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) process.stderr.write(`see --help\nexit 2: ${exitMeanings[2]}\n`);
      return error.exitCode === 0 ? 0 : 2;
    }
    if (error instanceof CannotRun) complain(`${error.message}${error.hint ? `\n  ${error.hint}` : ""}\n`);
    else complain(`the suite itself broke: ${error instanceof Error ? error.stack : error}\n`);
    complain(`exit 2: ${exitMeanings[2]}\n`);
    return 2;
  }
}
