import { isObject } from "../../contract/json.ts";
import { type Difference, diff, type Nature, same } from "../cases/diff.ts";
import type { Finding, Observation } from "../cases/finding.ts";
import { normalised } from "../cases/normalise.ts";
import type { PropertyId } from "../contract/properties.ts";
import { tryJson } from "../wire/json.ts";

const structural: readonly Nature[] = ["lost", "changed", "added"];
/** Places that a property of their own is about, and which natures of a difference it takes there. */
const places: readonly { pointer: RegExp; property: PropertyId; natures: readonly Nature[] }[] = [
  { pointer: /^\/migrations/, property: "body.steps", natures: structural },
  {
    pointer: /^\/assets\/config\/run_worker_first/,
    property: "body.run-worker-first",
    natures: [...structural, "empty-lost"],
  },
  { pointer: /^\/assets/, property: "body.assets", natures: structural },
  { pointer: /^\/placement/, property: "body.placement", natures: structural },
  { pointer: /^\/modules\/\d+\/content_base64$/, property: "body.content", natures: [...structural, "string"] },
  { pointer: /^\/annotations/, property: "body.annotations", natures: structural },
  { pointer: /^\/limits/, property: "body.limits", natures: [...structural, "number"] },
];
/** Kinds of binding that a property of their own is about. */
const kindProperties: Readonly<Record<string, PropertyId>> = {
  json: "body.json-binding",
  durable_object_namespace: "body.durable-object",
  d1: "body.d1",
  dispatch_namespace: "body.dispatch-namespace",
};
const byNature: Readonly<Partial<Record<Nature, PropertyId>>> = {
  "null-lost": "body.null",
  "empty-lost": "body.empty",
  unlisted: "body.one-element-lists",
  order: "body.order",
  string: "body.strings",
  number: "body.numbers",
  added: "body.nothing-added",
};

const listOf = (body: unknown): unknown[] => (isObject(body) && Array.isArray(body.bindings) ? body.bindings : []);
const kindOf = (binding: unknown): string | undefined =>
  isObject(binding) && typeof binding.type === "string" ? binding.type : undefined;

/** The kind of the binding that a difference is in: the one at its place, or the first that is missing. */
export function kindAt(
  { pointer }: Pick<Difference, "pointer">,
  expected: unknown,
  actual: unknown,
): string | undefined {
  const [, , index] = pointer.split("/");
  if (!pointer.startsWith("/bindings")) return undefined;
  if (index !== undefined) return kindOf(listOf(expected)[Number(index)]);
  return kindOf(listOf(expected).find((one) => !listOf(actual).some((other) => same(one, other))));
}

/** Whether a value was sent as its own JSON text. */
const isItsText = ({ pointer, expected, actual }: Difference) =>
  /^\/bindings\/\d+\/json$/.test(pointer) &&
  typeof actual === "string" &&
  expected !== undefined &&
  same(expected, tryJson(actual));

function propertyOf(one: Difference, kind: string | undefined): PropertyId {
  if (kind === "json" && isItsText(one)) return "body.json-binding";
  const place = places.find(({ pointer, natures }) => pointer.test(one.pointer) && natures.includes(one.nature));
  if (place) return place.property;
  const special = kind === undefined ? undefined : kindProperties[kind];
  if (special && structural.includes(one.nature)) return special;
  return byNature[one.nature] ?? (one.pointer.startsWith("/bindings") ? "body.kinds" : "body.fields");
}

/** Holds the body against what the caller asked for; each difference is of the property that its place and nature say. */
export function judgeBody(
  { focus, case: { call }, manifest }: Observation,
  actual: Record<string, unknown>,
): Finding[] {
  const { deploy, ...rest } = actual;
  const stray: Finding[] =
    deploy === undefined
      ? []
      : [{ property: "deploy.not-in-body", at: "body/deploy", expected: "no such key", actual: deploy }];
  const expected = normalised(call.body, call.body, manifest.normalizes);
  const found = diff(expected, normalised(rest, call.body, manifest.normalizes)).map((one): Finding => {
    const kind = kindAt(one, expected, rest);
    const property = propertyOf(one, kind);
    const row = property === "body.kinds" ? kind : property === focus.property ? focus.row : undefined;
    return { property, row, at: `body${one.pointer}`, expected: one.expected, actual: one.actual };
  });
  return [...stray, ...found];
}
