import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { revision } from "../../contract/revision.ts";
import { type Matrix, matrixHtml, matrixMarkdown } from "../../reports/gate-matrix.ts";
import type { GateReport } from "../../reports/gate-report.ts";
import { clientName, gateSummary } from "../../reports/gate-text.ts";
import { CannotRun } from "../errors.ts";
import { version } from "../package.ts";
import { prepareFolder } from "../write.ts";
import { gate } from "./gate.ts";
import { isProven, proofText, prove } from "./prove.ts";
import { type GateFlags, readClient } from "./settings.ts";
import { writeWhole } from "./write.ts";

type Environment = Readonly<Record<string, string | undefined>>;

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

/** Gates every client of a folder, and writes `clients.md`, `clients.html` and `clients.json`. */
export async function matrixCommand(
  folder: string,
  flags: GateFlags,
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const manifests = await manifestsIn(folder);
  if (manifests.length === 0)
    throw new CannotRun(`${folder} holds no manifest`, "a manifest is <folder>/<client>/<release>.json");
  await prepareFolder(flags.out);
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
  for (const manifest of manifests) {
    const own = { ...flags, manifest };
    const report = await gate(await readClient(own, []), own, env, { proof });
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
