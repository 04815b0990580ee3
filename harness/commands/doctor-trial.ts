import { plainVersion } from "../../arbitraries/version.ts";
import type { WorkerPort } from "../../contract/api.ts";
import type { Neighbour } from "../../contract/features.ts";
import { Lacking, Refutation, Unjudged } from "../../contract/refutation.ts";
import type { Check } from "../../reports/doctor.ts";
import type { WorkerSuite } from "../judge/judging.ts";
import { lanesFor } from "../judge/lanes.ts";
import { perSecond } from "../plan/prepare.ts";
import { openJournal, tidyUp } from "../run/tidy.ts";
import { Session } from "../session/session.ts";
import { WorkerStage } from "../session/worker-stage.ts";
import { Inventory } from "../session/workspace.ts";
import { profileSeconds, type Settings } from "../settings/settings.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import type { Target } from "../target/target.ts";
import { neighboursTold } from "./doctor-neighbours.ts";

/** What a run of some kind takes, in requests. */
export type Costs = Readonly<Record<"quick" | "default" | "metered", number>>;

/** Each neighbour, asked for once: the version goes last. */
const probes: readonly (readonly [Neighbour, (worker: WorkerPort, id: string) => Promise<unknown>])[] = [
  ["get", (worker, id) => worker.get(id)],
  ["list", (worker) => worker.list()],
  ["worker", (worker) => worker.info()],
  ["deployments", (worker) => worker.deployments()],
  ["rename", (worker) => worker.rename()],
  ["delete", (worker, id) => worker.remove(id)],
];

/** Which neighbours a target has, as a run finds them. */
async function missingOn(worker: WorkerPort, id: string, { lacks }: Session): Promise<Neighbour[]> {
  const missing: Neighbour[] = [];
  for (const [name, probe] of probes) {
    const isThere = await probe(worker, id).catch((error) => {
      if (error instanceof Lacking) return false;
      throw error;
    });
    if (isThere === false || lacks.absent.has(name)) missing.push(name);
  }
  return missing;
}

/** How long runs of these costs take, where an answer takes so long. */
function speedCheck(latencyMs: number, { quick, default: whole, metered }: Costs, { kind }: Target): Check {
  const lanes = kind === "url" ? lanesFor(latencyMs) : 1;
  const free = (requests: number) => (requests * Math.max(latencyMs, 1)) / lanes / 1000;
  const about = (seconds: number, most = Number.POSITIVE_INFINITY) => `${Math.ceil(Math.min(seconds, most))} s`;
  const times =
    kind === "account"
      ? [["a run of 250 requests", about(metered / perSecond)]]
      : [
          ["quick", about(free(quick), profileSeconds.quick)],
          ["default", about(free(whole), profileSeconds.default)],
          ["--max-requests 250", about((metered * latencyMs) / 1000)],
        ];
  const told = times.map(([name, time]) => `${name} about ${time}`).join(", ");
  return {
    what: "speed",
    state: "ok",
    text: `${latencyMs.toFixed(0)} ms an answer, ${lanes} ${lanes === 1 ? "lane" : "lanes"}: ${told}`,
  };
}

const failed = (text: string): Check => ({
  what: "trial",
  state: "fail",
  text,
  todo: "a run does the same with each of its Workers",
});

/** Makes one Worker and one version, asks for all that a run would, and removes both. */
export async function trialChecks(
  suite: WorkerSuite,
  target: Target,
  settings: Pick<Settings, "out" | "lacks">,
  costs: () => Promise<Costs>,
): Promise<Check[]> {
  const session = new Session(suite, { ...target, lacks: settings.lacks });
  const journal = openJournal(settings, target, new Date());
  const inventory = new Inventory({ previews: target.kind !== "account", journal });
  const stage = new WorkerStage(session, inventory);
  const checks: Check[] = [];
  try {
    const worker = await stage.workspace.worker();
    const { exchange, result } = await worker.create(plainVersion());
    if (result === undefined) checks.push(failed(`a plain version is refused (status ${exchange.answer.status})`));
    else {
      const missing = await missingOn(worker, result.id, session);
      const took = stage.lane.trace.map((one) => one.endedAt - one.startedAt).sort((a, b) => a - b);
      const latencyMs = took[Math.floor(took.length / 2)] ?? 0;
      const asked = probes.map(([name]) => name);
      checks.push(...neighboursTold(asked, missing, Object.keys(suite.requirements)));
      if (target.kind !== "mock") checks.push(speedCheck(latencyMs, await costs(), target));
    }
  } catch (error) {
    const isTargets = [Unjudged, Refutation, TargetLost, EndOfRun, NoAnswer].some((one) => error instanceof one);
    if (!isTargets) throw error;
    checks.push(failed((error as Error).message));
  } finally {
    await stage.close();
    await tidyUp(stage.lane, inventory, target, {});
  }
  const { created, left } = inventory.residue;
  const end: Check =
    left.length > 0
      ? { what: "trial", state: "note", text: `left, or not known to be gone: ${left.join(", ")}`, todo: "see `clean`" }
      : { what: "trial", state: "ok", text: `${created} Worker and a version of it made and removed` };
  return [...checks, ...(created > 0 ? [end] : [])];
}
