import type { ClientCase } from "../../contract/client.ts";
import type { PropertyId } from "../contract/properties.ts";
import type { Manifest, Outcome } from "../contract/protocol.ts";
import type { Recorded } from "../wire/recorder.ts";
import type { Focus } from "./focus.ts";

/** A place where a client did something else than a property says. */
export interface Finding {
  property: PropertyId;
  row?: string | undefined;
  /** Where: a part of the request (`query`, `body/limits`, `header authorization`) or of what the client returned. */
  at: string;
  expected: unknown;
  actual: unknown;
}

/** All that is known of a case that was made. */
export interface Observation {
  focus: Focus;
  case: ClientCase;
  manifest: Pick<Manifest, "normalizes" | "decode" | "mode">;
  /** Path of the case's base URL. */
  prefix: string;
  /** Requests that are meant to create the version. */
  attempts: readonly Recorded[];
  /** Requests on other routes below the base URL. */
  others: readonly Recorded[];
  /** Requests that followed a redirection. */
  moved: readonly Recorded[];
  /** Requests outside the base URL that came meanwhile. */
  strays: readonly Recorded[];
  /** Undefined where the client was not waited for any longer, on purpose. */
  outcome: Outcome | undefined;
  /** How long the call took, in ms. */
  tookMs: number;
  /** What its process wrote beside the outcome. */
  said: string;
  /** The calls that were made before, and the one that was made meanwhile, as traffic. */
  earlier: readonly Observation[];
  beside: Observation | undefined;
}
