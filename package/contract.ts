export { type Binding, type BindingKind, bindingKinds, kindsAt } from "../contract/bindings.ts";
export { type FactId, facts } from "../contract/facts/index.ts";
export { type RequestFault, requestFaultsAt, silencesAt } from "../contract/faults/index.ts";
export { type Drift, type Inspection, inspect, type Violation } from "../contract/inspect.ts";
export { type Json, type JsonObject, sameJson } from "../contract/json.ts";
export { type Level, levels } from "../contract/level.ts";
export { type Migrations, migrationLists } from "../contract/migrations.ts";
export { type Module, moduleTypes } from "../contract/modules.ts";
export { pageUrl } from "../contract/page.ts";
export { type Placement, type PlacementShape, placementShape, placementShapes } from "../contract/placement.ts";
export {
  areaOf,
  isRequirementId,
  type Requirement,
  type RequirementId,
  requirementIds,
  requirements,
} from "../contract/requirements/index.ts";
export { isIn, type Revision, revision, revisions } from "../contract/revision.ts";
export { sourceShown } from "../contract/source.ts";
export { requestField, type Version, type VersionRequest, versionField } from "../contract/version.ts";

import { z } from "zod";
import { failureEnvelope, successEnvelope } from "../contract/envelope.ts";
import { requestSchema as request, toZod } from "../contract/schema.ts";
import { versionField } from "../contract/version.ts";

/** A version as a request has it: zod. Keys that the contract does not know are taken. */
export const requestSchema: z.ZodType = request;
/** A version as answers show it: zod. Keys that the contract does not know are taken. */
export const versionSchema: z.ZodType = toZod(versionField);
/** What answers a create that was taken: zod. */
export const successSchema: z.ZodType = toZod(successEnvelope);
/** What answers a refusal: zod. */
export const failureSchema: z.ZodType = toZod(failureEnvelope);

/** A JSON Schema (draft 2020-12), as editors and other languages take it. */
export type JsonSchema = Record<string, unknown>;

/** The same schemas as JSON Schema; made anew at each call. */
export const jsonSchemas = (): Record<"request" | "version" | "success" | "failure", JsonSchema> => ({
  request: z.toJSONSchema(requestSchema, { io: "input" }) as JsonSchema,
  version: z.toJSONSchema(versionSchema) as JsonSchema,
  success: z.toJSONSchema(successSchema) as JsonSchema,
  failure: z.toJSONSchema(failureSchema) as JsonSchema,
});
