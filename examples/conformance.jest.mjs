// Jest reads ES modules with NODE_OPTIONS=--experimental-vm-modules. It cannot skip a test that has begun: the run is made first.
import { test } from "@jest/globals";
import { conformanceTests } from "workers-version-conformance";
import { app } from "./app.mjs";

for (const one of conformanceTests({ target: app })) {
  const { skip } = await one.judge();
  (skip === undefined ? test : test.skip)(one.name, () => one.check());
}
