import { factsOf, type Source } from "./source.ts";

/** How much stands behind a requirement: the page says it; it is implied, or another document says it; it was seen live. */
export const levels = ["must", "should", "observed"] as const;
export type Level = (typeof levels)[number];

/** Whether a level lies below a bar: what breaks there is a warning. */
export const isBelow = (level: Level, bar: Level): boolean => levels.indexOf(level) > levels.indexOf(bar);

/** The weaker of two levels. */
export const weaker = (a: Level, b: Level): Level => (isBelow(a, b) ? a : b);

/**
 * The strongest level that sources carry. What is only to be recorded, or not to be tried, is no requirement; what is
 * known in a weak form is observed, unless the page itself stands behind it; only the page carries a must.
 */
export function carriedBy(sources: readonly Source[]): Level | "recorded" {
  const known = factsOf({ sources });
  if (known.length > 0 && known.every(({ stance }) => stance === "record" || stance === "skip")) return "recorded";
  if (sources.some((one) => one.startsWith("page:"))) return "must";
  const firm = known.filter(({ stance }) => stance === "assert");
  const isDocumented = sources.some((one) => one.startsWith("openapi:")) && (known.length === 0 || firm.length > 0);
  return isDocumented || firm.some(({ sure }) => sure === "documented") ? "should" : "observed";
}
