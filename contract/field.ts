import type { Json } from "./json.ts";
import type { Revision } from "./revision.ts";

/** What the page and the OpenAPI say about a field beside its type. Every field is optional unless `required`. */
export interface Flags {
  required?: true;
  deprecated?: true;
  /** Set by the server: only in answers. */
  readOnly?: true;
  /** Only in requests: need not, and where sensitive must not, come back. */
  writeOnly?: true;
  /** A secret: masked in every report. */
  sensitive?: true;
  /** What a server may fill in when nothing was sent (OpenAPI `default`), and leave out when it was sent. */
  default?: Json;
  /** A server may fill in a default of its own, which no document gives. */
  fillable?: true;
  /** The revision that it came with; without it, it was there from the first. */
  since?: Revision;
}

/** What a string stands for: generators make one that makes sense, and reports can say so. */
export type Meaning =
  | "text"
  | "secret"
  | "resource"
  | "hex32"
  | "uuid"
  | "worker"
  | "class"
  | "entrypoint"
  | "number-text"
  /** A name of 2 to 63 ASCII letters, digits, dots, underscores and hyphens. */
  | "label"
  | "module";

export type StringField = Flags & {
  type: "string";
  enum?: readonly string[];
  /** Further members of the enum, each with the revision that it came with. */
  later?: Readonly<Record<string, Revision>>;
  maxLength?: number;
  /** The page gives some lengths in bytes. */
  maxBytes?: number;
  format?: "uuid" | "date-time" | "email" | "byte" | "uri";
  means?: Meaning;
};
export type NumberField = Flags & { type: "number" | "integer"; minimum?: number; maximum?: number };
export type BooleanField = Flags & { type: "boolean"; enum?: readonly boolean[] };
/** `any`: free-form JSON, compared as JSON; `object`: the free form is an object. */
export type AnyField = Flags & { type: "any"; object?: true; means?: "algorithm" };
/** Lists are compared as sets: the page promises no order. With `key` they are maps by that key. */
export type ArrayField = Flags & { type: "array"; items: Field; key?: string; minItems?: number; maxItems?: number };
/** An object whose keys are free, and whose values are all alike. */
export type MapField = Flags & { type: "map"; items: Field; maxProperties?: number };
export type ObjectField = Flags & { type: "object"; fields: Fields };
/** One of several shapes, each under its name; `by` is the discriminating property, if there is one. */
export type UnionField = Flags & { type: "union"; of: Record<string, Field>; by?: string };
export type Field =
  | StringField
  | NumberField
  | BooleanField
  | AnyField
  | ArrayField
  | MapField
  | ObjectField
  | UnionField;
export type Fields = { readonly [name: string]: Field };

type Options<F extends Field> = Omit<F, "type" | "items" | "fields" | "of">;

export const string = (options: Options<StringField> = {}): StringField => ({ type: "string", ...options });
export const oneOf = (...values: readonly string[]): StringField => ({ type: "string", enum: values });
export const number = (options: Options<NumberField> = {}): NumberField => ({ type: "number", ...options });
export const integer = (options: Options<NumberField> = {}): NumberField => ({ type: "integer", ...options });
export const boolean = (options: Options<BooleanField> = {}): BooleanField => ({ type: "boolean", ...options });
export const any = (options: Options<AnyField> = {}): AnyField => ({ type: "any", ...options });
export const list = (items: Field, options: Options<ArrayField> = {}): ArrayField => ({
  type: "array",
  items,
  ...options,
});
export const map = (items: Field, options: Options<MapField> = {}): MapField => ({ type: "map", items, ...options });
export const object = (fields: Fields, flags: Flags = {}): ObjectField => ({ type: "object", fields, ...flags });
export const union = (of: Record<string, Field>, options: Options<UnionField> = {}): UnionField => ({
  type: "union",
  of,
  ...options,
});

/** The same field, with flags added. */
export const flagged = <F extends Field>(field: F, flags: Flags): F => ({ ...field, ...flags });
export const required = <F extends Field>(field: F): F => flagged(field, { required: true });
export const writeOnly = <F extends Field>(field: F): F => flagged(field, { writeOnly: true });
export const since = <F extends Field>(revision: Revision, field: F): F => flagged(field, { since: revision });
export const readOnly = <F extends Field>(field: F): F => flagged(field, { readOnly: true });
