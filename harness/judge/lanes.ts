import { WorkerStage } from "../session/worker-stage.ts";
import { profiles, type Settings } from "../settings/settings.ts";
import { Engine } from "./engine.ts";
import { violationsIn } from "./findings.ts";
import { endOf, type Judging, type WorkerClaim } from "./judging.ts";
import type { EngineOptions } from "./options.ts";
import { casesIn, roundsOf, type Task, taskName } from "./rounds.ts";

/** Executions that a shrink may take, by target: each is several requests. */
const shrinkAllowance = { mock: 1000, url: 200, account: 30 };

/** What a run over HTTP takes at the most, in seconds, clean-up apart; nightly runs take the time they need. */
const profileSeconds: Partial<Record<Settings["profile"], number>> = { quick: 50, default: 180 };

/** A server that takes so long for a request has another lane for each such time, up to the most. */
const msForALane = 6;
const mostLanes = 16;

function engineOptions({ settings, kind }: Judging): EngineOptions {
  const { seed, path, runs, profile, bail } = settings;
  return {
    seed,
    path,
    runs: runs ?? profiles[profile],
    bail,
    shrinkAllowance: shrinkAllowance[kind],
    confirms: kind !== "mock",
  };
}

/** How long the run may take, if that is bounded: as it is told or, over HTTP, as its profile says where nobody said how much to make. */
function secondsOf({ settings, kind }: Judging): number {
  const { maxTime, rounds, runs, path, profile } = settings;
  if (maxTime !== undefined) return maxTime;
  const isToldHowMuch = rounds !== undefined || runs !== undefined || path !== undefined;
  return (kind === "url" && !isToldHowMuch ? profileSeconds[profile] : undefined) ?? Number.POSITIVE_INFINITY;
}

/** One run over all claims, round by round, in as many lanes as the target bears. */
class Rounds {
  readonly #judging: Judging;
  readonly #options: EngineOptions;
  readonly #startedAt = Date.now();
  #made = 0;
  #underWay = 0;
  #ended: string | undefined;

  constructor(judging: Judging) {
    this.#judging = judging;
    this.#options = engineOptions(judging);
  }

  /** Judges every claim. Why the run ended before its last case, or undefined. */
  async judge(): Promise<string | undefined> {
    const { selected, settings, findings, kind } = this.#judging;
    const { runs, path } = this.#options;
    // A replay makes one case of each claim that its name selects.
    const rounds = roundsOf(selected, runs, kind === "url").slice(0, path === undefined ? undefined : 1);
    findings.rounds.of = rounds.length;
    for (const tasks of rounds.slice(0, settings.rounds)) {
      if (this.#isTooLong(tasks)) {
        findings.isOutOfTime = true;
        break;
      }
      await this.#round(tasks);
      if (this.#ended !== undefined) return this.#ended;
      findings.rounds.made += 1;
    }
    this.#tell("");
    return undefined;
  }

  /** Whether a round would end after the time is up, as it seems by those before it; the first is always made. */
  #isTooLong(tasks: readonly Task<WorkerClaim>[]): boolean {
    if (this.#made === 0) return false;
    const elapsedMs = Date.now() - this.#startedAt;
    return elapsedMs + (elapsedMs / this.#made) * casesIn(tasks) > secondsOf(this.#judging) * 1000;
  }

  async #round(tasks: readonly Task<WorkerClaim>[]): Promise<void> {
    const queue = [...tasks];
    const lanes: Promise<void>[] = [];
    // A lane that ends a task looks whether the target bears another one beside it.
    const more = (): void => {
      while (this.#underWay < Math.min(this.#lanes(), this.#underWay + queue.length))
        lanes.push(this.#lane(queue, more));
    };
    more();
    for (let i = 0; i < lanes.length; i += 1) await lanes[i];
  }

  /** As many as hide the time that an answer takes; one where claims share a Worker, or where nothing takes any time. */
  #lanes(): number {
    const { kind, session, inventory } = this.#judging;
    if (kind !== "url" || this.#options.path !== undefined || inventory.given !== undefined) return 1;
    return Math.min(mostLanes, Math.max(1, Math.floor(session.latencyMs / msForALane)));
  }

  async #lane(queue: Task<WorkerClaim>[], more: () => void): Promise<void> {
    const { suite, world, findings, session, inventory } = this.#judging;
    this.#underWay += 1;
    findings.lanes = Math.max(findings.lanes, this.#underWay);
    const stage = new WorkerStage(session, inventory);
    const engine = new Engine(suite, stage, findings, this.#options);
    for (let task = queue.shift(); task && this.#ended === undefined; task = queue.shift()) {
      const { bail } = this.#options;
      if (bail !== undefined && violationsIn(findings) >= bail) this.#ended = `--bail ${bail}`;
      else {
        this.#tell(taskName(task));
        this.#ended = (await endOf(engine.judge(task.claim, world, task.slice).then(() => undefined))) ?? this.#ended;
        this.#made += task.slice.count;
      }
      more();
      // A target that answers faster than at first needs fewer lanes; the last one stays.
      if (this.#underWay > this.#lanes()) break;
    }
    this.#underWay -= 1;
    await stage.close();
  }

  #tell(claim: string): void {
    const { onProgress, selected, findings, session } = this.#judging;
    const of = selected.length;
    const done = claim === "" ? of : Math.min(of, findings.cases.size);
    onProgress?.({ claim, done, of, failures: violationsIn(findings), requests: session.requests });
  }
}

/** Judges every claim. Why the run ended before its last case, or undefined. */
export const judgeAll = (judging: Judging): Promise<string | undefined> => new Rounds(judging).judge();
