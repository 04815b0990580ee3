import type { World } from "../../arbitraries/world.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import { profileSeconds, profiles } from "../settings/settings.ts";
import { keyOf, splitKey } from "../shared/tally.ts";
import { Engine } from "./engine.ts";
import { violationsIn } from "./findings.ts";
import { endOf, type Judging, type WorkerClaim } from "./judging.ts";
import { type EngineOptions, Patience } from "./options.ts";
import { casesIn, roundsOf, type Task, taskName } from "./rounds.ts";
import { about } from "./select.ts";
import { type Suspect, Tours } from "./tour.ts";

/** Executions that a shrink may take, by target: each is several requests. */
const shrinkAllowance = { mock: 1000, url: 200, account: 30 };

/** A server that takes so long for a request has another lane for each such time, up to the most. */
const msForALane = 6;
const mostLanes = 16;
/** Where reads lag, lanes mostly wait. */
const lanesOfLag = 8;
/** As many lanes as hide the time that an answer takes. */
export const lanesFor = (latencyMs: number): number =>
  Math.min(mostLanes, Math.max(1, Math.floor(latencyMs / msForALane)));

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
  return kind === "url" && !isToldHowMuch ? profileSeconds[profile] : Number.POSITIVE_INFINITY;
}

/** Claims by which what a tour stumbled upon is looked for at once. */
const mostWays = 3;

const isRefusal = (name: string) => name.startsWith("refusal.");
const isRowTour = (name: string) => name.startsWith("tour.rows-");

/** What a lane judges with. */
interface Hands {
  engine: Engine<WorkerPort, World>;
  tours: Tours<WorkerPort, World>;
}

/** One run over all claims, round by round, in as many lanes as the target bears. */
class Rounds {
  readonly #judging: Judging;
  readonly #options: EngineOptions;
  readonly #startedAt = Date.now();
  /** The cases that there are to make in all, and that were made. */
  #of = 0;
  #all = 0;
  /** When the rounds began, after the tours, and the cases that they made. */
  #roundsFrom = Date.now();
  #made = 0;
  #underWay = 0;
  #ended: string | undefined;
  /** What tours stumbled upon, and no claim has shown yet. */
  readonly #suspects: { suspect: Suspect; tour: WorkerClaim }[] = [];

  constructor(judging: Judging) {
    this.#judging = judging;
    const patience = judging.kind === "mock" ? undefined : new Patience(() => Math.max(1, this.#underWay));
    this.#options = { ...engineOptions(judging), patience, isScout: true };
  }

  /** Judges every claim. Why the run ended before its last case, or undefined. */
  async judge(): Promise<string | undefined> {
    const { selected, settings, findings, kind } = this.#judging;
    const { runs, path } = this.#options;
    // A replay makes one case of each claim that its name selects.
    const rounds = roundsOf(selected, runs, kind === "url").slice(0, path === undefined ? undefined : 1);
    findings.rounds.of = rounds.length;
    const tours = this.#tours();
    this.#of = [tours, ...rounds.slice(0, settings.rounds)].reduce((sum, all) => sum + casesIn(all), 0);
    await this.#round(tours);
    this.#made = 0;
    this.#roundsFrom = Date.now();
    for (const all of rounds.slice(0, settings.rounds)) {
      const tasks = all.filter(({ claim }) => !this.#isSettled(claim));
      this.#of -= casesIn(all) - casesIn(tasks);
      if (this.#ended !== undefined) return this.#ended;
      if (this.#isTooLong(tasks)) {
        findings.isOutOfTime = true;
        break;
      }
      await this.#round(tasks);
      if (this.#ended === undefined) findings.rounds.made += 1;
    }
    if (this.#ended === undefined) await this.#confirmRest();
    if (this.#ended !== undefined) return this.#ended;
    this.#tell("");
    return undefined;
  }

  /** First of all many requirements and rows for few requests, where all is judged: what is broken is mostly found there. */
  #tours(): Task<WorkerClaim>[] {
    const { suite, settings, world, inventory } = this.#judging;
    // A tour is for a Worker that nothing was done to.
    const isOnGiven = inventory.given !== undefined;
    if (settings.only.length > 0 || this.#options.path !== undefined || isOnGiven) return [];
    const all = [...suite.tours, ...suite.rowTours].filter((one) => one.unavailable(world) === undefined);
    return all.map((claim) => ({ claim, slice: { from: 0, count: 1 }, isTour: true }));
  }

  /** Whether the rows that a tour judged are judged by it: a quick run has no time to judge them one by one. */
  get #toursCount(): boolean {
    const { settings, kind } = this.#judging;
    return settings.profile === "quick" && settings.runs === undefined && kind !== "account";
  }

  /** A refusal that a tour has judged, where that counts. */
  #isSettled({ id, row, name }: WorkerClaim): boolean {
    if (!this.#toursCount || id === undefined || row === undefined || !isRefusal(name)) return false;
    return this.#judging.findings.tally.wasJudged(keyOf(id, row));
  }

  /** Makes a tour; what it stumbles upon is looked for at once by the claims that are about it. */
  async #tour(hands: Hands, tour: WorkerClaim): Promise<void> {
    const { world: given, selected: claims } = this.#judging;
    for (const suspect of await hands.tours.make(tour, given, 0)) {
      const available = (key: string) => about(claims, key).filter((one) => one.unavailable(given) === undefined);
      const causes = hands.tours.causesOf(suspect).flatMap((key) => available(key).slice(0, 1));
      const own = available(suspect.key).slice(0, mostWays);
      // What is judged on every exchange mostly shows in the plainest of them.
      const isOnAll = !own.some(({ id }) => id === splitKey(suspect.key)[0]);
      const ways = [...causes, ...(isOnAll ? claims.slice(0, 1) : []), ...own].map((claim) => ({ claim, index: 0 }));
      if (!(await hands.tours.confirm(suspect, { claims, ways, engine: hands.engine, given })))
        this.#suspects.push({ suspect, tour });
    }
  }

  /** What a tour stumbled upon and no claim has shown: by the tour itself. */
  async #confirmRest(): Promise<void> {
    const { findings, world: given, selected: claims, session, inventory } = this.#judging;
    const open = this.#suspects.filter(({ suspect }) => !findings.tally.hasFailed(suspect.key));
    if (open.length === 0) return;
    const stage = new WorkerStage(session, inventory);
    const { engine, tours } = this.#hands(stage);
    const all = async () => {
      for (const { suspect, tour } of open) {
        const ways = [{ claim: tour, index: 0 }];
        if (await tours.confirm(suspect, { claims, ways, engine, given })) continue;
        engine.keepUnconfirmed(suspect.key, suspect, tour, 0, true);
      }
    };
    this.#ended = (await endOf(all().then(() => undefined))) ?? this.#ended;
    await stage.close();
  }

  #hands(stage: WorkerStage): Hands {
    const { suite, findings, settings } = this.#judging;
    const engine = new Engine(suite, stage, findings, this.#options);
    return {
      engine,
      tours: new Tours(suite, stage, findings, settings.seed, {
        isScout: ({ name }) => !this.#toursCount || !isRowTour(name),
      }),
    };
  }

  /** Whether a round would end after the time is up, as it seems by those before it; the first is always made. */
  #isTooLong(tasks: readonly Task<WorkerClaim>[]): boolean {
    if (this.#made === 0) return false;
    const now = Date.now();
    const msForACase = (now - this.#roundsFrom) / this.#made;
    return now - this.#startedAt + msForACase * casesIn(tasks) > secondsOf(this.#judging) * 1000;
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
    return Math.max(lanesFor(session.latencyMs), session.lags ? lanesOfLag : 1);
  }

  async #lane(queue: Task<WorkerClaim>[], more: () => void): Promise<void> {
    const { world, findings, session, inventory } = this.#judging;
    this.#underWay += 1;
    findings.lanes = Math.max(findings.lanes, this.#underWay);
    const stage = new WorkerStage(session, inventory);
    const hands = this.#hands(stage);
    for (let task = queue.shift(); task && this.#ended === undefined; task = queue.shift()) {
      const { bail } = this.#options;
      if (bail !== undefined && violationsIn(findings) >= bail) this.#ended = `--bail ${bail}`;
      else {
        this.#tell(taskName(task));
        const { claim, slice, isTour } = task;
        const made = isTour ? this.#tour(hands, claim) : hands.engine.judge(claim, world, slice);
        this.#ended = (await endOf(made.then(() => undefined))) ?? this.#ended;
        this.#made += task.slice.count;
        this.#all += task.slice.count;
      }
      more();
      // A target that answers faster than at first needs fewer lanes; the last one stays.
      if (this.#underWay > this.#lanes()) break;
    }
    this.#underWay -= 1;
    await stage.close();
  }

  /** The share of the run that is over: of its cases, or of its time where that will be up first. */
  #share(): number {
    const byTime = (Date.now() - this.#startedAt) / (secondsOf(this.#judging) * 1000);
    return Math.min(1, Math.max(byTime, this.#all / Math.max(1, this.#of)));
  }

  #tell(claim: string): void {
    const { onProgress, selected, findings, session } = this.#judging;
    const of = selected.length;
    const done = claim === "" ? of : Math.min(of, findings.cases.size);
    if (!onProgress) return;
    const share = claim === "" ? 1 : this.#share();
    onProgress({ claim, done, of, failures: violationsIn(findings), requests: session.requests, share });
  }
}

/** Judges every claim. Why the run ended before its last case, or undefined. */
export const judgeAll = (judging: Judging): Promise<string | undefined> => new Rounds(judging).judge();
