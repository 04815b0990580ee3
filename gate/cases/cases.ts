import { surrounded } from "../../arbitraries/surroundings.ts";
import { failures, results } from "./answering.ts";
import { attempts, redirections, secrets } from "./around.ts";
import { body, wire } from "./asking.ts";
import { crossed } from "./crossed.ts";
import type { Focus } from "./focus.ts";
import { several } from "./several.ts";

const inPlace = (one: Focus): Focus =>
  one.property === undefined || one.owns ? one : { ...one, cases: surrounded(one.cases) };

/** Every focus, in the order of a run. */
export const focuses: readonly Focus[] = [
  ...wire,
  ...results,
  ...failures,
  ...body,
  ...attempts,
  ...redirections,
  ...secrets,
  ...several,
  ...crossed,
].map(inPlace);

/** The rows of a property: what its sets of cases are about. */
export const rowsOfProperty = (id: string): string[] =>
  focuses.flatMap(({ property, row }) => (property === id && row !== undefined ? [row] : []));
