import type { Job, Outcome } from "../contract/protocol.ts";

/** What came of a call. */
export interface Reaction {
  /** Undefined where it gave nothing in time. */
  outcome: Outcome | undefined;
  /** What its process wrote beside the outcome while it was called: stderr, and of a command all that it printed. */
  said: string;
}

/** Calls in flight that an adapter is given, where it can keep them apart. */
export const severalAtOnce = 8;

/** What the gate judges a client through. */
export interface Adapter {
  /** How many calls may be in flight at once. */
  readonly atOnce: number;
  /** Calls the client once, in a process with these variables. */
  call(job: Job, environment: Readonly<Record<string, string>>): Promise<Reaction>;
  close(): Promise<void>;
}

/** The adapter crashed, was silent or printed nonsense: nothing is known of its client. */
export class AdapterError extends Error {}

/** No further case can be made: what was judged stands. */
export class AdapterLost extends Error {}
