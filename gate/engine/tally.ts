import { type Line, Tally } from "../../harness/shared/tally.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import { whyUnjudgeable } from "../judges/unjudgeable.ts";

/** A finding with the smallest case that shows it. */
export interface Caught {
  finding: Finding;
  seen: Observation;
  focus: string;
  path: string;
  flaky: boolean;
}

/** Why nothing is known of a property, beside an adapter that broke: the client cannot express it. */
type Reason = "not-expressible";
export type GateLine = Line<Caught, Reason>;
export class GateTally extends Tally<Caught, Reason> {}

/** Counts a case for its own property, if it came so far that the property could be judged. */
export function count(line: GateLine, seen: Observation, findings: readonly Finding[]): void {
  const { outcome, focus } = seen;
  const reason = outcome?.outcome === "not_expressible" ? outcome.why : whyUnjudgeable(seen);
  if (reason !== undefined) line.reasons.set("not-expressible", line.reasons.get("not-expressible") ?? reason);
  else if (findings.every(({ property }) => property !== focus.property)) line.judged += 1;
}
