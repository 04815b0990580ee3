import { isObject, sameJson, toJson, valueAt } from "../../contract/json.ts";
import type { Failure, Report, ReportedExchange } from "../report.ts";
import { compared, flatten, type Line } from "./kernel.ts";

/** A call of a pack. What is in `{{…}}` is put in when it is made. */
export interface PackCall {
  method: string;
  path: string;
  headers: Record<string, string | null>;
  /** The body as text, or in base64. */
  text?: string;
  bytes?: string;
  chunked?: true;
  status: number;
  /** Calls with the same number are made at once. */
  batch: number;
  /** The Worker that it makes, from 1. */
  makes?: number;
}

/** What a pack does, and by what it knows that the target answers as it did. */
export interface PackPlan {
  baseUrl: string;
  account: string;
  calls: PackCall[];
  workers: number;
  /**
   * Which call decides, from 0, and where in its answer: nothing but statuses where there is no place, and all answers up
   * to it where the place is empty.
   */
  decides: number;
  place: string | undefined;
  /** The lines there, without what differs from run to run; of all answers, each with the number of its call. */
  wanted: string[];
  /** Some calls were under way at once: it may take several tries to see it. */
  isRace: boolean;
  /** Of a race, what counts: the numbers that were given, and the statuses and lengths of lists. */
  race?: string;
}

/** Bodies of all calls that a pack holds, in characters at the most. */
const mostText = 300_000;

/** What a report shows instead of a secret, and what a pack sends in its place where it has to be key material. */
const masked = "[secret]";
export const standIn = "d3ZjLXJlcHJvLXd2Yy1yZXByby13dmMtcmVwcm8td3Zj";

/** A body with key material where a report has none to show. */
function withKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeys);
  if (!isObject(value)) return value;
  const keys = { key_base64: standIn, key_jwk: { kty: "oct", k: standIn } };
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isMasked = JSON.stringify(inner)?.includes(masked) ?? false;
      if (isMasked && Object.hasOwn(keys, name)) return [name, keys[name as keyof typeof keys]];
      return [name, withKeys(inner)];
    }),
  );
}

const textOf = ({ body, text }: ReportedExchange): string | undefined =>
  text ??
  (body === undefined || typeof body === "string" ? (body as string | undefined) : JSON.stringify(withKeys(body)));

const isId = (text: string) =>
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$/i.test(text);
const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

/** Whether what decides is an id that no other call of the case shows: what it is wrong by lies outside of the case. */
function isOfOtherCase({ actual, exchanges, absent }: Failure): boolean {
  if (absent || typeof actual !== "string" || !isId(actual)) return false;
  const sightings = exchanges.filter((one) => JSON.stringify([one.path, one.body, one.answer]).includes(actual));
  return sightings.length <= 1;
}

/** Why there is no pack: what a report keeps does not suffice to make the calls again. */
export function whyNoPack(failure: Failure): string | undefined {
  const { exchanges, earlier, flaky, unconfirmed } = failure;
  if (isOfOtherCase(failure)) return "what it is wrong by was made in another case";
  if (flaky || unconfirmed) return "it did not show again";
  if (earlier !== undefined) return "the case has more calls than a report keeps";
  if (exchanges.length === 0) return "no call was answered";
  if (exchanges.some(({ answer }) => isRespelled(answer)))
    return "a secret stands in an answer in a spelling of its own";
  if (isOfOrderAlone(exchanges)) return "what decides is in which order calls came, which only the suite judges";
  if (exchanges.some(({ isFolded }) => isFolded)) return "a body is too long for a report";
  if (!exchanges.some(({ kind }) => kind === "createWorker")) return "the Worker was there before the run";
  const size = exchanges.reduce((sum, one) => sum + (textOf(one)?.length ?? 0), 0);
  return size > mostText ? "the bodies are too long" : undefined;
}

/** Calls that were under way at the same time share a number. */
function batchesOf(exchanges: readonly ReportedExchange[]): number[] {
  let batch = 0;
  let end = -1;
  return exchanges.map(({ from = 0, to = 0 }) => {
    if (from > end) batch += 1;
    end = Math.max(end, to);
    return batch;
  });
}

/** Texts of a case that are another one in each run, and what stands for each. */
class Names {
  readonly #known: [text: string, as: string][] = [];

  add(text: string, as: string): void {
    if (!this.#known.some(([one]) => one === text)) this.#known.push([text, as]);
    this.#known.sort(([a], [b]) => b.length - a.length);
  }

  into(text: string, write: (one: string) => string = (one) => one): string {
    return this.#known.reduce((whole, [one, as]) => whole.replaceAll(write(one), as), text);
  }
}

/** Ids of an answer that later calls may name. */
function learn(names: Names, answer: unknown, at: number): void {
  for (const [pointer, value] of flatten(answer)) {
    const text = value.startsWith('"') ? value.slice(1, -1) : "";
    if (isId(text)) names.add(text, `{{${at}:${pointer}}}`);
  }
}

/** What a pack does for a failure: its calls, with all that is another one in each run left open. */
export function planOf({ target, run }: Report, failure: Failure): PackPlan {
  const { workers = [] } = failure;
  const settings = run.settings ?? {};
  const exchanges = [...failure.exchanges].sort((a, b) => (a.from ?? 0) - (b.from ?? 0));
  const decider = failure.exchanges[failure.decides ?? failure.exchanges.length - 1];
  const names = new Names();
  const account = /^\/accounts\/([^/]+)\//.exec(exchanges[0]?.path ?? "")?.[1] ?? "";
  const batches = batchesOf(exchanges);
  let made = 0;
  const calls = exchanges.map((one, i): PackCall => {
    const makes = one.kind === "createWorker" ? ++made : undefined;
    if (makes !== undefined) {
      const name = isObject(one.body) ? String(one.body.name) : "";
      const { id = "" } = workers.find((worker) => worker.name === name) ?? {};
      names.add(name, `{{name:${makes}}}`);
      if (id !== "") names.add(id, `{{worker:${makes}}}`);
    }
    const text = textOf(one);
    const call: PackCall = {
      method: one.method,
      path: names.into(one.path.replace(`/accounts/${account}/`, "/accounts/{{account}}/"), encodeURIComponent),
      headers: one.headers ?? {},
      ...(one.bytes === undefined ? {} : { bytes: one.bytes }),
      ...(text === undefined || one.bytes !== undefined ? {} : { text: names.into(text, escaped) }),
      ...(one.framing === "chunked" ? { chunked: true as const } : {}),
      status: one.status,
      batch: batches[i] ?? i,
      ...(makes === undefined ? {} : { makes }),
    };
    learn(names, one.answer, i);
    return call;
  });
  const decides = Math.max(0, decider === undefined ? 0 : exchanges.indexOf(decider));
  return {
    baseUrl: target.kind === "mock" ? "http://127.0.0.1:8787/client/v4" : target.baseUrl,
    account:
      typeof settings.accountId === "string" && !settings.accountId.startsWith("$")
        ? settings.accountId
        : target.kind === "mock"
          ? account
          : "",
    calls,
    workers: made,
    decides,
    ...decisionOf(failure, exchanges, decides),
    ...(new Set(batches).size < batches.length ? { isRace: true, race: raceOf(exchanges) } : { isRace: false }),
  };
}

/** Whether what is masked stands in an answer as a part of a longer word: it was encoded together with its neighbours. */
const isRespelled = (answer: unknown): boolean =>
  /[\w+/=]\[secret\]|\[secret\][\w+/=]/.test(JSON.stringify(answer) ?? "");

/** Whether calls were under way at once and gave the numbers that they should: what is wrong is none of them alone. */
function isOfOrderAlone(exchanges: readonly ReportedExchange[]): boolean {
  const batches = batchesOf([...exchanges].sort((a, b) => (a.from ?? 0) - (b.from ?? 0)));
  if (new Set(batches).size === batches.length) return false;
  const results = exchanges.map(({ answer }) => (isObject(answer) ? answer.result : undefined));
  const numbers = results.flatMap((one) => (isObject(one) && typeof one.number === "number" ? [one.number] : []));
  const lists = results.flatMap((one) => (Array.isArray(one) ? [one.length] : []));
  const isWhole = numbers.sort((a, b) => a - b).every((one, i) => one === i + 1);
  return isWhole && exchanges.every(({ status }) => status < 300) && lists.every((one) => one <= numbers.length);
}

/** The list that an answer is, or that it holds as deployments. */
const listIn = (result: unknown): unknown[] | undefined =>
  [result, isObject(result) ? result.deployments : undefined].find(Array.isArray);

/** What counts of calls that were under way at once, whichever came first. */
function raceOf(exchanges: readonly ReportedExchange[]): string {
  const results = exchanges.map(({ status, answer }) => ({
    status,
    result: isObject(answer) ? answer.result : undefined,
  }));
  const numbers = results.flatMap(({ result }) =>
    isObject(result) && result.number !== undefined ? [result.number] : [],
  );
  const lists = results.map(({ status, result }) => `${status}:${listIn(result)?.length ?? "-"}`);
  return `${numbers.sort().join()} ${lists.sort().join()}`;
}

/** Names of the Workers that a case makes, in order. */
const madeNames = (exchanges: readonly ReportedExchange[]): string[] =>
  exchanges.flatMap(({ kind, body }) => (kind === "createWorker" && isObject(body) ? [String(body.name)] : []));

/** Where all that came stands in an answer; what a judge put together stands nowhere as a whole. */
function wholeAt({ shownAt, actual }: Failure, decider: ReportedExchange | undefined): string | undefined {
  const isWhole =
    shownAt !== undefined && sameJson(toJson(valueAt(decider?.answer, shownAt) ?? null), toJson(actual ?? null));
  return isWhole ? shownAt : undefined;
}

/** What decides: a place and what stands there, or the statuses alone. */
function decisionOf(
  failure: Failure,
  exchanges: readonly ReportedExchange[],
  decides: number,
): Pick<PackPlan, "place" | "wanted"> {
  const { twin, actual } = failure;
  const decider = exchanges[decides];
  const pointer = failure.pointer ?? wholeAt(failure, decider);
  const isStatus = isObject(actual) && typeof actual.status === "number";
  // Of a request that is taken or refused against the rule, the status says all.
  if ((twin !== undefined && pointer === undefined) || isStatus || decider === undefined)
    return { place: undefined, wanted: [] };
  const ids: [string, string][] = [
    ...madeNames(exchanges).map((name, i): [string, string] => [name, `<name ${i + 1}>`]),
    [standIn, masked],
  ];
  const now = Date.parse(decider.startedAt);
  let wanted: string[] = [];
  for (const [i, one] of exchanges.slice(0, decides + 1).entries()) {
    const lines: Line[] = flatten(one.answer);
    const shown = compared(lines, i === decides ? (pointer ?? "") : "", ids, now);
    // What no place shows, may stand in any of the answers.
    const all = [`(content-type) ${one.contentType.toLowerCase()}`, ...shown];
    wanted = pointer === undefined ? [...wanted, ...all.map((line) => `${i}${line}`)] : shown;
  }
  return { place: pointer ?? "", wanted };
}
