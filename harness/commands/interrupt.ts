import { setMaxListeners } from "node:events";

/** How a run is told to stop: at the first signal it cleans up, at the second it says what is left. */
export interface Interrupts {
  signal: AbortSignal;
  hurry: AbortSignal;
  /** Listens no more. */
  end: () => void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** The exit code of a process that was interrupted. */
const interrupted = 130;

/** Listens to SIGINT, SIGTERM and SIGHUP: a terminal that is closed takes no run with it. */
export function interrupts(say: (text: string) => void): Interrupts {
  const [stop, hurry] = [new AbortController(), new AbortController()];
  // Every call that is under way listens.
  setMaxListeners(0, stop.signal, hurry.signal);
  const onSignal = () => {
    if (hurry.signal.aborted) process.exit(interrupted);
    if (stop.signal.aborted) return hurry.abort();
    say("\ninterrupted: removing the Workers of this run; once more to leave them");
    stop.abort();
  };
  for (const name of signals) process.on(name, onSignal);
  const end = () => {
    for (const name of signals) process.off(name, onSignal);
  };
  return { signal: stop.signal, hurry: hurry.signal, end };
}

/** Until the process is told to stop. */
export const stopped = (): Promise<void> =>
  new Promise((done) => {
    for (const name of signals) process.once(name, () => done());
  });
