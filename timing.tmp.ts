import { focuses, focusKey } from "./harness/gate/cases.ts";
import { GateEngine } from "./harness/gate/engine.ts";
import { ProcessAdapter } from "./harness/gate/process.ts";
import { Recorder } from "./harness/gate/recorder.ts";
import { readManifest } from "./harness/gate/settings.ts";

const file = process.argv[2] ?? "";
const manifest = await readManifest(file);
const recorder = await Recorder.start();
const engine = new GateEngine(
  new ProcessAdapter(manifest, file.replace(/\/[^/]*$/, ""), process.env as never),
  recorder,
  manifest,
  { seed: 1, runs: 12, budgetMs: 40000, shrinks: 60, shrinkMs: 2500 },
);
for (const f of focuses) {
  const t = Date.now();
  const c = engine.cases;
  await engine.judge([f]);
  const d = Date.now() - t;
  if (d > 400) console.log(focusKey(f), engine.cases - c, d);
}
process.exit();
