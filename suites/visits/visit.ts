import type fc from "fast-check";
import { versionWith } from "../../arbitraries/version.ts";
import type { World } from "../../arbitraries/world.ts";
import type { CreateOptions, WorkerPort } from "../../contract/api.ts";
import type { Binding } from "../../contract/bindings.ts";
import { declared } from "../../contract/features.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { Version, VersionRequest } from "../../contract/version.ts";
import { inheritRules } from "../judges/inherit.ts";
import { refusedAmong } from "../judges/refused-among.ts";
import { type Claim, traffic } from "../words/claim.ts";
import { look, send } from "../words/round-trip.ts";
import { stop } from "../words/stop.ts";
import { accepted, ifThere, isAccepted, isRefused, listedAll, made } from "../words/verdicts.ts";

/**
 * One case that holds every member of a finite set, so that none of them is left to chance. What it makes is judged by
 * the invariants, and at its stops.
 */
export const visit = <T extends unknown[]>(
  name: string,
  drives: readonly RequirementId[],
  inputs: (world: World) => { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (worker: WorkerPort, ...inputs: T) => Promise<void>,
  unavailable: (world: World) => string | undefined = () => undefined,
): Claim =>
  traffic(`visit.${name}`, { weight: 0, drives, unavailable }, inputs, async (worker, ...values: T) => {
    await check(worker, ...values);
    // What a list shows of it is judged as well.
    await ifThere(() => listedAll(worker));
  });

/** Why a visit is not made where the target is declared to lack one of these. */
export const lacking =
  (...names: string[]) =>
  ({ lacks = [] }: World): string | undefined => {
    const lack = names.find((name) => lacks.includes(name));
    return lack === undefined ? undefined : declared(lack);
  };

/** A list in pieces of at most so many. */
export function inPieces<T>(list: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let from = 0; from < list.length; from += size) pieces.push(list.slice(from, from + size));
  return pieces;
}

/** Of so many versions, one is read without its modules too. */
const plainReads = 3;

interface TakenOptions extends CreateOptions {
  /** The requirement, and its row, that a refusal breaks; without it, a binding that is to blame is looked for. */
  judged?: Blamed;
  /** What it breaks, where that must be looked for. */
  blames?: () => Promise<Blamed>;
}
type Blamed = readonly [id: RequirementId, row?: string];

/** A version that was made, with the bindings that were left. */
export interface Taken {
  id: string;
  bindings: Binding[];
}

/** Creates a version that any target takes, and reads it; a binding that is refused is blamed by itself, and left out. */
export async function taken(
  worker: WorkerPort,
  whole: VersionRequest,
  { judged, blames, ...options }: TakenOptions = {},
): Promise<Taken | undefined> {
  let reply = await send(worker, whole, options);
  let request = whole;
  if (isRefused(reply) && !judged && !blames && (whole.bindings ?? []).length > 0) {
    const bad = await refusedAmong(worker, whole);
    const bindings = (whole.bindings ?? []).filter((one) => !bad.includes(one));
    request = { ...whole, bindings };
    if (bad.length > 0) reply = await send(worker, request, options);
  }
  const blamed = isRefused(reply) ? await blames?.() : undefined;
  const [id, row] = blamed ?? judged ?? ["version.accepts-valid"];
  const versions: Version[] = [];
  await stop(worker, [row === undefined ? id : [id, row]], async () => {
    versions.push(accepted(reply, row === undefined ? { id } : { id, row }));
  });
  const [version] = versions;
  if (!version) return undefined;
  await look(worker, version.id, { modules: true });
  // A read without modules may go another way: of some versions, both are looked at.
  if (version.number % plainReads === 0) await look(worker, version.id);
  return { id: version.id, bindings: request.bindings ?? [] };
}

/** What is refused so often in a row will be refused the next time too. */
const mostInVain = 5;

/** Takes one after the other, unless nothing is taken any more; what was. */
export async function takenOf<T>(
  items: readonly T[],
  take: (one: T, i: number) => Promise<Taken | undefined>,
): Promise<Taken[]> {
  const all: Taken[] = [];
  let inVain = 0;
  for (const [i, one] of items.entries()) {
    const made = await take(one, i);
    inVain = made ? 0 : inVain + 1;
    if (made) all.push(made);
    if (inVain >= mostInVain) break;
  }
  return all;
}

/** A version of bindings that are inherited by a rule: where one alone is taken, it is their number that is refused. */
export const inherited = (
  worker: WorkerPort,
  rule: keyof typeof inheritRules,
  bindings: readonly Binding[],
  options: CreateOptions = {},
): Promise<Taken | undefined> =>
  taken(worker, versionWith(bindings), {
    ...options,
    blames: async () => {
      const alone = bindings.filter(({ type }) => type === "inherit").slice(0, 1);
      const isTaken = isAccepted(await worker.create(versionWith(alone), { contentUnjudged: true }));
      return isTaken ? ["bindings.accepted", "inherit"] : [inheritRules[rule].id];
    },
  });

/** The most creates that looking for what is refused may take. */
const mostProbes = 24;

/** Creates versions of items that a target may refuse: what it takes, it keeps whole. */
export async function keptOrRefused<T>(
  worker: WorkerPort,
  items: readonly T[],
  around: (some: readonly T[]) => VersionRequest,
): Promise<void> {
  let probes = 0;
  const search = async (some: readonly T[]): Promise<void> => {
    if (some.length === 0 || probes >= mostProbes) return;
    probes += 1;
    const reply = await worker.create(around(some));
    if (isAccepted(reply)) return void (await look(worker, made(reply).id, { modules: true }));
    if (some.length === 1) return;
    // Refused without any of them too: then it is something else.
    if (some === items && !isAccepted(await worker.create(around([]), { contentUnjudged: true }))) return;
    const half = Math.ceil(some.length / 2);
    await search(some.slice(0, half));
    await search(some.slice(half));
  };
  await search(items);
}
