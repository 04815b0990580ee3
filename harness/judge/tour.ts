import { type Refutation, Unjudged } from "../../contract/refutation.ts";
import type { Judgement, Suite } from "../../suites/suite.ts";
import { type Claim, claimKey } from "../../suites/words/claim.ts";
import type { Listener, Stage } from "../session/stage.ts";
import { TargetLost } from "../shared/errors.ts";
import { Search } from "../shared/search.ts";
import { splitKey } from "../shared/tally.ts";
import { broke, Cases } from "./cases.ts";
import type { Engine } from "./engine.ts";
import type { Caught, Findings } from "./findings.ts";
import { keyOfRefutation, News } from "./news.ts";
import { seedOfClaim } from "./options.ts";
import { keepDeath } from "./survival.ts";

/** What a tour stumbled upon: to be found again by a claim of its own before it counts. */
export interface Suspect extends Pick<Caught, "refutation" | "exchanges" | "input"> {
  key: string;
}

/** What finding a suspect again takes. */
export interface Confirming<Subject, Given, W extends Way<Subject, Given> = Way<Subject, Given>> {
  claims: readonly Claim<Subject, Given, string>[];
  ways: readonly W[];
  engine: Engine<Subject, Given>;
  given: Given;
  canMake?: (way: W) => boolean;
}

/** A case by which a suspect may be found again. */
export interface Way<Subject, Given> {
  claim: Claim<Subject, Given, string>;
  index: number;
}

/** Causes of a suspect that are looked for. */
const mostCauses = 3;

/** Makes tours: what fails is noted, and the tour goes on. */
export class Tours<Subject, Given> {
  readonly #stage: Stage<Subject>;
  readonly #cases: Cases<Subject, Given>;
  readonly #news: News;
  readonly #tally: Findings["tally"];
  readonly #made: Findings["cases"];
  readonly #seed: number;
  readonly #survival: string | undefined;
  readonly #isScoutOn: (tour: Claim<Subject, Given, string>) => boolean;
  #isScout = false;

  /** `isScout`: what holds on such a tour counts for nothing, since claims judge it anyway; it only looks for suspects. */
  constructor(
    suite: Suite<Subject, Given>,
    stage: Stage<Subject>,
    findings: Findings,
    seed: number,
    { isScout = () => false }: { isScout?: (tour: Claim<Subject, Given, string>) => boolean } = {},
  ) {
    this.#isScoutOn = isScout;
    this.#stage = stage;
    this.#cases = new Cases(suite, stage, findings);
    this.#news = new News(suite, findings);
    this.#tally = findings.tally;
    this.#made = findings.cases;
    this.#seed = seed;
    this.#survival = suite.survival;
  }

  /** Makes one case of a tour: what it shows is not yet confirmed.  */
  async make(claim: Claim<Subject, Given, string>, given: Given, index: number): Promise<Suspect[]> {
    const suspects: Suspect[] = [];
    this.#isScout = this.#isScoutOn(claim);
    this.#news.claim = claimKey(claim);
    this.#counted(claimKey(claim));
    const { failed, error } = await new Search<never>().run({
      inputs: claim.inputs(given),
      seed: seedOfClaim(this.#seed, claim),
      runs: 1,
      path: `${index}`,
      mayMake: () => true,
      make: (inputs) => this.#make(claim, inputs, suspects),
    });
    if (failed) this.#brokeOff(claim, error, `${index}`);
    return suspects;
  }

  #counted(key: string): void {
    this.#made.set(key, (this.#made.get(key) ?? 0) + 1);
  }

  #brokeOff(claim: Claim<Subject, Given, string>, error: unknown, path: string): void {
    const { diedOf } = this.#cases;
    if (error instanceof TargetLost && this.#survival !== undefined && diedOf)
      keepDeath(this.#survival, { claim, path, diedOf, seed: this.#seed }, this.#stage, { tally: this.#tally });
    broke(this.#tally, claim, error, path);
  }

  async #make(claim: Claim<Subject, Given, string>, input: unknown[], suspects: Suspect[]): Promise<void> {
    const suspect = (refutation: Refutation, id: string, row: string | undefined) => {
      const key = keyOfRefutation(refutation, id, row);
      if (this.#news.isMuted(key)) return;
      suspects.push({ key, refutation, exchanges: [...this.#stage.trace], input });
      this.#news.mute(key);
    };
    const refutation = await this.#cases.make(claim, input, this.#listener(suspect));
    if (!refutation) return;
    const { trace } = this.#stage;
    const key = keyOfRefutation(refutation, claim.name, claim.row);
    if (this.#news.explainedBy(claim, refutation, key, trace) === undefined) suspect(refutation, claim.name, claim.row);
  }

  #listener(suspect: (refutation: Refutation, id: string, row: string | undefined) => void): Listener {
    return {
      judged: (judgement: Judgement) => {
        if (this.#isScout && !judgement.refutation) return false;
        const news = this.#news.heard(judgement, this.#stage.trace);
        if (news) suspect(news, judgement.id, judgement.row);
        return false;
      },
      stumbled: (error, id, row) => {
        if (this.#isScout && error instanceof Unjudged) return;
        const news = this.#news.stumbled(error, id, row, this.#stage.trace);
        if (news) suspect(news, id, row);
      },
    };
  }

  /**
   * Looks for a suspect in these cases, one after the other: until one of them shows it, it is no failure. Whether it is
   * settled: found again, or explained by what is known by now. `canMake`: whether there is room for a case.
   */
  async confirm<W extends Way<Subject, Given>>(
    suspect: Suspect,
    { claims, ways, engine, given, canMake = () => true }: Confirming<Subject, Given, W>,
  ): Promise<boolean> {
    const { key } = suspect;
    const [id] = splitKey(key);
    const causes = claims.filter((one) => one.id === id).flatMap(({ after }) => after);
    // From here on whoever shows it may tell: only what has failed stays muted.
    this.#news.unmute(key);
    if (this.settles(suspect, causes)) return true;
    for (const way of ways) {
      if (!canMake(way)) continue;
      await engine.judgeCase(way.claim, given, way.index);
      if (this.#tally.hasFailed(key) || this.settles(suspect, causes)) return true;
    }
    return false;
  }

  /** What may explain a suspect, as far as it says so itself: looked for first, it makes one failure of two. */
  causesOf({ key, refutation, exchanges }: Suspect): string[] {
    return [...new Set(this.#news.causesOf(key, refutation, exchanges))].slice(0, mostCauses);
  }

  /** Whether a suspect is no news: a failure that is known by now explains it. */
  settles({ key, refutation }: Suspect, causes: readonly string[]): boolean {
    const by = this.#news.coveredBy(refutation, causes, key, this.#stage.trace);
    if (by === undefined) return false;
    const [id, row] = splitKey(key);
    this.#news.explain(id, row, by);
    return true;
  }
}
