import fc from "fast-check";
import { isBreakable } from "../../arbitraries/twins.ts";
import { mustDeploy } from "../../arbitraries/version.ts";
import type { World } from "../../arbitraries/world.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { type RequestFault, requestFaults } from "../../contract/faults/index.ts";
import { isAbout } from "../../contract/features.ts";
import { type JsonObject, toJson } from "../../contract/json.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { brokenRefused, credentialsRefused, wrongToken } from "../judges/refusals.ts";
import { leftNothing, stands, takenOf, unauthorized } from "../refusals.ts";
import { type Input, inputOf, type Made, optionsOf, staged } from "../twins.ts";
import { alone, isOk, sendBroken } from "../words/broken.ts";
import type { Claim } from "../words/claim.ts";
import { stop } from "../words/stop.ts";
import { given } from "../words/verdicts.ts";
import { tour } from "./tour.ts";

type Fault = (typeof requestFaults)[number];
/** A fault, what its twin is made from, and which of its changes is sent; all of them where none is named. */
interface Choice {
  fault: Fault;
  input: Input;
  change: number | null;
}

/** Faults that need no Worker of their own come first, if a requirement has such. */
const isLight = ({ subject }: RequestFault) => subject.of !== "migrations" && subject.of !== "containers";
const ids: readonly RequirementId[] = [...new Set(requestFaults.map((one) => one.requirement))].filter(
  (id) => id !== "refusal.credentials",
);
const drives: readonly RequirementId[] = [...ids, "refusal.client-error", "refusal.pointer"];

/** Whether a fault can be shown with what exists. */
const isShowable = (fault: Fault, world: World): boolean =>
  optionsOf(fault).unavailable?.(world) === undefined &&
  !(world.lacks ?? []).some((lack) => isAbout({ name: fault.requirement, row: fault.id }, lack));

const pick = (fault: Fault, world: World): fc.Arbitrary<Choice> =>
  fc.record({ fault: fc.constant(fault), input: inputOf(fault, world), change: fc.nat({ max: 99 }) });
/** Every change where there is time for it. */
const pickAll = (fault: Fault, world: World): fc.Arbitrary<Choice> =>
  world.isBrief
    ? pick(fault, world)
    : fc.record({ fault: fc.constant(fault), input: inputOf(fault, world), change: fc.constant(null) });

/** One fault for each requirement about refusals. */
const picks = (world: World): fc.Arbitrary<Choice[]> =>
  fc.tuple(
    ...ids
      .map((id) => requestFaults.filter((one) => one.requirement === id && isShowable(one, world)))
      .map((all) => (all.some(isLight) ? all.filter(isLight) : all))
      .filter((all) => all.length > 0)
      .map((all) => fc.constantFrom(...all).chain((fault) => pick(fault, world))),
  );

/** A fault with a twin that the target was seen to accept. */
interface Ready extends Choice {
  request: VersionRequest;
  made: Made;
}
/** A twin that another fault has had made. */
const nothing: Made = { versions: 0, deployments: 0 };

/** Shows that the twin of each fault is accepted; one twin does for all that break it. */
async function twinsOf(worker: WorkerPort, chosen: readonly Choice[]): Promise<Ready[]> {
  const ready: Ready[] = [];
  for (const one of chosen) {
    const { fault, input } = one;
    const subject = JSON.stringify(fault.subject);
    const known = ready.find(
      (other) => JSON.stringify(other.fault.subject) === subject && isBreakable(fault, other.request),
    );
    if (known) ready.push({ ...one, request: known.request, made: nothing });
    else
      await stop(worker, [["version.accepts-valid", fault.requirement]], async () => {
        const { request, ...made } = await staged(worker, fault, input, { around: alone, beside: false });
        ready.push({ ...one, request, made });
      });
  }
  return ready;
}

/** Sends each request broken in one place. Whether each of them was refused. */
async function refusals(worker: WorkerPort, ready: readonly Ready[]): Promise<boolean> {
  let refused = true;
  for (const { fault, request, change: n } of ready)
    await stop(worker, [[fault.requirement, fault.id]], async () => {
      const { changes } = fault;
      for (const change of n === null ? changes : changes.slice(n % changes.length).slice(0, 1)) {
        const sending = change.send(toJson(request) as JsonObject);
        const sent = await sendBroken(worker, fault, request, sending, { deploy: mustDeploy(request) || undefined });
        refused &&= !isOk(sent.exchange);
        brokenRefused(fault, change, sending, sent);
      }
    });
  return refused;
}

/** A wrong token, and another request that no credentials are right for. */
const credentials = (worker: WorkerPort, other: number) =>
  stop(worker, ["refusal.credentials"], async () => {
    const wrong = unauthorized.filter(({ what }) => what === wrongToken);
    const others = unauthorized.filter((one) => !wrong.includes(one));
    for (const one of [...wrong, ...others.slice(other % others.length).slice(0, 1)])
      credentialsRefused(await takenOf(worker, one));
  });

/** Valid twins first, then all that is refused. */
async function refused(worker: WorkerPort, chosen: readonly Choice[]): Promise<void> {
  const ready = await twinsOf(worker, chosen);
  const then = await stands(worker, {
    versions: ready.reduce((sum, { made }) => sum + made.versions, 0),
    deployments: ready.reduce((sum, { made }) => sum + made.deployments, 0),
  });
  const isRefused = await refusals(worker, ready);
  await stop(worker, ["deploy.refused-moves-nothing"], async () => {
    given(isRefused, "the target did not refuse all of them");
    await leftNothing(worker, then);
  });
}

/** A request broken in one place for each requirement about refusals. */
export const refusalsTour: Claim = tour(
  "refusals",
  [...drives, "refusal.credentials"],
  (world) => [picks(world), fc.nat({ max: 99 })],
  async (worker, chosen: Choice[], other: number) => {
    await refused(worker, chosen);
    await credentials(worker, other);
  },
);

/** Requests that one tour of rows sends, about. */
const mostRows = 24;

/** Faults in groups: those that one twin does for stay together, as far as a group has room. */
function groups(): Fault[][] {
  const bySubject = new Map<string, Fault[]>();
  for (const one of requestFaults.filter(({ requirement }) => requirement !== "refusal.credentials")) {
    const subject = JSON.stringify(one.subject);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), one]);
  }
  const all: Fault[][] = [];
  for (const own of bySubject.values()) {
    const last = all.at(-1);
    if (last && last.length + own.length <= mostRows) last.push(...own);
    else all.push([...own]);
  }
  return all;
}

/** Every row of the refusals once, many on one Worker. */
export const rowTours: readonly Claim[] = groups().map((faults, i) =>
  tour(
    `rows-${i + 1}`,
    drives,
    (world) => [fc.tuple(...faults.filter((one) => isShowable(one, world)).map((one) => pickAll(one, world)))],
    (worker, chosen: Choice[]) => refused(worker, chosen),
    (world) => (faults.some((one) => isShowable(one, world)) ? undefined : "nothing that exists has what they break"),
  ),
);
