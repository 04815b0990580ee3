import { Recorder } from "./harness/gate/recorder.ts";
import { ProcessAdapter } from "./harness/gate/process.ts";
import { GateEngine } from "./harness/gate/engine.ts";
import { focuses } from "./harness/gate/cases.ts";
import { manifestSchema } from "./harness/gate/protocol.ts";
import { readFileSync } from "node:fs";
const [file, runs = "12"] = process.argv.slice(2);
const recorder = await Recorder.start();
const manifest = manifestSchema.parse(JSON.parse(readFileSync(file!, "utf8")));
const engine = new GateEngine(new ProcessAdapter(manifest, file!.replace(/\/[^/]*$/, ""), process.env as never), recorder, manifest, { seed: 1, runs: Number(runs), budgetMs: 40000, shrinks: 60, shrinkMs: 2500 });
const t = Date.now();
try { await engine.judge(focuses); } catch (e) { console.log(String(e)); }
for (const [key, line] of engine.lines) { if (line.caught || line.judged === 0) console.log(key, line.judged, line.caught?.flaky ? "FLAKY": "", line.caught && JSON.stringify(line.caught.finding)?.slice(0, 400), line.inexpressible ?? "", line.trouble ?? ""); }
console.log(engine.cases, engine.requests, Date.now() - t);
await recorder.close(); process.exit();
