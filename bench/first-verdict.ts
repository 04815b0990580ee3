import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstRuns, starts } from "./plan.ts";
import { builtCommand, command, timed } from "./processes.ts";
import { median, table, times, whole } from "./table.ts";

interface Row {
  what: string;
  /** One figure for each start. */
  tookMs: number[];
}

/** Prepares one way of starting: each call starts a process and gives the ms that count. */
type Start = () => Promise<number>;

const bare: Start = async () => (await timed(["-e", "0"])).tookMs;

const wholeRun =
  (out: string): Start =>
  async () =>
    (await timed([command, "run", ..."--only numbering.first-is-one --runs 1 --format txt --out".split(" "), out]))
      .tookMs;

/** From the start of a run to the first word that it says. */
const firstOutput =
  (out: string): Start =>
  async () => {
    const startedAt = performance.now();
    const args = [command, "run", ..."--only numbering.first-is-one --runs 1 --format txt --out".split(" "), out];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    const ended = once(child, "close");
    await once(child.stderr, "data");
    const tookMs = performance.now() - startedAt;
    child.stderr.resume();
    await ended;
    return tookMs;
  };

/** From the start of a process that imports the built package to the first case that it has judged. */
const firstOfPackage: Start = async () => {
  const script = [
    'const { run } = await import("workers-version-conformance");',
    'const seen = ({ event }) => { if (event === "progress") { console.log(performance.now()); process.exit(); } };',
    "await run({ runs: 1, onEvent: seen });",
  ].join("\n");
  const { stdout } = await timed(["--input-type=module", "--eval", script]);
  return Number(stdout);
};

const firstJudged =
  (runs: number): Start =>
  async () => {
    const script = join(import.meta.dirname, "first.ts");
    const { stdout } = await timed([...process.execArgv, script, String(runs)]);
    return (JSON.parse(stdout) as { judgedMs: number }).judgedMs;
  };

/** Every way of starting in turn, several times over; a first round warms the disk and does not count. */
export async function measureFirstVerdict(): Promise<Row[]> {
  const out = await mkdtemp(join(tmpdir(), "wvc-bench-"));
  const built = await builtCommand();
  const ways: [string, Start][] = [
    ["`node -e 0`", bare],
    ["`wvc --version`, as packed", async () => (await timed([built, "--version"])).tookMs],
    ["first case judged by `run` of the package", firstOfPackage],
    ["first output of `wvc run`", firstOutput(out)],
    ["`wvc run --only numbering.first-is-one --runs 1`, start to exit", wholeRun(out)],
    ...firstRuns.map((runs): [string, Start] => [
      `first create judged, ${whole(runs)} ${runs === 1 ? "run" : "runs"} to come`,
      firstJudged(runs),
    ]),
  ];
  const rows = ways.map(([what]): Row => ({ what, tookMs: [] }));
  for (let round = 0; round <= starts; round += 1) {
    for (const [i, [, start]] of ways.entries()) {
      const tookMs = await start();
      if (round > 0) rows[i]?.tookMs.push(tookMs);
    }
  }
  await rm(out, { recursive: true });
  return rows;
}

export function firstVerdictTable(rows: readonly Row[]): string {
  const base = median(rows[0]?.tookMs ?? []);
  return table(
    ["from the start of the process", "least, ms", "median, ms", "÷ `node -e 0`"],
    rows.map(({ what, tookMs }) => [
      what,
      whole(Math.min(...tookMs)),
      whole(median(tookMs)),
      times(median(tookMs) / base),
    ]),
  );
}
