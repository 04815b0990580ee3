import { mkdir, writeFile } from "node:fs/promises";
import { load } from "./load.js";

// `npm run schemas`: writes the JSON Schemas that are published; a test says when they are not current.
const { requirementIds } = await load("contract/requirements/index");
const { jsonSchemas } = await load("harness/settings/schemas");
const folder = new URL("../schemas/", import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas(requirementIds))) {
  await writeFile(new URL(name, folder), `${JSON.stringify(schema, undefined, 2)}\n`);
}
