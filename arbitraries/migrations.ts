import fc from "fast-check";
import { type MigrationList, type MigrationStep, type Migrations, migrationLists } from "../contract/migrations.ts";
import type { VersionRequest } from "../contract/version.ts";
import { mainModule } from "./modules.ts";
import { className, plainName } from "./text.ts";
import { versionWith } from "./version.ts";

/** Two classes and three tags, all different. */
export const names = () =>
  fc
    .tuple(
      fc.uniqueArray(className(), { minLength: 2, maxLength: 2 }),
      fc.uniqueArray(plainName(), { minLength: 3, maxLength: 3 }),
    )
    .map(([[a = "AObject", b = "BObject"], [tag = "v1", nextTag = "v2", otherTag = "v3"]]) => ({
      a,
      b,
      tag,
      nextTag,
      otherTag,
    }));
/** What {@link names} makes. */
export type Names = ReturnType<typeof names> extends fc.Arbitrary<infer N> ? N : never;

/** A version that exports the classes and carries the migrations. */
export const migrating = (classes: readonly string[], migrations: Migrations): VersionRequest => ({
  main_module: "index.js",
  modules: [mainModule("index.js", { durableObjects: classes })],
  migrations,
});
const binding = (name: string, class_name: string) => ({ name, type: "durable_object_namespace", class_name });
/** A version that binds a class without migrating anything. */
export const binds = (name: string, class_name: string): VersionRequest => {
  const { migrations: _, ...rest } = versionWith([binding(name, class_name)]);
  return rest;
};
/** The first migration of a Worker: class `a` with SQLite, deployed under the first tag. */
export const begin = ({ a, tag }: Names): VersionRequest => migrating([a], { new_sqlite_classes: [a], new_tag: tag });

/** The two forms of `migrations`. */
export const forms = ["single", "multi"] as const;
export type Form = (typeof forms)[number];
/** The lists that make classes come first: the others need classes to work on. */
const makers: readonly MigrationList[] = ["new_sqlite_classes", "new_classes"];
const lists = [...makers, ...migrationLists.filter((list) => !makers.includes(list))];
/** Each list in each form, as rows: `single:new_classes`. */
export const formRows = forms.flatMap((form) => lists.map((list) => `${form}:${list}` as const));
/** A step in one of the two forms. */
export const inForm = (form: Form, step: MigrationStep, tags: Migrations): Migrations =>
  form === "single" ? { ...step, ...tags } : { ...tags, steps: [step] };
