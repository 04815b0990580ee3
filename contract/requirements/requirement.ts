/** How much stands behind a requirement: the page says it; it is implied, or the OpenAPI says it; it was seen live. */
export type Level = "must" | "should" | "observed";

/** One sentence of the contract. */
export interface Requirement {
  level: Level;
  /** Completes "The API MUST …". */
  text: string;
  /** Where it stands: `page:<place>`, `openapi:<place>`, `facts:<entry>`. */
  source: string;
}

const at =
  (level: Level) =>
  (text: string, source: string): Requirement => ({ level, text, source });
export const must = at("must");
export const should = at("should");
export const observed = at("observed");
