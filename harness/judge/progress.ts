import { progressOn } from "../shared/progress.ts";

/** How far a run is. */
export interface Progress {
  claim: string;
  done: number;
  of: number;
  failures: number;
  requests: number;
  /** The share of its cases that is made, from 0 to 1, where that is known. */
  share?: number;
}

const seconds = (ms: number): string =>
  ms < 90_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`;
/** Sooner, nobody can say how long it will take. */
const soonestMs = 1500;

/** How far a run is, in words. */
export function progressText({ done, of, failures, requests, share }: Progress, elapsedMs: number): string {
  const rate = elapsedMs > 0 ? Math.round((requests * 1000) / elapsedMs) : 0;
  const isKnown = share !== undefined && share > 0 && share < 1 && elapsedMs >= soonestMs;
  return [
    share === undefined ? `${done}/${of} claims` : `${Math.floor(share * 100)} %`,
    `${requests.toLocaleString("en")} requests`,
    ...(rate > 0 ? [`${rate.toLocaleString("en")}/s`] : []),
    ...(isKnown ? [`about ${seconds((elapsedMs * (1 - share)) / share)} left`] : []),
    ...(failures > 0 ? [`${failures} failed`] : []),
  ].join(", ");
}

/** Shows how far a run is. */
export function progressLine(stream: NodeJS.WriteStream): (progress: Progress) => void {
  const show = progressOn(stream);
  const startedAt = Date.now();
  return (progress) => show({ name: progress.claim, counts: progressText(progress, Date.now() - startedAt) });
}
