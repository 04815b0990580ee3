import { runWorkerFirst } from "./assets.ts";
import { sameValue } from "./equality.ts";
import type { ArrayField, Field, UnionField } from "./field.ts";
import { inspect } from "./inspect.ts";
import { at, isBlank, isObject, sameJson } from "./json.ts";
import { placementField, placementMeaning } from "./placement.ts";

/** A place where an answer does not show what was sent. */
export interface Difference {
  pointer: string;
  expected: unknown;
  actual: unknown;
}

const differs = (pointer: string, expected: unknown, actual: unknown): Difference[] => [{ pointer, expected, actual }];

/** Lists are compared as sets: each item sent matches its own item of the answer. */
function echoList(field: ArrayField, sent: unknown[], got: unknown, pointer: string): Difference[] {
  if (!Array.isArray(got)) return differs(pointer, sent, got);
  const left = [...got];
  for (const item of sent) {
    const match = left.findIndex((candidate) => echo(field.items, item, candidate, pointer).length === 0);
    if (match < 0) return differs(pointer, sent, got);
    left.splice(match, 1);
  }
  const extra = left.some((item) => !sent.some((one) => sameJson(one, item)));
  return extra ? differs(pointer, sent, got) : [];
}

/** "When true, this is equivalent to ["/*"]": a target may show either for the other. */
const alwaysFirst = (value: unknown) => sameJson(value, ["/*"]) || value === true;

function echoUnion(field: UnionField, sent: unknown, got: unknown, pointer: string): Difference[] {
  if (field === runWorkerFirst && alwaysFirst(sent) && alwaysFirst(got)) return [];
  if (field === placementField) {
    return placementMeaning(sent) === placementMeaning(got) ? [] : differs(pointer, sent, got);
  }
  const kind = field.by && isObject(sent) ? String(sent[field.by]) : undefined;
  const branches = kind === undefined ? Object.values(field.of) : [field.of[kind]];
  const branch = branches.find((one) => one && inspect(one, sent).violations.length === 0);
  if (branch) return echo(branch, sent, got, pointer);
  return sameJson(sent, got) ? [] : differs(pointer, sent, got);
}

/**
 * Where `got`, of an answer, loses or changes what was `sent`. What was not sent, what is write-only and what the
 * server alone sets is not compared; a blank optional value may come back as absent, null or empty. A deprecated field may
 * be left out (it has a successor that says the same), and so may a value that equals its documented default.
 */
export function echo(field: Field, sent: unknown, got: unknown, pointer = ""): Difference[] {
  if (sent === undefined || field.writeOnly || field.readOnly || sameJson(sent, got)) return [];
  const optional = !field.required && field.type !== "any";
  if (optional && isBlank(got) && (isBlank(sent) || field.deprecated || sameJson(sent, field.default))) return [];
  switch (field.type) {
    case "array":
      return echoList(field, sent as unknown[], got, pointer);
    case "union":
      return echoUnion(field, sent, got, pointer);
    case "map": {
      if (!isObject(got)) return isBlank(sent) ? [] : differs(pointer, sent, got);
      return Object.entries(sent as Record<string, unknown>).flatMap(([name, one]) =>
        echo(field.items, one, Object.hasOwn(got, name) ? got[name] : undefined, at(pointer, name)),
      );
    }
    case "object": {
      if (!isObject(got)) return isBlank(sent) ? [] : differs(pointer, sent, got);
      return Object.entries(field.fields).flatMap(([name, inner]) =>
        echo(
          inner,
          (sent as Record<string, unknown>)[name],
          Object.hasOwn(got, name) ? got[name] : undefined,
          at(pointer, name),
        ),
      );
    }
    default:
      return sameValue(field, sent, got) ? [] : differs(pointer, sent, got);
  }
}

/** A value that a server filled in by itself, and where. */
export interface Filled {
  pointer: string;
  value: unknown;
}

/** What `got` shows of fields that a server may fill in, though nothing was sent for them. */
export function filledIn(field: Field, sent: unknown, got: unknown, pointer = ""): Filled[] {
  if (field.readOnly || isBlank(got)) return [];
  if (field.type === "object" && isObject(got)) {
    return Object.entries(field.fields).flatMap(([name, inner]) =>
      filledIn(inner, isObject(sent) ? sent[name] : undefined, got[name], at(pointer, name)),
    );
  }
  return field.fillable && sent === undefined ? [{ pointer, value: got }] : [];
}

/** Whether `got` shows something that was not sent and cannot be a default: an invention. What was sent, `echo` compares. */
export function invented(field: Field, sent: unknown, got: unknown): boolean {
  if (field.readOnly || isBlank(got)) return false;
  if (field.type === "object" && isObject(got)) {
    const own = (from: unknown, name: string) => (isObject(from) && Object.hasOwn(from, name) ? from[name] : undefined);
    return Object.entries(field.fields).some(([name, inner]) => invented(inner, own(sent, name), own(got, name)));
  }
  return sent === undefined && !field.fillable && !sameJson(field.default, got);
}
