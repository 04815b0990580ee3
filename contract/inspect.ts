import { isUuid } from "./equality.ts";
import type { ArrayField, Field, MapField, ObjectField, StringField, UnionField } from "./field.ts";
import { at, isObject } from "./json.ts";

/** A place of an answer that has not the documented type. */
export interface Violation {
  pointer: string;
  expected: string;
  actual: unknown;
}
/** What an answer holds beside the contract: keys, kinds and enum members that this revision does not know. */
export interface Drift {
  pointer: string;
  what: "key" | "kind" | "enum";
  value: string;
}
/** Drift, and values that the server filled in by itself. */
export interface Addition extends Omit<Drift, "what"> {
  what: Drift["what"] | "filled in";
}
export interface Inspection {
  violations: Violation[];
  drift: Drift[];
}

const clean = (): Inspection => ({ violations: [], drift: [] });
const violation = (pointer: string, expected: string, actual: unknown): Inspection => ({
  violations: [{ pointer, expected, actual }],
  drift: [],
});
const merge = (parts: Inspection[]): Inspection => ({
  violations: parts.flatMap((part) => part.violations),
  drift: parts.flatMap((part) => part.drift),
});

const dateTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const isUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const formats: Record<string, (text: string) => boolean> = {
  uuid: isUuid,
  "date-time": (text) => dateTime.test(text) && !Number.isNaN(Date.parse(text)),
  uri: isUrl,
};

function inspectString(field: StringField, value: unknown, pointer: string): Inspection {
  if (typeof value !== "string") return violation(pointer, "a string", value);
  if (field.enum && !field.enum.includes(value)) return { violations: [], drift: [{ pointer, what: "enum", value }] };
  const format = field.format && formats[field.format];
  if (format && !format(value)) return violation(pointer, `a string in format ${field.format}`, value);
  return clean();
}

function inspectNumber(field: Field & { minimum?: number }, value: unknown, pointer: string): Inspection {
  const expected = field.type === "integer" ? "an integer" : "a number";
  const fits = typeof value === "number" && (field.type === "number" || Number.isInteger(value));
  if (!fits) return violation(pointer, expected, value);
  const { minimum } = field;
  if (minimum !== undefined && value < minimum) return violation(pointer, `${expected} of at least ${minimum}`, value);
  return clean();
}

function inspectArray(field: ArrayField, value: unknown, pointer: string): Inspection {
  if (!Array.isArray(value)) return violation(pointer, "an array", value);
  if (field.minItems !== undefined && value.length < field.minItems) {
    return violation(pointer, `an array of at least ${field.minItems} items`, value);
  }
  return merge(value.map((item, i) => inspect(field.items, item, at(pointer, i))));
}

function inspectObject(field: ObjectField, value: unknown, pointer: string): Inspection {
  if (!isObject(value)) return violation(pointer, "an object", value);
  const known = Object.entries(field.fields).map(([name, inner]) => {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member === undefined || (member === null && inner.type !== "any")) {
      const missing = inner.required && !inner.writeOnly;
      return missing ? violation(at(pointer, name), "a value: the field is required", member) : clean();
    }
    return inspect(inner, member, at(pointer, name));
  });
  const unknownKeys = Object.keys(value).filter((key) => !Object.hasOwn(field.fields, key));
  const drift = unknownKeys.map((key): Drift => ({ pointer: at(pointer, key), what: "key", value: key }));
  return merge([...known, { violations: [], drift }]);
}

const inspectMap = (field: MapField, value: unknown, pointer: string): Inspection =>
  isObject(value)
    ? merge(Object.entries(value).map(([key, one]) => inspect(field.items, one, at(pointer, key))))
    : violation(pointer, "an object", value);

function inspectUnion(field: UnionField, value: unknown, pointer: string): Inspection {
  if (field.by) {
    const kind = isObject(value) ? value[field.by] : undefined;
    if (typeof kind !== "string") return violation(at(pointer, field.by), "a string", kind);
    const branch = Object.hasOwn(field.of, kind) ? field.of[kind] : undefined;
    if (branch) return inspect(branch, value, pointer);
    return { violations: [], drift: [{ pointer: at(pointer, field.by), what: "kind", value: kind }] };
  }
  const tries = Object.values(field.of).map((branch) => inspect(branch, value, pointer));
  const cost = (one: Inspection) => one.violations.length * 1000 + one.drift.length;
  return tries.reduce((best, one) => (cost(one) < cost(best) ? one : best));
}

/** Holds a value of an answer against its field: what breaks the type, and what is new to this contract. */
export function inspect(field: Field, value: unknown, pointer = ""): Inspection {
  switch (field.type) {
    case "string":
      return inspectString(field, value, pointer);
    case "number":
    case "integer":
      return inspectNumber(field, value, pointer);
    case "boolean":
      return typeof value === "boolean" ? clean() : violation(pointer, "a boolean", value);
    case "any":
      return clean();
    case "array":
      return inspectArray(field, value, pointer);
    case "map":
      return inspectMap(field, value, pointer);
    case "object":
      return inspectObject(field, value, pointer);
    case "union":
      return inspectUnion(field, value, pointer);
  }
}
