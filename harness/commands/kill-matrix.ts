import type { Command } from "commander";
import { newestRevision } from "../../contract/revision.ts";
import { suiteFor } from "../judge/judging.ts";
import { alarmsOf, chosenFaults, type MatrixRow, matrix, unprovenOf } from "../run/kill-matrix.ts";
import { repeatable } from "../shared/command.ts";
import { CannotRun } from "../shared/errors.ts";
import type { CommandContext } from "./context.ts";

interface MatrixFlags {
  only?: string[];
  runs: string;
  http?: boolean | string;
  every: string;
  cost?: boolean;
}

function natural(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new CannotRun(`--${flag} ${text} is no whole number from 1`);
}

/** Of how many faults one is judged over HTTP; undefined where none is. */
function httpEvery(http: boolean | string): number | undefined {
  if (typeof http === "string") return natural("http", http);
  return http ? 1 : undefined;
}

const ways = (every: number | undefined) => {
  if (every === undefined) return "in process";
  return every === 1 ? "over HTTP" : `one of ${every} over HTTP`;
};

/** The value in the middle. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The value that so large a share of them does not exceed. */
function quantile(values: readonly number[], share: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];
}

/** How many cases a default run makes up to the first failure, over all faults; the slowest by name. */
function costLines(rows: readonly MatrixRow[]): string[] {
  const isFound = ({ failed }: MatrixRow) => failed.length > 0;
  const found = rows.filter(isFound);
  const cases = found.flatMap((one) => one.cases ?? []);
  const slowest = found.toSorted((a, b) => (b.cases ?? 0) - (a.cases ?? 0)).slice(0, 10);
  return [
    ...rows.filter((one) => !isFound(one)).map(({ fault }) => `not found: ${fault}`),
    ...slowest.map((one) => `${String(one.cases).padStart(6)} cases  ${one.fault}`),
    "",
    `${found.length}/${rows.length} faults found by a default run; cases up to the first failure: median ${median(cases)}, 95th percentile ${quantile(cases, 0.95)}, at most ${Math.max(...cases)}`,
  ];
}

function rowLines(rows: readonly MatrixRow[]): string[] {
  const width = Math.max(...rows.map(({ fault }) => fault.length)) + 2;
  return rows.map(({ fault, breaks, failed, size, verdict }) => {
    const but = verdict === "killed" ? `  ${size} bytes` : `  failed: ${failed.join(", ") || "nothing"}`;
    return `${verdict.padEnd(9)}${fault.padEnd(width)}${breaks}${but}`;
  });
}

/** Runs and prints the kill matrix: exit code 0 only if every fault fails exactly its requirement and none lacks one. */
async function killMatrix(flags: MatrixFlags, context: CommandContext): Promise<number> {
  const { faults, print, complain } = context;
  const suite = suiteFor(context.suite, { contract: newestRevision });
  const { only = [], http = false } = flags;
  const isCounted = flags.cost ?? false;
  const proof = { runs: natural("runs", flags.runs), httpEvery: httpEvery(http), isCounted };
  const every = natural("every", flags.every);
  const chosen = chosenFaults(faults, only).filter((_, i) => i % every === 0);
  const alarms = isCounted
    ? []
    : [...(await alarmsOf({ suite: context.suite, faults }, proof)), ...(await alarmsOf({ suite, faults }, proof))];
  const started = Date.now();
  const rows = await matrix(chosen, proof, ({ verdict, fault }, done, of) =>
    complain(`${done}/${of} ${verdict} ${fault}\n`),
  );
  if (isCounted) {
    print(costLines(rows).join("\n"));
    return rows.some(({ failed }) => failed.length === 0) ? 1 : 0;
  }
  const wrong = rows.filter(({ verdict }) => verdict !== "killed");
  const sizes = rows.flatMap(({ size }) => size ?? []);
  const missing = only.length > 0 ? [] : unprovenOf({ suite, faults });
  const all = Object.keys(suite.requirements).length;
  print(
    [
      ...rowLines(rows),
      "",
      ...alarms.map((one) => `the clean mock does not pass ${one}`),
      ...missing.map((id) => `no fault breaks ${id}`),
      `${rows.length - wrong.length}/${rows.length} faults killed by exactly their requirement, ${all - missing.length}/${all} requirements proven, ${ways(proof.httpEvery)}, ${((Date.now() - started) / 1000).toFixed(0)} s`,
      `smallest inputs: median ${median(sizes)} bytes of JSON, at most ${Math.max(...sizes)}`,
    ].join("\n"),
  );
  return wrong.length + alarms.length + missing.length > 0 ? 1 : 0;
}

/** Adds `kill-matrix`: the proof that the suite catches what it claims to catch. */
export function addKillMatrix(wvc: Command, context: CommandContext): void {
  wvc
    .command("kill-matrix")
    .alias("faults")
    .description("target faults x requirements: each fault must make exactly its requirement fail")
    .addOption(repeatable("--only <prefix>", "only faults whose id or requirement starts so"))
    .option("--runs <n>", "cases for each claim", "12")
    .option("--http [n]", "all, or one of n, against a mock that listens on a port and is judged as a server is")
    .option("--cost", "counts the cases of a default run up to the first failure instead")
    .option("--every <n>", "of the faults, every so many", "1")
    .action(async (flags: MatrixFlags) => context.done(await killMatrix(flags, context)));
}
