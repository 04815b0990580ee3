/** The name of a run's n-th Worker. */
export const workerName = (run: string, number: number): string => `wvc-${run}-${number}`;

const pattern = /^wvc-([0-9a-z]+)-(?:0|[1-9]\d{0,8})$/;

/** The run that a Worker's name says it belongs to; undefined for every Worker that is not the suite's. */
export const runOf = (name: string): string | undefined => pattern.exec(name)?.[1];
