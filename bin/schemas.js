import { mkdir, writeFile } from "node:fs/promises";
import { register } from "tsx/esm/api";

// `npm run schemas`: writes the JSON Schemas that are published; a test says when they are not current.
register();
const { suite } = await import("../suites/index.ts");
const { jsonSchemas } = await import("../harness/settings/schemas.ts");
const folder = new URL("../schemas/", import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas(Object.keys(suite.requirements)))) {
  await writeFile(new URL(name, folder), `${JSON.stringify(schema, undefined, 2)}\n`);
}
