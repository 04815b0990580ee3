import type { Finding, Observation } from "../cases/finding.ts";
import { isUnheard } from "../judges/unheard.ts";

/** A finding with the smallest case that shows it. */
export interface Caught {
  finding: Finding;
  seen: Observation;
  focus: string;
  path: string;
  flaky: boolean;
}

/** What is known of one property, or of one row of it. */
export interface Line {
  judged: number;
  caught: Caught | undefined;
  /** Why it could not be judged: what the client cannot express, what went wrong in the adapter. */
  inexpressible: string | undefined;
  trouble: string | undefined;
}

export const newLine = (): Line => ({ judged: 0, caught: undefined, inexpressible: undefined, trouble: undefined });

/** Counts a case for its own property, if it came so far that the property could be judged. */
export function count(line: Line, seen: Observation, findings: readonly Finding[]): void {
  const { outcome, focus } = seen;
  if (outcome?.outcome === "not_expressible") line.inexpressible ??= outcome.why;
  else if (isUnheard(seen)) line.inexpressible ??= isUnheard(seen);
  else if (findings.every(({ property }) => property !== focus.property)) line.judged += 1;
}
