/** How sure a fact is: some documentation says it, somebody saw it, it follows from what clients do, or nobody knows. */
export const degrees = ["documented", "observed", "inferred", "unknown"] as const;
export type Sure = (typeof degrees)[number];

/** What a judge may make of a fact: hold all of it, hold its weak form, only write down what a target does, or not try it. */
export const stances = ["assert", "weak", "record", "skip"] as const;
export type Stance = (typeof stances)[number];

/** Something known of the live API. */
export interface Fact {
  sure: Sure;
  stance: Stance;
  /** What was seen or said. */
  what: string;
  /** Where, and when. */
  where: string;
}

const at =
  (sure: Sure) =>
  (stance: Stance, what: string, ...where: readonly [string, ...string[]]): Fact => ({
    sure,
    stance,
    what,
    where: where.join("; "),
  });
export const documented = at("documented");
export const observed = at("observed");
export const inferred = at("inferred");
/** A question that nothing public answers. */
export const unknown = (stance: Stance, what: string): Fact =>
  at("unknown")(stance, what, "nothing public up to 2026-11");
