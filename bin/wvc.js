#!/usr/bin/env node
import { readFileSync } from "node:fs";

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
const args = process.argv.slice(2);
if (args.length === 1 && /^(-V|--version)$/.test(args[0])) {
  process.stdout.write(`${JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version}\n`);
} else {
  // Loading the suite takes a moment: whoever waits for a run is told at once.
  const isRun = ["run", "replay"].includes(args[0] ?? "run") || args[0]?.startsWith("--");
  const isAsked = args.some((one) => /^(-h|--help|--print-config)$/.test(one));
  const { stderr } = process;
  const isTold = isRun && !isAsked;
  if (isTold) stderr.write(`workers-version-conformance: loading the suite …${stderr.isTTY ? "" : "\n"}`);
  const { load } = await import("./load.js");
  const { main } = await load("cli");
  if (isTold && stderr.isTTY) stderr.write("\r\u001b[K");
  process.exitCode = await main(args, process.env);
}
