/** How far a gate is. */
export interface GateProgress {
  /** The set of cases at hand. */
  focus: string;
  /** Sets that are done, of how many. */
  done: number;
  of: number;
  cases: number;
}
