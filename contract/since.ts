import type { Field, Fields, StringField } from "./field.ts";
import { isIn, type Revision } from "./revision.ts";

const entriesAt = (fields: Readonly<Record<string, Field>>, at: Revision): [string, Field][] =>
  Object.entries(fields)
    .filter(([, field]) => isIn(field.since, at))
    .map(([name, field]) => [name, fieldAt(field, at)]);

/** The fields that a revision has, each as it has it; the very same object where that is all of them. */
export function fieldsAt<F extends Readonly<Record<string, Field>>>(fields: F, at: Revision): F {
  const kept = entriesAt(fields, at);
  const isWhole = kept.length === Object.keys(fields).length && kept.every(([name, field]) => fields[name] === field);
  return isWhole ? fields : (Object.fromEntries(kept) as F);
}

/** The members of an enum that a revision has. */
function stringAt(field: StringField, at: Revision): StringField {
  const { later, ...rest } = field;
  if (later === undefined) return field;
  const more = Object.entries(later).flatMap(([member, since]) => (isIn(since, at) ? [member] : []));
  return { ...rest, enum: [...(field.enum ?? []), ...more] };
}

/** A field as a revision has it: without what is newer. What is the same in all revisions stays the same object. */
export function fieldAt<F extends Field>(field: F, at: Revision): F;
export function fieldAt(field: Field, at: Revision): Field {
  switch (field.type) {
    case "string":
      return stringAt(field, at);
    case "object": {
      const fields: Fields = fieldsAt(field.fields, at);
      return fields === field.fields ? field : { ...field, fields };
    }
    case "union": {
      const of = fieldsAt(field.of, at);
      return of === field.of ? field : { ...field, of };
    }
    case "array":
    case "map": {
      const items = fieldAt(field.items, at);
      return items === field.items ? field : { ...field, items };
    }
    default:
      return field;
  }
}

/** A field by revision; each is made once. */
export function byRevision<F extends Field>(field: F): (at: Revision) => F {
  const made = new Map<Revision, F>();
  return (at) => {
    const known = made.get(at) ?? fieldAt(field, at);
    made.set(at, known);
    return known;
  };
}
