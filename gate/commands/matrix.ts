import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { revision } from "../../contract/revision.ts";
import type { CommandLine } from "../../harness/shared/command.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { version } from "../../harness/shared/package.ts";
import { prepareFolder, writeWhole } from "../../harness/shared/write.ts";
import { type Matrix, matrixHtml, matrixMarkdown } from "../../reports/gate/matrix.ts";
import type { GateReport } from "../../reports/gate/report.ts";
import { clientName, gateSummary } from "../../reports/gate/text.ts";
import { type GateFlags, readClient, readFlags, readMatrix } from "../adapters/settings.ts";
import { rowsOfProperty } from "../cases/cases.ts";
import { isProven, proofText, prove } from "../proof/prove.ts";
import { gate } from "../run/gate.ts";

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

/** What a matrix keeps of an attempt: enough to see what was sent. */
const mostAttempts = 2;
const shortened = (report: GateReport): GateReport => ({
  ...report,
  properties: report.properties.map((one) => ({
    ...one,
    failures: one.failures.map((failure) => ({ ...failure, attempts: failure.attempts.slice(0, mostAttempts) })),
  })),
});

/** The runs of an earlier matrix in the folder, by client. */
async function earlierRuns(folder: string): Promise<Map<string, GateReport>> {
  const { clients } = await readMatrix(join(folder, "clients.json"));
  return new Map(clients.map((report) => [clientName(report), report]));
}

/**
 * Gates every client of a folder, and writes `clients.md`, `clients.html` and `clients.json`. With `again`, only clients
 * of these folders are judged anew; the runs of the others are kept.
 */
async function matrixCommand(
  folder: string,
  again: readonly string[],
  flags: GateFlags,
  { env, print }: CommandLine,
): Promise<number> {
  const manifests = await manifestsIn(folder);
  if (manifests.length === 0)
    throw new CannotRun(`${folder} holds no manifest`, "a manifest is <folder>/<client>/<release>.json");
  prepareFolder(flags.out);
  const proof = await prove({ runs: 3 });
  if (!isProven(proof)) throw new CannotRun(`the gate does not prove itself:\n${proofText(proof)}`);
  const matrix: Matrix = {
    schema: "workers-version-conformance/gate-matrix@1",
    madeAt: new Date().toISOString(),
    suite: { version },
    contract: { revision },
    clients: [],
    skipped: [],
  };
  const earlier = again.length > 0 ? await earlierRuns(flags.out) : new Map<string, GateReport>();
  for (const manifest of manifests) {
    const own = { ...flags, manifest };
    const client = await readClient(own, [], rowsOfProperty);
    const kept = earlier.get(
      clientName({ client: { name: client.manifest.client, version: client.manifest.version } }),
    );
    const isAsked = again.length === 0 || again.includes(basename(dirname(manifest)));
    const report = !isAsked && kept ? kept : await gate(client, own, env, { proof });
    if (report.run.ended === undefined) matrix.clients.push(shortened(report));
    else matrix.skipped.push({ client: clientName(report), reason: report.run.ended.split("\n")[0] ?? "" });
    print(`${clientName(report)}: ${report.run.ended ?? gateSummary(report)}`);
  }
  if (matrix.clients.length === 0)
    throw new CannotRun("no client could be run here", "npm run clients:install installs them");
  const files = await Promise.all([
    writeWhole(join(flags.out, "clients.json"), `${JSON.stringify(matrix, undefined, 1)}\n`),
    writeWhole(join(flags.out, "clients.md"), matrixMarkdown(matrix)),
    writeWhole(join(flags.out, "clients.html"), matrixHtml(matrix)),
  ]);
  print(`matrix: ${files.join(", ")}\nexit 0: ${matrix.clients.length} clients judged, ${matrix.skipped.length} not`);
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
    .action(async (folder: string, names: string[], given: Record<string, unknown>) =>
      context.done(await matrixCommand(folder, names, readFlags(given), context)),
    );
}
