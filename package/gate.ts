import { setTimeout as sleep } from "node:timers/promises";
import { type Adapter, AdapterError, severalAtOnce } from "../gate/adapters/adapter.ts";
import { type GateFlags, readExpected, readFlags } from "../gate/adapters/settings.ts";
import { rowsOfProperty } from "../gate/cases/cases.ts";
import type { GateProgress } from "../gate/contract/progress.ts";
import { type Job, type Manifest, manifestSchema, type Outcome } from "../gate/contract/protocol.ts";
import type { Recording } from "../gate/contract/recording.ts";
import { gate as judgeClient } from "../gate/run/gate.ts";
import { unproven } from "../gate/run/proving.ts";
import { judgeRecording, openRecorder } from "../gate/run/recording.ts";
import type { GateReport } from "../reports/gate/report.ts";

export { properties as gateProperties } from "../gate/contract/properties.ts";
export { type Job, jobSchema, manifestSchema, type Outcome, outcomeSchema } from "../gate/contract/protocol.ts";
export type { Recording } from "../gate/contract/recording.ts";
export { gateHtml } from "../reports/gate/html.ts";
export { gateMarkdown } from "../reports/gate/markdown.ts";
export { type GateReport, gateExitCode, gateReportSchema } from "../reports/gate/report.ts";
export { gateText } from "../reports/gate/text.ts";

/** Variables that a case's environment has for the client: what a command line would find in its process. */
export type Variables = Readonly<Record<string, string>>;

/**
 * Calls the client once, as the job says, and gives what it gave; it may be called again before it has answered. One that throws is an adapter that broke, never its client's
 * failure: what the client throws is to be given as `api_error` or `client_error`.
 */
export type AdapterFunction = (job: Job, variables: Variables) => Promise<Outcome> | Outcome;

/** What a manifest says of a client, and what a program decides of the gate. */
export interface GateOptions
  extends Partial<
      Pick<
        Manifest,
        "client" | "version" | "contract" | "protocol" | "decode" | "auth" | "normalizes" | "cannot" | "note"
      >
    >,
    Partial<Pick<GateFlags, "only" | "level" | "seed" | "path" | "runs">> {
  /** How many calls may be on their way at once; 8, unless given. One that sets the variables of its own process takes 1. */
  atOnce?: number;
  /** Seconds for all cases together; 40, unless given. */
  seconds?: number;
  /** A file of failures that are known; one that passes fails the gate. */
  expected?: string;
  /** Whether the gate proves itself on its own mutants, where that was not shown before: it takes a minute. The report says when it did. */
  prove?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: GateProgress) => void;
}

/** A function as the engine calls an adapter: in time, and never with an error that is not the adapter's. */
const adapterOf = (call: AdapterFunction, atOnce: number): Adapter => ({
  atOnce,
  call: async (job, variables) => {
    const given = new AbortController();
    const late = sleep(job.deadline_ms, undefined, { signal: given.signal }).catch(() => undefined);
    try {
      return { outcome: await Promise.race([Promise.resolve(call(job, variables)), late]), said: "" };
    } catch (error) {
      throw new AdapterError(`the adapter threw ${error instanceof Error ? error.message : error}`);
    } finally {
      given.abort();
    }
  },
  close: async () => {},
});

/** Judges a client in this process: what it sends for what it is asked, and what it makes of the answers. */
export async function gate(adapter: AdapterFunction, options: GateOptions = {}): Promise<GateReport> {
  const {
    only,
    level,
    seed,
    path,
    runs,
    seconds,
    expected,
    prove = false,
    atOnce = severalAtOnce,
    signal,
    onProgress,
    ...about
  } = options;
  const manifest = manifestSchema.parse({ client: "client", ...about, command: ["(in this process)"] });
  const given = { only, level, seed, path, runs, seconds };
  const flags = readFlags(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  const known = expected === undefined ? [] : await readExpected(expected, rowsOfProperty);
  const client = { manifest, folder: process.cwd(), expected: known };
  const run = { signal, onProgress, adapter: adapterOf(adapter, atOnce), ...(prove ? {} : unproven) };
  return judgeClient(client, flags, process.env, run);
}

/** Records what any client sends to its base URL. */
export interface ClientRecorder {
  /**
   * For the client's `CLOUDFLARE_BASE_URL`. Every Create Version is answered as a server does that takes it, and so is what
   * clients ask for beside; all else with 404.
   */
  baseUrl: string;
  /** What the requests so far break that shows without knowing what was wanted. */
  judge(): Recording;
  close(): Promise<void>;
}

/** Starts a recorder on 127.0.0.1; port 0 takes a free one. `upstream` is a base URL that requests are passed on to. */
export async function createRecorder(options: { port?: number; upstream?: string } = {}): Promise<ClientRecorder> {
  const { recorder, baseUrl, traffic } = await openRecorder({ port: 0, ...options });
  return { baseUrl, judge: () => judgeRecording(traffic()), close: () => recorder.close() };
}
