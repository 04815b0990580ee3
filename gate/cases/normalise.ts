import { isObject, type JsonObject } from "../../contract/json.ts";
import type { Normalisation } from "../contract/protocol.ts";
import { isNumber } from "../wire/json.ts";

const nameOf = (one: unknown) => String(isObject(one) ? one.name : one);
const sorted = (value: unknown) =>
  Array.isArray(value) ? value.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) : value;
const isEmpty = (value: unknown) =>
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && !isNumber(value) && Object.keys(value).length === 0);

const without = (from: JsonObject, drop: (value: unknown) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => !drop(value)));

/** What each declared normalisation makes of a body; `asked` is what the caller gave. */
const steps: Record<Normalisation, (body: JsonObject, asked: JsonObject) => JsonObject> = {
  "bindings.order": (body) => ("bindings" in body ? { ...body, bindings: sorted(body.bindings) as never } : body),
  "compatibility_flags.order": (body) =>
    "compatibility_flags" in body ? { ...body, compatibility_flags: sorted(body.compatibility_flags) as never } : body,
  "usage_model.default": (body, asked) => {
    const { usage_model, ...rest } = body;
    return asked.usage_model === undefined && usage_model === "standard" ? rest : body;
  },
  "null.absent": (body) => without(body, (value) => value === null),
  "empty.absent": (body) => without(body, isEmpty),
};

/** A body after the normalisations that the manifest declares: applied to what was asked and to what came. */
export const normalised = (body: unknown, asked: JsonObject, declared: readonly Normalisation[]): JsonObject =>
  declared.reduce((value, name) => steps[name](value, asked), body as JsonObject);
