import type { Exchange } from "../../contract/api.ts";
import { type Difference, echo, type Filled, filledIn } from "../../contract/echo.ts";
import { idKey, isUuid, sameId, sameInstant } from "../../contract/equality.ts";
import type { Field } from "../../contract/field.ts";
import { type Inspection, inspect } from "../../contract/inspect.ts";
import { at, isBlank, isObject, type JsonObject } from "../../contract/json.ts";
import { requestFieldAt, versionFieldAt } from "../../contract/version.ts";
import { type Context, type KnownVersion, knownFrom, resultOf, workerOf } from "./context.ts";

/** One place where an answer shows a version that the suite made. */
export interface Sighting {
  where: "create" | "get" | "list";
  known: KnownVersion;
  shown: JsonObject;
  pointer: string;
  inspection: Inspection;
  includeModules: boolean;
  /** A version of another id is shown in its place: nothing else of it can be compared. */
  isAnother: boolean;
  /** Where the version differs from what the last get showed or, without one, the create. */
  change?: Difference;
  /** There was no get before: what looks like a change may be what gets and lists always show. */
  isFirstRead: boolean;
  /** What the target filled in by itself, where nothing was sent. */
  filled: readonly Filled[];
  /** A list showed the same before: but for what a list says as a whole, all of it was judged then. */
  isAgain?: true;
  /** Content is left to the claim, or has changed, which is a failure of its own. */
  contentJudged: boolean;
}

const sighting = (
  { contract }: Context,
  where: Sighting["where"],
  known: KnownVersion,
  shown: JsonObject,
  pointer: string,
  includeModules = false,
): Sighting => {
  const isAnother = typeof shown.id === "string" && isUuid(shown.id) && !sameId(shown.id, known.id);
  const before = where === "get" && !isAnother ? lastGet(known, includeModules) : undefined;
  const change =
    where === "create" || isAnother
      ? undefined
      : changeOf(known, { contract, shown, before, pointer, where, includeModules });
  return {
    where,
    known,
    shown,
    pointer,
    inspection: inspect(versionFieldAt(contract), shown, pointer),
    includeModules,
    isAnother,
    isFirstRead: before === undefined,
    ...(change ? { change } : {}),
    filled: known.contentUnjudged ? [] : filledIn(requestFieldAt(contract), known.request, shown),
    contentJudged: !known.contentUnjudged && !change && !isAnother,
  };
};

const lastGet = ({ lastGet: { plain, modules } }: KnownVersion, includeModules: boolean) =>
  includeModules ? modules : plain;

interface Read extends Pick<Context, "contract">, Pick<Sighting, "shown" | "pointer" | "where" | "includeModules"> {
  before: JsonObject | undefined;
}

/** What changed since the last get, or, where something happened to the Worker in between, since the create. */
function changeOf(
  known: KnownVersion,
  { contract, shown, before, pointer, where, includeModules }: Read,
): Difference | undefined {
  const field = requestFieldAt(contract);
  if (before) return changeSince(field, before, shown, pointer);
  if (!known.eventsSince || known.contentUnjudged) return undefined;
  const { modules, migrations, ...rest } = known.request;
  // Only what the create showed as it was sent can be seen to change.
  const showed = Object.entries(rest).filter(
    ([name, value]) => echo(field, { [name]: value }, known.created).length === 0,
  );
  const silent = (name: string) => where === "list" && isBlank(shown[name]);
  const judged = Object.fromEntries(showed.filter(([name]) => !silent(name)));
  return echo(field, includeModules ? { ...judged, modules } : judged, shown, pointer)[0];
}

/** The first difference between two reads of one version, in what may never change. */
function changeSince(field: Field, before: JsonObject, now: JsonObject, pointer: string): Difference | undefined {
  const fixed = ["number", "created_on"]
    .filter((name) => before[name] !== now[name] && !(name === "created_on" && sameInstant(before[name], now[name])))
    .map((name) => ({ pointer: at(pointer, name), expected: before[name], actual: now[name] }));
  const swapped = echo(field, now, before, pointer).map((one) => ({
    ...one,
    expected: one.actual,
    actual: one.expected,
  }));
  return [...fixed, ...echo(field, before, now, pointer), ...swapped][0];
}

/** Every version of the suite's own that an exchange shows. */
export function sightings(exchange: Exchange, context: Context): Sighting[] {
  const { call, answer } = exchange;
  const result = resultOf(exchange);
  if (call.kind === "createVersion") {
    const known = knownFrom(exchange, context);
    return known && result ? [sighting(context, "create", known, result, "/result")] : [];
  }
  if (call.kind === "getVersion") {
    const known = call.versionId ? context.versions.get(idKey(call.versionId)) : undefined;
    return known && result ? [sighting(context, "get", known, result, "/result", call.includeModules)] : [];
  }
  if (call.kind !== "listVersions" || answer.status !== 200 || !isObject(answer.json)) return [];
  const items = Array.isArray(answer.json.result) ? answer.json.result : [];
  return items.flatMap((item, i) => {
    const known = isObject(item) && typeof item.id === "string" ? context.versions.get(idKey(item.id)) : undefined;
    return isObject(item) && known ? [listed(known, item, at("/result", i), context)] : [];
  });
}

/** What lists showed of versions, and what was known of each then. */
const lastListed = new WeakMap<KnownVersion, { state: readonly unknown[]; sighting: Sighting }>();

/** A version in a list: as it was seen in the last one, if that showed the same and nothing was learned since by which it is judged. */
function listed(known: KnownVersion, item: JsonObject, pointer: string, context: Context): Sighting {
  const { deployed, eventsSince, lastGet } = known;
  const { usesDurableObjects, filled } = workerOf(context, known.workerId);
  const text = JSON.stringify(item);
  const state = [text, deployed, eventsSince, lastGet.plain, lastGet.modules, usesDurableObjects, filled.size];
  const last = lastListed.get(known);
  if (last?.state.every((one, i) => one === state[i])) return { ...last.sighting, pointer, isAgain: true };
  const fresh = sighting(context, "list", known, item, pointer);
  lastListed.set(known, { state, sighting: fresh });
  return fresh;
}

/** Under which place, and for which usage model, a Worker's defaults are kept. */
export const filledKey = ({ known }: Sighting, { pointer }: Filled): string =>
  `${pointer} ${known.request.usage_model ?? ""}`;

/** Takes in what the target filled in. */
export function recordFilled(context: Context, sighting: Sighting): void {
  const { filled } = workerOf(context, sighting.known.workerId);
  for (const one of sighting.filled)
    if (!filled.has(filledKey(sighting, one))) filled.set(filledKey(sighting, one), one.value);
}

/** Whether the documented type is broken at or below a field: then its content cannot be compared. */
export const isBroken = ({ inspection, pointer }: Sighting, field: string): boolean =>
  inspection.violations.some((one) => {
    const place = at(pointer, field);
    return (
      (one.pointer === place || one.pointer.startsWith(`${place}/`)) && one.actual !== undefined && one.actual !== null
    );
  });
