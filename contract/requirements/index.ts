import * as content from "./content.ts";
import * as envelope from "./envelope.ts";
import * as refusal from "./refusal.ts";
import type { Requirement } from "./requirement.ts";
import * as state from "./state.ts";

export type { Level } from "../level.ts";
export type { Requirement } from "./requirement.ts";
export { retired } from "./retired.ts";

const table = {
  ...envelope.envelopeRequirements,
  ...envelope.versionRequirements,
  ...state.numberingRequirements,
  ...state.deployRequirements,
  ...content.bindingsRequirements,
  ...content.inheritRequirements,
  ...content.migrationsRequirements,
  ...content.fieldRequirements,
  ...state.addressingRequirements,
  ...state.readBackRequirements,
  ...state.concurrencyRequirements,
  ...content.secrecyRequirements,
  ...content.laterRequirements,
  ...refusal.refusalRequirements,
  ...refusal.transportRequirements,
};

export type RequirementId = keyof typeof table;
/** Every requirement of the contract, by its frozen id. */
export const requirements: Readonly<Record<RequirementId, Requirement>> = table;
export const requirementIds = Object.keys(table) as RequirementId[];
export const isRequirementId = (id: string): id is RequirementId => Object.hasOwn(table, id);
/** The area of a requirement: the first word of its id. */
export const areaOf = (id: string): string => id.split(".")[0] ?? id;
