/**
 * `npm run docs`: makes the pages of docs/ that follow from the suite and from runs against the mock. `-- --check` only
 * says which are not current; `-- --keep` makes no runs, and keeps what they showed.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withRunOf } from "../reports/docs/requirement.ts";
import { allPages } from "./pages.ts";
import { seenInRuns } from "./runs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const isCheck = process.argv.includes("--check");
const isKept = process.argv.includes("--keep");
let done = 0;
const tell = () => {
  done += 1;
  if (done % 20 === 0) console.error(`${done} requirements have been run`);
};
const seen = isKept ? undefined : await seenInRuns(tell);
const stale: string[] = [];
for (const [path, made] of Object.entries(allPages((id) => seen?.get(id) ?? { answers: [] }))) {
  const file = join(root, path);
  const old = await readFile(file, "utf8").catch(() => "");
  const text = isKept ? withRunOf(made, old) : made;
  if (old === text) continue;
  stale.push(path);
  if (isCheck) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
console.log(stale.length === 0 ? "every page is current" : `${isCheck ? "not current" : "made"}: ${stale.join(", ")}`);
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;
