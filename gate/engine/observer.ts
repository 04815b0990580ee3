import { setTimeout as sleep } from "node:timers/promises";
import type { ClientCase } from "../../contract/client.ts";
import { type Adapter, AdapterError } from "../adapters/adapter.ts";
import type { Observation } from "../cases/finding.ts";
import { type Focus, focusKey } from "../cases/focus.ts";
import { type Manifest, protocolVersion } from "../contract/protocol.ts";
import { splitBelow } from "../wire/creates.ts";
import type { Recorder } from "../wire/recorder.ts";
import { routeShape } from "../wire/routes.ts";
import type { Patience } from "./patience.ts";

/** How long a client has to notice that a connection has ended. */
const noticeMs = 200;

/** Makes cases through an adapter, and keeps what the recorder saw of each. */
export class CaseObserver {
  readonly #adapter: Adapter;
  readonly #recorder: Recorder;
  readonly #manifest: Manifest;
  readonly #patience: Patience;
  /** Calls, and requests that were meant to create. */
  cases = 0;
  requests = 0;
  /** Requests on other routes, counted by method and route. */
  readonly others = new Map<string, number>();

  constructor(adapter: Adapter, recorder: Recorder, manifest: Manifest, patience: Patience) {
    this.#adapter = adapter;
    this.#recorder = recorder;
    this.#manifest = manifest;
    this.#patience = patience;
  }

  /** Makes a case: what it shows or, where the adapter gave nothing that can be judged, why. */
  async observe(focus: Focus, one: ClientCase): Promise<Observation | string> {
    const { environment } = one;
    const traffic: Focus = { ...focus, property: undefined };
    const earlier: Observation[] = [];
    for (const before of one.earlier ?? []) {
      const seen = await this.#call(traffic, { ...before, environment });
      if (typeof seen === "string") return seen;
      earlier.push(seen);
      if (before.replies.some(({ hangsUp }) => hangsUp)) await sleep(noticeMs);
    }
    const [seen, beside] = await Promise.all([
      this.#call(focus, one),
      one.beside && this.#call(traffic, { ...one.beside, environment }),
    ]);
    if (typeof seen === "string") return seen;
    return typeof beside === "string" ? beside : { ...seen, earlier, beside };
  }

  /** Makes one call. */
  async #call(focus: Focus, one: ClientCase): Promise<Observation | string> {
    const startedMs = Date.now();
    const deadlineMs = one.patienceMs ?? this.#patience.deadlineMs();
    const open = this.#recorder.open(focusKey(focus), one.replies, one.base);
    const strays = this.#recorder.strays.length;
    const { origin } = this.#recorder;
    this.cases += 1;
    const job = {
      protocol: protocolVersion,
      case: open.prefix.split("/")[2] ?? "",
      base_url: open.baseUrl,
      auth: one.auth,
      deadline_ms: deadlineMs,
      call: one.call,
    } as const;
    const environment = Object.fromEntries(
      Object.entries(one.environment).map(([name, value]) => [name, value.replace("{origin}", origin)]),
    );
    try {
      const { outcome, said } = await this.#adapter.call(job, environment);
      if (outcome === undefined && one.patienceMs === undefined) return this.#patience.silence(focus, deadlineMs);
      if (outcome) this.#patience.answered(Date.now() - startedMs);
      this.requests += open.attempts.length;
      for (const { method, target } of open.others) {
        const route = `${method} ${routeShape(splitBelow(target.slice(open.prefix.length)).segments)}`;
        this.others.set(route, (this.others.get(route) ?? 0) + 1);
      }
      return {
        focus,
        case: one,
        manifest: this.#manifest,
        prefix: open.prefix,
        attempts: [...open.attempts],
        others: [...open.others],
        moved: [...open.moved],
        strays: this.#recorder.strays.slice(strays),
        outcome,
        tookMs: Date.now() - startedMs,
        said,
        earlier: [],
        beside: undefined,
      };
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      return this.#patience.crash(focus, error.message);
    }
  }
}
