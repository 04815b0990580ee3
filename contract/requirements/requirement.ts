import type { Level } from "../level.ts";
import type { Revision } from "../revision.ts";
import type { Source, Sources } from "../source.ts";

/** One sentence of the contract. */
export interface Requirement {
  level: Level;
  /** Completes "The API MUST …". */
  text: string;
  /** Where it stands first of all. */
  source: Source;
  /** Where it stands: `page:<place>`, `openapi:<place>`, `facts:<id>`; what else is known of it comes after. */
  sources: Sources;
  /** The revision that it came with; without it, it is of the page. */
  since?: Revision;
}

const at =
  (level: Level) =>
  (text: string, ...sources: Sources): Requirement => ({ level, text, source: sources[0], sources });
export const must = at("must");
export const should = at("should");
export const observed = at("observed");
/** What came with a revision that is newer than the page. */
export const since = (from: Revision, one: Requirement): Requirement => ({ ...one, since: from });
