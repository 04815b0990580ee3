import { setImmediate } from "node:timers/promises";
import type { Call } from "../../contract/api.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import { areaOf } from "../../contract/requirements/index.ts";
import type { Suite } from "../../suites/suite.ts";
import { type Claim, claimKey } from "../../suites/words/claim.ts";
import type { Listener, Stage } from "../session/stage.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import type { Findings, RunTally } from "./findings.ts";
import type { KnownCauses } from "./known-causes.ts";
import { judgeSurvival } from "./survival.ts";

/** How often a case is tried on a target that does not answer. */
const mostTries = 3;

/** Thrown errors that end the whole run rather than a case. */
export const endsRun = (error: unknown): boolean => error instanceof TargetLost || error instanceof EndOfRun;

/** Keeps what broke on our side, with the claim and the case; what ends the run is thrown. */
export function broke(
  tally: RunTally,
  claim: Pick<Claim<never, never, string>, "id" | "name" | "row" | "drives">,
  error: unknown,
  path: string,
): void {
  if (endsRun(error)) throw error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const id = claim.id ?? claim.drives[0];
  const where = `${claimKey(claim)} at ${path}: ${text.split("\n").slice(0, 4).join(" ")}`;
  if (id) tally.line(id, claim.row).broken.push(where);
}

/** Makes cases of claims, each on a fresh subject, and counts what they judge. */
export class Cases<Subject, Given> {
  readonly stage: Stage<Subject>;
  readonly #suite: Pick<Suite, "invariants" | "survival">;
  readonly #tally: RunTally;
  readonly #causes: KnownCauses;
  readonly #areas: Findings["areas"];
  /** The call that the target answered last by closing the connection: if nothing answers any more, it died of it. */
  diedOf: Call | undefined;

  constructor(
    suite: Pick<Suite, "invariants" | "survival">,
    stage: Stage<Subject>,
    { tally, causes, areas }: Findings,
  ) {
    this.stage = stage;
    this.#suite = suite;
    this.#tally = tally;
    this.#causes = causes;
    this.#areas = areas;
  }

  /** Makes one case: the refutation that it ended with, if any. An unjudged case counts for nothing. */
  async make(
    claim: Claim<Subject, Given, string>,
    inputs: unknown[],
    listener: Listener,
  ): Promise<Refutation | undefined> {
    this.stage.begin(claimKey(claim), listener);
    this.diedOf = undefined;
    // The embedded mock answers without ever leaving this turn of the event loop: let signals and output through.
    await setImmediate();
    const startedAt = Date.now();
    try {
      await this.#insist(claim, inputs);
      return undefined;
    } catch (error) {
      if (endsRun(error)) throw error;
      if (error instanceof Refutation) return error;
      if (!(error instanceof Unjudged)) throw error;
      this.#unjudged(claim, error);
      return undefined;
    } finally {
      this.#took(areaOf(claim.name), Date.now() - startedAt);
    }
  }

  #took(area: string, ms: number): void {
    const own = this.#areas.get(area) ?? { ms: 0, cases: 0 };
    this.#areas.set(area, own);
    own.ms += ms;
    own.cases += 1;
  }

  /** Keeps why a case was not judged; where no answer came, that goes for all that it was made for. */
  #unjudged({ id, row, drives }: Claim<Subject, Given, string>, { verdict, message }: Unjudged): void {
    if (id) this.#tally.unjudged(id, row, verdict, message);
    else if (verdict === "environment")
      for (const one of drives) this.#tally.unjudged(one, undefined, verdict, message);
  }

  /** Tries a case again, each time on a fresh subject, where a call got no answer: nothing is known of that one any more. */
  async #insist(claim: Claim<Subject, Given, string>, inputs: unknown[]): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#attempt(claim, inputs);
      } catch (error) {
        this.diedOf = this.stage.unanswered ?? this.diedOf;
        if (!(error instanceof NoAnswer)) throw error;
        if (tried >= mostTries) {
          const { survival } = this.#suite;
          const again = () => this.#attempt(claim, inputs);
          if (survival !== undefined) await judgeSurvival(survival, this.stage, this.#tally, again);
          throw error;
        }
        this.stage.forget();
      }
    }
  }

  async #attempt({ id, row, counts, check }: Claim<Subject, Given, string>, inputs: unknown[]): Promise<void> {
    try {
      await check(await this.stage.fresh(), inputs);
      if (this.#suite.survival !== undefined) this.#tally.judged(this.#suite.survival, undefined);
      if (id && (counts || !this.#suite.invariants.has(id))) this.#tally.judged(id, row);
    } finally {
      this.#causes.made(this.stage.trace);
      await this.stage.end();
    }
  }
}
