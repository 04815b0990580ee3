import { allKinds } from "../../contract/bindings.ts";
import type { Field } from "../../contract/field.ts";
import { type Drift, inspect, type Violation } from "../../contract/inspect.ts";
import { at, byteLength, isObject, type JsonObject } from "../../contract/json.ts";
import { isBase64 } from "../../contract/modules.ts";
import { placementShape, placementShapes } from "../../contract/placement.ts";
import { newestRevision, revisionIds } from "../../contract/revision.ts";
import { requestFieldAt, versionFieldAt } from "../../contract/version.ts";
import { meant } from "../../harness/shared/nearest.ts";
import type { PropertyId } from "../contract/properties.ts";
import type { PassiveFinding } from "../contract/recording.ts";

export interface PassiveJudgement {
  findings: PassiveFinding[];
  /** What an older revision of the contract does not know, with the revision that it came with: the client may be newer. */
  newer: string[];
}

export const finding = (property: PropertyId, at: string, expected: string, actual: unknown): PassiveFinding => ({
  property,
  at,
  expected,
  actual,
});

/** Properties that are about one place of the body. */
const places: readonly (readonly [RegExp, PropertyId])[] = [
  [/^\/placement/, "body.placement"],
  [/^\/limits/, "body.limits"],
  [/^\/annotations/, "body.annotations"],
  [/^\/modules\/\d+\/content_base64$/, "body.content"],
  [/^\/assets\/config\/run_worker_first/, "body.run-worker-first"],
  [/^\/migrations\/steps/, "body.steps"],
];
const propertyAt = (pointer: string): PropertyId =>
  places.find(([pattern]) => pattern.test(pointer))?.[1] ?? "body.fields";

const shortest = 200;
const shown = (value: unknown) =>
  typeof value === "string" && value.length > shortest ? `${value.slice(0, shortest)} …` : (value ?? "absent");

const broken = ({ pointer, expected, actual }: Violation): PassiveFinding =>
  finding(
    expected === "an array" ? "body.one-element-lists" : propertyAt(pointer),
    `body${pointer}`,
    expected,
    shown(actual),
  );

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().slice(0, 10) === text;

/** What is wrong with a text that is no answer's but a request's: its length, and its base64. */
function wrongText(field: Extract<Field, { type: "string" }>, text: string, pointer: string): Violation[] {
  if (field.format === "byte" && !isBase64(text)) return [{ pointer, expected: "base64", actual: text }];
  // "Truncated to 1000 bytes if longer": no server refuses it.
  if (pointer === "/annotations/workers~1message") return [];
  const { maxLength = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY } = field;
  if (byteLength(text) > maxBytes) return [{ pointer, expected: `at most ${maxBytes} bytes`, actual: text }];
  return text.length > maxLength ? [{ pointer, expected: `at most ${maxLength} characters`, actual: text }] : [];
}

/** What a request must have beside what an answer must: what answers never show, and texts as they are sent. */
function wrongIn(field: Field, value: unknown, pointer = ""): Violation[] {
  if (field.type === "string") return typeof value === "string" ? wrongText(field, value, pointer) : [];
  if (field.type === "array")
    return Array.isArray(value) ? value.flatMap((one, i) => wrongIn(field.items, one, at(pointer, i))) : [];
  if (!isObject(value)) return [];
  if (field.type === "map")
    return Object.entries(value).flatMap(([key, one]) => wrongIn(field.items, one, at(pointer, key)));
  if (field.type === "union") {
    const kind = field.by === undefined ? undefined : value[field.by];
    const branch = typeof kind === "string" && Object.hasOwn(field.of, kind) ? field.of[kind] : undefined;
    return branch ? wrongIn(branch, value, pointer) : [];
  }
  if (field.type !== "object") return [];
  return Object.entries(field.fields).flatMap(([name, inner]) => {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member !== undefined) return wrongIn(inner, member, at(pointer, name));
    const lacks = inner.required && inner.writeOnly;
    return lacks ? [{ pointer: at(pointer, name), expected: "a value: the field is required", actual: member }] : [];
  });
}

const newest = requestFieldAt(newestRevision);

/** A placement that has none of the shapes is one finding, whatever its keys are. */
function wrongPlacement(placement: unknown): Violation[] {
  if (!isObject(placement) || placementShape(placement)) return [];
  return [{ pointer: "/placement", expected: `one of the shapes ${placementShapes.join(", ")}`, actual: placement }];
}
function wrongDate({ compatibility_date: date }: JsonObject): Violation[] {
  if (typeof date !== "string" || isDate(date)) return [];
  return [{ pointer: "/compatibility_date", expected: "a date, YYYY-MM-DD", actual: date }];
}

/** A key of the version itself may be news that servers pass over; one inside of what is known is nobody's. */
const isOwnKey = ({ pointer }: Drift) => pointer.split("/").length > 2 || pointer.includes("bindings");

/** What no revision knows. */
function strange(drift: Drift): PassiveFinding[] {
  const { what, pointer, value } = drift;
  const where = `body${pointer}`;
  if (what === "kind")
    return [
      finding(
        pointer.startsWith("/bindings") ? "body.kinds" : "body.fields",
        where,
        `a kind that there is${meant(value, allKinds)}`,
        value,
      ),
    ];
  if (what === "enum") return [finding(propertyAt(pointer), where, "a member that there is", value)];
  return isOwnKey(drift) ? [finding("body.nothing-added", where, "a key of the contract", value)] : [];
}

const same = (a: Drift) => (b: Drift) => a.what === b.what && a.pointer === b.pointer;
const driftAt = revisionIds.map((id) => (version: JsonObject) => inspect(requestFieldAt(id), version).drift);

/** What the oldest revision does not know, each with the revision that does. */
function newerIn(version: JsonObject): string[] {
  const [first = [], ...later] = driftAt.map((of) => of(version));
  return first.flatMap((one) => {
    const i = later.findIndex((drift) => !drift.some(same(one)));
    const { what, pointer, value } = one;
    const line = (why: string) => [`${what} ${value} at body${pointer} (${why})`];
    if (i >= 0) return line(revisionIds[i + 1] ?? "");
    if (what !== "key" || isOwnKey(one)) return [];
    return line(
      Object.hasOwn(versionFieldAt(newestRevision).fields, value) ? "answers alone have it" : "in no revision",
    );
  });
}

/** Judges a body by the contract: what no server could accept, and what is newer than the page. */
export function judgeVersion(version: JsonObject): PassiveJudgement {
  const placement = wrongPlacement(version.placement);
  const isOpen = ({ pointer }: { pointer: string }) => placement.length === 0 || !pointer.startsWith("/placement");
  const { violations, drift } = inspect(newest, version);
  return {
    findings: [
      ...[...violations.filter(isOpen), ...wrongIn(newest, version), ...placement, ...wrongDate(version)].map(broken),
      ...drift.filter(isOpen).flatMap(strange),
    ],
    newer: newerIn(version),
  };
}
