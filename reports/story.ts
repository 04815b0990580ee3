import { isObject, sameJson, toJson } from "../contract/json.ts";
import { type JsonLine, jsonLines, type Room } from "./json-lines.ts";
import type { Failure, ReportedExchange, RequirementResult } from "./report.ts";

/** One call of a story, as a person reads it. */
export interface Step {
  /** Which call of the case it is, from 1. */
  number: number;
  method: string;
  path: string;
  /** Headers beside the usual ones, and how the body went over the wire. */
  notes: string[];
  body: JsonLine[];
  status: number;
  answer: JsonLine[];
  tookMs: number;
  /** Its answer is what the verdict is about. */
  isDeciding: boolean;
}

/** One difference between a valid request and the one that was sent. */
export interface Difference {
  pointer: string;
  valid: unknown;
  sent: unknown;
}

const accountPart = /^\/accounts\/[^/]+/;

/** Ids of the Workers that calls of a case made; those of a case on a Worker that was there are none. */
const madeIn = ({ exchanges }: Failure): unknown[] =>
  exchanges
    .filter(({ kind }) => kind === "createWorker")
    .map(({ answer }) => (isObject(answer) && isObject(answer.result) ? answer.result.id : undefined));

/** Names that stand for the Workers of a case: `{worker}`, or `{worker 1}`, … where there are several; one that nobody made does not exist. */
function workerNames(failure: Failure): [text: string, as: string][] {
  const { workers = [] } = failure;
  const made = madeIn(failure);
  const isThere = (id: string) => made.length === 0 || made.includes(id);
  const ids = [...new Set(workers.map(({ id }) => id))].filter(isThere);
  const label = (id: string) => {
    if (!isThere(id)) return "{no such worker}";
    return ids.length > 1 ? `{worker ${ids.indexOf(id) + 1}}` : "{worker}";
  };
  return workers.flatMap(({ id, name }): [string, string][] => [
    [id, label(id)],
    [name, `${label(id).slice(0, -1)} name}`],
  ]);
}

/** A name as a path has it; of half a character there is no such form. */
const inPath = (name: string) => (name.isWellFormed() ? encodeURIComponent(name) : name);

/** A path as a reader needs it: without what is the same everywhere. */
function shownPath(path: string, failure: Failure): string {
  const short = path.replace(accountPart, "/accounts/{account}");
  return workerNames(failure).reduce(
    (text, [part, as]) =>
      text
        .split("/")
        .map((step) => (step === inPath(part) ? as : step))
        .join("/"),
    short,
  );
}

function notesOf({ headers = {}, framing, contentType, isFolded }: ReportedExchange): string[] {
  return [
    ...Object.entries(headers).map(([name, value]) => (value === null ? `without ${name}` : `${name}: ${value}`)),
    ...(framing === undefined ? [] : [`the body goes ${framing}`]),
    ...(isFolded ? ["long texts of the body stand by their beginnings"] : []),
    ...(contentType === "" || /^application\/json\b/i.test(contentType) ? [] : [`the answer is ${contentType}`]),
  ];
}

const linesOf = (value: unknown, mark: string | undefined, room: Room | undefined): JsonLine[] => {
  if (value === undefined || value === "") return [];
  if (typeof value === "string")
    return value
      .split("\n")
      .slice(0, 40)
      .map((text) => ({ text, isMarked: false }));
  return jsonLines(value, mark, room);
};

const isDecider = ({ exchanges, decides }: Failure, i: number) => i === (decides ?? exchanges.length - 1);
/** The calls that a reader is told of, by their places: calls that made a Worker are no news. */
export const toldIn = (failure: Failure): number[] =>
  [...failure.exchanges.keys()].filter((i) => failure.exchanges[i]?.kind !== "createWorker" || isDecider(failure, i));

/** A failure as the calls of its smallest case, in order, with the deciding place marked in what was sent and in what came. */
export function storyOf(failure: Failure, room?: Room): Step[] {
  const { exchanges, decides, pointer, shownAt = pointer, place } = failure;
  const broken = differencesOf(failure)[0]?.pointer;
  const sentAt = exchanges.findLastIndex(
    ({ kind }, i) => kind === "createVersion" && i <= (decides ?? exchanges.length),
  );
  return toldIn(failure).flatMap((i, n): Step[] => {
    const one = exchanges[i];
    if (one === undefined) return [];
    const isDeciding = isDecider(failure, i);
    const sent = one.text === undefined ? one.body : bodyOf(one);
    return [
      {
        number: n + 1,
        method: one.method,
        path: shownPath(one.path, failure),
        notes: notesOf(one),
        body: linesOf(sent, i === sentAt ? (broken ?? place) : undefined, room),
        status: one.status,
        answer: linesOf(one.answer, isDeciding ? shownAt : undefined, room),
        tookMs: one.tookMs,
        isDeciding,
      },
    ];
  });
}

/** What was sent: as JSON where spelling it anew loses nothing that matters, else as its text. */
const bodyOf = ({ body, text }: ReportedExchange): unknown => (isObject(body) && !isTwice(text ?? "") ? body : text);
/** Whether a text may give a key twice, or a number that JSON.parse does not keep: then it is shown as it is. */
const isTwice = (text: string): boolean => {
  const keys = [...text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].map(([, key]) => key);
  return new Set(keys).size < keys.length || /[:[,]\s*-?\d+(?:\.\d+)?[eE]/.test(text);
};

/** How the request that was sent differs from the valid one that it was made from, in order; empty where there is none. */
export function differencesOf({ twin, exchanges, decides }: Failure): Difference[] {
  const sent = decides === undefined ? undefined : exchanges[decides]?.body;
  if (twin === undefined || sent === undefined) return [];
  return differences(toJson(twin), toJson(sent), "").slice(0, mostDifferences);
}
const mostDifferences = 20;

function differences(valid: unknown, sent: unknown, pointer: string): Difference[] {
  if (sameJson(valid, sent)) return [];
  const isPair = (isObject(valid) && isObject(sent)) || (Array.isArray(valid) && Array.isArray(sent));
  if (!isPair) return [{ pointer, valid, sent }];
  const [a, b] = [valid as Record<string, unknown>, sent as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) =>
    differences(a[key], b[key], `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
}

/** In a word what a JSON value is. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "number") return Number.isInteger(value) ? "an integer" : "a number";
  return { string: "a string", boolean: "a boolean", object: "an object" }[typeof value as string] ?? "nothing";
}

const longestActual = 600;

/** What came, as JSON, with its type where it is a value alone: `"1"` is not `1`. */
export function actualText({ actual, absent }: Failure, limit = longestActual): string {
  if (absent || actual === "(absent)") return "(nothing is there)";
  const { status, body } = isObject(actual) ? actual : {};
  const isAnswer = typeof status === "number" && body !== undefined;
  const text = isAnswer ? `status ${status}: ${JSON.stringify(body)}` : (JSON.stringify(actual) ?? "nothing");
  const shown = text.length > limit ? `${text.slice(0, limit)} … (${text.length} characters)` : text;
  return typeof actual === "object" ? shown : `${shown} (${typeOf(actual)})`;
}

/** Calls as a reader knows them. */
const callNames: Readonly<Record<string, string>> = {
  createVersion: "creates",
  getVersion: "gets",
  listVersions: "lists",
  deleteVersion: "deletes",
  listDeployments: "lists of deployments",
  getWorker: "gets of the Worker",
  other: "other calls",
};

/** In which calls a failure shows: what breaks in creates alone is another fault than what breaks everywhere. */
export function extentText({ calls = [] }: Failure): string | undefined {
  const all = calls.filter(({ of }) => of > 0);
  if (!all.some(({ broke }) => broke > 0)) return undefined;
  const count = (n: number) => n.toLocaleString("en");
  return all.map(({ call, broke, of }) => `${count(broke)} of ${count(of)} ${callNames[call] ?? call}`).join(", ");
}

const longText = 120;
const asText = (json: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Where two long texts part that would else look alike: what was expected and what came, from there on. */
export function partingText({ expected, actual }: Failure): { expected: string; actual: string } | undefined {
  const wanted = asText(expected);
  if (wanted === undefined || typeof actual !== "string" || wanted.length < longText) return undefined;
  let at = 0;
  while (at < wanted.length && wanted[at] === actual[at]) at += 1;
  const from = (text: string) => {
    const rest = text.slice(at, at + longText / 2);
    const what = rest === "" ? "it ends there" : `${JSON.stringify(rest)}${text.length > at + rest.length ? "…" : ""}`;
    return `${text.length.toLocaleString("en")} characters; from character ${(at + 1).toLocaleString("en")} on: ${what}`;
  };
  return { expected: from(wanted), actual: from(actual) };
}

const verbs = { must: "the API MUST", should: "the API SHOULD", observed: "the live API was seen to" } as const;

/** The sentence of a requirement. */
export const sentenceOf = ({ level, text }: RequirementResult): string => `${verbs[level]} ${text}`;
