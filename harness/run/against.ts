import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { World } from "../../arbitraries/world.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { Against } from "../../reports/against.ts";
import { endOf, suiteFor, type WorkerClaim, type WorkerSuite } from "../judge/judging.ts";
import { lanesFor } from "../judge/lanes.ts";
import { casesIn, roundsOf, type Task } from "../judge/rounds.ts";
import { mostRequests } from "../plan/prepare.ts";
import { RequestBudget } from "../session/request-budget.ts";
import { Session } from "../session/session.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import { Inventory } from "../session/workspace.ts";
import { readResources } from "../settings/resources.ts";
import { type Environment, profileSeconds, profiles, type Settings } from "../settings/settings.ts";
import { CannotRun, EndOfRun, TargetLost } from "../shared/errors.ts";
import { openTarget, type Target } from "../target/target.ts";
import { Comparison, Differences, type Side, type Sides } from "./against-cases.ts";
import { againstOf } from "./against-report.ts";
import { doneWithout } from "./lacks.ts";
import { type RunOptions, selectedOf } from "./run.ts";
import { openJournal, tidyUp } from "./tidy.ts";
import { dayOf, type Place, worldOutside } from "./world.ts";

/** The journal of the second target stands in a folder of its own: the names in both are the same. */
export const secondFolder = "against";

type Dated = Settings & { today: string };
export type AgainstOptions = Pick<RunOptions, "signal" | "hurry" | "onProgress">;

/** What only a run that judges can do. */
function checked(settings: Settings): void {
  const { worker, provision, baseline, since } = settings;
  const given = [
    worker !== undefined ? "--worker" : [],
    provision ? "--provision" : [],
    baseline !== undefined ? "--baseline" : [],
    since.length > 0 ? "--since" : [],
  ].flat();
  if (given.length > 0)
    throw new CannotRun(
      `--against-base-url and ${given[0]} exclude each other`,
      "two targets are compared, none is judged",
    );
}

/** The two targets: names of Workers are the same on both, so that the same is sent to both. */
export function openBoth(settings: Settings, env: Environment): readonly [Target, Target] {
  const { againstBaseUrl, againstAccountId = settings.accountId } = settings;
  if (againstAccountId === undefined)
    throw new CannotRun("--against-base-url needs --against-account-id", "the account in that target's paths");
  const runId = randomUUID().slice(0, 8);
  const token = env.AGAINST_API_TOKEN || env.CLOUDFLARE_API_TOKEN;
  const there = { ...settings, baseUrl: againstBaseUrl, accountId: againstAccountId, fault: [] };
  const [first, second] = [openTarget(settings, env), openTarget(there, { ...env, CLOUDFLARE_API_TOKEN: token })];
  const isOther = first.accountId !== againstAccountId;
  const secrets = second.secrets?.map((one) =>
    isOther && one.text === againstAccountId ? { ...one, as: "$AGAINST_ACCOUNT_ID" } : one,
  );
  return [
    { ...first, runId },
    { ...second, runId, secrets: secrets ?? [] },
  ];
}

function sideOf(suite: WorkerSuite, target: Target, settings: Dated, out: string, options: AgainstOptions): Side {
  const most = mostRequests(settings, target.kind);
  const { signal, hurry } = options;
  const meter = most === undefined ? undefined : new RequestBudget(most);
  const lacks = doneWithout(settings);
  return {
    target,
    session: new Session(suite, { ...target, lacks, today: settings.today, meter, signal, hurry }),
    inventory: new Inventory({
      previews: target.kind !== "account",
      journal: openJournal({ out }, target, new Date()),
    }),
  };
}

/** Where one has to be careful, if on one of the two. */
function carefulPlace(targets: readonly Target[]): Place {
  const places = targets.map(({ kind, transport }): Place => ({ kind, baseUrl: transport.baseUrl }));
  const isHere = ({ baseUrl }: Place) => /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(baseUrl);
  const ofUrl = places.filter(({ kind }) => kind === "url");
  return (
    places.find(({ kind }) => kind === "account") ??
    ofUrl.find((one) => !isHere(one)) ??
    ofUrl[0] ?? { kind: "mock", baseUrl: "mock" }
  );
}

/** The first Worker of each target, which other Workers' bindings may name: it has the same name on both. */
async function firstWorkers(stages: readonly WorkerStage[], sides: Sides): Promise<World["peer"]> {
  const peers: World["peer"][] = [];
  for (const [i, { workspace }] of stages.entries()) {
    try {
      peers.push(await workspace.peer());
    } catch (error) {
      if (!(error instanceof Unjudged || error instanceof TargetLost)) throw error;
      throw new CannotRun(
        `${sides[i]?.target.transport.baseUrl} cannot be reached: ${error.message}`,
        "check that both targets are running",
      );
    }
  }
  const [first, second] = peers;
  if (first === undefined || first.name !== second?.name)
    throw new CannotRun("both are one target: what is made on the one is there on the other", "see --against-base-url");
  return first;
}

/** Removes what was made on each target; one on which nothing was, is not asked. */
async function tidy(stages: readonly WorkerStage[], sides: Sides, { hurry }: AgainstOptions): Promise<void> {
  const all = sides.map(async ({ inventory, target, session }, i) => {
    const stage = stages[i];
    if (stage === undefined || inventory.unsure.size + inventory.residue.created === 0)
      return inventory.journal?.close({ keep: false });
    await stage.close();
    await tidyUp(stage.lane, inventory, target, { hurry, patience: session.lost ? "none" : "usual" });
  });
  await Promise.all(all);
}

/** Until when another case may begin. */
function deadlineOf({ maxTime, rounds, runs, path, profile }: Settings, { kind }: Place, startedAt: number): number {
  const isToldHowMuch = rounds !== undefined || runs !== undefined || path !== undefined;
  const seconds = maxTime ?? (kind === "mock" || isToldHowMuch ? Number.POSITIVE_INFINITY : profileSeconds[profile]);
  return startedAt + seconds * 1000;
}

/** Why it ended, with the target that no longer answers. */
function whoEnded(ended: string | undefined, sides: Sides): string | undefined {
  const lost = sides.find(({ session }) => session.lost !== undefined);
  return ended === undefined || lost === undefined ? ended : `${lost.target.transport.baseUrl}: ${ended}`;
}

/** What a comparison is made from. */
interface Comparing {
  sides: Sides;
  settings: Dated;
  claims: readonly WorkerClaim[];
  world: World;
  place: Place;
  differences: Differences;
  options: AgainstOptions;
}

/** How long an answer takes, as the last ones did or, at first, as those to making a Worker. */
const answerMs = ({ latencyMs, times }: Session) => Math.max(latencyMs, times.summary()?.createWorker?.medianMs ?? 0);

/** As many cases at once as hide the time that an answer takes; one on an account. */
const lanesOf = ({ sides, place, settings }: Comparing): number =>
  place.kind === "account" || settings.path !== undefined
    ? 1
    : Math.max(...sides.map(({ session }) => lanesFor(answerMs(session))));

/** Compares all claims round by round. Why it ended before its last case, or undefined. */
async function compareAll(comparing: Comparing, startedAt: number): Promise<string | undefined> {
  const { settings, claims, place, differences } = comparing;
  const until = deadlineOf(settings, place, startedAt);
  const isFull = () => settings.bail !== undefined && differences.found.size >= settings.bail;
  const isOver = () => Date.now() >= until || isFull();
  const all = roundsOf(claims, settings.runs ?? profiles[settings.profile], place.kind === "url");
  for (const tasks of all.slice(0, settings.path === undefined ? settings.rounds : 1)) {
    await compareRound(comparing, tasks, isOver);
    if (isFull()) return `--bail ${settings.bail}`;
    if (isOver()) break;
  }
  return undefined;
}

async function compareRound(
  comparing: Comparing,
  tasks: readonly Task<WorkerClaim>[],
  isOver: () => boolean,
): Promise<void> {
  const { sides, settings, world, differences, options, claims } = comparing;
  const queue = [...tasks];
  const lane = async (): Promise<void> => {
    const comparison = new Comparison(sides, differences, { seed: settings.seed, path: settings.path, isOver });
    try {
      for (let task = queue.shift(); task && !isOver(); task = queue.shift()) {
        await comparison.compare(task, world);
        const requests = sides.reduce((sum, { session }) => sum + session.requests, 0);
        const done = Math.min(claims.length, claims.length - casesIn(queue));
        options.onProgress?.({ claim: "", done, of: claims.length, failures: differences.found.size, requests });
      }
    } finally {
      queue.length = 0;
      await comparison.close();
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: lanesOf(comparing) }, lane));
  for (const one of lanes) if (one.status === "rejected") throw one.reason;
}

/** Sends the same cases to two targets, and says where they differ. Both are left as they were found. */
export async function against(
  whole: WorkerSuite,
  given: Settings,
  env: Environment,
  options: AgainstOptions = {},
): Promise<Against> {
  checked(given);
  const suite = suiteFor(whole, given);
  const startedAt = new Date();
  const settings: Dated = { ...given, today: dayOf(given) };
  const resources = settings.resources === undefined ? undefined : await readResources(settings.resources);
  const selected = selectedOf(suite, settings);
  const targets = openBoth(settings, env);
  const [a, b] = targets;
  const sides: Sides = [
    sideOf(suite, a, settings, settings.out, options),
    sideOf(suite, b, settings, join(settings.out, secondFolder), options),
  ];
  const stages = sides.map(({ session, inventory }) => new WorkerStage(session, inventory));
  const place = carefulPlace(targets);
  const differences = new Differences();
  let claims: WorkerClaim[] = [];
  try {
    const peer = await firstWorkers(stages, sides);
    const world: World = { peer, ...worldOutside(place, settings, resources) };
    // What races shows something else each time.
    const comparable = selected.filter((one) => one.tries === 1 && one.unavailable(world) === undefined);
    // What is about one requirement is made first: it says most for what it costs.
    claims = comparable.toSorted((one, other) => Number(one.id === undefined) - Number(other.id === undefined));
    const comparing = { sides, settings, claims, world, place, differences, options };
    const ended = whoEnded(await endOf(compareAll(comparing, startedAt.getTime())), sides);
    await tidy(stages, sides, options);
    return againstOf({ sides, settings, startedAt, claims, differences, ended });
  } catch (error) {
    await tidy(stages, sides, options);
    if (error instanceof EndOfRun)
      return againstOf({ sides, settings, startedAt, claims, differences, ended: error.message });
    throw error;
  } finally {
    for (const { transport } of targets) await transport.close();
  }
}
