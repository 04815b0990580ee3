import type { KeptCase } from "../../reports/case.ts";
import { claimKey } from "../../suites/words/claim.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import { Engine } from "./engine.ts";
import { type Caught, type Findings, noFindings } from "./findings.ts";
import type { Judging, WorkerClaim } from "./judging.ts";
import { inputOf } from "./literal.ts";

/** What came of a case that was kept: what it shows now, or why it could not be made. */
export interface Again {
  caught: Caught[];
  /** Why it could not be made or judged. */
  gone?: string | undefined;
}

/** The claim that a name stands for; a tour is one too. */
function claimOf({ suite }: Pick<Judging, "suite">, name: string): WorkerClaim | undefined {
  return [...suite.claims, ...suite.tours, ...suite.rowTours].find((one) => claimKey(one) === name);
}

/** Makes a kept case once more, with findings of its own unless others are given: it hides nothing, and is hidden by nothing. */
export async function makeAgain(
  judging: Judging,
  kept: KeptCase,
  { findings = noFindings(judging.findings.isWarning), file }: { findings?: Findings; file?: string } = {},
): Promise<Again> {
  const { suite, world, session, inventory, kind } = judging;
  const claim = claimOf(judging, kept.claim);
  if (!claim) return { caught: [], gone: `there is no claim ${kept.claim} any more` };
  const reason = claim.unavailable(world);
  if (reason !== undefined) return { caught: [], gone: reason };
  const stage = new WorkerStage(session, inventory);
  const { seed, path } = kept;
  const options = { seed, path, runs: 1, shrinkAllowance: 0, confirms: kind !== "mock", file };
  const engine = new Engine(suite, stage, findings, options);
  try {
    const literal = literalIn(kept, claim, judging);
    if (typeof literal === "string") return { caught: [], gone: literal };
    await (literal === undefined ? engine.judge(claim, world) : engine.judgeInput(claim, literal));
  } finally {
    await stage.close();
  }
  const { tally } = findings;
  const broken = tally.firstBroken();
  if (broken !== undefined) return { caught: [], gone: broken };
  const caught = tally.failing().flatMap((id) => tally.caught(id));
  return { caught, gone: caught.length > 0 ? undefined : whyUnjudged(claim, tally) };
}

/** Why a case that showed nothing proves nothing: it got no answer, or what it is about was not judged. */
function whyUnjudged({ id }: WorkerClaim, tally: Findings["tally"]): string | undefined {
  const environment = tally.reasonOf("environment");
  if (environment !== undefined) return environment;
  return id === undefined || tally.wasJudged(id) ? undefined : "its case could not be judged";
}

/** The literal input of a kept case, or in words why it is none any more. */
function literalIn({ literal }: KeptCase, claim: WorkerClaim, { world }: Judging): unknown[] | undefined | string {
  if (literal === undefined) return undefined;
  try {
    return inputOf(literal, claim, world, world.peer.name);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
