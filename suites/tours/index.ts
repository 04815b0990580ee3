import type { Claim } from "../words/claim.ts";
import { addressingTour } from "./addressing.ts";
import { contentTour } from "./content.ts";
import { deployTour } from "./deploy.ts";
import { migrationsTour } from "./migrations.ts";
import { placementTour, transportTour } from "./others.ts";
import { refusalsTour, rowTours } from "./refusals.ts";

export { rowTours };

/** What a run makes first: many requirements for few requests. */
export const tours: readonly Claim[] = [
  contentTour,
  deployTour,
  addressingTour,
  migrationsTour,
  refusalsTour,
  transportTour,
  placementTour,
];
