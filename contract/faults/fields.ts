import { allKinds, bindingKinds, type Kind } from "../bindings.ts";
import type { Field, Fields, ObjectField, StringField, UnionField } from "../field.ts";
import { object } from "../field.ts";
import { at, type Json } from "../json.ts";
import { type MigrationList, migrationLists, migrationsField } from "../migrations.ts";
import { modulesField } from "../modules.ts";
import { placementField, placementShapes } from "../placement.ts";
import { newestRevision, type Revision } from "../revision.ts";
import { requestFieldAt } from "../version.ts";
import { appended, type Change, dropping, putting, type RequestFault, type Subject } from "./fault.ts";

/** Values of every JSON type but the field's own; none that a lenient reader may take for the right one. */
const others: Record<Field["type"], readonly Json[]> = {
  string: [7, true, {}, ["text"]],
  number: ["text", true, {}, [7]],
  integer: ["text", true, {}, [7]],
  boolean: ["text", 7, {}, [true]],
  array: ["text", 7, true, {}],
  object: ["text", 7, true, []],
  map: ["text", 7, true, []],
  union: ["text", 7, true, []],
  any: [],
};

interface Place {
  subject: Subject;
  /** Names of the fields on the way, for the id. */
  name: string;
  pointer: string;
}

const fault = (
  { subject, name, pointer }: Place,
  how: string,
  requirement: RequestFault["requirement"],
  text: string,
  changes: readonly Change[],
): RequestFault => ({ id: `${name}:${how}`, ...(requirement ? { requirement } : {}), subject, pointer, text, changes });

/** Without a key of its own, a placement is another shape: rules say which there are. */
const presenceElsewhere = ({ name }: Place) => name.startsWith("placement.");

function presenceFaults(field: Field, place: Place): RequestFault[] {
  const { name, pointer } = place;
  if (presenceElsewhere(place)) return [];
  if (!field.required)
    return field.type === "any" ? [] : [fault(place, "null", undefined, `null as ${name}`, [putting(pointer, null)])];
  const changes = field.type === "any" ? [dropping(pointer)] : [dropping(pointer), putting(pointer, null)];
  return [fault(place, "required", "refusal.required", `no ${name}`, changes)];
}

function typeFaults(field: Field, place: Place): RequestFault[] {
  const { name, pointer } = place;
  const wrong = field.type === "union" ? unionOthers(field) : others[field.type];
  if (wrong.length === 0) return [];
  return [
    fault(
      place,
      "type",
      "refusal.type",
      `${name} of another type`,
      wrong.map((value) => putting(pointer, value)),
    ),
  ];
}
const jsonType = (value: Json): string => (Array.isArray(value) ? "array" : typeof value);
/** What none of the branches may be. */
const unionOthers = ({ of }: UnionField): readonly Json[] => {
  const types: string[] = Object.values(of).map(({ type }) => type);
  return others.union.filter((value) => !types.includes(jsonType(value)));
};

/** Fields with a length or format that requirements of their own judge. */
const judgedElsewhere = (place: Place) => place.subject.of === "annotations";

function stringFaults(field: StringField, place: Place): RequestFault[] {
  const { name, pointer } = place;
  const found: RequestFault[] = [];
  if (field.enum) {
    const changes = ["wvc-unknown", `${field.enum[0]}x`].map((value) => putting(pointer, value));
    found.push(fault(place, "enum", "refusal.enum", `a ${name} that the page does not know`, changes));
  }
  if (field.maxLength !== undefined && !judgedElsewhere(place)) {
    const changes = [field.maxLength + 1, 2 * field.maxLength].map((length) =>
      putting(pointer, "a".repeat(length), `${length} characters`),
    );
    found.push(fault(place, "length", "refusal.length", `a ${name} that is too long`, changes));
  }
  if (field.format === "email") {
    const changes = ["not-an-address", "a b@example.com", "@example.com"].map((value) => putting(pointer, value));
    found.push(fault(place, "format", "refusal.format", `a ${name} that is no email address`, changes));
  }
  if (field.format === "byte") {
    const changes = ["%%%", "not base64!", "a"].map((value) => putting(pointer, value));
    found.push(fault(place, "format", "refusal.format", `a ${name} that is not base64`, changes));
  }
  return found;
}

/** What came with a revision is broken by faults that came with it too. */
const came = (since: Revision | undefined, faults: RequestFault[]): RequestFault[] =>
  since === undefined ? faults : faults.map((one) => ({ since, ...one }));

/** Every fault of a field and of what it holds. */
const fieldFaults = (field: Field, place: Place): RequestFault[] => came(field.since, faultsOf(field, place));
function faultsOf(field: Field, place: Place): RequestFault[] {
  if (field.readOnly) return [];
  const own = [...presenceFaults(field, place), ...typeFaults(field, place)];
  switch (field.type) {
    case "string":
      return [...own, ...stringFaults(field, place)];
    case "object":
      return [...own, ...memberFaults(field.fields, place)];
    case "array":
      return [...own, ...itemFaults(field.items, place)];
    case "union": {
      const list = Object.values(field.of).find(({ type }) => type === "array");
      return list?.type === "array" ? [...own, ...itemFaults(list.items, place)] : own;
    }
    default:
      return own;
  }
}
const memberFaults = (fields: Fields, { subject, name, pointer }: Place): RequestFault[] =>
  Object.entries(fields).flatMap(([key, field]) =>
    fieldFaults(field, {
      subject: key === "base_path" ? { of: "base-path" } : subject,
      name: `${name}.${key}`,
      pointer: at(pointer, key),
    }),
  );
/**
 * Items are objects with members, or values with a type of their own; an item cannot be absent. What is wrong with a
 * value is wrong with the first item and with one after the last.
 */
function itemFaults(items: Field, { subject, name, pointer }: Place): RequestFault[] {
  if (items.type === "union") return [];
  const end = at(pointer, appended);
  const faultsAt = (place: string) =>
    fieldFaults({ ...items, required: true } as Field, { subject, name: `${name}.*`, pointer: place });
  const atEnd = new Map(faultsAt(end).map((one) => [one.id, one.changes]));
  return faultsAt(at(pointer, 0)).map((one) => {
    const changes = one.id === `${name}.*:required` ? one.changes.filter(({ what }) => what === "null") : one.changes;
    const isItem = one.pointer === at(pointer, 0) && one.requirement !== "refusal.required";
    return isItem ? { ...one, changes: [...changes, ...(atEnd.get(one.id) ?? [])], also: [end] } : { ...one, changes };
  });
}

/** What no item of a list of objects may be, as its first item and as one more; and what only looks like one. */
function wrongItems({ subject, name, pointer }: Place): RequestFault {
  const [first, end] = [at(pointer, 0), at(pointer, appended)];
  const changes = [...others.object, null].flatMap((value) => [putting(first, value), putting(end, value)]);
  const place = { subject, name: `${name}.*`, pointer: first };
  return { ...fault(place, "type", "refusal.type", `an item of ${name} that is no object`, changes), also: [end] };
}

function bindingFaults(): RequestFault[] {
  return allKinds.flatMap((kind) => {
    const subject: Subject = { of: "binding", kind };
    const { fields, since } = bindingKinds[kind] as Kind;
    const name = object({ name: { type: "string", required: true } });
    const place = { subject, name: `bindings.${kind}`, pointer: "/bindings/0" };
    return came(since, [...memberFaults(name.fields, place), ...memberFaults(fields, place)]);
  });
}

/** The kind itself: `type` of any binding. */
function kindFaults(): RequestFault[] {
  const subject: Subject = { of: "binding", kind: "plain_text" };
  const place = { subject, name: "bindings.type", pointer: "/bindings/0/type" };
  const changes = ["wvc_unknown", "plain_textx"].map((value) => putting(place.pointer, value));
  return [
    wrongItems({ subject, name: "bindings", pointer: "/bindings" }),
    ...presenceFaults({ type: "string", required: true }, place),
    ...typeFaults({ type: "string" }, place),
    fault(place, "enum", "refusal.enum", "a binding of an unknown kind", changes),
  ];
}

function migrationFaults(): RequestFault[] {
  const { single, multi } = (migrationsField as UnionField).of as Record<string, ObjectField>;
  const step = (multi?.fields.steps as { items: ObjectField } | undefined)?.items;
  const place = (form: "single" | "multi", list: MigrationList, pointer: string): Place => ({
    subject: { of: "migrations", form, list },
    name: `migrations.${form}${pointer.startsWith("/migrations/steps/") ? ".steps.*" : ""}.${list}`,
    pointer: at(pointer, list),
  });
  const lists = migrationLists.flatMap((list) => [
    ...fieldFaults(single?.fields[list] as Field, place("single", list, "/migrations")),
    ...fieldFaults(step?.fields[list] as Field, place("multi", list, "/migrations/steps/0")),
  ]);
  const tags = (["single", "multi"] as const).flatMap((form) =>
    ["old_tag", "new_tag", ...(form === "multi" ? ["steps"] : [])].flatMap((key) =>
      typeFaults((key === "steps" ? multi?.fields.steps : { type: "string" }) as Field, {
        subject: { of: "migrations", form, list: "deleted_classes" },
        name: `migrations.${form}.${key}`,
        pointer: `/migrations/${key}`,
      }),
    ),
  );
  const steps = wrongItems({
    subject: { of: "migrations", form: "multi", list: "new_sqlite_classes" },
    name: "migrations.multi.steps",
    pointer: "/migrations/steps",
  });
  return [...lists, ...tags, steps];
}

/** Each key of each shape; a shape's own faults are rules. */
const placementFaults = (): RequestFault[] => [
  ...shapeFaults(),
  ...targetFaults({
    subject: { of: "placement", shape: "targeted-target" },
    name: "placement.targeted-target.target",
    pointer: "/placement/target",
  }),
];
/** A target of a list: no object, or one whose place is no text. */
const targetFaults = (place: Place): RequestFault[] => [
  wrongItems(place),
  ...(["region", "hostname", "host"] as const).map((key) => {
    const pointer = at(place.pointer, 0);
    const changes = others.string.map((value) => putting(pointer, { [key]: value }));
    return {
      ...fault(
        { ...place, pointer, name: `${place.name}.*.${key}` },
        "type",
        "refusal.type",
        `a target whose ${key} is no text`,
        changes,
      ),
      within: true as const,
    };
  }),
];
const shapeFaults = (): RequestFault[] =>
  placementShapes.flatMap((shape) => {
    const place = { subject: { of: "placement", shape } as const, name: `placement.${shape}`, pointer: "/placement" };
    const branch = (placementField as UnionField).of[shape] as ObjectField;
    return memberFaults(branch.fields, place);
  });

/** What the twin of a field at the top level is about. */
const parts: Readonly<Record<string, Subject>> = {
  annotations: { of: "annotations" },
  assets: { of: "assets" },
  cache_options: { of: "cache-options" },
  exports: { of: "exports" },
  package_dependencies: { of: "package-dependencies" },
  bindings: { of: "binding", kind: "plain_text" },
  containers: { of: "containers" },
  limits: { of: "limits" },
  migrations: { of: "migrations", form: "single", list: "new_sqlite_classes" },
  modules: { of: "modules" },
  placement: { of: "placement", shape: "smart" },
};
/** Fields whose insides have faults of their own. */
const insidesElsewhere = ["bindings", "migrations", "modules", "placement"];

const topFaults = (): RequestFault[] =>
  Object.entries(requestFieldAt(newestRevision).fields).flatMap(([name, field]) => {
    const place = { subject: parts[name] ?? ({ of: "settings" } as const), name, pointer: at("", name) };
    if (insidesElsewhere.includes(name)) return [...presenceFaults(field, place), ...typeFaults(field, place)];
    return fieldFaults(field, place);
  });

/** An item of the list of modules: the second one, beside the main module. */
const moduleFaults = (): RequestFault[] => {
  const { items } = modulesField;
  const place: Place = { subject: { of: "modules" }, name: "modules", pointer: "/modules/1" };
  const members = items.type === "object" ? memberFaults(items.fields, place) : [];
  return [...typeFaults(items, { ...place, name: "modules.*" }), ...members];
};

/** Faults that follow from the contract's fields: presence, type, enum, length and format of each. */
export const fieldFaultRows: readonly RequestFault[] = [
  ...topFaults(),
  ...kindFaults(),
  ...bindingFaults(),
  ...migrationFaults(),
  ...placementFaults(),
  ...moduleFaults(),
];
