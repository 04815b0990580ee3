import { test } from "node:test";
import { conformanceTests } from "workers-version-conformance";
import { app } from "./app.mjs";

for (const one of conformanceTests({ target: app }))
  test(one.name, async (context) => {
    const reason = await one.check();
    if (reason !== undefined) context.skip(reason);
  });
