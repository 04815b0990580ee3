import type { BindingKind } from "../bindings.ts";
import { isObject, type Json, type JsonObject, stepsTo } from "../json.ts";
import type { MigrationList } from "../migrations.ts";
import type { PlacementShape } from "../placement.ts";
import type { RequirementId } from "../requirements/index.ts";
import type { Revision } from "../revision.ts";

/** What the valid twin of a fault is about: it holds a value at the place that the fault breaks. */
export type Subject =
  | { of: "binding"; kind: BindingKind }
  | { of: "migrations"; form: "single" | "multi"; list: MigrationList }
  | { of: "placement"; shape: PlacementShape }
  | { of: "annotations" | "assets" | "containers" | "limits" | "modules" | "settings" }
  | { of: "base-path" | "cache-options" | "exports" | "package-dependencies" };

/** A create as it goes over the wire, as far as it differs from a plain one. */
export interface Sending {
  /** The body; absent: none at all. */
  text?: string;
  /** The query, without `?`. */
  query?: string;
  /** The account in the path. */
  account?: string;
  /** Headers beside the usual ones, by lower-case name; null leaves one out. */
  headers?: Readonly<Record<string, string | null>>;
}

/** One change of a valid request. */
export interface Change {
  /** What is at the broken place now, in a few words. */
  what: string;
  send: (twin: JsonObject) => Sending;
}

/** A named way to break a valid request. */
export interface RequestFault {
  id: string;
  /** What a target breaks that accepts it; absent where the page is silent: what it does is recorded, not judged. */
  requirement?: RequirementId;
  subject: Subject;
  /** JSON pointer to the broken place in the body; empty for the body itself and for what is outside of it. */
  pointer: string;
  /** What the request must not be: completes "a request with …". */
  text: string;
  /** Ways to break the place: each is one change of the valid request. */
  changes: readonly Change[];
  /** The valid twin has nothing at the place: the change adds it. */
  adds?: true;
  /** A rule about several fields below the place: a pointer to any of them is right. */
  within?: true;
  /** Other places that a pointer may blame with equal right. */
  also?: readonly string[];
  /** The valid twin has this value at this place. */
  where?: { pointer: string; value: Json };
  /** The revision that it came with, with the field or the kind that it breaks. */
  since?: Revision;
  /** An accepted create is right if it leaves out the binding of this name. */
  mayDrop?: string;
}

const copy = (value: Json): Json => structuredClone(value);

/** The step of a pointer that stands for the place after the last item of a list (RFC 6901). */
export const appended = "-";

/** The request with another value at the pointer; missing objects and lists on the way are made. */
export function put(request: JsonObject, pointer: string, value: Json): Json {
  const steps = stepsTo(pointer);
  const last = steps.pop();
  if (last === undefined) return value;
  const result = copy(request);
  let inner = result as JsonObject;
  for (const [i, step] of steps.entries()) {
    const next = /^(\d+|-)$/.test(steps[i + 1] ?? last) ? [] : {};
    if (typeof inner[step] !== "object" || inner[step] === null) inner[step] = next;
    inner = inner[step] as JsonObject;
  }
  if (Array.isArray(inner) && last === appended) {
    inner.push(value);
    return result;
  }
  Object.defineProperty(inner, last, { value, enumerable: true, configurable: true, writable: true });
  return result;
}

/** The request without the value at the pointer. */
export function drop(request: JsonObject, pointer: string): Json {
  const steps = stepsTo(pointer);
  const last = steps.pop() ?? "";
  const result = copy(request);
  const inner = steps.reduce<unknown>((value, step) => (value as JsonObject)?.[step], result);
  if (Array.isArray(inner)) inner.splice(Number(last), 1);
  else if (isObject(inner)) delete inner[last];
  return result;
}

const body = (value: Json): Sending => ({ text: JSON.stringify(value) });
/** In a few words what a value is. */
const named = (value: Json): string => {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${typeof value} of ${text.length} characters` : text;
};

export const putting = (pointer: string, value: Json, what = named(value)): Change => ({
  what,
  send: (twin) => body(put(twin, pointer, value)),
});
export const dropping = (pointer: string): Change => ({
  what: "nothing",
  send: (twin) => body(drop(twin, pointer)),
});
export const changing = (what: string, change: (twin: JsonObject) => Json): Change => ({
  what,
  send: (twin) => body(change(copy(twin) as JsonObject)),
});
/** A body that is not what `JSON.stringify` gives. */
export const sending = (what: string, text: (twin: string) => string | undefined): Change => ({
  what,
  send: (twin) => {
    const made = text(JSON.stringify(twin));
    return made === undefined ? {} : { text: made };
  },
});
/** The twin's own body, with something else about the request. */
export const around = (what: string, rest: Omit<Sending, "text">): Change => ({
  what,
  send: (twin) => ({ ...body(twin), ...rest }),
});
