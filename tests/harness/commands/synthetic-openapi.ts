import { failureEnvelope, successEnvelope } from "../../../contract/envelope.ts";
import type { Field, Fields } from "../../../contract/field.ts";
import { type Revision, revision } from "../../../contract/revision.ts";
import { parameters, versionFieldAt } from "../../../contract/version.ts";

/** A JSON object that a test may alter. */
export type Loose = { [key: string]: Loose };

const required = (fields: Fields) => Object.keys(fields).filter((name) => fields[name]?.required);

function structureOf(field: Field, closed: boolean): object {
  switch (field.type) {
    case "any":
      return field.object ? { type: "object" } : {};
    case "array":
      return { type: "array", items: schemaOf(field.items) };
    case "map":
      return { type: "object", additionalProperties: schemaOf(field.items) };
    case "object": {
      const properties = Object.fromEntries(Object.entries(field.fields).map(([name, one]) => [name, schemaOf(one)]));
      return { type: "object", properties, required: required(field.fields), additionalProperties: !closed };
    }
    case "union": {
      const anyOf = Object.values(field.of).map((one) => schemaOf(one, field.by === undefined));
      return { anyOf, ...(field.by ? { discriminator: { propertyName: field.by } } : {}) };
    }
    default:
      return { type: field.type };
  }
}

/** A field of the contract in the words of OpenAPI. */
function schemaOf(field: Field, closed = false): object {
  const words = [
    "enum",
    "format",
    "maxLength",
    "minItems",
    "maxItems",
    "maxProperties",
    "minimum",
    "default",
    "readOnly",
    "writeOnly",
  ];
  const stated = Object.entries(field).filter(([word]) => [...words, "deprecated"].includes(word));
  return {
    ...structureOf(field, closed),
    ...Object.fromEntries(stated),
    ...(field.sensitive ? { "x-sensitive": true } : {}),
  };
}

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const version = { $ref: "#/components/schemas/workers_Version" };

const success = { properties: {}, ...schemaOf(successEnvelope) };

/** An OpenAPI document that says what the contract says, and nothing else; each call gives a copy of its own. */
export function syntheticOpenApi(contract: Revision = revision): Loose {
  const post = {
    parameters: Object.entries(parameters).map(([name, one]) => ({
      name,
      in: one.in,
      required: one.field.required ?? false,
      schema: schemaOf(one.field),
    })),
    requestBody: json(version),
    responses: {
      "200": json({ ...success, properties: { ...success.properties, result: version } }),
      "4XX": json({ anyOf: [schemaOf(failureEnvelope)] }),
    },
  };
  const document = {
    openapi: "3.0.3",
    paths: { "/accounts/{account_id}/workers/workers/{worker_id}/versions": { post } },
    components: { schemas: { workers_Version: schemaOf(versionFieldAt(contract)) } },
  };
  return JSON.parse(JSON.stringify(document));
}
