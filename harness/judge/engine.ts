import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import type { World } from "../../arbitraries/world.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import { isRequirementId, type RequirementId } from "../../contract/requirements/index.ts";
import { judgedByInvariant } from "../../suites/index.ts";
import type { Finding } from "../../suites/seen/invariant.ts";
import { type Claim, claimKey } from "../../suites/words/claim.ts";
import type { Meter } from "../session/meter.ts";
import type { Lane } from "../session/session.ts";
import type { Workspace } from "../session/workspace.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import type { Budget } from "../shared/time-budget.ts";
import { Explanations } from "./explanations.ts";
import { type Caught, keyOf, splitKey, type Tally } from "./tally.ts";

export interface EngineOptions {
  seed: number;
  runs: number;
  path?: string;
  /** Executions that a shrink may take; each is several requests. */
  shrinkAllowance: number;
  /** Whether a failure must show twice before it is shrunk: over a network, what does not repeat costs only requests. */
  confirms?: boolean;
  /** Ends the run at so many failures. */
  bail?: number | undefined;
  /** How long claims may take before they make do with fewer cases. */
  budget?: Budget;
  /** The requests of a metered run: shrinking and replays take only what it can spare. */
  meter?: Meter;
}

/** What a tour stumbled upon: to be found again by a claim of its own before it counts. */
export interface Suspect {
  key: string;
  refutation: Refutation;
  exchanges: Caught["exchanges"];
  input: unknown[];
}

/** What the engines of a run's lanes share. */
export interface Findings {
  tally: Tally;
  /** Failures already recorded: they are not thrown again, so that one bug never hides another. */
  muted: Set<string>;
  /** Claims that ended early for the time that they took. */
  shortened: Set<string>;
}

/** Failing rows of one requirement that are shrunk as far as it goes; the others take only so many steps. */
const thoroughRows = 3;
const fewestShrinks = 12;

/** Smaller inputs in a row without the failure after which, over a network, no smaller one is looked for. */
const mostMisses = 50;

/** Cases that a claim makes however long they take. */
const fewestCases = 2;

/** How often a case is tried on a target that does not answer. */
const mostTries = 3;

const explained = () => new Unjudged("untested", "another failure explains its failure");

interface CheckOptions {
  deadline?: number | undefined;
  /** A replay: a race is tried as often as its claim says. */
  again?: boolean;
  /** The case of a path is shrunk, not only replayed. */
  shrinks?: boolean;
}

const idOf = (key: string): { id?: RequirementId; row?: string } => {
  const [id = "", row] = splitKey(key);
  return isRequirementId(id) ? { id, ...(row === undefined ? {} : { row }) } : {};
};

/** Thrown errors that end the whole run rather than a case. */
const endsRun = (error: unknown) => error instanceof TargetLost || error instanceof EndOfRun;

/** The seed of a claim follows from the run's seed and its name, so that `--only` replays what the full run did. */
export const seedOf = (seed: number, claim: Claim): number =>
  createHash("sha256")
    .update(`${seed}:${claimKey(claim)}`)
    .digest()
    .readInt32BE(0);

/** Runs claims: generation, locked shrinking, muting of what is already known, confirmation by replay. */
export class Engine {
  readonly #lane: Lane;
  readonly #workspace: Workspace;
  readonly #tally: Tally;
  readonly #explanations: Explanations;
  readonly #findings: Findings;
  readonly #options: EngineOptions;
  /** The failure that the shrink at hand is about; nothing else counts meanwhile. */
  #lock: string | undefined;
  #caught: Pick<Caught, "refutation" | "exchanges" | "input"> | undefined;
  /** Set while a tour is made: what fails is noted, and the tour goes on. */
  #suspects: Suspect[] | undefined;
  #touring: unknown[] = [];
  /** Requests of the last case that was made. */
  #lastCost = 0;

  constructor(lane: Lane, workspace: Workspace, findings: Findings, options: EngineOptions) {
    this.#lane = lane;
    this.#workspace = workspace;
    this.#findings = findings;
    this.#tally = findings.tally;
    this.#explanations = new Explanations(findings.tally, options.meter !== undefined);
    this.#options = options;
    lane.onFinding = (finding) => this.#onFinding(finding);
    lane.onStumble = (error, id, row) => this.#stumbled(error, id, row);
  }

  /** Told of every judgement of an invariant; whether its refutation counts now. */
  #onFinding({ id, row, refutation }: Finding): boolean {
    if (!refutation) this.#tally.judged(id, row);
    const key = keyOf(id, row);
    const counts =
      refutation !== undefined &&
      this.#countsNow(key) &&
      !this.#explanations.explain(key, refutation.details.after ?? []);
    return counts && !this.#suspected(key, refutation);
  }

  /** Notes what a tour shows; whether a tour is being made. */
  #suspected(key: string, refutation: Refutation): boolean {
    if (!this.#suspects) return false;
    this.#suspects.push({ key, refutation, exchanges: [...this.#lane.trace], input: this.#touring });
    this.#findings.muted.add(key);
    return true;
  }

  /** What a stop of a tour threw: a refutation ends the case, unless a tour is being made. */
  #stumbled(error: unknown, id: RequirementId, row?: string): void {
    if (error instanceof Unjudged) {
      this.#tally.unjudged(id, row, error);
      return;
    }
    if (!(error instanceof Refutation)) throw error;
    const key = error.details.id === undefined ? keyOf(id, row) : keyOf(error.details.id, error.details.row);
    if (!this.#countsNow(key)) return;
    if (this.#isNoNews(error, [], key)) {
      this.#tally.unjudged(id, row, explained());
      return;
    }
    if (!this.#suspected(key, error))
      throw new Refutation(error.expected, error.actual, { ...error.details, ...idOf(key) });
  }

  /** Makes one case of a tour: what it shows is not yet confirmed. */
  async tour(claim: Claim, world: World, index: number): Promise<Suspect[]> {
    this.#lane.claim = claimKey(claim);
    this.#suspects = [];
    try {
      const details = await this.#check(claim, claim.inputs(world), `${index}`);
      if (details.failed) this.#broke(claim, details.errorInstance, `${index}`);
      return this.#suspects;
    } finally {
      this.#suspects = undefined;
    }
  }

  /** Judges one case of a claim: each failure that it shows is shrunk and replayed as far as the budget can spare. */
  async judgeCase(claim: Claim, world: World, index: number): Promise<void> {
    this.#lane.claim = claimKey(claim);
    const arbitrary = claim.inputs(world);
    for (;;) {
      const details = await this.#check(claim, arbitrary, `${index}`, { shrinks: true });
      if (!details.failed) return;
      const path = details.counterexamplePath ?? `${index}`;
      if (!this.#lock || !this.#caught) return this.#broke(claim, details.errorInstance, path);
      await this.#record(claim, arbitrary, path);
      if (!this.#canSpare()) return;
    }
  }

  /** Keeps a suspect that nothing could confirm, if only for want of requests: it is no violation, and no pass. */
  keep({ key, refutation, exchanges, input }: Suspect, claim: Claim, index: number, wasTried: boolean): void {
    this.#lock = key;
    if (!wasTried) this.#notReplayed(key);
    this.#caught = { refutation, exchanges, input };
    this.#keepCaught(claim, `${index}`, true);
  }

  /** Whether a suspect is no news: a failure that is known by now explains it. */
  settles({ key, refutation }: Suspect, causes: readonly string[]): boolean {
    if (!this.#isNoNews(refutation, causes, key)) return false;
    const { id, row } = idOf(key);
    if (id) this.#tally.unjudged(id, row, explained());
    return true;
  }

  /** Whether the budget has requests for so many more cases like the last one. */
  #canSpare(cases = 1): boolean {
    const { meter } = this.#options;
    return meter === undefined || meter.spare >= cases * this.#lastCost;
  }

  #countsNow(key: string): boolean {
    return !this.#findings.muted.has(key) && (this.#lock === undefined || this.#lock === key);
  }

  /** Judges a claim to the end: every failure that it shows, each once. */
  async judge(claim: Claim, world: World): Promise<void> {
    const reason = claim.unavailable(world);
    if (reason !== undefined) {
      if (claim.id) this.#tally.unjudged(claim.id, claim.row, new Unjudged("untested", reason));
      return;
    }
    this.#lane.claim = claimKey(claim);
    const time = this.#options.budget?.take(claim.weight);
    try {
      await this.#judge(claim, claim.inputs(world), time?.deadline);
    } catch (error) {
      this.#broke(claim, this.#ofPath(error), "generation");
    } finally {
      time?.giveBack();
    }
  }

  /** fast-check throws where a path leads to no case. */
  #ofPath(error: unknown): unknown {
    const { path, seed } = this.#options;
    const isLost = error instanceof Error && error.message.includes("wrong path");
    return isLost ? `--path ${path} leads to no case with seed ${seed}: take both from a replay line` : error;
  }

  async #judge(claim: Claim, arbitrary: fc.Arbitrary<unknown[]>, deadline?: number): Promise<void> {
    for (;;) {
      const details = await this.#check(claim, arbitrary, this.#options.path, {
        deadline,
        again: this.#options.path !== undefined,
      });
      if (!details.failed) return;
      const path = details.counterexamplePath ?? "0";
      if (!this.#lock || !this.#caught) return this.#broke(claim, details.errorInstance, path);
      await this.#record(claim, arbitrary, path);
    }
  }

  #check(
    claim: Claim,
    arbitrary: fc.Arbitrary<unknown[]>,
    path: string | undefined,
    { deadline, again = false, shrinks: mayShrink = false }: CheckOptions = {},
  ) {
    this.#lock = undefined;
    this.#caught = undefined;
    const { runs, seed, shrinkAllowance } = this.#options;
    let cases = 0;
    let shrinks = 0;
    let misses = 0;
    const property = fc.asyncProperty(arbitrary, async (inputs) => {
      if (this.#lock !== undefined) shrinks += 1;
      const isEnough = shrinks > this.#allowance(shrinkAllowance) || (this.#options.confirms && misses >= mostMisses);
      if (isEnough || (this.#lock !== undefined && !this.#canSpare(2))) return;
      const isLate = deadline !== undefined && Date.now() > deadline;
      if (this.#lock === undefined && cases >= fewestCases && isLate) {
        this.#findings.shortened.add(claimKey(claim));
        return;
      }
      cases += 1;
      const isShrinking = this.#lock !== undefined;
      try {
        await this.#cases(claim, inputs, isShrinking || again ? claim.tries : 1);
        if (isShrinking) misses += 1;
      } catch (error) {
        misses = 0;
        const isNews = this.#options.confirms && !isShrinking && !again;
        if (isNews && !(await this.#repeats(claim, inputs))) shrinks = Number.POSITIVE_INFINITY;
        throw error;
      }
    });
    const replay = path === undefined ? {} : { path, endOnFailure: !mayShrink };
    const numRuns = path === undefined ? Math.max(1, Math.round(runs * claim.weight)) : 1;
    return fc.check(property, { seed: seedOf(seed, claim), numRuns, ...replay });
  }

  async #cases(claim: Claim, inputs: unknown[], tries: number): Promise<void> {
    for (let tried = 0; tried < tries; tried += 1) await this.#case(claim, inputs);
  }

  /** Whether the failure at hand shows again with the same inputs. */
  async #repeats(claim: Claim, inputs: unknown[]): Promise<boolean> {
    try {
      await this.#cases(claim, inputs, claim.tries);
      return false;
    } catch (error) {
      if (endsRun(error)) throw error;
      return true;
    }
  }

  /** What fails in row after row is shrunk thoroughly in the first rows only. */
  #allowance(most: number): number {
    const [id = ""] = splitKey(this.#lock ?? "");
    const rows = [...this.#findings.muted].filter((key) => splitKey(key)[0] === id).length;
    return rows < thoroughRows ? most : Math.min(most, fewestShrinks);
  }

  /** One case on a fresh Worker. Throws what refutes; an unjudged case passes silently and counts for nothing. */
  async #case(claim: Claim, inputs: unknown[]): Promise<void> {
    this.#lane.trace = [];
    const before = this.#lane.session.requests;
    this.#touring = inputs;
    // The embedded mock answers without ever leaving this turn of the event loop: let signals and output through.
    await setImmediate();
    try {
      await this.#insist(claim, inputs);
    } catch (error) {
      if (endsRun(error)) throw error;
      if (error instanceof Unjudged) this.#unjudged(claim, error);
      else if (error instanceof Refutation) this.#refuted(claim, inputs, error);
      else throw error;
    } finally {
      this.#lastCost = this.#lane.session.requests - before;
    }
  }

  /** Keeps why a case was not judged; where no answer came, that goes for all that it was made for. */
  #unjudged({ id, row, drives }: Claim, error: Unjudged): void {
    if (id) this.#tally.unjudged(id, row, error);
    else if (error.verdict === "environment") for (const one of drives) this.#tally.unjudged(one, undefined, error);
  }

  /** Tries a case again, each time on a fresh Worker, where a call got no answer: nothing is known of that one any more. */
  async #insist(claim: Claim, inputs: unknown[]): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#attempt(claim, inputs);
      } catch (error) {
        if (!(error instanceof NoAnswer) || tried >= mostTries) throw error;
        this.#lane.trace = [];
      }
    }
  }

  async #attempt(claim: Claim, inputs: unknown[]): Promise<void> {
    try {
      const worker = await this.#workspace.worker();
      await claim.check(worker, inputs);
      if (claim.id && (claim.counts || !judgedByInvariant.has(claim.id))) this.#tally.judged(claim.id, claim.row);
    } finally {
      await this.#lane.settle();
      await this.#workspace.clean();
    }
  }

  #refuted(claim: Claim, inputs: unknown[], refutation: Refutation): void {
    const key = this.#keyFor(claim, refutation);
    if (this.#isExplained(claim, refutation, key)) {
      if (claim.id) this.#tally.unjudged(claim.id, claim.row, explained());
      return;
    }
    if (!this.#countsNow(key) || this.#suspected(key, refutation)) return;
    this.#lock = key;
    this.#caught = { refutation, exchanges: this.#lane.trace, input: inputs };
    throw refutation;
  }

  #keyFor(claim: Claim, { details: { id, row } }: Refutation): string {
    return id === undefined ? keyOf(claim.id ?? claim.name, row ?? claim.row) : keyOf(id, row);
  }

  #isExplained(claim: Claim, refutation: Refutation, key: string): boolean {
    const { id } = refutation.details;
    return this.#isNoNews(refutation, id === undefined || id === claim.id ? claim.after : [], key);
  }

  #isNoNews(refutation: Refutation, causes: readonly string[], key: string): boolean {
    return this.#explanations.cover(key, refutation, causes, this.#lane.trace);
  }

  /** Keeps a failure with its smallest input, confirmed by a replay on a fresh Worker, and mutes it. */
  async #record(claim: Claim, arbitrary: fc.Arbitrary<unknown[]>, path: string): Promise<void> {
    const key = this.#lock ?? "";
    const caught = this.#caught;
    if (!caught) return;
    if (!this.#canSpare()) {
      this.#notReplayed(key);
      this.#keepCaught(claim, path, true);
      return;
    }
    const again = await this.#check(claim, arbitrary, path, { again: true });
    const repeated = again.failed && this.#lock === key;
    this.#lock = key;
    this.#caught = caught;
    this.#keepCaught(claim, path, !repeated);
  }

  #notReplayed(key: string): void {
    const { id, row } = idOf(key);
    const reason = "it failed, and the budget of requests left none to see whether it does so again";
    if (id) this.#tally.unjudged(id, row, new Unjudged("untested", reason));
  }

  #keepCaught(claim: Claim, path: string, flaky: boolean): void {
    const key = this.#lock ?? "";
    const [id = "", row] = splitKey(key);
    this.#findings.muted.add(key);
    if (!isRequirementId(id)) throw new Error(`${claimKey(claim)} refutes ${id}, which is no requirement`);
    if (!this.#caught) return;
    this.#tally.line(id, row).caught.push({
      ...this.#caught,
      id,
      row,
      claim: claimKey(claim),
      seed: this.#options.seed,
      path,
      flaky,
      replayed: this.#lane.trace,
    });
    const { bail } = this.#options;
    if (bail !== undefined && this.#tally.failures >= bail) throw new EndOfRun(`--bail ${bail}`);
  }

  #broke(claim: Claim, error: unknown, path: string): void {
    if (endsRun(error)) throw error;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const id = claim.id ?? claim.drives[0];
    if (id)
      this.#tally
        .line(id, claim.row)
        .broken.push(`${claimKey(claim)} at ${path}: ${text.split("\n").slice(0, 4).join(" ")}`);
  }
}
