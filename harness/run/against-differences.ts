import type { Answer } from "../../contract/api.ts";
import { mediaTypeKey } from "../../contract/equality.ts";
import { at, isObject, sameJson, stepsTo } from "../../contract/json.ts";
import type { Difference } from "../../reports/against.ts";
import { Placeholders, type Shown, type Step } from "./against-steps.ts";

type What = Difference["what"];
interface Place {
  pointer: string;
  what: What;
  a: unknown;
  b: unknown;
}

/** A difference between two answers to the same call. */
export interface Differing extends Place, Pick<Difference, "kind" | "statuses"> {
  /** The place of the request that was broken on purpose, where the statuses differ. */
  broken: string | undefined;
  /** Differences with one key are one finding. */
  key: string;
  /** The number of the call. */
  index: number;
}

const typeOf = (value: unknown) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/** The items of a list by their names, where each has one of its own. */
function byName(list: readonly unknown[]): Map<string, unknown> | undefined {
  const named = new Map(
    list.flatMap((one) => (isObject(one) && typeof one.name === "string" ? [[one.name, one]] : [])),
  );
  return list.length > 0 && named.size === list.length ? named : undefined;
}

/** Items that have names are compared by them, whatever their order: that is a difference of its own. */
function inNamed(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>, pointer: string): Place[] {
  const both = [...a.keys()].filter((name) => b.has(name));
  const isInOrder = sameJson(
    both,
    [...b.keys()].filter((name) => a.has(name)),
  );
  const item = at(pointer, 0);
  return [
    ...(isInOrder ? [] : [{ pointer, what: "order" as const, a: [...a.keys()], b: [...b.keys()] }]),
    ...[...a].flatMap(([name, one]): Place[] =>
      b.has(name) ? placesIn(one, b.get(name), item) : [{ pointer: item, what: "only in a", a: one, b: undefined }],
    ),
    ...[...b].flatMap(([name, one]): Place[] =>
      a.has(name) ? [] : [{ pointer: item, what: "only in b", a: undefined, b: one }],
    ),
  ];
}

function inLists(a: readonly unknown[], b: readonly unknown[], pointer: string): Place[] {
  const [left, right] = [byName(a), byName(b)];
  if (left && right) return inNamed(left, right, pointer);
  if (a.length !== b.length) return [{ pointer, what: "length", a, b }];
  const sorted = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort();
  if (!sameJson(a, b) && sameJson(sorted(a), sorted(b))) return [{ pointer, what: "order", a, b }];
  return a.flatMap((one, i) => placesIn(one, b[i], at(pointer, i)));
}

/** Where two JSON values differ. */
export function placesIn(a: unknown, b: unknown, pointer = ""): Place[] {
  if (sameJson(a, b)) return [];
  if (Array.isArray(a) && Array.isArray(b)) return inLists(a, b, pointer);
  if (!isObject(a) || !isObject(b)) return [{ pointer, what: typeOf(a) === typeOf(b) ? "value" : "type", a, b }];
  // Of two kinds of a thing, the rest has nothing in common.
  if (typeof a.type === "string" && typeof b.type === "string" && a.type !== b.type)
    return [{ pointer: at(pointer, "type"), what: "value", a: a.type, b: b.type }];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key): Place[] => {
    const inner = at(pointer, key);
    if (!Object.hasOwn(b, key)) return [{ pointer: inner, what: "only in a", a: a[key], b: undefined }];
    if (!Object.hasOwn(a, key)) return [{ pointer: inner, what: "only in b", a: undefined, b: b[key] }];
    return placesIn(a[key], b[key], inner);
  });
}

const codesIn = ({ json }: Answer): unknown[] =>
  isObject(json) && Array.isArray(json.errors) ? json.errors.map((one) => (isObject(one) ? one.code : one)) : [];
/** A status with the codes of its errors: the texts are for people. */
const outcome = (answer: Answer | undefined): unknown =>
  answer === undefined
    ? "no answer"
    : { status: answer.status, ...(codesIn(answer).length > 0 ? { codes: codesIn(answer) } : {}) };

type Both = readonly [Placeholders, Placeholders];

/** Where two answers to the same call differ; where the statuses do, the rest follows from that. */
function betweenAnswers(a: Step, b: Step, [here, there]: Both): Place[] {
  const [x, y] = [a.answer, b.answer];
  if (x === undefined || y === undefined || x.status !== y.status)
    return x === y ? [] : [{ pointer: "", what: "status", a: outcome(x), b: outcome(y) }];
  const [left, right] = [x, y].map(({ contentType }) => mediaTypeKey(contentType).split(";")[0] ?? "");
  const types: Place[] = left === right ? [] : [{ pointer: "", what: "content type", a: left, b: right }];
  if (a.call.method !== "HEAD" && x.json !== undefined && y.json !== undefined)
    return [...types, ...placesIn(here.value(x.json), there.value(y.json))];
  // What a server says of a HEAD in its body, HTTP leaves out.
  if (a.call.method === "HEAD") return types;
  const [text, other] = [here.text(x.text), there.text(y.text)];
  return text === other ? types : [...types, { pointer: "", what: "body", a: text, b: other }];
}

/** Names in a pointer by which differences are told apart. */
const mostNames = 4;
/** A pointer with `*` for any item of a list, up to where the case's own data begins. */
function patternOf(pointer: string): string {
  const steps = stepsTo(pointer).map((step) => (/^\d+$/.test(step) ? "*" : step));
  const data = steps.indexOf("json");
  const own = data < 0 ? steps : steps.slice(0, data + 1);
  const names = (end: number) => own.slice(0, end).filter((step) => step !== "*").length;
  return own.filter((_, i) => names(i + 1) <= mostNames).reduce((whole, step) => at(whole, step), "");
}

function named(place: Place, index: number, { call, answer }: Step, other: Step): Differing {
  const statuses: Differing["statuses"] = [answer?.status ?? null, other.answer?.status ?? null];
  const pointer = patternOf(place.pointer);
  const broken = place.what === "status" ? call.fault?.split(":")[0] : undefined;
  const codes = place.what === "status" ? JSON.stringify([place.a, place.b]) : "";
  const key = [call.kind, statuses.join("/"), pointer, codes].join(" ");
  return { ...place, pointer, kind: call.kind, statuses, broken, key, index };
}

/** Whether both targets were asked the same. */
const isSameCall = ({ call: a }: Step, { call: b }: Step, [here, there]: Both): boolean =>
  a.kind === b.kind && a.method === b.method && here.text(a.path) === there.text(b.path);

/** Where two targets differ in one case, up to the first call whose statuses differ; whether something else was asked of them before that. */
export function differencesIn(
  [a, b]: readonly [Shown, Shown],
  [here, there]: readonly [string, string],
): { all: Differing[]; isDiverged: boolean } {
  const names: Both = [new Placeholders(a.steps, here), new Placeholders(b.steps, there)];
  const all: Differing[] = [];
  for (const [index, mine] of a.steps.entries()) {
    const other = b.steps[index];
    if (other === undefined || !isSameCall(mine, other, names)) return { all, isDiverged: true };
    const places = betweenAnswers(mine, other, names);
    all.push(...places.map((place) => named(place, index, mine, other)));
    if (places.some(({ what }) => what === "status")) return { all, isDiverged: false };
  }
  return { all, isDiverged: b.steps.length > a.steps.length };
}
