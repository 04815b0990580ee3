import type { ClientCase } from "../../contract/client.ts";
import { type Adapter, AdapterError } from "../adapters/adapter.ts";
import { type Focus, focusKey } from "../cases/cases.ts";
import type { Observation } from "../cases/finding.ts";
import { type Manifest, protocolVersion } from "../contract/protocol.ts";
import type { Recorder } from "../wire/recorder.ts";
import type { Patience } from "./patience.ts";

/** Makes cases through an adapter, and keeps what the recorder saw of each. */
export class CaseObserver {
  readonly #adapter: Adapter;
  readonly #recorder: Recorder;
  readonly #manifest: Manifest;
  readonly #patience: Patience;
  cases = 0;
  requests = 0;

  constructor(adapter: Adapter, recorder: Recorder, manifest: Manifest, patience: Patience) {
    this.#adapter = adapter;
    this.#recorder = recorder;
    this.#manifest = manifest;
    this.#patience = patience;
  }

  /** Makes a case: what it shows or, where the adapter gave nothing that can be judged, why. */
  async observe(focus: Focus, one: ClientCase): Promise<Observation | string> {
    const startedMs = Date.now();
    const deadlineMs = one.patienceMs ?? this.#patience.deadlineMs();
    const open = this.#recorder.open(focusKey(focus), one.replies);
    const strays = this.#recorder.strays.length;
    this.cases += 1;
    const job = {
      protocol: protocolVersion,
      case: open.prefix.split("/")[2] ?? "",
      base_url: open.baseUrl,
      auth: one.auth,
      deadline_ms: deadlineMs,
      call: one.call,
    } as const;
    try {
      const { outcome, said } = await this.#adapter.call(job, one.environment);
      if (outcome === undefined && one.patienceMs === undefined) return this.#patience.silence(focus, deadlineMs);
      if (outcome) this.#patience.answered(Date.now() - startedMs);
      const { prefix, requests } = open;
      this.requests += requests.length;
      return {
        focus,
        case: one,
        manifest: this.#manifest,
        prefix,
        attempts: [...requests],
        strays: this.#recorder.strays.slice(strays),
        outcome,
        said,
      };
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      return this.#patience.crash(focus, error.message);
    }
  }
}
