import { progressOn } from "../shared/progress.ts";

/** How far a run is. */
export interface Progress {
  claim: string;
  done: number;
  of: number;
  failures: number;
  requests: number;
}

/** Shows how far a run is. */
export function progressLine(stream: NodeJS.WriteStream): (progress: Progress) => void {
  const show = progressOn(stream);
  return ({ claim, done, of, failures, requests }) => {
    const failed = failures > 0 ? `, ${failures} failed` : "";
    show({ name: claim, counts: `${done}/${of} claims, ${requests} requests${failed}` });
  };
}
