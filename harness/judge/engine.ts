import fc from "fast-check";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import type { Judgement, Suite } from "../../suites/suite.ts";
import { type Claim, claimKey } from "../../suites/words/claim.ts";
import type { Listener, Stage } from "../session/stage.ts";
import { EndOfRun, TargetLost } from "../shared/errors.ts";
import { type Made, NoSuchPath, Search, type Searching } from "../shared/search.ts";
import { type Confirmed, splitKey } from "../shared/tally.ts";
import { broke, Cases, endsRun } from "./cases.ts";
import { isTour } from "./explanations.ts";
import { type Caught, type Findings, leftOut, violationsIn } from "./findings.ts";
import { keyOfRefutation, News } from "./news.ts";
import { casesOf, type EngineOptions, type How, type Slice, seedOfClaim, triesOf } from "./options.ts";
import { keepDeath } from "./survival.ts";

/** Failing rows of one requirement that are shrunk as far as it goes; the others take only so many steps. */
const thoroughRows = 3;
const fewestShrinks = 12;

/** How long, over a network, smaller inputs of one failure are looked for. */
const shrinkingMs = 15_000;
/** Smaller inputs in a row without the failure after which, over a network, no smaller one is looked for. */
const mostMisses = 50;

/** What a failure is kept with. */
type Evidence = Pick<Caught, "refutation" | "exchanges" | "input">;

/** Runs claims: generation, shrinking locked to one failure, muting of what is already known, confirmation by replay. */
export class Engine<Subject, Given> {
  readonly #suite: Suite<Subject, Given>;
  readonly #stage: Stage<Subject>;
  readonly #cases: Cases<Subject, Given>;
  readonly #findings: Findings;
  readonly #news: News;
  readonly #options: EngineOptions;
  readonly #search = new Search<Evidence>();
  #foundAt = 0;
  /** A tour is made once more, in a run whose claims judge all that it visits: what holds on it counts for nothing. */
  #isScouting = false;
  readonly #listener: Listener = {
    judged: (judgement) => !(this.#isScouting && !judgement.refutation) && this.#counts(judgement),
    stumbled: (error, id, row) => {
      if (!(this.#isScouting && error instanceof Unjudged)) this.#stumbled(error, id, row);
    },
  };

  constructor(suite: Suite<Subject, Given>, stage: Stage<Subject>, findings: Findings, options: EngineOptions) {
    this.#suite = suite;
    this.#stage = stage;
    this.#findings = findings;
    this.#options = options;
    this.#cases = new Cases(suite, stage, findings);
    this.#news = new News(suite, findings);
  }

  /** Judges a claim to the end, or by some of its cases: every failure that they show, each once. */
  async judge(claim: Claim<Subject, Given, string>, given: Given, slice?: Slice): Promise<void> {
    const reason = claim.unavailable(given);
    if (reason !== undefined) {
      if (claim.id) leftOut(this.#findings.tally, claim.id, claim.row, reason);
      return;
    }
    const { path } = this.#options;
    const how = { path, again: path !== undefined, slice };
    try {
      const inputs = claim.inputs(given);
      while (await this.#step(claim, inputs, how));
    } catch (error) {
      broke(this.#findings.tally, claim, this.#ofPath(error), "generation");
    }
  }

  /** Judges a case whose input is given, as it is: each failure that it shows. */
  async judgeInput(claim: Claim<Subject, Given, string>, input: unknown[]): Promise<void> {
    const how = { path: "0", again: true };
    while (await this.#step(claim, fc.constant(input), how));
  }

  /** Judges one case of a claim: each failure that it shows is shrunk and replayed as far as the budget can spare. */
  async judgeCase(claim: Claim<Subject, Given, string>, given: Given, index: number): Promise<void> {
    const how = { path: `${index}`, shrinks: true };
    const inputs = claim.inputs(given);
    this.#isScouting = isTour(claim.name) && (this.#options.isScout ?? false);
    while ((await this.#step(claim, inputs, how)) && this.#canSpare());
    this.#isScouting = false;
  }

  /** Keeps a failure that nothing could confirm, if only for want of requests: it is no violation, and no pass. */
  keepUnconfirmed(
    key: string,
    evidence: Evidence,
    claim: Claim<Subject, Given, string>,
    index: number,
    wasTried: boolean,
  ): void {
    if (!wasTried) this.#notReplayed(key);
    const { refutation, exchanges, input } = evidence;
    const [id] = splitKey(key);
    const came = wasTried ? { flaky: !this.#suite.isConclusive(id) } : { flaky: false, unconfirmed: true };
    this.#keep(key, { refutation, exchanges, input }, { claim, path: `${index}`, ...came });
  }

  /** fast-check throws where a path leads to no case. */
  #ofPath(error: unknown): unknown {
    const { path, seed } = this.#options;
    if (!(error instanceof NoSuchPath)) return error;
    return `--path ${path} leads to no case with seed ${seed}: take both from a replay line`;
  }

  /** Makes the cases of a claim up to the first failure, and keeps that one; whether there was one, so that more may come. */
  async #step(claim: Claim<Subject, Given, string>, inputs: fc.Arbitrary<unknown[]>, how: How): Promise<boolean> {
    const { failed, path, error } = await this.#search.run(this.#searching(claim, inputs, how));
    if (!failed) return false;
    const { found } = this.#search;
    if (found) await this.#record(claim, inputs, path, found);
    else this.#brokeOff(claim, error, path);
    return found !== undefined;
  }

  /** Keeps why a case broke off. */
  #brokeOff(claim: Claim<Subject, Given, string>, error: unknown, path: string): void {
    const { survival } = this.#suite;
    const { diedOf } = this.#cases;
    if (error instanceof TargetLost && survival !== undefined && diedOf)
      keepDeath(survival, { claim, path, diedOf, seed: this.#options.seed }, this.#stage, this.#findings);
    broke(this.#findings.tally, claim, error, path);
  }

  #searching(claim: Claim<Subject, Given, string>, inputs: fc.Arbitrary<unknown[]>, how: How): Searching<unknown[]> {
    const { path, shrinks } = how;
    const { from, count } = how.slice ?? { from: 0, count: casesOf(claim, this.#options.runs) };
    return {
      inputs,
      seed: seedOfClaim(this.#options.seed, claim),
      runs: count,
      from,
      path,
      shrinks: shrinks ?? false,
      mayMake: (made) => !made.isShrinking || this.#mayShrink(made),
      make: (values, made) => this.#make(claim, values, made, how.again ?? false),
      endsWith: endsRun,
    };
  }

  #mayShrink({ shrinks, misses }: Made): boolean {
    const isLong = misses >= mostMisses || Date.now() - this.#foundAt > shrinkingMs;
    const isHopeless = (this.#options.confirms && isLong) || (this.#options.patience?.isOver ?? false);
    return shrinks <= this.#allowance() && !isHopeless && this.#canSpare(2);
  }

  /** What fails in row after row is shrunk thoroughly in the first rows only. */
  #allowance(): number {
    const { shrinkAllowance } = this.#options;
    const [id] = splitKey(this.#search.found?.key ?? "");
    return this.#news.mutedRows(id) < thoroughRows ? shrinkAllowance : Math.min(shrinkAllowance, fewestShrinks);
  }

  /** Makes a case; over a network a failure must show twice before smaller inputs are looked for. */
  async #make(
    claim: Claim<Subject, Given, string>,
    inputs: unknown[],
    { isShrinking }: Made,
    again: boolean,
  ): Promise<void> {
    if (!isShrinking && !again) this.#counted(claim);
    const confirms = this.#options.confirms && !isShrinking && !again;
    this.#news.claim = claimKey(claim);
    const startedAt = Date.now();
    try {
      await this.#tried(claim, inputs, triesOf(claim, { isShrinking, again }));
    } catch (error) {
      if (!isShrinking) this.#foundAt = Date.now();
      if (!endsRun(error) && confirms && !(await this.#showsAgain(claim, inputs))) this.#search.stopShrinking();
      throw error;
    } finally {
      if (isShrinking) this.#options.patience?.spend(Date.now() - startedAt);
    }
  }

  #counted(claim: Claim<Subject, Given, string>): void {
    const { cases } = this.#findings;
    const key = claimKey(claim);
    cases.set(key, (cases.get(key) ?? 0) + 1);
  }

  async #tried(claim: Claim<Subject, Given, string>, inputs: unknown[], tries: number): Promise<void> {
    for (let tried = 0; tried < tries; tried += 1) {
      const refutation = await this.#cases.make(claim, inputs, this.#listener);
      if (refutation) this.#refuted(claim, inputs, refutation);
    }
  }

  /** Whether the failure at hand shows again with the same inputs. */
  async #showsAgain(claim: Claim<Subject, Given, string>, inputs: unknown[]): Promise<boolean> {
    try {
      await this.#tried(claim, inputs, claim.tries);
      return false;
    } catch (error) {
      if (endsRun(error)) throw error;
      return true;
    }
  }

  #counts(judgement: Judgement): boolean {
    const news = this.#news.heard(judgement, this.#stage.trace);
    return news !== undefined && this.#search.counts(keyOfRefutation(news, judgement.id, judgement.row));
  }

  /** What a stop of a tour threw, where the tour is a case like any other: a refutation ends it. */
  #stumbled(error: unknown, id: string, row?: string): void {
    const news = this.#news.stumbled(error, id, row, this.#stage.trace);
    if (!news) return;
    const key = keyOfRefutation(news, id, row);
    if (!this.#search.counts(key)) return;
    const [own, ownRow] = splitKey(key);
    throw new Refutation(news.expected, news.actual, {
      ...news.details,
      id: own,
      row: ownRow,
    });
  }

  /** Throws a refutation that is news: what is thrown is what fast-check shrinks. */
  #refuted(claim: Claim<Subject, Given, string>, inputs: unknown[], refutation: Refutation): void {
    const { trace } = this.#stage;
    const key = keyOfRefutation(refutation, claim.id ?? claim.name, claim.row);
    const by = this.#news.explainedBy(claim, refutation, key, trace);
    if (by !== undefined) {
      if (claim.id) this.#news.explain(claim.id, claim.row, by);
      return;
    }
    if (this.#news.isMuted(key) || !this.#search.counts(key)) return;
    this.#search.caught(key, { refutation, exchanges: trace, input: inputs });
    throw refutation;
  }

  /** Whether the budget has requests for so many more cases like the last one. */
  #canSpare(cases = 1): boolean {
    const { requests } = this.#options;
    return requests === undefined || requests.spare >= cases * this.#stage.cost;
  }

  /** Whether the budget has requests to show a failure again: that comes before what is planned. */
  #canConfirm(): boolean {
    const { requests } = this.#options;
    return requests === undefined || requests.left >= this.#stage.cost;
  }

  /** Keeps a failure with its smallest input, confirmed by a replay on a fresh subject, and mutes it. */
  async #record(
    claim: Claim<Subject, Given, string>,
    inputs: fc.Arbitrary<unknown[]>,
    path: string,
    { key, caught }: { key: string; caught: Evidence },
  ): Promise<void> {
    if (!this.#canConfirm()) {
      this.#notReplayed(key);
      this.#keep(key, caught, { claim, path, flaky: false, unconfirmed: true });
      return;
    }
    const again = await this.#search.repeats(this.#searching(claim, inputs, { path, again: true }), key);
    const [id] = splitKey(key);
    this.#keep(key, caught, { claim, path, flaky: again === undefined && !this.#suite.isConclusive(id) });
  }

  #notReplayed(key: string): void {
    const [id, row] = splitKey(key);
    const reason = "it failed, and the budget of requests left none to see whether it does so again";
    this.#findings.tally.unjudged(id, row, "untested", reason);
  }

  #keep(
    key: string,
    evidence: Evidence,
    { claim, path, ...came }: { claim: Claim<Subject, Given, string>; path: string } & Confirmed,
  ): void {
    const [id, row] = splitKey(key);
    this.#news.mute(key);
    if (!Object.hasOwn(this.#suite.requirements, id))
      throw new Error(`${claimKey(claim)} refutes ${id}, which is no requirement`);
    const { seed, bail, file } = this.#options;
    const { tally } = this.#findings;
    if (tally.hasConfirmed(key)) return; // Another lane has found the same meanwhile.
    tally.keep(id, row, {
      ...evidence,
      id,
      row,
      // What a tour, or the claim of another one, has shown may have the causes that its own claims name.
      causes: claim.id === id ? claim.after : this.#suite.claims.flatMap((one) => (one.id === id ? one.after : [])),
      claim: claimKey(claim),
      seed,
      path,
      file,
      ...came,
      replayed: this.#stage.trace,
    });
    if (bail !== undefined && violationsIn(this.#findings) >= bail) throw new EndOfRun(`--bail ${bail}`);
  }
}
