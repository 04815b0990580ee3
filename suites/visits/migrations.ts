import { every } from "../../arbitraries/every.ts";
import { begin, migrating, type Names, names } from "../../arbitraries/migrations.ts";
import { versionWith } from "../../arbitraries/version.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { type MigrationList, type MigrationStep, type Migrations, migrationLists } from "../../contract/migrations.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { classBindable, migrationAccepted, mismatchRefused, showsTag } from "../judges/migrations.ts";
import { isUntagged, next, type WrongTag, wrongTag, wrongTags } from "../migrations.ts";
import { look, shown } from "../words/round-trip.ts";
import { stop } from "../words/stop.ts";
import { isAccepted, made } from "../words/verdicts.ts";
import { inPieces, lacking, taken, visit } from "./visit.ts";

/** How lists stand together: in one step of either form, or each in a step of its own. */
const forms = ["single", "multi", "steps"] as const;
/** Lists of one migration, and how they stand together. */
interface Together {
  lists: readonly MigrationList[];
  form: (typeof forms)[number];
}

const pairs = migrationLists.flatMap((a) => migrationLists.filter((b) => a !== b).map((b) => [a, b] as const));
const isFirst = ([a, b]: readonly [MigrationList, MigrationList]) =>
  migrationLists.indexOf(a) < migrationLists.indexOf(b);
/** Every list alone and every pair of them, in every form; steps in both orders; all at once. */
const all: readonly Together[] = [
  ...migrationLists.map((list): Together => ({ lists: [list], form: "steps" })),
  ...pairs.filter(isFirst).flatMap((lists): Together[] => [
    { lists, form: "single" },
    { lists, form: "multi" },
  ]),
  ...pairs.map((lists): Together => ({ lists, form: "steps" })),
  ...forms.map((form): Together => ({ lists: migrationLists, form })),
];

/** The classes of the i-th migration, by the list that works on each: those that are there before, and what becomes of them. */
const before = (i: number) => ({ renamed: `Renamed${i}`, deleted: `Deleted${i}`, transferred: `Transferred${i}` });
const after = (i: number): Record<MigrationList, string | undefined> => ({
  new_classes: `New${i}`,
  new_sqlite_classes: `NewSqlite${i}`,
  renamed_classes: `HasNewName${i}`,
  transferred_classes: `Came${i}`,
  deleted_classes: undefined,
});
function stepFor(list: MigrationList, i: number, otherScript: string): MigrationStep {
  const { renamed, deleted, transferred } = before(i);
  const to = after(i)[list] ?? "";
  switch (list) {
    case "deleted_classes":
      return { deleted_classes: [deleted] };
    case "renamed_classes":
      return { renamed_classes: [{ from: renamed, to }] };
    case "transferred_classes":
      return { transferred_classes: [{ from: transferred, from_script: otherScript, to }] };
    default:
      return { [list]: [to] };
  }
}
const emptyLists = Object.fromEntries(migrationLists.map((list) => [list, []]));

function migrationsOf(
  { lists, form }: Together,
  i: number,
  otherScript: string,
  empty: MigrationStep = {},
): Migrations {
  const steps = lists.map((list) => stepFor(list, i, otherScript));
  const joined: MigrationStep = { ...empty, ...Object.assign({}, ...steps) };
  if (form === "single") return joined;
  return { steps: form === "multi" ? [joined] : steps };
}

const binding = (classes: readonly string[]): VersionRequest => {
  const bindings = classes.map((class_name, i) => ({
    name: `OBJECT_${i}`,
    type: "durable_object_namespace",
    class_name,
  }));
  const { migrations: _, ...rest } = versionWith(bindings);
  return rest;
};

/** A Worker with the classes that the migrations work on, and another one with those that will be transferred. */
async function begun(worker: WorkerPort, count: number): Promise<WorkerPort> {
  const other = await worker.sibling();
  const each = Array.from({ length: count }, (_, i) => before(i));
  const own = each.flatMap(({ renamed, deleted }) => [renamed, deleted]);
  const away = each.map(({ transferred }) => transferred);
  made(await worker.create(migrating(own, { new_sqlite_classes: own, new_tag: "begun" }), { deploy: true }));
  made(await other.create(migrating(away, { new_sqlite_classes: away, new_tag: "begun" }), { deploy: true }));
  return other;
}

/** One migration after the other on one Worker: what each of them makes can be bound, and it gives its tag. */
async function migrateAll(worker: WorkerPort, cases: readonly Together[]): Promise<void> {
  const other = await begun(worker, cases.length);
  let tag = "begun";
  const alive = new Set(cases.flatMap((_, i) => [before(i).renamed, before(i).deleted]));
  for (const [i, one] of cases.entries()) {
    const row = `${one.form === "single" ? "single" : "multi"}:${one.lists[0] ?? "new_classes"}` as const;
    const classes = one.lists.flatMap((list) => after(i)[list] ?? []);
    const tags = { old_tag: tag, new_tag: `tag-${i}` };
    if (one.lists.includes("renamed_classes")) alive.delete(before(i).renamed);
    if (one.lists.includes("deleted_classes")) alive.delete(before(i).deleted);
    const request = migrating([...alive, ...classes], { ...tags, ...migrationsOf(one, i, other.name) });
    let id: string | undefined;
    const isTaken = await stop(worker, [["migrations.accepted", row]], async () => {
      ({ id } = migrationAccepted(await worker.create(request, { deploy: true }), row));
    });
    if (!isTaken || id === undefined) continue;
    for (const name of classes) alive.add(name);
    tag = tags.new_tag;
    await seen(worker, id, { tag, classes });
  }
}

async function seen(worker: WorkerPort, id: string, { tag, classes }: { tag?: string; classes: string[] }) {
  await look(worker, id);
  if (tag !== undefined)
    await stop(worker, ["migrations.tag-set-on-deploy"], () =>
      worker.eventually(async () => showsTag(await shown(worker, id), tag)),
    );
  if (classes.length > 0)
    await stop(worker, ["migrations.class-bindable"], async () => {
      await look(worker, classBindable(await worker.create(binding(classes))).id);
    });
}

/** Migrations of a Worker that never has a tag, with the lists that they do not need there and empty, in each form. */
async function migrateUntagged(worker: WorkerPort, some: readonly Together[]): Promise<void> {
  for (const one of some) {
    const own = await worker.sibling();
    const { renamed } = before(0);
    const { new_sqlite_classes: made = "", renamed_classes: to = "" } = after(0);
    const judged = ["migrations.accepted", "single:new_sqlite_classes"] as const;
    const first = migrating([renamed], { ...emptyLists, new_sqlite_classes: [renamed] });
    const second = migrating([made, to], migrationsOf(one, 0, own.name, emptyLists));
    if (!(await taken(own, first, { judged, deploy: true }))) continue;
    const version = await taken(own, second, {
      judged: ["migrations.accepted", "single:renamed_classes"],
      deploy: true,
    });
    if (version) await seen(own, version.id, { classes: [made, to] });
  }
}
const untagged = forms.map((form): Together => ({ lists: ["new_sqlite_classes", "renamed_classes"], form }));

/** In parts, which lanes can share. */
const atOnce = 11;

const needed = ["migrations", "workers", "bindings.durable_object_namespace"];

/** Every wrong old_tag, with every value of deploy; what is right is accepted after it, and waits for its deployment. */
async function wrongTagsRefused(worker: WorkerPort, cast: Names, wrongs: readonly WrongTag[]): Promise<void> {
  for (const wrong of wrongs) {
    const own = await worker.sibling();
    const isFirst = isUntagged(wrong);
    if (!isFirst) made(await own.create(begin(cast), { deploy: true }));
    await stop(own, ["migrations.old-tag-mismatch-refused"], async () => {
      for (const deploy of [undefined, false, true])
        mismatchRefused(await own.create(next(cast, wrongTag(cast, wrong)), { deploy }));
    });
    const right = isFirst ? begin(cast) : next(cast, cast.tag);
    const waiting = await own.create(right);
    if (isAccepted(waiting)) await look(own, made(waiting).id);
    await taken(own, right, { judged: ["migrations.accepted", "single:new_sqlite_classes"], deploy: true });
  }
}

export const migrationVisits = [
  visit(
    "old-tags",
    ["migrations.old-tag-mismatch-refused", "migrations.tag-omitted"],
    () => [names(), every(wrongTags)],
    wrongTagsRefused,
    lacking(...needed),
  ),
  visit(
    "untagged",
    ["migrations.accepted", "migrations.class-bindable"],
    () => [every(untagged)],
    migrateUntagged,
    lacking(...needed),
  ),
  ...inPieces(all, atOnce).map((some, i) =>
    visit(
      `migrations-${i + 1}`,
      [
        "migrations.accepted",
        "migrations.class-bindable",
        "migrations.tag-set-on-deploy",
        "migrations.content-not-shown",
      ],
      () => [every(some)],
      migrateAll,
      lacking(...needed),
    ),
  ),
];
