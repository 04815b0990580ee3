import type { Field, Fields } from "./field.ts";
import { sameJson } from "./json.ts";

/** What is said of one place, by keyword: `type`, `required`, `enum`, `maxLength`, … What is false is left out. */
export type Keywords = { [keyword: string]: unknown };
/** The facts of every place of a field, by path, such as `bindings[kv_namespace].namespace_id`. */
export type Rows = Map<string, Keywords>;

/** A place where the contract and another description of the same thing part. */
export interface Difference {
  path: string;
  /** `missing here` (the contract lacks the place), `missing there`, or the keyword that differs. */
  what: string;
  ours: unknown;
  theirs: unknown;
  /** Why the difference may stand. */
  explained?: string;
}

export const propertyPath = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);
export const itemPath = (path: string): string => `${path}[]`;
/** The values of an object whose keys are free. */
export const valuePath = (path: string): string => `${path}{}`;
/** A branch of a union: `placement(smart)`; `bindings[ai]` where the union is the item of a list. */
export const branchPath = (path: string, branch: string): string =>
  path.endsWith("[]") ? `${path.slice(0, -2)}[${branch}]` : `${path}(${branch})`;

/** Leaves out what is absent or false, but for a default of false. */
export const tidy = (facts: Keywords): Keywords =>
  Object.fromEntries(
    Object.entries(facts).filter(([word, fact]) => fact !== undefined && (fact !== false || word === "default")),
  );

/** What a field holds for its own structure, or for generators alone. */
const ownWords = new Set([
  "items",
  "fields",
  "of",
  "by",
  "object",
  "means",
  "key",
  "maxBytes",
  "fillable",
  "since",
  "later",
]);

function factsOf(field: Field, closed: boolean): Keywords {
  const stated = Object.entries(field).filter(([word]) => !ownWords.has(word));
  return tidy({
    ...Object.fromEntries(stated),
    type: field.type === "map" || (field.type === "any" && field.object) ? "object" : field.type,
    discriminator: field.type === "union" && field.by,
    closed: closed && field.type === "object",
  });
}

/**
 * The rows of a field and of all that it holds. `closed`: no other key is taken, as in the branches of a union
 * without a discriminator (see `schema.ts`).
 */
export function flatten(field: Field, path = "", closed = false): Rows {
  const inner = (parts: [string, Field][], shut = false) => parts.flatMap(([at, one]) => [...flatten(one, at, shut)]);
  const under = (fields: Fields | Record<string, Field>, step: (path: string, name: string) => string) =>
    Object.entries(fields).map(([name, one]): [string, Field] => [step(path, name), one]);
  const rows: Rows = new Map([[path, factsOf(field, closed)]]);
  switch (field.type) {
    case "array":
      return new Map([...rows, ...flatten(field.items, itemPath(path))]);
    case "map":
      return new Map([...rows, ...flatten(field.items, valuePath(path))]);
    case "object":
      return new Map([...rows, ...inner(under(field.fields, propertyPath))]);
    case "union":
      return new Map([...rows, ...inner(under(field.of, branchPath), field.by === undefined)]);
    default:
      return rows;
  }
}

const sorted = (fact: unknown) => (Array.isArray(fact) ? [...fact].map(String).sort() : fact);
export const sameFact = (word: string, a: unknown, b: unknown) =>
  word === "enum" ? sameJson(sorted(a), sorted(b)) : sameJson(a, b);

function compareFacts(path: string, ours: Keywords, theirs: Keywords): Difference[] {
  const words = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return words
    .filter((word) => !sameFact(word, ours[word], theirs[word]))
    .map((word) => ({ path, what: word, ours: ours[word], theirs: theirs[word] }));
}

const isUnder = (path: string, top: string) => path.startsWith(top) && /^[.[({]/.test(path.slice(top.length));

/** The paths of `rows` that `others` lack; of a missing tree only its top. */
const missing = (rows: Rows, others: Rows): string[] => {
  const paths = [...rows.keys()].filter((path) => !others.has(path));
  return paths.filter((path) => !paths.some((top) => isUnder(path, top)));
};

/** Every place where two sets of rows part. */
export const compareRows = (ours: Rows, theirs: Rows): Difference[] => [
  ...missing(theirs, ours).map((path) => ({ path, what: "missing here", ours: undefined, theirs: theirs.get(path) })),
  ...missing(ours, theirs).map((path) => ({ path, what: "missing there", ours: ours.get(path), theirs: undefined })),
  ...[...ours].flatMap(([path, facts]) => compareFacts(path, facts, theirs.get(path) ?? facts)),
];
