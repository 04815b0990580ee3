import type { Exchange } from "../../contract/api.ts";
import { Refutation } from "../../contract/refutation.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Revision } from "../../contract/revision.ts";
import type { Context } from "./context.ts";
import type { Sighting } from "./sighting.ts";

/** One judgement of one requirement on one exchange: it held, or it was refuted. */
export interface Finding {
  id: RequirementId;
  row?: string;
  refutation?: Refutation;
}

/** Requirements that are judged on every exchange that any claim makes: they cost no requests. */
export interface Invariant {
  ids: readonly RequirementId[];
  /** The revision that what it judges came with: under an older one nothing of it is judged. */
  since?: Revision;
  /** It judges lists as a whole too: it is given what they show again. */
  isOfLists?: true;
  judge: (observed: Observed) => Finding[];
}

/** An exchange, the versions that it shows, and what was known before it. */
export interface Observed {
  exchange: Exchange;
  context: Context;
  sightings: readonly Sighting[];
}

/** The finding that the requirement held or, with what was expected and seen, that it did not. */
export function finding(
  id: RequirementId,
  holds: boolean,
  expected: string,
  actual: unknown,
  where: { row?: string; pointer?: string; after?: readonly string[] } = {},
): Finding {
  const { row, pointer, after } = where;
  const named = { id, row };
  if (holds) return named;
  const details = {
    ...named,
    pointer,
    after,
  };
  return { ...named, refutation: new Refutation(expected, actual, details) };
}
