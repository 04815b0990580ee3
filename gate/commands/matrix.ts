import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { revision } from "../../contract/revision.ts";
import type { CommandLine } from "../../harness/shared/command.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { version } from "../../harness/shared/package.ts";
import { prepareFolder, writeWhole } from "../../harness/shared/write.ts";
import { capturesText } from "../../reports/gate/captures.ts";
import { type Column, columnAnchor, columnOf, inOrder, type Matrix, propertiesOf } from "../../reports/gate/matrix.ts";
import { matrixHtml } from "../../reports/gate/matrix-html.ts";
import { matrixMarkdown } from "../../reports/gate/matrix-markdown.ts";
import type { GateReport } from "../../reports/gate/report.ts";
import { clientName, gateSummary } from "../../reports/gate/text.ts";
import { type Client, type GateFlags, readClient, readFlags, readMatrix } from "../adapters/settings.ts";
import { rowsOfProperty } from "../cases/cases.ts";
import { gate } from "../run/gate.ts";
import { type Proven, provenGate } from "../run/proving.ts";

/** Where the whole reports and the wire go, unless told otherwise: no part of the repository. */
const usualCaptures = join("conformance-report", "clients");

/** The manifests below a folder: `<folder>/<client>/<release>.json`. */
export async function manifestsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: Error) => {
    throw new CannotRun(`cannot read the folder ${folder}: ${error.message}`);
  });
  return names
    .filter((name) => /^[^/]+\/[^/]+\.json$/.test(name) && !/\/(package|package-lock)\.json$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

const nameOf = ({ manifest: { client: name, version: own } }: Client): string =>
  clientName({ client: { name, version: own } });

/** The whole report of a client, and every attempt of every failure as text. */
async function writeCaptures(folder: string, report: GateReport): Promise<void> {
  const file = join(folder, columnAnchor(report));
  await writeWhole(`${file}.json`, `${JSON.stringify(report, undefined, 1)}\n`);
  await writeWhole(`${file}.txt`, capturesText(report));
}

/** What came of each client: a column, one that was kept, or why there is none. */
interface Judged {
  reports: GateReport[];
  kept: Column[];
  skipped: Matrix["skipped"];
}

interface Asked {
  client: Client;
  flags: GateFlags;
  /** Whether it is judged anew where it has an earlier column. */
  isAsked: boolean;
}

/** Gates one client; gives its report, or why there is none. A run that its time cut short is a report all the same. */
async function judgeOne(
  { client, flags }: Asked,
  { proof, provedAt }: Proven,
  captures: string,
  env: CommandLine["env"],
): Promise<GateReport | string> {
  try {
    const report = await gate(client, flags, env, { proof, ...(provedAt === undefined ? {} : { provedAt }) });
    await writeCaptures(captures, report);
    const isJudged = (report.totals.pass ?? 0) + (report.totals.fail ?? 0) > 0;
    return isJudged ? report : (report.run.ended?.split("\n")[0] ?? "nothing was judged");
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return error.message.split("\n")[0] ?? "";
  }
}

/** Gates one client after the other; those that are not asked for keep their earlier column. */
async function judgeAll(
  clients: readonly Asked[],
  earlier: readonly Column[],
  captures: string,
  { env, print }: CommandLine,
): Promise<Judged> {
  const proven = await provenGate({ env });
  const judged: Judged = { reports: [], kept: [], skipped: [] };
  for (const one of clients) {
    const name = nameOf(one.client);
    const kept = one.isAsked ? undefined : earlier.find((column) => clientName(column) === name);
    if (kept) judged.kept.push(kept);
    else {
      const report = await judgeOne(one, proven, captures, env);
      if (typeof report === "string") judged.skipped.push({ client: name, reason: report });
      else judged.reports.push(report);
      print(`${name}: ${typeof report === "string" ? report : gateSummary(report)}`);
    }
  }
  return judged;
}

/**
 * Gates every client of a folder, and writes `clients.md`, `clients.html` and `clients.json`. With `again`, only clients
 * of these folders are judged anew; the columns of the others are kept.
 */
async function matrixCommand(
  folder: string,
  again: readonly string[],
  captures: string,
  flags: GateFlags,
  context: CommandLine,
): Promise<number> {
  const manifests = await manifestsIn(folder);
  if (manifests.length === 0)
    throw new CannotRun(`${folder} holds no manifest`, "a manifest is <folder>/<client>/<release>.json");
  prepareFolder(flags.out);
  prepareFolder(captures);
  const earlier = again.length > 0 ? await readMatrix(join(flags.out, "clients.json")) : undefined;
  const clients = await Promise.all(
    manifests.map(async (manifest) => {
      const own = { ...flags, manifest };
      const isAsked = again.length === 0 || again.includes(basename(dirname(manifest)));
      return { client: await readClient(own, [], rowsOfProperty), flags: own, isAsked };
    }),
  );
  const { reports, kept, skipped } = await judgeAll(clients, earlier?.clients ?? [], captures, context);
  if (reports.length + kept.length === 0)
    throw new CannotRun("no client could be run here", "npm run clients:install installs them");
  const matrix: Matrix = {
    schema: "workers-version-conformance/gate-matrix@2",
    madeAt: new Date().toISOString(),
    suite: { version },
    contract: { revision },
    properties: propertiesOf(reports, earlier?.properties),
    clients: inOrder([...reports.map(columnOf), ...kept]),
    skipped,
  };
  const files = await Promise.all([
    writeWhole(join(flags.out, "clients.json"), `${JSON.stringify(matrix, undefined, 1)}\n`),
    writeWhole(join(flags.out, "clients.md"), matrixMarkdown(matrix)),
    writeWhole(join(flags.out, "clients.html"), matrixHtml(matrix)),
  ]);
  context.print(`matrix: ${files.join(", ")}; whole reports and the wire: ${captures}`);
  context.print(`exit 0: ${matrix.clients.length} clients in the matrix, ${skipped.length} could not be judged`);
  return 0;
}

/** Adds `gate matrix`: judges every client of a folder. */
export function addGateMatrix(gateCommand: Command, context: CommandLine): void {
  gateCommand
    .command("matrix")
    .description("judges every client of a folder, and writes clients.md, .html, .json to --out")
    .argument("<folder>", "manifests: <folder>/<client>/<release>.json")
    .argument("[names...]", "judges only the clients of these folders again")
    .option("--seed <n>", "decides every case")
    .option("--runs <n>", "cases of each set")
    .option("--seconds <n>", "time for all cases of a client together")
    .option("--out <dir>", "folder of the pages")
    .option(
      "--captures <dir>",
      "folder of each client's whole report, and of every attempt of every failure",
      usualCaptures,
    )
    .action(async (folder: string, names: string[], { captures, ...given }: Record<string, unknown>) =>
      context.done(await matrixCommand(folder, names, String(captures), readFlags(given), context)),
    );
}
