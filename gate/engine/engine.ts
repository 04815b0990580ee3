import { plainSuccess } from "../../arbitraries/answers.ts";
import { plainCall } from "../../arbitraries/calls.ts";
import type { ClientCase } from "../../contract/client.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { type Made, NoSuchPath, Search, type Searching, seedOf } from "../../harness/shared/search.ts";
import { keyOf } from "../../harness/shared/tally.ts";
import { TimeBudget } from "../../harness/shared/time-budget.ts";
import { type Adapter, AdapterLost } from "../adapters/adapter.ts";
import { diff } from "../cases/diff.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import { casesOf, type Focus, focusKey, isNamed } from "../cases/focus.ts";
import type { Manifest } from "../contract/protocol.ts";
import { judge } from "../judges/index.ts";
import type { Recorder } from "../wire/recorder.ts";
import { CaseObserver } from "./observer.ts";
import { Patience } from "./patience.ts";
import { reduced } from "./reduce.ts";
import { count, GateTally } from "./tally.ts";

export interface GateOptions {
  seed: number;
  /** Cases of a focus of weight 1, beside those that are visited. */
  runs: number;
  path?: string | undefined;
  /** Time that all cases together may take, in ms; a focus makes at least one, unless others covered it. */
  budgetMs: number;
  /** Executions and time that the shrinking of one finding may take. */
  shrinks: number;
  shrinkMs: number;
  signal?: AbortSignal | undefined;
}

/** Cases that a focus makes however long they take. */
const fewestCases = 1;

/** A set of cases, and how much of it was made. */
export interface SetOfCases {
  set: string;
  cases: number;
  of: number;
}

/** A finding, and the case that shows it. */
interface Shown {
  finding: Finding;
  seen: Observation;
}

/** What fast-check is told where a case shows a finding. */
class Refuted extends Error {}

/** Runs cases through a client and keeps what was found, each property once, with its smallest case. */
export class GateEngine {
  readonly #options: GateOptions;
  readonly #atOnce: number;
  readonly #protocol: Manifest["protocol"];
  readonly #cannot: Manifest["cannot"];
  readonly #observer: CaseObserver;
  readonly #patience: Patience;
  readonly #search = new Search<Shown>();
  /** Cases of the set at hand, but for smaller ones. */
  #drawn = 0;
  readonly tally = new GateTally();
  /** How many cases of each set were made, of how many. */
  readonly sets: SetOfCases[] = [];

  constructor(adapter: Adapter, recorder: Recorder, manifest: Manifest, options: GateOptions) {
    this.#options = options;
    this.#atOnce = adapter.atOnce;
    this.#protocol = manifest.protocol;
    this.#cannot = manifest.cannot;
    this.#patience = new Patience(options.budgetMs);
    this.#observer = new CaseObserver(adapter, recorder, manifest, this.#patience);
  }

  get cases(): number {
    return this.#observer.cases;
  }

  /** Requests that the client made beside its creates, by method and route. */
  get others(): ReadonlyMap<string, number> {
    return this.#observer.others;
  }

  get requests(): number {
    return this.#observer.requests;
  }

  /** Judges one focus after the other. */
  async judge(all: readonly Focus[], onFocus: (focus: Focus, i: number) => void = () => {}): Promise<void> {
    this.#patience.start();
    const { runs, budgetMs, path } = this.#options;
    const end = Date.now() + budgetMs;
    const focuses = all.filter(({ fromRuns = 0 }) => runs >= fromRuns);
    const sizes = focuses.map((focus) => casesOf(focus, runs));
    const budget = new TimeBudget(budgetMs / sizes.reduce((sum, size) => sum + size, 0));
    const cut: { focus: Focus; set: SetOfCases }[] = [];
    for (const [i, focus] of focuses.entries()) {
      this.#checkSignal();
      onFocus(focus, i);
      if (focus.property && !focus.covers) this.tally.line(focus.property, focus.row);
      const skipped = this.#patience.skipped(focus);
      if (skipped) this.#blame(focus, skipped);
      const of = sizes[i] ?? 0;
      const { deadline, giveBack } = budget.take(of);
      if (this.#isPossible(focus)) {
        const set = { set: focusKey(focus), cases: 0, of };
        this.sets.push(set);
        await this.#judgeSet(focus, set, deadline);
        if (set.cases < set.of) cut.push({ focus, set });
      }
      giveBack();
    }
    // What took longer than its share goes on with what the others left; a replay has its one case.
    for (const { focus, set } of path === undefined ? cut : []) {
      this.#checkSignal();
      if (Date.now() < end) await this.#judgeSet(focus, set, end);
    }
  }

  #checkSignal(): void {
    if (this.#options.signal?.aborted) throw new AdapterLost("interrupted");
  }

  /** Makes cases of a set, from where it ended. */
  async #judgeSet(focus: Focus, set: SetOfCases, deadline: number): Promise<void> {
    const from = set.cases;
    this.#drawn = from;
    const isWhole = await this.#judge(focus, deadline, from);
    set.cases = Math.min(set.of, this.#drawn);
    if (!isWhole) set.of = set.cases;
  }

  /** Whether the protocol between the gate and the adapter allows the cases. */
  #isPossible(focus: Focus): boolean {
    const lacks =
      this.#atOnce === 1 && focus.visits.some(({ beside }) => beside !== undefined)
        ? "its adapter takes one call at a time"
        : this.#protocol === 1 && focus.fromProtocol === 2
          ? "protocol 1 has base URLs that end in /client/v4"
          : undefined;
    if (lacks === undefined) return true;
    const remedy = '"protocol": 2 in its manifest says that an adapter takes more';
    if (focus.property) this.tally.unjudged(focus.property, focus.row, "not-expressible", `${lacks}: ${remedy}`);
    return false;
  }

  /** Makes the cases of a focus; false where what was found leaves no sense in the others. */
  async #judge(focus: Focus, deadline: number, from: number): Promise<boolean> {
    for (;;) {
      const { failed, path, error } = await this.#search
        .run(this.#searching(focus, this.#options.path, deadline, from))
        .catch((error: unknown) => this.#lost(focus, error));
      const { found } = this.#search;
      if (found) await this.#record(focus, path, found);
      else if (failed) throw error;
      if (this.#patience.lost) throw this.#patience.lost;
      if (!failed) return true;
      if (focus.waits && focus.property && this.#isCaught(keyOf(focus.property, focus.row))) return false;
    }
  }

  #lost(focus: Focus, error: unknown): never {
    if (!(error instanceof NoSuchPath)) throw error;
    const { path, seed } = this.#options;
    throw new CannotRun(
      `--path ${path} leads to no case of ${focusKey(focus)} with seed ${seed}`,
      "take --only, --seed and --path from the replay line of one failure",
    );
  }

  #searching(focus: Focus, path: string | undefined, deadline: number, from?: number): Searching<ClientCase> {
    const { runs, seed } = this.#options;
    const shrinking = { endMs: 0 };
    return {
      inputs: focus.cases,
      seed: seedOf(`gate:${seed}:${focusKey(focus)}`),
      first: focus.visits,
      runs: casesOf(focus, runs) - (from ?? 0),
      from: from ?? 0,
      path,
      mayMake: (made) => {
        const may = !this.#patience.isOver(focus) && this.#isInTime(focus, made, deadline, shrinking);
        if (may && !made.isShrinking && from !== undefined) this.#drawn = from + made.cases + 1;
        return may;
      },
      make: (one) => this.#make(focus, one),
    };
  }

  #isInTime(focus: Focus, made: Made, deadline: number, shrinking: { endMs: number }): boolean {
    const now = Date.now();
    if (!made.isShrinking) return made.cases < this.#fewest(focus) || now <= deadline;
    shrinking.endMs ||= now + this.#options.shrinkMs;
    return made.shrinks <= this.#options.shrinks && now <= shrinking.endMs;
  }

  /** What other cases have covered may be left out where time is short. */
  #fewest({ property, row }: Focus): number {
    if (property === undefined) return 0;
    const isCovered = this.tally.lines(property).some((one) => one.row === row && one.line.judged > 0);
    return isCovered ? 0 : fewestCases;
  }

  /** Makes a case; what it shows that is news is thrown. */
  async #make(focus: Focus, one: ClientCase): Promise<void> {
    const seen = await this.#observe(focus, one);
    if (!seen) return;
    const news = judge(seen).filter((finding) => !this.#isExplained(finding) && !this.#isLeftOut(finding));
    this.#count(seen, news);
    const finding = news.find(({ property, row }) => this.#counts(keyOf(property, row)));
    if (!finding) return;
    const key = keyOf(finding.property, finding.row);
    this.#search.caught(key, { finding, seen });
    throw new Refuted(key);
  }

  /** Counts a case for the properties that it is about. */
  #count(seen: Observation, news: readonly Finding[]): void {
    const { property, row, covers } = seen.focus;
    if (property === undefined || this.#search.found) return;
    if (!covers) count(this.tally.line(property, row), seen, news);
    else if (judge(seen).length === 0) for (const one of covers) count(this.tally.line(property, one), seen, news);
  }

  #counts(key: string): boolean {
    return !this.#isCaught(key) && this.#search.counts(key);
  }

  #isCaught(key: string): boolean {
    return this.tally.caught(key).some(({ finding }) => keyOf(finding.property, finding.row) === key);
  }

  /** What the client cannot show, as its manifest says, it cannot fail either. */
  #isLeftOut({ property, row }: Finding): boolean {
    return this.#cannot.some((one) => isNamed(keyOf(property, row), one));
  }

  /** No news where the plainest call or answer of all is known to fail already. */
  #isExplained({ at, property }: Finding): boolean {
    const [sent] = this.tally.caught("call.sent");
    if (at === "request" && property !== "call.sent" && sent) return diff(sent.seen.case.call, plainCall).length === 0;
    if (at !== "outcome") return false;
    if (property.startsWith("failure.") && property !== "failure.reported")
      return this.tally.caught("failure.reported")[0]?.finding.at === "outcome";
    const [returned] = this.tally.caught("result.returned");
    return property !== "result.returned" && returned?.seen.case.replies.at(-1)?.body === plainSuccess.body;
  }

  /** Makes the case; undefined where the adapter gave nothing that can be judged. */
  async #observe(focus: Focus, one: ClientCase): Promise<Observation | undefined> {
    const seen = await this.#observer.observe(focus, one);
    if (typeof seen !== "string") return seen;
    if (!this.#patience.isAtEnd) this.#blame(focus, seen);
    return undefined;
  }

  /** Says of a line why nothing is known of it. */
  #blame(focus: Focus, reason: string): void {
    if (!focus.property || focus.covers) return;
    const { broken } = this.tally.line(focus.property, focus.row);
    broken.splice(0, 1, this.#patience.skipped(focus) ?? broken[0] ?? reason);
  }

  /** Keeps a finding with its smallest case, which is made once more: what does not show again is flaky. */
  async #record(focus: Focus, path: string, { key, caught }: { key: string; caught: Shown }): Promise<void> {
    // Where the time is over, it stands as it was seen once.
    const canShow = !this.#patience.isOver(focus);
    const replay = this.#searching(focus, path, Number.POSITIVE_INFINITY);
    const again = canShow ? await this.#search.repeats(replay, key) : undefined;
    const show = (one: ClientCase) => this.#show(focus, one, key);
    const { finding, seen } = again ? await reduced(again, show, this.#options) : caught;
    const { property, row } = finding;
    const flaky = canShow && !again;
    this.tally.line(property, row).caught.push({ finding, seen, focus: focusKey(focus), path, flaky });
  }

  /** Makes a case once: what it shows of one property or row. */
  async #show(focus: Focus, one: ClientCase, key: string): Promise<Shown | undefined> {
    const seen = this.#patience.isOver(focus) ? undefined : await this.#observe(focus, one);
    const finding =
      seen && judge(seen).find((found) => keyOf(found.property, found.row) === key && !this.#isExplained(found));
    return finding && { finding, seen };
  }
}
