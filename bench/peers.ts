/**
 * `npm run bench:peers -- openapi.json [--st PROGRAM] [--every N] [--seconds N]`: this suite beside Schemathesis, on the same mock over HTTP,
 * in the same time. Of the target faults one of so many (40), each: is it found, and after how long?
 *
 * Schemathesis at its best: all checks and phases, two workers, a Worker that is there and named in its settings, the operations of versions
 * and deployments alone (those on Workers remove the one that the others need), and what it says of the clean mock under two seeds accepted as
 * its baseline, so that only what a fault adds counts.
 */

import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { faults } from "../mock/faults/index.ts";
import { reportSchema } from "../reports/report.ts";
import { command, startMock } from "./processes.ts";
import { median, table, whole } from "./table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    st: { type: "string", default: "schemathesis" },
    every: { type: "string", default: "40" },
    seconds: { type: "string", default: "40" },
  },
});
const [document] = positionals;
if (document === undefined) {
  console.error("give the file of an OpenAPI document: npm run bench:peers -- openapi.json");
  process.exit(2);
}
const seconds = Number(values.seconds);
const chosen = Object.keys(faults).filter((_, i) => i % Number(values.every) === 0);
const account = "0123456789abcdef0123456789abcdef";
const folder = await mkdtemp(join(tmpdir(), "wvc-peers-"));

/** One run of a tool: how it ended, when, and what it sent. */
interface Ran {
  found: boolean;
  seconds: number;
  requests: number;
  requestSeconds: number;
  failures: number;
}

const ended = (file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((done, fail) => {
    execFile(file, args, { cwd: folder, env: { ...process.env, ...env }, maxBuffer: 1 << 28 }, (error) => {
      if (error && typeof error.code !== "number") fail(error);
      else done(error ? Number(error.code) : 0);
    });
  });

const stReport = z.object({
  running_time: z.number(),
  test_cases: z.object({ generated: z.number() }),
  failures: z.array(z.object({ count: z.number() })),
});

/** Makes the Worker that Schemathesis is told of, deployed once, so that its lists are not empty. */
async function prepare(baseUrl: string): Promise<void> {
  const headers = { authorization: "Bearer t", "content-type": "application/json" };
  const post = (path: string, body: object) =>
    fetch(`${baseUrl}/accounts/${account}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  await post("/workers/workers", { name: "peer-one" });
  const content_base64 = Buffer.from("export default {};").toString("base64");
  const modules = [{ name: "index.js", content_type: "application/javascript+module", content_base64 }];
  await post("/workers/workers/peer-one/versions?deploy=true", { main_module: "index.js", modules });
}

async function schemathesis(baseUrl: string, isClean: boolean, seed = 1): Promise<Ran> {
  await prepare(baseUrl);
  const settings = join(folder, "schemathesis.toml");
  const text = [
    `base-url = "${baseUrl}"`,
    'headers = { Authorization = "Bearer t" }',
    "continue-on-failure = true",
    `seed = ${seed}`,
    "[parameters]",
    `account_id = "${account}"`,
    'worker_id = "peer-one"',
    'script_name = "peer-one"',
  ];
  await writeFile(settings, text.join("\n"));
  const out = await mkdtemp(join(folder, "st-"));
  const only = ["--include-path-regex", "(versions|deployments)", "--exclude-path-regex", "latest"];
  const baseline = ["--baseline", join(folder, "baseline.json"), ...(isClean ? ["--baseline-update"] : [])];
  const stop = isClean ? [] : ["--max-failures", "1"];
  const args = ["--config-file", settings, "run", resolve(document ?? ""), ...only, ...baseline, ...stop];
  const budget = ["--max-time", String(seconds), "--workers", "2", "--report", "json", "--report-dir", out];
  const code = await ended(values.st, [...args, ...budget], {});
  const [name = ""] = (await readdir(out)).filter((one) => one.endsWith(".json"));
  const report = stReport.parse(JSON.parse(await readFile(join(out, name), "utf8")));
  return {
    found: !isClean && code === 1,
    seconds: report.running_time,
    requests: report.test_cases.generated,
    requestSeconds: report.running_time,
    failures: report.failures.reduce((sum, { count }) => sum + count, 0),
  };
}

async function own(baseUrl: string, isClean: boolean): Promise<Ran> {
  const out = await mkdtemp(join(folder, "wvc-"));
  const args = [
    "run",
    "--base-url",
    baseUrl,
    "--account-id",
    account,
    "--max-time",
    String(seconds),
    "--format",
    "json",
  ];
  const env = { CLOUDFLARE_API_TOKEN: "t" };
  await ended(process.execPath, [command, ...args, "--out", out, ...(isClean ? [] : ["--bail", "1"])], env);
  const { run, totals } = reportSchema.parse(JSON.parse(await readFile(join(out, "report.json"), "utf8")));
  const failures = (totals.fail ?? 0) + (totals.warn ?? 0);
  const tookS = run.durationMs / 1000;
  return { found: !isClean && failures > 0, seconds: tookS, requests: run.requests, requestSeconds: tookS, failures };
}

const tools = { "this suite": own, Schemathesis: schemathesis };
type Tool = keyof typeof tools;

async function judged(tool: Tool, fault?: string, isClean = fault === undefined, seed = 1): Promise<Ran> {
  const mock = await startMock(...(fault === undefined ? [] : ["--fault", fault]));
  try {
    return await tools[tool](mock.baseUrl, isClean, seed);
  } finally {
    await mock.stop();
  }
}

const names = Object.keys(tools) as Tool[];
const clean = new Map<Tool, Ran>();
for (const tool of names) clean.set(tool, await judged(tool));
// A baseline of two seeds; then the clean mock is judged as if it had a fault: what is "found" there is nothing.
await judged("Schemathesis", undefined, true, 2);
const again = await judged("Schemathesis", undefined, false);
if (again.found)
  console.log("Schemathesis reports something new on the clean mock as well, beside its baseline of two runs.\n");
const rows = new Map<Tool, Ran[]>(names.map((tool) => [tool, []]));
for (const fault of chosen)
  for (const tool of names) {
    const one = await judged(tool, fault);
    rows.get(tool)?.push(one);
    process.stderr.write(`${fault}: ${tool} ${one.found ? `after ${one.seconds.toFixed(1)} s` : "no"}\n`);
  }

console.log(
  `${chosen.length} of ${Object.keys(faults).length} target faults over HTTP, ${seconds} s each, ${new Date().toISOString().slice(0, 10)}\n`,
);
console.log(
  table(
    ["", "found", "seconds to the first, median", "requests a second", "alarms on the clean mock"],
    names.map((tool) => {
      const found = rows.get(tool)?.filter((one) => one.found) ?? [];
      const { requests = 0, requestSeconds = 1, failures = 0 } = clean.get(tool) ?? {};
      return [
        tool,
        `${found.length}`,
        found.length === 0 ? "" : median(found.map((one) => one.seconds)).toFixed(1),
        whole(requests / requestSeconds),
        `${failures}`,
      ];
    }),
  ),
);
