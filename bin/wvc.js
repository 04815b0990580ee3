#!/usr/bin/env node
// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
// Loading the suite takes a second: whoever waits for a run is told at once.
const args = process.argv.slice(2);
const isRun = ["run", "replay"].includes(args[0] ?? "run") || args[0]?.startsWith("--");
const isAsked = args.some((one) => /^(-h|--help|-V|--version|--print-config)$/.test(one));
const { stderr } = process;
const isTold = isRun && !isAsked;
if (isTold) stderr.write(`workers-version-conformance: loading the suite …${stderr.isTTY ? "" : "\n"}`);
const { register } = await import("tsx/esm/api");
register();
const { main } = await import("../cli.ts");
if (isTold && stderr.isTTY) stderr.write("\r\u001b[K");
process.exitCode = await main(args, process.env);
