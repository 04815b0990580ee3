import { createRequire } from "node:module";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { harReport } from "../../reports/har.ts";
import { realReport } from "./real.ts";

const require = createRequire(import.meta.url);

/** The schema of HAR 1.2, as its own package has it. */
function harSchema() {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  ajv.addMetaSchema(require("ajv/dist/refs/json-schema-draft-06.json"));
  const all: Record<string, { $id: string }> = require("har-schema");
  for (const one of Object.values(all)) ajv.addSchema(one);
  return ajv.getSchema("har.json#");
}

describe("report.har", () => {
  test("is valid, and has the calls of every failure", async () => {
    const report = await realReport();
    const validate = harSchema();

    const har = JSON.parse(harReport(report));

    expect(validate?.(har)).toBe(true);
    const calls = report.requirements.flatMap(({ failures }) => failures.flatMap(({ exchanges }) => exchanges));
    expect(har.log.entries).toHaveLength(calls.length);
  });
});
