#!/usr/bin/env node
import { register } from "tsx/esm/api";

register();
// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
// Loading the suite takes a second: whoever waits is told at once.
const [command = "run"] = process.argv.slice(2);
const isRun = command === "run" || (command.startsWith("-") && !/^(-h|--help|-V|--version|--print-config)$/.test(command));
if (isRun && process.stderr.isTTY) process.stderr.write("workers-version-conformance: loading the suite …");
const { main } = await import("../cli.ts");
if (isRun && process.stderr.isTTY) process.stderr.write("\r\u001b[K");
process.exitCode = await main(process.argv.slice(2), process.env);
