import { z } from "zod";
import { allKinds } from "../../contract/bindings.ts";
import { object } from "../../contract/field.ts";
import { toZod } from "../../contract/schema.ts";
import { againstSchema } from "../../reports/against.ts";
import { caseFileSchema } from "../../reports/case.ts";
import { diffSchema } from "../../reports/change.ts";
import { eventSchema } from "../../reports/events.ts";
import { baselineSchema } from "../../reports/known.ts";
import { reportSchema } from "../../reports/report.ts";
import { fieldsOf } from "./resources.ts";
import { settingsSchema } from "./settings.ts";

const titled = (title: string, schema: object) => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title,
  ...schema,
});
/** As a person writes it: defaults may be left out, unknown keys are errors. */
const written = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" });

/** The settings, and the key by which an editor finds this very schema. */
const config = () => {
  const schema = written(settingsSchema);
  return { ...schema, properties: { $schema: { type: "string" }, ...schema.properties } };
};

/** Resources with the fields of each kind. */
const resources = () =>
  z.strictObject(
    Object.fromEntries(allKinds.map((kind) => [kind, z.array(toZod(object(fieldsOf(kind)), true)).optional()])),
  );

/** The JSON Schemas that are published, by file name in `schemas/`. */
export const jsonSchemas = (requirements: readonly string[]): Record<string, object> => ({
  "config.schema.json": titled("conformance.config.json", config()),
  "report.schema.json": titled("report.json", z.toJSONSchema(reportSchema)),
  "case.schema.json": titled("a file of --corpus", z.toJSONSchema(caseFileSchema)),
  "against.schema.json": titled("against.json", z.toJSONSchema(againstSchema)),
  "events.schema.json": titled("a line of events.ndjson", z.toJSONSchema(eventSchema)),
  "diff.schema.json": titled("what `diff --format json` prints", z.toJSONSchema(diffSchema)),
  "resources.schema.json": titled("the file of --resources", written(resources())),
  "baseline.schema.json": titled("the file of --baseline", written(baselineSchema(requirements))),
});
