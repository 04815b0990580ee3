import fc from "fast-check";
import { binding } from "../../arbitraries/bindings.ts";
import { extraModules } from "../../arbitraries/modules.ts";
import { plainVersion, version, versionAround } from "../../arbitraries/version.ts";
import type { World } from "../../arbitraries/world.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { allKinds, type BindingKind } from "../../contract/bindings.ts";
import {
  features,
  isLostWithout,
  isShownIn,
  leftAlone,
  type Neighbour,
  neighbours,
  used,
  without,
} from "../../contract/features.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import { Refutation, Unjudged } from "../../contract/refutation.ts";
import type { VersionRequest } from "../../contract/version.ts";
import type { Lack } from "../../reports/report.ts";
import type { RequestBudget } from "../session/request-budget.ts";
import type { Session } from "../session/session.ts";
import type { WorkerStage } from "../session/worker-stage.ts";
import type { Settings } from "../settings/settings.ts";

/** What a run does without: what the target is declared to lack, and what is left alone on a Worker that exists. */
export const doneWithout = ({ lacks, worker }: Pick<Settings, "lacks" | "worker">): string[] =>
  worker === undefined ? lacks : [...new Set([...leftAlone, ...lacks])];

/** Requests that asking for one feature may take. */
const mostRequests = 6;

const oneMade = async (worker: WorkerPort, note = "1") => (await worker.create(plainVersion(note))).result?.id ?? "";

/** Whether a neighbour is there. */
const isThere: Readonly<Record<Neighbour, (worker: WorkerPort) => Promise<boolean>>> = {
  get: async (worker) => (await worker.get(await oneMade(worker))).result !== undefined,
  list: async (worker) => (await worker.list()).result !== undefined,
  include: async (worker) => {
    const { result } = await worker.get(await oneMade(worker), { modules: true });
    const [first] = Array.isArray(result?.modules) ? result.modules : [];
    return isObject(first) && first.content_base64 !== undefined;
  },
  paging: async (worker) => {
    for (const note of ["1", "2"]) await oneMade(worker, note);
    return (await worker.list({ perPage: 1 })).result?.versions.length === 1;
  },
  delete: async (worker) => {
    const id = await oneMade(worker);
    await oneMade(worker, "2");
    return (await worker.remove(id)).exchange.answer.status < 300;
  },
  deployments: async (worker) => (await worker.deployments()).result !== undefined,
  worker: async (worker) => (await worker.info()).result !== undefined,
  rename: (worker) => worker.rename(),
};

/** A request that uses a feature, by a seed. */
function requestWith(name: string, world: World, seed: number): VersionRequest | undefined {
  const kind = allKinds.find((one) => name === `bindings.${one}`);
  const whole = { ...world, lacks: [] };
  if (name === "migrations") return { ...plainVersion(), migrations: { new_tag: "v1" } };
  if (name === "containers") return { ...plainVersion(), containers: [{ class_name: "Box" }] };
  const all = kind === undefined ? version(whole) : versionAround(bindingOf(kind, whole), whole);
  const more = extraModules().map((modules) => ({
    ...plainVersion(),
    modules: [...(plainVersion().modules ?? []), ...modules],
  }));
  return fc
    .sample(name.startsWith("modules.") ? more : all, { seed, numRuns: 300 })
    .find((one) => used(one, [name])[0]);
}
const bindingOf = (kind: BindingKind, world: World) => binding(kind, world).map((one) => [one]);

async function shows(worker: WorkerPort, name: string, world: World, seed: number): Promise<boolean> {
  const request = requestWith(name, world, seed);
  const others = (world.lacks ?? []).filter((one) => one !== name);
  const { result } = request ? await worker.create(without(request, others), { contentUnjudged: true }) : {};
  return result !== undefined && isShownIn(result as unknown as JsonObject, name);
}

/** Asks once for each feature that the target is declared to lack: whoever has it after all, is told. */
export async function askForLacks(
  { workspace, lane }: WorkerStage,
  world: World,
  { seed, lacks: names }: Pick<Settings, "seed" | "lacks">,
  meter?: RequestBudget,
): Promise<void> {
  const { lacks } = lane.session;
  for (const name of names.filter((one) => one !== "workers")) {
    if (meter && meter.spare < mostRequests) return;
    try {
      const worker = await workspace.worker();
      const neighbour = Object.hasOwn(neighbours, name) ? isThere[name as Neighbour] : undefined;
      await lacks.ask(name, () => neighbour?.(worker) ?? shows(worker, name, world, seed));
    } catch (error) {
      // What comes of it is no verdict: a target that lacks something may answer anything.
      if (!(error instanceof Unjudged || error instanceof Refutation)) throw error;
    } finally {
      await workspace.clean();
    }
  }
}

/** What a target lacks, for the report: as it is declared, and as its answers say. */
export function lacksOf({ lacks }: Session): Lack[] {
  const told = [...lacks.declared].map((name) => ({ name, isDeclared: true, isFound: lacks.found.has(name) }));
  const seen = [...lacks.absent]
    .filter((name) => !lacks.declared.has(name))
    .map((name) => ({ name, isDeclared: false, isFound: false }));
  return [...told, ...seen].map((one) => ({ ...one, text: features[one.name]?.text ?? one.name }));
}

/** Why a requirement cannot be judged on a target, by what it lacks. */
export function lackFor(id: string, { lacks }: Session): string | undefined {
  const name = [...lacks.declared, ...lacks.absent].find((one) => isLostWithout(id, one));
  return name === undefined ? undefined : lacks.why(name);
}
