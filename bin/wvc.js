#!/usr/bin/env node
import { register } from "tsx/esm/api";

register();
// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
const { main } = await import("../cli.ts");
process.exitCode = await main(process.argv.slice(2), process.env);
