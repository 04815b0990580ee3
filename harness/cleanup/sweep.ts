import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import { cutOff } from "../shared/mask.ts";
import type { Search, Thing } from "./journal.ts";

/** A call that cleans up, by its path below the account's. No answer is thrown. */
export type Ask = (method: "GET" | "DELETE", path: string) => Promise<Answer>;

export interface ListedWorker {
  id: string;
  name: string;
}

const isOk = ({ status }: Answer) => status >= 200 && status < 300;
const resultOf = ({ json }: Answer): unknown => (isObject(json) ? json.result : undefined);
const workersIn = (value: unknown): ListedWorker[] =>
  (Array.isArray(value) ? value : [])
    .filter(isObject)
    .flatMap(({ id, name }) => (typeof id === "string" && typeof name === "string" ? [{ id, name }] : []));

const isGone = (answer: Answer) =>
  answer.status === 404 || answer.status === 204 || (isOk(answer) && isObject(answer.json));
const shortly = ({ status, text }: Answer) => `status ${status} ${cutOff(text, 200)}`;

const pageSize = 100;
const mostPages = 200;

/** Every Worker of the account; undefined where the target lists none. The order is the one that no deploy changes. */
export async function listWorkers(ask: Ask): Promise<ListedWorker[] | undefined> {
  const all = new Map<string, ListedWorker>();
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await ask("GET", `/workers/workers?order_by=name&order=asc&per_page=${pageSize}&page=${page}`);
    if (answer.status >= 400 && answer.status < 500) return undefined;
    const result = resultOf(answer);
    // An answer that cannot be read does not say that there is no list, nor that it is empty.
    if (!isOk(answer) || !Array.isArray(result)) throw new NoAnswer(shortly(answer), { maybeDone: false });
    const known = all.size;
    for (const one of workersIn(result)) all.set(one.id, one);
    if (result.length < pageSize || all.size === known) break;
  }
  return [...all.values()];
}

/** A Worker by its name, for targets that list none. */
async function workerNamed(ask: Ask, name: string): Promise<ListedWorker[]> {
  const answer = await ask("GET", `/workers/workers/${encodeURIComponent(name)}`);
  if (answer.status === 404) return [];
  const found = workersIn([resultOf(answer)]).filter((one) => one.name === name);
  if (!isOk(answer) || found.length === 0) throw new NoAnswer(shortly(answer), { maybeDone: false });
  return found;
}

/** Deletes a Worker. Why it is still there, or undefined. */
async function remove(ask: Ask, { id }: ListedWorker): Promise<string | undefined> {
  const answer = await ask("DELETE", `/workers/workers/${encodeURIComponent(id)}`);
  return isGone(answer) ? undefined : shortly(answer);
}

/** Deletes a Worker although others refer to it: the older path of the API can. Why it is still there, or undefined. */
async function force(ask: Ask, { id, name }: ListedWorker): Promise<string | undefined> {
  const answer = await ask("DELETE", `/workers/scripts/${encodeURIComponent(name)}?force=true`);
  const shown = await ask("GET", `/workers/workers/${encodeURIComponent(id)}`);
  return shown.status === 404 ? undefined : `refused even with force: ${shortly(answer)}`;
}

const numberIn = ({ name }: ListedWorker) => Number(name.slice(name.lastIndexOf("-") + 1));
/** The newest first: what was made later may refer to what was there. */
const newestFirst = (workers: readonly ListedWorker[]) => [...workers].sort((a, b) => numberIn(b) - numberIn(a));

/** Deletes Workers in rounds, since one may stand in another's way; those that nothing else frees, by force. */
async function removeAll(ask: Ask, workers: readonly ListedWorker[]): Promise<Map<string, string>> {
  let left = newestFirst(workers);
  const reasons = new Map<string, string>();
  for (const how of [remove, remove, force]) {
    const still: ListedWorker[] = [];
    for (const one of left) {
      const reason = await how(ask, one);
      if (reason === undefined) reasons.delete(one.name);
      else {
        reasons.set(one.name, reason);
        still.push(one);
      }
    }
    left = still;
  }
  return reasons;
}

export interface Sweeping {
  ask: Ask;
  /** Whether a Worker of this name is ours to delete. */
  owns: (name: string) => boolean;
  /** Names that may have been made, for a target that lists no Workers. */
  names: readonly string[];
  /** How long something may take to appear that was asked for before. */
  lagMs: number;
  /** When to give up on a target that does not answer. */
  patienceMs: number;
  /** Ends the sweep at once. */
  hurry?: AbortSignal | undefined;
}

export interface Swept {
  removed: string[];
  left: { name: string; reason: string }[];
  /** Whether the target's own list of Workers shows that nothing else is left. */
  proven: boolean;
  /** Whether it ended with a look that found nothing more to delete. */
  done: boolean;
}

/** One look and what it led to: undefined where nothing was there. */
async function once({ ask, owns, names }: Sweeping, swept: Swept): Promise<boolean> {
  const listed = await listWorkers(ask);
  const mine = listed?.filter(({ name }) => owns(name)) ?? [];
  if (!listed) for (const name of names) mine.push(...(await workerNamed(ask, name)));
  const reasons = await removeAll(ask, mine);
  swept.proven = listed !== undefined;
  swept.left = [...reasons].map(([name, reason]) => ({ name, reason }));
  swept.removed.push(...mine.map(({ name }) => name).filter((name) => !reasons.has(name)));
  return mine.length === 0;
}

const pauseMs = 250;
const mostRounds = 20;

/** Deletes every Worker that is ours, until the target shows none: twice, where one may yet appear. */
export async function sweep(sweeping: Sweeping): Promise<Swept> {
  const { lagMs, patienceMs, hurry } = sweeping;
  const swept: Swept = { removed: [], left: [], proven: false, done: false };
  const end = Date.now() + patienceMs;
  let clear = 0;
  for (let round = 0; round < mostRounds && !hurry?.aborted; ) {
    try {
      const isClear = await once(sweeping, swept);
      round += 1;
      clear = isClear ? clear + 1 : 0;
      if (isClear && (clear > 1 || lagMs === 0)) return { ...swept, done: true };
      if (isClear) await sleep(lagMs, undefined, { signal: hurry }).catch(() => {});
      else if (swept.left.length > 0 && round > 1) return swept;
    } catch (error) {
      if (error instanceof EndOfRun) return swept;
      if (!(error instanceof Unjudged || error instanceof TargetLost)) throw error;
      swept.proven = false;
      clear = 0;
      if (Date.now() >= end) return swept;
      await sleep(pauseMs);
    }
  }
  swept.proven = false;
  return swept;
}

/** Removes what is no Worker, the newest first. What is left of it. */
export async function removeThings(ask: Ask, things: readonly Thing[]): Promise<{ name: string; reason: string }[]> {
  const left: { name: string; reason: string }[] = [];
  for (const { kind, path } of things) {
    const answer = await ask("DELETE", path);
    if (!isGone(answer)) left.push({ name: `${kind} ${path}`, reason: shortly(answer) });
  }
  return left;
}

/** What a search finds under the name that the journal has. */
export async function find(ask: Ask, { kind, list, name, nameField, idField }: Search): Promise<Thing[]> {
  const result = resultOf(await ask("GET", list));
  const items = Array.isArray(result) ? result : isObject(result) ? Object.values(result).flat() : [];
  return items
    .filter(isObject)
    .filter((one) => one[nameField] === name && typeof one[idField] === "string")
    .map((one) => ({ kind, path: `${list}/${encodeURIComponent(String(one[idField]))}` }));
}
