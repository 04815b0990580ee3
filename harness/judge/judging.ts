import type { World } from "../../arbitraries/world.ts";
import type { WorkerPort } from "../../contract/api.ts";
import type { Suite } from "../../suites/suite.ts";
import type { Claim } from "../../suites/words/claim.ts";
import type { Session } from "../session/session.ts";
import type { Inventory } from "../session/workspace.ts";
import type { Settings } from "../settings/settings.ts";
import { EndOfRun, TargetLost } from "../shared/errors.ts";
import type { Target } from "../target/target.ts";
import type { Findings } from "./findings.ts";
import type { Progress } from "./progress.ts";

/** A suite about Workers, and a claim of one. */
export type WorkerSuite = Suite<WorkerPort, World>;
export type WorkerClaim = Claim<WorkerPort, World, string>;

/** The suite as the revision has it that the settings name. */
export const suiteFor = (suite: WorkerSuite, { contract }: Pick<Settings, "contract">): WorkerSuite =>
  suite.contract === contract ? suite : (suite.at?.(contract) ?? suite);

/** The settings that decide which cases are made. */
export type CaseSettings = Pick<
  Settings,
  "seed" | "path" | "runs" | "rounds" | "maxTime" | "profile" | "bail" | "only"
>;

/** What the judging of a run needs, be it lane by lane or by a plan. */
export interface Judging {
  suite: WorkerSuite;
  /** The claims to judge, in their order. */
  selected: readonly WorkerClaim[];
  world: World;
  findings: Findings;
  session: Session;
  inventory: Inventory;
  settings: CaseSettings;
  kind: Target["kind"];
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** How the reason begins where the target, not the suite, ended the run. */
export const notAnswering = "the target no longer answers";

/** Why the run ended in the middle of judging, or undefined. */
export async function endOf(judged: Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await judged;
  } catch (error) {
    if (error instanceof TargetLost) return `${notAnswering}: ${error.message}`;
    if (error instanceof EndOfRun) return error.message;
    throw error;
  }
}
