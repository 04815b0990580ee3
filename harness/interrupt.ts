/** How a run is told to stop: at the first signal it cleans up, at the second it says what is left. */
export interface Interrupts {
  signal: AbortSignal;
  hurry: AbortSignal;
}

/** The exit code of a process that was interrupted. */
const interrupted = 130;

/** Listens to SIGINT and SIGTERM for the rest of the process. */
export function interrupts(say: (text: string) => void): Interrupts {
  const [stop, hurry] = [new AbortController(), new AbortController()];
  const onSignal = () => {
    if (hurry.signal.aborted) process.exit(interrupted);
    if (stop.signal.aborted) return hurry.abort();
    say("\ninterrupted: removing the Workers of this run; once more to leave them");
    stop.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return { signal: stop.signal, hurry: hurry.signal };
}

/** Until the process is told to stop. */
export const stopped = (): Promise<void> =>
  new Promise((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });
