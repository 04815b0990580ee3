import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Command } from "commander";
import type { CommandLine } from "../../harness/shared/command.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { environmentSecrets } from "../../harness/shared/mask.ts";
import { prepareFolder, writeWhole } from "../../harness/shared/write.ts";
import { exitLine } from "../../reports/exit.ts";
import { type GateFlags, readFlags } from "../adapters/settings.ts";
import { properties } from "../contract/properties.ts";
import type { Coverage, Part, Recording } from "../contract/recording.ts";
import { passiveProperties } from "../judges/passive.ts";
import { judgeRecording, openRecorder } from "../run/recording.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const times = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const several = (parts: readonly string[]) => (parts.length === 0 ? "none" : parts.join(", "));

/** What the traffic covered of Create Version, and what it never sent. */
function coverageLines({ kinds, placements, migrations, deploy }: Coverage): string[] {
  const count = ({ sent, never }: Part) => `${sent.length} of ${sent.length + never.length}`;
  const missing = Object.entries({
    "binding kinds": kinds,
    "placement shapes": placements,
    "migration forms": migrations,
    deploy,
  }).flatMap(([name, { never }]) => (never.length === 0 ? [] : [`${name} ${never.join(", ")}`]));
  return [
    `covered: ${count(kinds)} binding kinds, ${count(placements)} placement shapes, migrations ${several(migrations.sent)}, deploy ${several(deploy.sent)}`,
    ...(missing.length === 0 ? [] : [`never sent: ${missing.join("; ")}`]),
  ];
}

const strangers = (noHttp: readonly string[]) =>
  noHttp.map((why) => `something that is no HTTP reached the recorder: ${why}`);

function recordingText(recording: Recording): string {
  const { requests, createVersion, findings, newer, covered, others, again, noHttp, lost } = recording;
  return [
    ...findings.flatMap(({ property, at, expected, actual, request, times: count }) => [
      `FAIL  ${property}${count === 1 ? "" : `, in ${count} requests`}`,
      `  property   the client ${properties[property].level === "must" ? "MUST" : "SHOULD"} ${properties[property].text}`,
      `  at         ${at}`,
      `  expected   ${expected}`,
      `  actual     ${typeof actual === "string" ? actual : JSON.stringify(actual)}`,
      ...request.split("\n").map((line) => `  | ${line}`),
      "",
    ]),
    ...lost,
    ...strangers(noHttp),
    ...others.map(({ method, route, times: count }) => `not judged: ${method} ${route}, ${times(count, "time")}`),
    ...again,
    ...(newer.length > 0 ? [`newer than the page, and not judged: ${newer.join(", ")}`] : []),
    ...(createVersion === 0 ? [] : coverageLines(covered)),
    `${times(requests, "request")}, ${createVersion} of them Create Version, ${times(findings.length, "finding")} by ${passiveProperties.length} properties`,
    "what was wanted is not known here: an adapter or a template judges the rest (see the README)",
  ].join("\n");
}

/** Runs a program with the recorder as its base URL, until it ends; gives how it ended, where that was not with 0. */
function runProgram(command: readonly string[], baseUrl: string, env: Environment): Promise<string | undefined> {
  const [file = "", ...args] = command;
  const own = { ...env, CLOUDFLARE_BASE_URL: baseUrl, CLOUDFLARE_API_BASE_URL: baseUrl };
  const child = spawn(file, args, { env: own as NodeJS.ProcessEnv, stdio: ["inherit", 2, 2] });
  return new Promise((resolve, reject) => {
    child.on("error", ({ message }) =>
      reject(new CannotRun(`${file} cannot be started: ${message}`, "give the program after --, as a shell finds it")),
    );
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : `the command ended with ${signal ?? code}`));
  });
}

const interrupted = () =>
  new Promise<void>((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });

/** The exit code, and why: what a request breaks outweighs how the program ended. */
function closing(recording: Recording, ended: string | undefined): readonly [code: number, why: string] {
  const { findings, lost, noHttp, createVersion } = recording;
  if (findings.length > 0) return [1, "a request breaks a property"];
  const reasons = [
    ...lost,
    ...(ended ? [ended] : []),
    ...(createVersion === 0 ? [...strangers(noHttp), "no Create Version request came"] : []),
  ];
  if (reasons.length > 0) return [2, reasons.join("; ")];
  return [0, "every request keeps the properties that show in it"];
}

/** Records what any program sends to this base URL, and judges it when the program has ended. */
async function recordCommand(
  flags: GateFlags,
  command: readonly string[],
  { env, print }: CommandLine,
): Promise<number> {
  prepareFolder(flags.out);
  const { recorder, baseUrl, traffic } = await openRecorder({ ...flags, waitMs: flags.seconds * 1000 });
  let ended: string | undefined;
  try {
    if (command.length > 0) ended = await runProgram(command, baseUrl, env);
    else {
      print(`recording at CLOUDFLARE_BASE_URL=${baseUrl}; Ctrl-C ends it and judges`);
      await interrupted();
    }
  } finally {
    await recorder.close();
  }
  const recording = judgeRecording({ ...traffic(), known: environmentSecrets(env) });
  const file = await writeWhole(join(flags.out, "gate-record.json"), `${JSON.stringify(recording, undefined, 2)}\n`);
  print(`${recordingText(recording)}\nreports: ${file}`);
  const [code, why] = closing(recording, ended);
  print(exitLine(code, why));
  return code;
}

/** Adds `gate record`: what shows in the requests of any program, without knowing what it wanted. */
export function addGateRecord(gateCommand: Command, context: CommandLine): void {
  gateCommand
    .command("record")
    .description("only records and judges what any program sends: gate record -- <command>, or until Ctrl-C")
    .argument("[command...]", "the program, after --")
    .option("--upstream <url>", "passes requests on to this base URL; it may be silent for --seconds")
    .option("--seconds <n>", "how long the upstream may be silent")
    .option("--port <n>", "where to listen; 0 takes a free one")
    .option("--out <dir>", "folder of the report")
    .action(async (command: string[], given: Record<string, unknown>) =>
      context.done(await recordCommand(readFlags(given), command, context)),
    );
}
