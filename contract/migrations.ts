import { type Fields, flagged, list, object, string, union, writeOnly } from "./field.ts";

const className = () => string({ means: "class" });
const pair = (fields: Fields) => list(object(fields));
const lists = {
  deleted_classes: list(className()),
  new_classes: list(className()),
  new_sqlite_classes: list(className()),
  renamed_classes: pair({ from: writeOnly(className()), to: writeOnly(className()) }),
  transferred_classes: pair({
    from: writeOnly(className()),
    from_script: writeOnly(string({ means: "worker" })),
    to: writeOnly(className()),
  }),
};
const allWriteOnly = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, flagged(field, { writeOnly: true })]));

const tags = { new_tag: writeOnly(string({ means: "resource" })), old_tag: writeOnly(string({ means: "resource" })) };
const step = object(allWriteOnly(lists));

export type MigrationList = keyof typeof lists;
export const migrationLists = Object.keys(lists) as MigrationList[];

/** Both forms of `migrations`: a single step with its lists, or `steps` applied in order. */
export const migrationsField = union({
  single: object({ ...allWriteOnly(lists), ...tags }),
  multi: object({ ...tags, steps: writeOnly(list(step)) }),
});

export interface MigrationStep {
  deleted_classes?: string[];
  new_classes?: string[];
  new_sqlite_classes?: string[];
  renamed_classes?: { from?: string; to?: string }[];
  transferred_classes?: { from?: string; from_script?: string; to?: string }[];
}
export interface Migrations extends MigrationStep {
  new_tag?: string;
  old_tag?: string;
  steps?: MigrationStep[];
}
/** The steps of either form, in order. */
export const stepsOf = (migrations: Migrations): MigrationStep[] => migrations.steps ?? [migrations];
/** Keys that hold migration content: an answer carries none of them (OpenAPI: writeOnly). */
export const migrationContent: readonly string[] = [...migrationLists, ...Object.keys(tags), "steps"];
