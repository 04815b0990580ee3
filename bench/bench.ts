/** `npm run bench` prints the figures; `npm run bench -- --keep` also keeps them in bench/README.md. */
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { firstVerdictTable, measureFirstVerdict } from "./first-verdict.ts";
import { startMock } from "./processes.ts";
import { measureThroughput, throughputTable } from "./throughput.ts";

const heading = "## Figures";

async function measure(): Promise<string> {
  const first = await measureFirstVerdict();
  const inProcess = await measureThroughput();
  const mock = await startMock();
  const overHttp = await measureThroughput(mock.baseUrl).finally(mock.stop);
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ${process.platform} ${process.arch}`;
  return [
    heading,
    "",
    `${new Date().toISOString().slice(0, 10)}, ${machine}.`,
    "",
    "### Judged cases per second",
    "",
    throughputTable({ "in process": inProcess, "over HTTP": overHttp }),
    "",
    "### Time to the first verdict",
    "",
    firstVerdictTable(first),
    "",
  ].join("\n");
}

async function keep(figures: string): Promise<void> {
  const path = join(import.meta.dirname, "README.md");
  const [before = ""] = (await readFile(path, "utf8")).split(heading);
  await writeFile(path, before + figures);
}

const startedAt = performance.now();
const figures = await measure();
process.stdout.write(figures);
process.stderr.write(`\nmeasured in ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
if (process.argv.includes("--keep")) await keep(figures);
