import { type Command, Option } from "commander";
import { compareText } from "../../reports/gate/compare.ts";
import { gateExitCode, gateMeanings } from "../../reports/gate/report.ts";
import { gateText } from "../../reports/gate/text.ts";
import { formats, type GateFlags, readClient, readFlags, readGateReport } from "../adapters/settings.ts";
import { focuses } from "../cases/cases.ts";
import { properties, propertyIds } from "../contract/properties.ts";
import { isProven, proofText, prove } from "../proof/prove.ts";
import { defaultRuns, type GateProgress, gate } from "../run/gate.ts";
import { matrixCommand } from "./matrix.ts";
import { publish } from "./publish.ts";
import { recordCommand } from "./record.ts";
import { writeGate } from "./write.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Print = (text: string) => void;

const collect = (value: string, before: string[] = []) => [...before, value];

function listProperties(print: Print): number {
  for (const id of propertyIds) {
    const { level, text, source, regressions } = properties[id];
    const rows = focuses.filter((one) => one.property === id && one.row !== undefined).length;
    print(`${id}  ${level}  ${text}  (${[source, ...regressions].join(", ")})${rows > 0 ? `  ${rows} rows` : ""}`);
  }
  print(
    `\n${propertyIds.length} properties, ${focuses.length} sets of cases; --only takes an area, a property, or property/row`,
  );
  return 0;
}

async function proveCommand({ runs, seed }: GateFlags, print: Print): Promise<number> {
  const proof = await prove(
    { beside: 1 / 3, seed, ...(runs === undefined ? {} : { runs }) },
    ({ verdict, mutant }, done, of) => process.stderr.write(`${done}/${of} ${verdict} ${mutant}\n`),
  );
  print(proofText(proof));
  const code = isProven(proof) ? 0 : 1;
  print(
    `exit ${code}: ${code === 0 ? "the gate catches what it claims to catch, and nothing else" : "the gate does not prove itself"}`,
  );
  return code;
}

/** Shows how far a gate is: one line that changes in a terminal, one for each area elsewhere. */
function progressLine(stream: NodeJS.WriteStream): (progress: GateProgress) => void {
  let area = "";
  return ({ focus, done, of, cases }) => {
    const text = `${done}/${of} ${focus}, ${cases} cases`;
    if (stream.isTTY) return void stream.write(`\r\u001b[K${text}`);
    const next = focus.split(".")[0] ?? "";
    if (next !== area) stream.write(`${text}\n`);
    area = next;
  };
}

function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

async function judgeCommand(
  flags: GateFlags,
  command: readonly string[],
  env: Environment,
  print: Print,
): Promise<number> {
  const client = await readClient(flags, command);
  const before = flags.compare === undefined ? undefined : await readGateReport(flags.compare);
  const signal = interruptible();
  const report = await gate(client, flags, env, { signal, onProgress: progressLine(process.stderr) });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  const files = await writeGate(report, flags.out, flags.format);
  const text = gateText(report).trimEnd().split("\n");
  const closing = text.pop() ?? "";
  print([...text, ...(before ? [compareText(before, report)] : []), `reports: ${files.join(", ")}`].join("\n"));
  print(signal.aborted ? `exit 130: ${gateMeanings[130]}` : closing);
  return signal.aborted ? 130 : gateExitCode(report);
}

/** Adds `gate`: judges a client by what it sends and by what it makes of the answers. */
export function addGate(wvc: Command, env: Environment, print: Print, done: (code: number) => void): void {
  wvc
    .command("gate")
    .description("judges a client (an SDK, a CLI) on the wire: gate [flags] -- <command of an adapter>")
    .argument("[command...]", "the adapter's command, after --")
    .option("--manifest <file>", "what is known of the client, its command among it")
    .addOption(new Option("--mode <mode>", "how the command is run").choices(["spawn", "stream", "template"]))
    .addOption(new Option("--decode <kind>", "what it gives back").choices(["typed", "raw", "none"]))
    .addOption(new Option("--only <prefix>", "only an area, a property, a row (repeatable)").argParser(collect))
    .option("--seed <n>", "decides every case")
    .option("--path <path>", "replays one case of --only")
    .option("--runs <n>", `cases of each set, ${defaultRuns} unless given`)
    .option("--seconds <n>", "time for all cases together; a slow client makes fewer", "40")
    .option("--expected <file>", "the failures that are known: one that passes fails the gate")
    .option("--compare <file>", "gate.json of another release: says what changed")
    .option("--out <dir>", "folder of the reports")
    .option("--format <list>", `of ${formats.join(",")}`)
    .option("--list", "shows the properties")
    .option("--publish <folder>", "writes the JSON Schemas and the page of properties below a folder")
    .option(
      "--matrix <folder>",
      "judges every client of a folder, and writes clients.md, .html, .json to --out; -- NAMES judges only those again",
    )
    .option("--prove", "judges the gate itself: mutants of a reference client")
    .option("--record", "only records and judges what any program sends: -- <command>, or until Ctrl-C")
    .option("--upstream <url>", "with --record: passes requests on to this base URL; it may be silent for --seconds")
    .option("--port <n>", "with --record: where to listen")
    .action(async (command: string[], { list, ...given }: Record<string, unknown>) => {
      if (list) return done(listProperties(print));
      const flags = readFlags(given);
      if (flags.publish !== undefined) {
        print((await publish(flags.publish)).join("\n"));
        return done(0);
      }
      if (flags.prove) return done(await proveCommand(flags, print));
      if (flags.matrix !== undefined) return done(await matrixCommand(flags.matrix, command, flags, env, print));
      if (flags.record) return done(await recordCommand(flags, command, env, print));
      done(await judgeCommand(flags, command, env, print));
    });
}
