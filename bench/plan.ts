/** A claim that makes the same six requests for every case, and is judged by the invariants on each of them. */
export const claimName = "version.shown";
export const requestsPerCase = 6;
/** Cases that a loop does before it is the other one's turn. */
export const sliceSize = 100;
/** How many cases the figures are for. */
export const sizes = [100, 1000, 10_000] as const;
/** How often a process is started to be timed. */
export const starts = 7;
/** Runs of the claim whose first verdict is timed. */
export const firstRuns = [1, 100, 10_000] as const;

/** What a loop tells its parent after each slice. */
export interface SliceDone {
  tookMs: number;
  rssBytes: number;
}
