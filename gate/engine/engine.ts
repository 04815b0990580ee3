import { createHash } from "node:crypto";
import fc from "fast-check";
import { plainSuccess } from "../../arbitraries/answers.ts";
import { plainCall } from "../../arbitraries/calls.ts";
import type { ClientCase } from "../../contract/client.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { Budget } from "../../harness/shared/time-budget.ts";
import { type Adapter, AdapterError, AdapterLost } from "../adapters/adapter.ts";
import { type Focus, focusKey } from "../cases/cases.ts";
import { diff } from "../cases/diff.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import { keyOfProperty, type PropertyId } from "../contract/properties.ts";
import { type Manifest, protocolVersion } from "../contract/protocol.ts";
import { judge } from "../judges/index.ts";
import type { Recorder } from "../wire/recorder.ts";
import { count, type Line, newLine } from "./line.ts";
import { Patience } from "./patience.ts";
import { reduced } from "./reduce.ts";

export interface GateOptions {
  seed: number;
  /** Cases of a focus of weight 1. */
  runs: number;
  path?: string | undefined;
  /** Time that all cases together may take, in ms; a focus makes at least one, unless others covered it. */
  budgetMs: number;
  /** Executions and time that the shrinking of one finding may take. */
  shrinks: number;
  shrinkMs: number;
  signal?: AbortSignal;
}

/** Cases that a focus makes however long they take. */
const fewestCases = 1;

/** The seed of a focus follows from the run's and its name: `--only` replays what the whole run did. */
const seedOf = (seed: number, focus: Focus) =>
  createHash("sha256")
    .update(`gate:${seed}:${focusKey(focus)}`)
    .digest()
    .readInt32BE(0);

class Refuted extends Error {}

/** Runs cases through a client and keeps what was found, each property once, with its smallest case. */
export class GateEngine {
  readonly #adapter: Adapter;
  readonly #recorder: Recorder;
  readonly #manifest: Manifest;
  readonly #options: GateOptions;
  readonly lines = new Map<string, Line>();
  cases = 0;
  requests = 0;
  readonly #patience: Patience;
  #lock: string | undefined;
  /** The finding that a replay is about. */
  #wanted: string | undefined;
  #caught: { finding: Finding; seen: Observation } | undefined;

  constructor(adapter: Adapter, recorder: Recorder, manifest: Manifest, options: GateOptions) {
    this.#adapter = adapter;
    this.#recorder = recorder;
    this.#manifest = manifest;
    this.#options = options;
    this.#patience = new Patience(options.budgetMs);
  }

  line(property: PropertyId, row?: string): Line {
    const key = keyOfProperty(property, row);
    const line = this.lines.get(key) ?? newLine();
    this.lines.set(key, line);
    return line;
  }

  /** Judges one focus after the other. */
  async judge(focuses: readonly Focus[], onFocus: (focus: Focus, i: number) => void = () => {}): Promise<void> {
    this.#patience.start();
    const weights = focuses.reduce((sum, { weight }) => sum + weight, 0);
    const budget = new Budget(this.#options.budgetMs / weights);
    for (const [i, focus] of focuses.entries()) {
      if (this.#options.signal?.aborted) throw new AdapterLost("interrupted");
      onFocus(focus, i);
      if (focus.property && !focus.covers) this.line(focus.property, focus.row);
      const skipped = this.#patience.skipped(focus);
      if (skipped) this.#blame(focus, skipped);
      const { deadline, giveBack } = budget.take(focus.weight);
      await this.#judge(focus, deadline);
      giveBack();
    }
  }

  async #judge(focus: Focus, deadline: number): Promise<void> {
    for (;;) {
      const details = await this.#check(focus, deadline, this.#options.path);
      if (this.#lock && this.#caught) await this.#record(focus, details.counterexamplePath ?? "0");
      else if (details.failed) throw details.errorInstance;
      if (this.#patience.lost) throw this.#patience.lost;
      if (!details.failed) return;
      if (focus.waits && focus.property && this.line(focus.property, focus.row).caught) return;
    }
  }

  async #check(focus: Focus, deadline: number, path: string | undefined) {
    this.#lock = undefined;
    this.#caught = undefined;
    const { runs, seed, shrinks, shrinkMs } = this.#options;
    let cases = 0;
    let shrunk = 0;
    let shrinkEnd = 0;
    const property = fc.asyncProperty(focus.cases, async (one) => {
      if (this.#patience.isOver(focus)) return;
      if (this.#lock !== undefined) {
        shrinkEnd ||= Date.now() + shrinkMs;
        shrunk += 1;
        if (shrunk > shrinks || Date.now() > shrinkEnd) return;
      } else if (cases >= this.#fewest(focus) && Date.now() > deadline) return;
      cases += 1;
      await this.#case(focus, one);
    });
    const numRuns = path === undefined ? Math.max(1, Math.round(runs * focus.weight)) : 1;
    const parameters = { seed: seedOf(seed, focus), numRuns };
    if (path === undefined) return fc.check(property, parameters);
    try {
      return await fc.check(property, { ...parameters, path, endOnFailure: true });
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("Unable to replay"))) throw error;
      throw new CannotRun(
        `--path ${path} leads to no case of ${focusKey(focus)} with seed ${seed}`,
        "take --only, --seed and --path from the replay line of one failure",
      );
    }
  }

  /** What other cases have covered may be left out where time is short. */
  #fewest({ property, row }: Focus): number {
    const isCovered = property !== undefined && (this.lines.get(keyOfProperty(property, row))?.judged ?? 0) > 0;
    return isCovered ? 0 : fewestCases;
  }

  /** Counts a case for the properties that it is about. */
  #count(seen: Observation, news: readonly Finding[]): void {
    const { property, row, covers } = seen.focus;
    if (property === undefined || this.#lock !== undefined) return;
    if (!covers) count(this.line(property, row), seen, news);
    else if (judge(seen).length === 0) for (const one of covers) count(this.line(property, one), seen, news);
  }

  async #case(focus: Focus, one: ClientCase): Promise<void> {
    const seen = await this.#observe(focus, one);
    if (!seen) return;
    const news = judge(seen).filter((finding) => !this.#isExplained(finding));
    this.#count(seen, news);
    const found = news.find((finding) => this.#counts(finding));
    if (!found) return;
    this.#lock = keyOfProperty(found.property, found.row);
    this.#caught = { finding: found, seen };
    throw new Refuted(this.#lock);
  }

  #counts({ property, row }: Finding): boolean {
    const key = keyOfProperty(property, row);
    const about = this.#lock ?? this.#wanted;
    return !this.lines.get(key)?.caught && (about === undefined || about === key);
  }

  /** No news where the plainest call or answer of all is known to fail already. */
  #isExplained({ at, property }: Finding): boolean {
    const sent = this.lines.get("call.sent")?.caught;
    if (at === "request" && property !== "call.sent" && sent) return diff(sent.seen.case.call, plainCall).length === 0;
    if (at !== "outcome") return false;
    if (property.startsWith("failure.") && property !== "failure.reported")
      return this.lines.get("failure.reported")?.caught?.finding.at === "outcome";
    const returned = this.lines.get("result.returned")?.caught;
    return property !== "result.returned" && returned?.seen.case.replies.at(-1)?.body === plainSuccess.body;
  }

  /** Makes the case; undefined where the adapter gave nothing that can be judged. */
  async #observe(focus: Focus, one: ClientCase): Promise<Observation | undefined> {
    const started = Date.now();
    const deadlineMs = one.patienceMs ?? this.#patience.deadlineMs();
    const open = this.#recorder.open(focusKey(focus), one.replies);
    const strays = this.#recorder.strays.length;
    this.cases += 1;
    try {
      const job = {
        protocol: protocolVersion,
        case: open.prefix.split("/")[2] ?? "",
        base_url: open.baseUrl,
        auth: one.auth,
        deadline_ms: deadlineMs,
        call: one.call,
      } as const;
      const outcome = await this.#adapter.call(job, one.environment);
      if (outcome === undefined && one.patienceMs === undefined) {
        this.#blame(focus, this.#patience.silence(focus, deadlineMs));
        return undefined;
      }
      if (outcome) this.#patience.answered(Date.now() - started);
      this.requests += open.requests.length;
      const { prefix, requests } = open;
      return {
        focus,
        case: one,
        manifest: this.#manifest,
        prefix,
        attempts: [...requests],
        strays: this.#recorder.strays.slice(strays),
        outcome,
      };
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      this.#blame(focus, this.#patience.crash(focus, error.message));
      return undefined;
    }
  }

  /** Says of a line why nothing is known of it. */
  #blame(focus: Focus, reason: string): void {
    const line = focus.property && !focus.covers && this.line(focus.property, focus.row);
    if (line) line.trouble = this.#patience.skipped(focus) ?? line.trouble ?? reason;
  }

  /** Keeps a finding with its smallest case, which is made once more: what does not show again is flaky. */
  async #record(focus: Focus, path: string): Promise<void> {
    const [key, caught] = [this.#lock, this.#caught];
    if (!caught) return;
    // Where the time is over, it stands as it was seen once.
    const canShow = !this.#patience.isOver(focus);
    this.#wanted = key;
    const again = canShow ? await this.#check(focus, Number.POSITIVE_INFINITY, path) : undefined;
    this.#wanted = undefined;
    const flaky = again !== undefined && !(again.failed && this.#lock === key);
    const last = flaky || !this.#caught ? caught : this.#caught;
    const show = (one: ClientCase) => this.#show(focus, one, key);
    const { finding, seen } = again && !flaky ? await reduced(last, show, this.#options) : last;
    this.line(finding.property, finding.row).caught = { finding, seen, focus: focusKey(focus), path, flaky };
  }

  /** Makes a case once: what it shows of one property or row. */
  async #show(focus: Focus, one: ClientCase, key: string | undefined) {
    const seen = this.#patience.isOver(focus) ? undefined : await this.#observe(focus, one);
    const finding =
      seen &&
      judge(seen).find((found) => keyOfProperty(found.property, found.row) === key && !this.#isExplained(found));
    return finding && { finding, seen };
  }
}
