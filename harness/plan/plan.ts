import { claimKey } from "../../suites/words/claim.ts";
import type { WorkerClaim as Claim, WorkerSuite } from "../judge/judging.ts";
import { casesOf } from "../judge/options.ts";
import { about, isSelected } from "../judge/select.ts";
import { splitKey } from "../shared/tally.ts";
import type { Rehearsal, Step } from "./rehearsal.ts";

/** What a metered run will do, before its first request. */
export interface Plan {
  /** Steps that judge every requirement once, as far as the budget goes. */
  cover: Step[];
  /** Steps for the rows that those left out, and then for more cases. */
  more: Step[];
  /** Requests if the target conforms: the steps, and the Worker that others name. */
  requests: number;
  creates: number;
  workers: number;
  /** The most requests that the run makes, whatever the target does. */
  limit: number;
  /** Requirements that the run is to judge, and those of them for which the budget is too small. */
  wanted: string[];
  /** Requirements that may be judged at all, as far as they were selected, and those that the steps judge. */
  asked: string[];
  judged: string[];
  /** Requirements and rows that are left to another run: earlier ones tried them more often than others. */
  done: ReadonlySet<string>;
  missed: string[];
  /** Requirements that no claim can judge with what exists. */
  impossible: string[];
  /** Rows that are judged, and rows that there are. */
  rows: { judged: number; of: number };
  /** The cheapest case that judges a key by a claim of its own, for what a tour leaves open. */
  alternative: (key: string) => Promise<Step | undefined>;
}

export interface PlanOptions {
  suite: Pick<WorkerSuite, "requirements" | "tours" | "rowTours">;
  claims: readonly Claim[];
  /** What was selected, if not everything. */
  only: readonly string[];
  /** The most requests that may be made. */
  budget: number;
  /** What the run needs beside its cases: the Worker that others name, and what is provisioned. */
  beside: number;
  /** The most cases of a claim. */
  runs: number;
  /** How often earlier runs tried each requirement and row: what they tried least is what is wanted. */
  tried?: ReadonlyMap<string, number> | undefined;
}

/** The share of a budget that is kept for what no rehearsal shows: reads that lag, failures that are shrunk. */
const reserveShare = 0.1;
const tourCases = 2;
/** Cases to choose from, of what no tour judges: some are much cheaper than others. */
const choiceCases = 8;
const isRefusal = ({ name }: Claim) => /^(refusal|silence)\./.test(name);

/** The steps that judge what is wanted for the fewest requests, each the one that judges most for its price. */
export function coverOf(steps: readonly Step[], wanted: ReadonlySet<string>, affordable: number): Step[] {
  const open = new Set(wanted);
  const chosen: Step[] = [];
  let left = affordable;
  const worth = ({ judges, requests }: Step) => [...judges].filter((key) => open.has(key)).length / requests;
  for (;;) {
    const fitting = steps.filter(({ requests }) => requests <= left).map((step) => ({ step, worth: worth(step) }));
    const best = fitting.reduce((a, b) => (b.worth > a.worth ? b : a), fitting[0] ?? { step: undefined, worth: 0 });
    if (!best.step || best.worth === 0) return withoutIdle(chosen, wanted);
    chosen.push(best.step);
    left -= best.step.requests;
    for (const key of best.step.judges) open.delete(key);
  }
}

/** The better of two covers: one that is chosen freely, and one that begins with a case of each tour. */
function coverWith(
  tours: readonly Step[],
  steps: readonly Step[],
  wanted: ReadonlySet<string>,
  affordable: number,
): Step[] {
  const free = coverOf(steps, wanted, affordable);
  const oneEach = new Map([...tours].reverse().map((step) => [step.claim, step]));
  const first = withoutIdle([...oneEach.values()], wanted);
  const judged = judgedBy(first);
  const rest = new Set([...wanted].filter((key) => !judged.has(key)));
  const toured = withoutIdle([...first, ...coverOf(steps, rest, affordable - costOf(first))], wanted);
  if (costOf(toured) > affordable) return free;
  const missing = (cover: readonly Step[]) => {
    const own = judgedBy(cover);
    return [...wanted].filter((key) => !own.has(key)).length;
  };
  const [a, b] = [missing(free), missing(toured)];
  return b < a || (b === a && costOf(toured) < costOf(free)) ? toured : free;
}

/** Leaves out steps of which others judge everything, the dearest first. */
function withoutIdle(steps: readonly Step[], wanted: ReadonlySet<string>): Step[] {
  let kept = [...steps];
  for (const one of steps.toSorted((a, b) => b.requests - a.requests)) {
    const others = kept.filter((step) => step !== one);
    const judged = new Set(others.flatMap(({ judges }) => [...judges]));
    if ([...one.judges].every((key) => judged.has(key) || !wanted.has(key))) kept = others;
  }
  return kept;
}

const costOf = (steps: readonly Step[]) => steps.reduce((sum, { requests }) => sum + requests, 0);
const judgedBy = (steps: readonly Step[]) => new Set(steps.flatMap(({ judges }) => [...judges]));

/** Rehearses cases; those that cannot be made with what exists are left out. */
async function rehearsed(rehearsal: Rehearsal, claims: readonly Claim[], cases: number): Promise<Step[]> {
  const steps: Step[] = [];
  for (const claim of claims)
    for (let index = 0; index < cases; index += 1) {
      const step = await rehearsal.step(claim, index);
      if (step) steps.push(step);
    }
  return steps;
}

/** Keys of the rows that claims have. */
const rowKeys = (claims: readonly Claim[]) =>
  claims.flatMap((one) => (one.id && one.row !== undefined ? [claimKey(one)] : []));

/** What a run that is metered will do: every requirement once, then every row once, then case after case. */
export async function planOf(rehearsal: Rehearsal, options: PlanOptions): Promise<Plan> {
  const { claims, budget, beside } = options;
  const possible = new Set(claims.filter((one) => rehearsal.canMake(one)).flatMap(idsOf));
  const keys = rowKeys(claims);
  const rows = rowKeys(claims.filter((one) => rehearsal.canMake(one)));
  const asked = wantedOf(options);
  const done = doneBefore([...asked.filter((id) => possible.has(id)), ...rows], options.tried);
  const wanted = asked.filter((id) => !done.has(id));
  const affordable = Math.floor(budget * (1 - reserveShare)) - beside;
  const { cover, known } = await covering(rehearsal, options, new Set<string>(wanted), affordable);
  const more = await moreOf(
    rehearsal,
    options,
    { cover, known, keys: [...asked, ...rows] },
    budget - beside - costOf(cover),
  );
  const all = [...cover, ...more];
  const judged = judgedBy(all);
  return {
    cover: inOrder(cover, options),
    more,
    requests: beside + costOf(all),
    creates: all.reduce((sum, { creates }) => sum + creates, 0) + 1,
    workers: all.reduce((sum, { workers }) => sum + workers, 0) + 1,
    limit: budget,
    wanted,
    asked,
    judged: asked.filter((id) => judged.has(id)),
    done,
    missed: wanted.filter((id) => !judged.has(id) && possible.has(id)),
    impossible: wanted.filter((id) => !judged.has(id) && !possible.has(id)),
    rows: { judged: keys.filter((key) => judged.has(key)).length, of: keys.length },
    alternative: (key) => alternative(rehearsal, claims, key),
  };
}

/** Keys by how often earlier runs tried them, the least first. */
function byTimes(keys: readonly string[], tried: ReadonlyMap<string, number> = new Map()): string[][] {
  const times = (key: string) => tried.get(key) ?? 0;
  const all = [...new Set(keys.map(times))].sort((a, b) => a - b);
  return all.map((one) => keys.filter((key) => times(key) === one));
}

/** What earlier runs tried more often than the least of all: it comes last. */
function doneBefore(keys: readonly string[], tried: ReadonlyMap<string, number> = new Map()): Set<string> {
  const times = (key: string) => tried.get(key) ?? 0;
  const least = Math.min(...keys.map(times));
  return new Set(keys.filter((key) => times(key) > least));
}

/** Requirements that a run is to judge: all, or those that the selection is about. */
function wantedOf({ suite, claims, only }: PlanOptions): string[] {
  const ids = Object.keys(suite.requirements);
  const own = new Set(claims.flatMap(({ id }) => id ?? []));
  const wanted = ids.filter((id) => isSelected(id, only) || own.has(id));
  if (wanted.length > 0) return wanted;
  const driven = new Set(claims.flatMap(idsOf));
  return ids.filter((id) => driven.has(id));
}

const idsOf = ({ id, drives }: Claim): string[] => [...drives, ...(id ? [id] : [])];

/** A cover, and all that was rehearsed to find it: tours first, and the claims themselves only as far as need be. */
async function covering(
  rehearsal: Rehearsal,
  { claims, only, suite }: PlanOptions,
  wanted: ReadonlySet<string>,
  affordable: number,
): Promise<{ cover: Step[]; known: Step[] }> {
  const tours = only.length === 0 ? await rehearsed(rehearsal, suite.tours, tourCases) : [];
  const toured = judgedBy(tours);
  const isOpen = (claim: Claim) => tours.length > 0 && idsOf(claim).some((one) => wanted.has(one) && !toured.has(one));
  const plain = claims.filter((one) => !isRefusal(one));
  const stages: [Claim[], number][] = [
    [plain.filter(isOpen), choiceCases],
    [plain.filter((one) => !isOpen(one)), 1],
    [claims.filter(isRefusal), 1],
    ...(tours.length === 0 ? [[plain, choiceCases] as [Claim[], number]] : []),
  ];
  const known = [...tours];
  let cover: Step[] = [];
  for (const [some, cases] of stages) {
    known.push(...(await rehearsed(rehearsal, some, cases)));
    cover = coverWith(tours, known, wanted, affordable);
    const judged = judgedBy(cover);
    if ([...wanted].every((id) => judged.has(id))) break;
  }
  return { cover, known };
}

/** The cheapest of the claims that are most about a key, by itself. */
async function alternative(rehearsal: Rehearsal, claims: readonly Claim[], key: string): Promise<Step | undefined> {
  const [id = ""] = splitKey(key);
  const steps = await rehearsed(rehearsal, about(claims, key), 1);
  const cheapest = (wanted: string) =>
    steps.filter(({ judges }) => judges.has(wanted)).toSorted((a, b) => a.requests - b.requests)[0];
  return cheapest(key) ?? cheapest(id);
}

function inOrder(steps: readonly Step[], { claims, suite }: PlanOptions): Step[] {
  const order = [...suite.tours, ...suite.rowTours, ...claims];
  return steps.toSorted((a, b) => order.indexOf(a.claim) - order.indexOf(b.claim));
}

/** With what is left: rows that nothing judged yet, then further cases, claim after claim. */
async function moreOf(
  rehearsal: Rehearsal,
  { claims, runs, only, suite, tried }: PlanOptions,
  covered: { cover: readonly Step[]; known: readonly Step[]; keys: readonly string[] },
  affordable: number,
): Promise<Step[]> {
  const { cover, keys } = covered;
  const known = [...covered.known, ...(only.length === 0 ? await rehearsed(rehearsal, suite.rowTours, 1) : [])];
  const chosen: Step[] = [];
  const least = Math.min(...known.map(({ requests }) => requests));
  const left = () => affordable - costOf(chosen);
  const judged = judgedBy(cover);
  const used = new Set(cover.map(nameOf));
  const choose = (step: Step) => {
    chosen.push(step);
    used.add(nameOf(step));
    for (const key of step.judges) judged.add(key);
  };
  const take = async (claim: Claim, index: number) => {
    const step = used.has(nameOf({ claim, index })) ? undefined : await rehearsal.step(claim, index);
    if (step && step.requests <= left()) choose(step);
  };
  for (const some of byTimes(keys, tried)) {
    const open = new Set(some.filter((key) => !judged.has(key)));
    for (const step of coverOf(known, open, left())) choose(step);
    for (const claim of claims) {
      const key = claimKey(claim);
      if (left() >= least && open.has(key) && !judged.has(key)) await take(claim, 0);
    }
  }
  for (let index = 0; index < runs && left() >= least; index += 1)
    for (const claim of claims) if (left() >= least && index < casesOf(claim, runs)) await take(claim, index);
  return chosen;
}

const nameOf = ({ claim, index }: Pick<Step, "claim" | "index">) => `${claimKey(claim)} ${index}`;
