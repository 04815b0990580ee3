import { type Claim, claimKey } from "../../suites/words/claim.ts";
import { casesOf, type Slice } from "./options.ts";

/** Cases of a claim that one lane makes in one go. */
export interface Task<C> {
  claim: C;
  slice: Slice;
  isTour?: true;
}

/** Cases that a lane makes before it takes the next task, where others may share a long claim: each task costs what leads to it. */
const mostShared = 4;

type Weighted = Pick<Claim<never, never, string>, "weight">;

function tasksOf<C extends Weighted>(claim: C, from: number, end: number, most: number): Task<C>[] {
  const tasks: Task<C>[] = [];
  for (let at = from; at < end; at += most) tasks.push({ claim, slice: { from: at, count: Math.min(most, end - at) } });
  return tasks;
}

/**
 * A run in rounds: the first case of every claim, then the second of each, then as many again as there were before,
 * until each claim has made all of its cases.
 */
export function roundsOf<C extends Weighted>(claims: readonly C[], runs: number, isShared: boolean): Task<C>[][] {
  const inOneGo = isShared ? mostShared : Number.POSITIVE_INFINITY;
  const most = Math.max(0, ...claims.map((one) => casesOf(one, runs)));
  const rounds: Task<C>[][] = [];
  for (let from = 0, end = 1; from < most; from = end, end *= 2)
    rounds.push(claims.flatMap((one) => tasksOf(one, from, Math.min(end, casesOf(one, runs)), inOneGo)));
  return rounds;
}

/** The cases of some tasks together. */
export const casesIn = (tasks: readonly Task<unknown>[]): number =>
  tasks.reduce((sum, { slice }) => sum + slice.count, 0);

/** How a task is called while it is made. */
export const taskName = ({ claim }: Task<Pick<Claim<never, never, string>, "name" | "row">>): string => claimKey(claim);
