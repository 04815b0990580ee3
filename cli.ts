import { resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { requestFaults, silences } from "./contract/faults/index.ts";
import { requirementIds, requirements } from "./contract/requirements/index.ts";
import { conformance } from "./harness/conformance.ts";
import { runDrift } from "./harness/drift.ts";
import { CannotRun } from "./harness/errors.ts";
import { addGate } from "./harness/gate/command.ts";
import { killMatrix } from "./harness/kill-matrix.ts";
import { createMock } from "./harness/mock/app.ts";
import { faults, faultyBehaviour } from "./harness/mock/faults.ts";
import { serveMock } from "./harness/mock/server.ts";
import { version } from "./harness/package.ts";
import { progressLine } from "./harness/progress.ts";
import { formats, profiles, readSettings, type SettingName } from "./harness/settings.ts";
import { exitCodeOf, exitMeanings } from "./reports/report.ts";
import { textReport } from "./reports/text.ts";
import { claimKey } from "./suites/claim.ts";
import { claims } from "./suites/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;
const collect = (value: string, before: string[] = []) => [...before, value];
const faultOption = () =>
  new Option("--fault <id>", "makes the mock show this target fault (repeatable)").argParser(collect);

const print = (text: string) => process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);

/** Ends a run at the first SIGINT or SIGTERM, after clean-up; a second one says what to expect. */
function interruptible(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted)
      process.stderr.write("still removing the Workers of this run; kill -9 would leave them\n");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}

async function runCommand(flags: Partial<Record<SettingName, unknown>>, env: Environment): Promise<number> {
  const settings = readSettings(flags, env);
  const signal = interruptible();
  const { report, files } = await conformance(settings, env, { signal, onProgress: progressLine(process.stderr) });
  const text = textReport(report).trimEnd().split("\n");
  const closing = text.pop() ?? "";
  const code = signal.aborted ? 130 : exitCodeOf(report);
  print(
    [...text, `reports: ${files.join(", ")}`, signal.aborted ? `exit 130: ${exitMeanings[130]}` : closing].join("\n"),
  );
  return code;
}

/** Waits until the process is told to stop. */
const stopped = (signal: AbortSignal) =>
  new Promise<void>((done) => signal.addEventListener("abort", () => done(), { once: true }));

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
  await stopped(interruptible());
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

const referenceFolder = "../shared/reference";

function program(env: Environment, done: (code: number) => void): Command {
  const wvc = new Command("workers-version-conformance");
  wvc.description("Judges servers that speak Cloudflare's Create Version endpoint.").version(version).exitOverride();
  wvc.configureHelp({ showGlobalOptions: true }).showSuggestionAfterError();
  wvc
    .command("run", { isDefault: true })
    .description("judges a target and writes a report (the embedded mock, unless --base-url is given)")
    .option("--base-url <url>", "the target's API, ending in /client/v4")
    .option("--account-id <id>", "the account in the target's paths, 32 hex digits")
    .option("--profile <name>", `how much to run: ${Object.keys(profiles).join(", ")}`)
    .addOption(
      new Option("--only <prefix>", "judges only what starts so: an area, a requirement, a row (repeatable)").argParser(
        collect,
      ),
    )
    .option("--seed <n>", "decides every input")
    .option("--path <path>", "replays one case of --only")
    .option("--runs <n>", "cases for each claim, instead of the profile's")
    .option("--max-requests <n>", "ends the run when this many are sent")
    .option("--resources <file>", "JSON: binding kind to what exists on the account")
    .option("--out <dir>", "folder of the reports")
    .option("--format <list>", `of ${formats.join(",")}`)
    .option("--bail <n>", "ends the run after this many failures")
    .option("--timeout <s>", "seconds to wait for an answer")
    .addOption(faultOption())
    .action(async (flags) => done(await runCommand(flags, env)));
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
    .description("compares the contract with a published OpenAPI extract")
    .argument("[folder]", "where openapi-workers-versions.json is", referenceFolder)
    .action(async (folder: string) => {
      const { text, exitCode } = await runDrift(resolve(folder));
      print(text);
      done(exitCode);
    });
  addGate(wvc, env, print, done);
  return wvc;
}

/** The command line: returns the exit code. */
export async function main(args: readonly string[], env: Environment): Promise<number> {
  let code = 0;
  try {
    await program(env, (value) => {
      code = value;
    }).parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) process.stderr.write(`see --help\nexit 2: ${exitMeanings[2]}\n`);
      return error.exitCode === 0 ? 0 : 2;
    }
    if (!(error instanceof CannotRun)) throw error;
    process.stderr.write(`${error.message}${error.hint ? `\n  ${error.hint}` : ""}\nexit 2: ${exitMeanings[2]}\n`);
    return 2;
  }
}
