import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { equivalent } from "./equivalent.ts";
import { judgingFiles } from "./judging.ts";
import { type Mutant, mutantsOf, sampled } from "./operators.ts";

/**
 * `npm run mutants [-- --every N] [part of an id …]`: changes the judging code in small ways, one at a time, and runs what could
 * notice: the unit tests of the file, the clean mock, the target faults of what the file judges.
 */
const count = 150;
const leastShare = 0.9;
/** So long is no judgement but one without end. */
const endlessMs = 600_000;
const root = resolve(import.meta.dirname, "../..");
const parts = [
  "contract",
  "arbitraries",
  "suites",
  "mock",
  "reports",
  "harness",
  "gate",
  "tests",
  "bin",
  "package",
  "pages",
  "docs",
  "baselines",
  "schemas",
];
const single = ["cli.ts", "package.json", "tsconfig.json", "vitest.config.ts", "CONTRIBUTING.md", "README.md"];

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { every: { type: "string", default: "1" }, list: { type: "boolean" } },
});

/** A copy of the project, in which one file at a time is changed. */
function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), "wvc-mutants-"));
  for (const part of [...parts, ...single]) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

interface Said {
  code: number;
  text: string;
}
const node = (folder: string, ...args: string[]): Promise<Said> =>
  new Promise((done) => {
    execFile(process.execPath, args, { cwd: folder, timeout: endlessMs, maxBuffer: 2 ** 26 }, (error, text) =>
      done({ code: error ? 1 : 0, text }),
    );
  });

/** What notices a change, or `nothing`. */
async function noticedBy(folder: string, { file, text }: Mutant): Promise<string> {
  const { requirements, tests = [] } = judgingFiles[file] ?? { requirements: [] };
  const path = join(folder, file);
  const before = readFileSync(path, "utf8");
  writeFileSync(path, text);
  try {
    const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "project", "--bail", "1", ...tests];
    if (tests.length > 0 && (await node(folder, ...vitest)).code !== 0) return "tests";
    const said = await node(folder, "--import", "tsx", "tests/mutants/notice.ts", ...requirements);
    return /^noticed: (.*)$/m.exec(said.text)?.[1] ?? "crash";
  } finally {
    writeFileSync(path, before);
  }
}

const all = Object.keys(judgingFiles).flatMap((file) => mutantsOf(file, readFileSync(join(root, file), "utf8")));
const some = sampled(all, count);
const chosen = some
  .filter(({ id }) => wanted.length === 0 || wanted.some((one) => id.includes(one)))
  .filter((_, i) => i % Number(values.every) === 0);
if (values.list) {
  for (const { id } of chosen) console.log(id);
  process.exit();
}

const folders: string[] = [];
const queue = [...chosen];
const unnoticed: Mutant[] = [];
let done = 0;
async function drain(): Promise<void> {
  const folder = copied();
  folders.push(folder);
  for (let one = queue.shift(); one; one = queue.shift()) {
    const seen = await noticedBy(folder, one);
    if (seen === "nothing") unnoticed.push(one);
    done += 1;
    console.log(`${done}/${chosen.length} ${seen.padEnd(40)} ${one.id}`);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, drain));
for (const folder of folders) rmSync(folder, { recursive: true });

const reasonOf = ({ id }: Mutant) => equivalent[id];
const open = unnoticed.filter((one) => reasonOf(one) === undefined);
const stale = Object.keys(equivalent).filter(
  (id) => chosen.some((one) => one.id === id) && !unnoticed.some((one) => one.id === id),
);
console.log(`\nnot noticed:`);
for (const one of unnoticed) console.log(`  ${one.id}${reasonOf(one) ? `\n    equivalent: ${reasonOf(one)}` : ""}`);
for (const id of stale) console.log(`noticed, though said to be equivalent: ${id}`);
const noticed = chosen.length - unnoticed.length;
const judged = chosen.length - (unnoticed.length - open.length);
console.log(
  `${noticed} of ${chosen.length} changes noticed (${Math.round((100 * noticed) / judged)} % of those that change a judgement), of ${all.length} that there are`,
);
process.exitCode = noticed / judged < leastShare || stale.length > 0 ? 1 : 0;
