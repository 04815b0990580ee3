import type { Job, Outcome } from "../contract/protocol.ts";

/** What the gate judges a client through. */
export interface Adapter {
  /** Calls the client once, in a process with these variables; undefined where it gave nothing in time. */
  call(job: Job, environment: Readonly<Record<string, string>>): Promise<Outcome | undefined>;
  close(): Promise<void>;
}

/** The adapter crashed, was silent or printed nonsense: nothing is known of its client. */
export class AdapterError extends Error {}

/** No further case can be made: what was judged stands. */
export class AdapterLost extends Error {}
