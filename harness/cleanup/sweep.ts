import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../shared/errors.ts";
import { cutOff } from "../shared/mask.ts";
import { leadsNowhere } from "../shared/no-route.ts";
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

/** What of some names the target shows, and of which of them it says nothing. */
interface Shown {
  workers: ListedWorker[];
  unknown: string[];
}

/** Reads at once, where Workers are looked for one by one. */
const readers = 8;

/** Workers by their names, for targets that list none: one that is not there is told apart from a call that is not. */
async function workersNamed(ask: Ask, names: readonly string[]): Promise<Shown> {
  const shown: Shown = { workers: [], unknown: [] };
  const queue = [...names];
  const read = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const answer = await ask("GET", `/workers/workers/${encodeURIComponent(name)}`);
      if (leadsNowhere(answer)) shown.unknown.push(name);
      else if (answer.status !== 404) shown.workers.push(foundIn(answer, name));
    }
  };
  await Promise.all(Array.from({ length: Math.min(readers, names.length) }, read));
  return shown;
}
function foundIn(answer: Answer, name: string): ListedWorker {
  const [found] = workersIn([resultOf(answer)]).filter((one) => one.name === name);
  if (!isOk(answer) || found === undefined) throw new NoAnswer(shortly(answer), { maybeDone: false });
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
  /** How long what was written may take to be seen. */
  lagMs: number;
  /** Something may yet appear that was asked for before: then a second look, after the lag, is the last. */
  mayAppear?: boolean;
  /** When to give up on a target that does not answer. */
  patienceMs: number;
  /** Ends the sweep at once. */
  hurry?: AbortSignal | undefined;
}

export interface Swept {
  removed: string[];
  left: { name: string; reason: string }[];
  /** Names of which the target shows neither that they are there nor that they are gone. */
  unknown: string[];
  /** Whether the target was seen to show nothing else: by its list of Workers or, without one, name by name. */
  proven: boolean;
  /** Whether it ended with a look that found nothing more to delete. */
  done: boolean;
}

const pauseMs = 250;
const mostRounds = 40;
const stillShown = "its delete was answered as done, and it is still there";

/** Deletes Workers, and looks whether they are gone. */
class Sweep {
  readonly #sweeping: Sweeping;
  readonly #deleted = new Set<string>();
  readonly swept: Swept = { removed: [], left: [], unknown: [], proven: false, done: false };
  #waitedMs = 0;

  constructor(sweeping: Sweeping) {
    this.#sweeping = sweeping;
  }

  /** One look, and what it leads to: whether nothing was there, whether nothing more can be done. */
  async once(round: number): Promise<"clear" | "again" | "over"> {
    const { ask, lagMs } = this.#sweeping;
    const shown = await this.#look();
    const lingering = shown.filter(({ name }) => this.#deleted.has(name));
    const fresh = shown.filter(({ name }) => !this.#deleted.has(name));
    const reasons = await removeAll(ask, fresh);
    for (const { name } of fresh) if (!reasons.has(name)) this.#deleted.add(name);
    const late = this.#waitedMs >= lagMs ? lingering : [];
    this.swept.left = [
      ...[...reasons].map(([name, reason]) => ({ name, reason })),
      ...late.map(({ name }) => ({ name, reason: stillShown })),
    ];
    this.swept.removed = [...this.#deleted].filter((name) => !late.some((one) => one.name === name));
    if (shown.length === 0) return "clear";
    if (this.swept.left.length > 0 && round > 1) return "over";
    if (lingering.length > 0) await this.pause(pauseMs);
    return "again";
  }

  async #look(): Promise<ListedWorker[]> {
    const { ask, owns, names } = this.#sweeping;
    const listed = await listWorkers(ask);
    const { workers, unknown } = listed ? { workers: listed, unknown: [] } : await workersNamed(ask, names);
    this.swept.unknown = unknown;
    this.swept.proven = unknown.length === 0;
    return workers.filter(({ name }) => owns(name));
  }

  async pause(ms: number): Promise<void> {
    this.#waitedMs += ms;
    await sleep(ms, undefined, { signal: this.#sweeping.hurry }).catch(() => {});
  }
}

/** Deletes every Worker that is ours, until the target shows none: twice, where one may yet appear. */
export async function sweep(sweeping: Sweeping): Promise<Swept> {
  const { lagMs, mayAppear = false, patienceMs, hurry } = sweeping;
  const work = new Sweep(sweeping);
  const { swept } = work;
  const end = Date.now() + patienceMs;
  let clear = 0;
  for (let round = 1; round <= mostRounds && !hurry?.aborted; ) {
    try {
      const came = await work.once(round);
      round += 1;
      clear = came === "clear" ? clear + 1 : 0;
      if (clear > 1 || (clear === 1 && (!mayAppear || lagMs === 0))) return { ...swept, done: true };
      if (came === "over") return swept;
      if (came === "clear") await work.pause(lagMs);
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
