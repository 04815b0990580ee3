import { setImmediate } from "node:timers/promises";
import type fc from "fast-check";
import type { World } from "../../arbitraries/world.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import { claimKey } from "../../suites/words/claim.ts";
import { endsRun } from "../judge/cases.ts";
import type { WorkerClaim } from "../judge/judging.ts";
import { seedOfClaim } from "../judge/options.ts";
import type { Task } from "../judge/rounds.ts";
import type { Session } from "../session/session.ts";
import type { Listener } from "../session/stage.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import type { Inventory } from "../session/workspace.ts";
import { NoAnswer } from "../shared/errors.ts";
import { type Made, Search, type Searching } from "../shared/search.ts";
import type { Target } from "../target/target.ts";
import { type Differing, differencesIn } from "./against-differences.ts";
import { aligned, type Shown, stepsOf } from "./against-steps.ts";

/** One of the two targets, with all that a run keeps of it. */
export interface Side {
  target: Target;
  session: Session;
  inventory: Inventory;
}
export type Sides = readonly [Side, Side];

/** A difference with the smallest case that shows it. */
export interface Evidence {
  difference: Differing;
  shown: readonly [Shown, Shown];
}
export interface Found extends Evidence {
  claim: string;
  path: string;
  repeats: boolean;
}

/** In how many cases of which claims a difference was seen, and which places of requests were broken there. */
interface Sightings {
  cases: number;
  claims: Set<string>;
  broken: Set<string>;
}

/** What the lanes of a comparison share. */
export class Differences {
  readonly found = new Map<string, Found>();
  readonly seen = new Map<string, Sightings>();
  /** Differences that a lane has begun to look at: no other does. */
  readonly pursued = new Set<string>();
  readonly broken: string[] = [];
  cases = 0;
  overlapping = 0;
  /** Something else was asked of the two, and nothing differed before: what is asked may hang on what was answered. */
  diverged = 0;
  unanswered = 0;

  saw(all: readonly Differing[], claim: string): void {
    for (const key of new Set(all.map((one) => one.key))) {
      const known = this.seen.get(key) ?? { cases: 0, claims: new Set(), broken: new Set() };
      known.cases += 1;
      known.claims.add(claim);
      this.seen.set(key, known);
    }
    for (const { key, broken } of all) if (broken !== undefined) this.seen.get(key)?.broken.add(broken);
  }

  /** Whether nobody else has to look for a difference: it is found, or there are too many. */
  isSettled(key: string): boolean {
    return this.pursued.has(key) || this.pursued.size >= mostFound;
  }
}
const mostFound = 200;

export interface CompareOptions {
  seed: number;
  /** Leads to one case of each claim: no other is made. */
  path?: string | undefined;
  /** Whether no further case may begin. */
  isOver: () => boolean;
}

/** Smaller cases that are tried for one difference; fewer once there are many. */
const mostShrinks = { first: 200, later: 12 };
const thoroughly = 10;
const shrinkingMs = 5000;
const mostMisses = 50;

/** Nothing is judged: whatever a stop finds, the case goes on. */
const heedless: Listener = {
  judged: () => false,
  stumbled: (error) => {
    if (!(error instanceof Refutation || error instanceof Unjudged) || error instanceof NoAnswer) throw error;
  },
};

/** Thrown where a case shows the difference that is looked for. */
class Differs extends Error {}

/** Makes cases of claims on two targets at once, and looks for where they differ. */
export class Comparison {
  readonly #sides: Sides;
  readonly #stages: readonly [WorkerStage, WorkerStage];
  readonly #differences: Differences;
  readonly #options: CompareOptions;
  readonly #search = new Search<Evidence>();
  #foundAt = 0;

  constructor(sides: Sides, differences: Differences, options: CompareOptions) {
    const [a, b] = sides;
    this.#sides = sides;
    this.#stages = [new WorkerStage(a.session, a.inventory), new WorkerStage(b.session, b.inventory)];
    this.#differences = differences;
    this.#options = options;
  }

  async close(): Promise<void> {
    for (const stage of this.#stages) await stage.close();
  }

  /** Makes the cases of a task: every difference that they show, each with its smallest case. */
  async compare({ claim, slice }: Task<WorkerClaim>, world: World): Promise<void> {
    try {
      const inputs = claim.inputs(world);
      while (!this.#options.isOver() && (await this.#step(claim, inputs, slice)));
    } catch (error) {
      if (endsRun(error)) throw error;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#differences.broken.push(`${claimKey(claim)}: ${text.split("\n").slice(0, 3).join(" ")}`);
    }
  }

  /** Makes the cases up to the first new difference, and keeps that one; whether there was one. */
  async #step(
    claim: WorkerClaim,
    inputs: fc.Arbitrary<unknown[]>,
    slice: Task<WorkerClaim>["slice"],
  ): Promise<boolean> {
    const searching = this.#searching(claim, inputs, { path: this.#options.path, slice });
    const { failed, path, error } = await this.#search.run(searching);
    if (!failed) return false;
    const { found } = this.#search;
    if (!found) throw error;
    const again = this.#searching(claim, inputs, { path, slice, again: true });
    const repeats = (await this.#search.repeats(again, found.key)) !== undefined;
    this.#differences.found.set(found.key, { ...found.caught, claim: claimKey(claim), path, repeats });
    return true;
  }

  #searching(
    claim: WorkerClaim,
    inputs: fc.Arbitrary<unknown[]>,
    { path, slice, again = false }: { path: string | undefined; slice: Task<WorkerClaim>["slice"]; again?: boolean },
  ): Searching<unknown[]> {
    return {
      inputs,
      seed: seedOfClaim(this.#options.seed, claim),
      runs: slice.count,
      from: slice.from,
      path,
      mayMake: (made) => (made.isShrinking ? this.#mayShrink(made) : !this.#options.isOver()),
      make: (values, { isShrinking, cases }) =>
        this.#make(claim, values, { isShrinking, index: path ?? `${slice.from + cases - 1}`, again }),
      endsWith: endsRun,
    };
  }

  #mayShrink({ shrinks, misses }: Made): boolean {
    const most = this.#differences.found.size < thoroughly ? mostShrinks.first : mostShrinks.later;
    return shrinks <= most && misses < mostMisses && Date.now() - this.#foundAt < shrinkingMs;
  }

  async #make(
    claim: WorkerClaim,
    inputs: unknown[],
    { isShrinking, index, again }: Pick<Made, "isShrinking"> & { index: string; again: boolean },
  ): Promise<void> {
    const shown = await this.#shown(claim, inputs);
    const [a, b] = this.#sides;
    const accounts = [a.target.accountId, b.target.accountId] as const;
    const { all, isDiverged } = shown ? differencesIn(shown, accounts) : { all: [], isDiverged: false };
    if (!isShrinking && !again) this.#count(claim, all, isDiverged);
    if (shown && !isShrinking && !again) this.#keepSmaller(claim, all, shown, index);
    const isNew = (key: string) => isShrinking || again || !this.#differences.isSettled(key);
    const wanted = all.find(({ key }) => this.#search.counts(key) && isNew(key));
    if (wanted === undefined || shown === undefined) return;
    if (!isShrinking) this.#foundAt = Date.now();
    this.#differences.pursued.add(wanted.key);
    this.#search.caught(wanted.key, { difference: wanted, shown });
    throw new Differs(wanted.key);
  }

  /** What is found already may show in less than where it was found first. */
  #keepSmaller(claim: WorkerClaim, all: readonly Differing[], shown: Evidence["shown"], path: string): void {
    for (const difference of all) {
      const known = this.#differences.found.get(difference.key);
      const evidence = { difference, shown };
      if (known && sizeOf(evidence) < sizeOf(known))
        this.#differences.found.set(difference.key, { ...known, ...evidence, claim: claimKey(claim), path });
    }
  }

  #count(claim: WorkerClaim, all: readonly Differing[], isDiverged: boolean): void {
    this.#differences.cases += 1;
    if (isDiverged && all.length === 0) this.#differences.diverged += 1;
    this.#differences.saw(all, claimKey(claim));
  }

  /** A case on both targets; undefined where the two cannot be compared. */
  async #shown(claim: WorkerClaim, inputs: unknown[]): Promise<readonly [Shown, Shown] | undefined> {
    // The embedded mock answers without ever leaving this turn of the event loop: let signals and output through.
    await setImmediate();
    const [first, second] = await Promise.allSettled(this.#stages.map((stage) => shownOn(stage, claim, inputs)));
    if (first?.status !== "fulfilled") throw first?.reason;
    if (second?.status !== "fulfilled") throw second?.reason;
    const [a, b] = this.#sides;
    const both = [aligned(first.value, a.target.accountId), aligned(second.value, b.target.accountId)] as const;
    if (both.some(({ isOverlapping }) => isOverlapping)) this.#differences.overlapping += 1;
    else if (both.some(({ isUnanswered }) => isUnanswered)) this.#differences.unanswered += 1;
    else return both;
    return undefined;
  }
}

/** What was sent up to the call that shows a difference. */
function sizeOf({ difference: { index }, shown: [{ steps }] }: Evidence): number {
  return steps.slice(0, index + 1).reduce((sum, { call }) => sum + call.path.length + (call.body?.length ?? 0), 0);
}

/** Makes a case on one target: what it showed, whether or not it kept what the case is about. */
async function shownOn(stage: WorkerStage, claim: WorkerClaim, inputs: unknown[]): Promise<Shown> {
  stage.begin(claimKey(claim), heedless);
  let isUnanswered = false;
  try {
    await claim.check(await stage.fresh(), inputs);
  } catch (error) {
    if (!(error instanceof Refutation || error instanceof Unjudged)) throw error;
    isUnanswered = error instanceof NoAnswer && stage.unanswered === undefined;
  } finally {
    await stage.lane.settle();
  }
  const steps = stepsOf(stage.trace, stage.unanswered);
  const isOverlapping = stage.trace.some(({ call }) => call.concurrent);
  await stage.end();
  return { steps, isOverlapping, isUnanswered };
}
