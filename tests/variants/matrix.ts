import { alarmsIn, judged } from "./alarms.ts";
import { variantIds, variants } from "./catalogue/index.ts";
import { handfuls } from "./handfuls.ts";

/** `npm run variants [-- --http] [prefix …]`: each row of the catalogue alone, and handfuls of them, under several seeds. */
const usual = 3;
const seeds = Number(process.env.SEEDS ?? usual);
const words = process.argv.slice(2);
const way = words.includes("--http") ? "over HTTP" : "in process";
const only = words.filter((one) => one !== "--http");
const chosen = variantIds.filter((id) => only.length === 0 || only.some((one) => id.startsWith(one)));
const all = [...chosen.map((id) => [id]), ...(only.length === 0 ? handfuls(chosen, seeds) : [])];
if (chosen.length === 0) throw new Error(`no row of the catalogue begins with ${only.join(" or ")}`);
/** `SHARD=1/2`: the first half of them, so that two processes share the work. */
const [shard = 1, of = 1] = (process.env.SHARD ?? "1/1").split("/").map(Number);
const sets = all.filter((_, i) => i % of === shard - 1);

let found = 0;
const width = Math.max(...chosen.map(({ length }) => length)) + 2;
for (const [turn, ids] of sets.entries()) {
  const lines = new Set<string>();
  for (let seed = 1; seed <= seeds; seed += 1) {
    const shapes = ids.flatMap((id) => variants[id]?.make() ?? []);
    for (const line of alarmsIn(await judged(shapes, { seed: String(seed) }, turn + seed, way))) lines.add(line);
  }
  found += lines.size;
  console.log(`${ids.join(" + ").padEnd(width)}${lines.size} ${lines.size === 1 ? "alarm" : "alarms"}`);
  for (const line of lines) console.log(`  ${line}`);
}
console.log(
  `${chosen.length} rows and ${all.length - chosen.length} handfuls x ${seeds} seeds ${way}: ${found} alarms`,
);
process.exitCode = found === 0 ? 0 : 1;
