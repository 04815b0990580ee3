import { z } from "zod";
import type { Field, Fields, StringField } from "./field.ts";
import { byteLength } from "./json.ts";
import { isBase64 } from "./modules.ts";
import { type Revision, revision } from "./revision.ts";
import { requestFieldAt } from "./version.ts";

function stringSchema(field: StringField): z.ZodType {
  if (field.enum) return z.enum(field.enum as [string, ...string[]]);
  if (field.format === "email") return z.email();
  if (field.format === "uuid") return z.uuid();
  let schema = z.string();
  if (field.maxLength !== undefined) schema = schema.max(field.maxLength);
  if (field.format === "byte") return schema.refine(isBase64, { message: "not base64" });
  const { maxBytes } = field;
  return maxBytes === undefined
    ? schema
    : schema.refine((text) => byteLength(text) <= maxBytes, { message: `longer than ${maxBytes} bytes` });
}

const shapeOf = (fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const schema = toZod(field);
      return [name, field.required ? schema : schema.optional()];
    }),
  );

function unionSchema(branches: Record<string, Field>, by: string | undefined): z.ZodType {
  const schemas = Object.values(branches).map((branch) => toZod(branch, by === undefined));
  if (by && Object.values(branches).every(({ type }) => type === "object"))
    return z.discriminatedUnion(by, schemas as unknown as [z.ZodObject, ...z.ZodObject[]]);
  return z.union(schemas as [z.ZodType, ...z.ZodType[]]);
}

/**
 * The zod schema of a field, as a request must satisfy it. Unknown keys pass, as on the live API, except in the
 * branches of a union without a discriminator (`strict`), which nothing else tells apart.
 */
export function toZod(field: Field, strict = false): z.ZodType {
  switch (field.type) {
    case "string":
      return stringSchema(field);
    case "number":
    case "integer": {
      let schema = field.type === "integer" ? z.int() : z.number();
      if (field.minimum !== undefined) schema = schema.min(field.minimum);
      return schema;
    }
    case "boolean":
      return z.boolean();
    case "any":
      return field.object ? z.record(z.string(), z.unknown()) : z.unknown();
    case "array": {
      let schema = z.array(toZod(field.items));
      if (field.minItems !== undefined) schema = schema.min(field.minItems);
      if (field.maxItems !== undefined) schema = schema.max(field.maxItems);
      return schema;
    }
    case "map": {
      const schema = z.record(z.string(), toZod(field.items));
      const { maxProperties } = field;
      const isFew = (value: object) => maxProperties === undefined || Object.keys(value).length <= maxProperties;
      return schema.refine(isFew, { message: `more than ${maxProperties} keys` });
    }
    case "object":
      return strict ? z.strictObject(shapeOf(field.fields)) : z.looseObject(shapeOf(field.fields));
    case "union":
      return unionSchema(field.of, field.by);
  }
}

/** What the body of Create Version must satisfy, in a revision. */
export const requestSchemaAt = (at: Revision): z.ZodType => toZod(requestFieldAt(at));
/** The same as the page has it. */
export const requestSchema = requestSchemaAt(revision);
