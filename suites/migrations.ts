import fc from "fast-check";
import {
  begin,
  binds,
  type Form,
  formRows,
  forms,
  inForm,
  migrating,
  type Names,
  names,
} from "../arbitraries/migrations.ts";
import { variableName } from "../arbitraries/text.ts";
import { plainVersion } from "../arbitraries/version.ts";
import type { Reply, WorkerPort } from "../contract/api.ts";
import { isBlank, isObject } from "../contract/json.ts";
import { type MigrationList, type MigrationStep, migrationContent } from "../contract/migrations.ts";
import type { Version, VersionRequest } from "../contract/version.ts";
import {
  classBindable,
  migrationAccepted,
  mismatchRefused,
  notYetApplied,
  showsCarriedTag,
  showsLaterTag,
  showsTag,
  stepsInOrder,
  stillApplicable,
  tagAtOnce,
} from "./judges/migrations.ts";
import { workerOf } from "./seen/context.ts";
import { finding, type Invariant } from "./seen/invariant.ts";
import { deployAlone } from "./words/acts.ts";
import { claim, claimRows, traffic } from "./words/claim.ts";
import { look, shown } from "./words/round-trip.ts";
import { given, isAccepted, isRefused, made } from "./words/verdicts.ts";

const deployed = { deploy: true };

/** Tags that are not the Worker's: another one, one that begins alike, its upper case, any where there is none. */
export const wrongTags = ["other", "longer", "upper case", "without a tag"] as const;
/** Whether it is on a Worker that has no tag yet. */
export const isUntagged = (wrong: WrongTag): boolean => wrong === "without a tag";
export type WrongTag = (typeof wrongTags)[number];
export function wrongTag({ tag, otherTag }: Names, how: WrongTag): string {
  if (how === "longer") return `${tag}0`;
  return how === "upper case" ? tag.toUpperCase() : otherTag;
}

/** For each list: what must have been deployed before, and the version that carries the list. */
export async function prepare(
  worker: WorkerPort,
  list: MigrationList,
  form: Form,
  cast: Names,
): Promise<VersionRequest> {
  const { a, b, tag, nextTag } = cast;
  const after = (step: MigrationStep) => inForm(form, step, { old_tag: tag, new_tag: nextTag });
  switch (list) {
    case "new_classes":
    case "new_sqlite_classes":
      return migrating([a], inForm(form, { [list]: [a] }, { new_tag: tag }));
    case "deleted_classes":
      made(await worker.create(begin(cast), deployed));
      return migrating([], after({ deleted_classes: [a] }));
    case "renamed_classes":
      made(await worker.create(begin(cast), deployed));
      return migrating([b], after({ renamed_classes: [{ from: a, to: b }] }));
    case "transferred_classes": {
      const other = await worker.sibling();
      made(await other.create(begin(cast), deployed));
      const transfer = { from: a, from_script: other.name, to: b };
      return migrating([b], inForm(form, { transferred_classes: [transfer] }, { new_tag: tag }));
    }
  }
}

/** A second migration, said to start from a tag. */
export const next = ({ a, b, nextTag }: Names, old_tag: string): VersionRequest =>
  migrating([a, b], { old_tag, new_tag: nextTag, new_sqlite_classes: [b] });

/** Where a wrong old_tag is not refused, a refusal of one shows nothing about what was applied. */
export const checksTag = (isChecked: boolean): void => given(isChecked, "the target does not check old_tag");

/** A migration that waits for its deployment: not every target takes one. */
export function takenWaiting(reply: Reply<Version>): Version {
  given(isAccepted(reply), "the target takes no migration without a deployment");
  return made(reply);
}

/** Deploys a version that waited for it: from then on it shows the tag. */
export async function deployedLater(worker: WorkerPort, id: string, tag: string): Promise<void> {
  await deployAlone(worker, id);
  await worker.eventually(async () => showsLaterTag(await shown(worker, id), tag));
}

/** A deployment that nobody asked for sets the tag as well, and so did that of a version which is given again. */
const unasked = ["deploy.false-moves-nothing", "deploy.absent-moves-nothing", "read-back.not-idempotent"] as const;

/** Until a version is deployed, and without Durable Objects, there is no tag; and content never comes back. */
export const migrationsInvariant: Invariant = {
  ids: ["migrations.tag-omitted", "migrations.content-not-shown"],
  judge: ({ context, sightings }) =>
    sightings.flatMap(({ known, shown: answer, pointer }) => {
      const { usesDurableObjects } = workerOf(context, known.workerId);
      const mustOmit = !known.deployed || !usesDurableObjects;
      const { migration_tag: tag, migrations } = answer;
      const content = isObject(migrations) ? migrationContent.filter((key) => !isBlank(migrations[key])) : [];
      return [
        ...(mustOmit
          ? [
              finding("migrations.tag-omitted", isBlank(tag), "no migration_tag", tag, {
                pointer: `${pointer}/migration_tag`,
                after: unasked,
              }),
            ]
          : []),
        finding("migrations.content-not-shown", content.length === 0, "no content of migrations", migrations, {
          pointer: `${pointer}/migrations`,
        }),
      ];
    }),
};

/** Each list in each form: what the other stories about Durable Objects build on. */
export const migrationForms = [
  ...claimRows(
    "migrations.accepted",
    formRows,
    { weight: 0.2, drives: ["migrations.content-not-shown", "migrations.tag-omitted"] },
    () => [names()],
    (row) => async (worker, cast) => {
      const [form = "single", list = "new_classes"] = row.split(":") as [Form, MigrationList];
      const request = await prepare(worker, list, form, cast);
      const version = migrationAccepted(await worker.create(request, deployed), row);
      await look(worker, version.id);
    },
  ),
];

/** A second migration that is deployed sets its own tag. */
async function secondTag(worker: WorkerPort, cast: Names): Promise<void> {
  const { id } = made(await worker.create(next(cast, cast.tag), deployed));
  await worker.eventually(async () => showsTag(await shown(worker, id), cast.nextTag));
}

export const migrationsClaims = [
  claim(
    "migrations.class-bindable",
    { weight: 0.5 },
    () => [names(), variableName(), fc.constantFrom(undefined, false, true)],
    async (worker, cast, name, deploy) => {
      made(await worker.create(begin(cast), deployed));
      const later = classBindable(await worker.create(binds(name, cast.a), { deploy }));
      await look(worker, later.id);
    },
  ),
  claim(
    "migrations.tag-set-on-deploy",
    { weight: 0.5 },
    () => [names(), fc.constantFrom(...forms), fc.boolean()],
    async (worker, cast, form, again) => {
      const { a, tag } = cast;
      const request = migrating([a], inForm(form, { new_sqlite_classes: [a] }, { new_tag: tag }));
      const created = made(await worker.create(request, deployed));
      tagAtOnce(created, tag);
      await worker.eventually(async () => showsTag(await shown(worker, created.id), tag));
      if (again) await secondTag(worker, cast);
    },
  ),
  claim(
    "migrations.tag-carried",
    { weight: 0.5 },
    () => [names(), variableName()],
    async (worker, cast, name) => {
      const first = made(await worker.create(begin(cast), deployed));
      given((await shown(worker, first.id)).migration_tag === cast.tag, "the first version shows no tag");
      const later = made(await worker.create(binds(name, cast.a), deployed));
      await worker.eventually(async () => showsCarriedTag(await shown(worker, later.id), cast.tag));
    },
  ),
  traffic(
    "migrations.undeployed",
    { weight: 0.7, drives: ["migrations.tag-omitted", "migrations.content-not-shown"] },
    () => [names(), fc.boolean(), fc.boolean()],
    async (worker, cast, again, withBinding) => {
      if (again) made(await worker.create(begin(cast), deployed));
      const { a, b, tag, nextTag } = cast;
      const next = migrating([a, b], { new_sqlite_classes: [b], new_tag: nextTag, ...(again ? { old_tag: tag } : {}) });
      const request = again && withBinding ? binds("STORE", a) : next;
      await look(worker, takenWaiting(await worker.create(request)).id);
    },
  ),
  claim(
    "migrations.old-tag-mismatch-refused",
    { weight: 0.7, after: ["migrations.tag-set-on-deploy"] },
    () => [names(), fc.constantFrom(...wrongTags), fc.constantFrom(undefined, false, true)],
    async (worker, cast, wrong, deploy) => {
      if (!isUntagged(wrong)) made(await worker.create(begin(cast), deployed));

      mismatchRefused(await worker.create(next(cast, wrongTag(cast, wrong)), { deploy }));

      // The tag is where it was: what is right goes on to be accepted.
      const right = isUntagged(wrong) ? begin(cast) : next(cast, cast.tag);
      migrationAccepted(await worker.create(right, deployed), "single:new_sqlite_classes");
    },
  ),
  claim(
    "migrations.applied-only-when-deployed",
    { weight: 0.7, after: unasked },
    () => [names(), fc.constantFrom(undefined, false)],
    async (worker, cast, deploy) => {
      checksTag(isRefused(await worker.create(next(cast, cast.otherTag))));
      takenWaiting(await worker.create(begin(cast), { deploy }));

      notYetApplied(await worker.create(next(cast, cast.tag), { deploy }), cast.tag);

      stillApplicable(await worker.create(begin(cast), deployed));
    },
  ),
  claim(
    "migrations.applied-by-later-deployment",
    { weight: 0.5, after: ["migrations.tag-set-on-deploy"] },
    () => [names()],
    async (worker, cast) => {
      const { id } = takenWaiting(await worker.create(begin(cast)));
      await deployedLater(worker, id, cast.tag);
    },
  ),
  claim(
    "migrations.steps-in-order",
    { weight: 0.5 },
    () => [names(), variableName(), fc.boolean()],
    async (worker, { a, b, tag }, name, andBack) => {
      const renames = [{ renamed_classes: [{ from: a, to: b }] }, { renamed_classes: [{ from: b, to: a }] }];
      const steps = [{ new_sqlite_classes: [a] }, ...renames.slice(0, andBack ? 2 : 1)];
      const last = andBack ? a : b;
      stepsInOrder(await worker.create(migrating([last], { new_tag: tag, steps }), deployed));
      const later = stepsInOrder(await worker.create(binds(name, last)));
      await look(worker, later.id);
    },
  ),
  traffic(
    "migrations.none",
    { weight: 0.2, drives: ["migrations.tag-omitted"] },
    () => [fc.boolean()],
    async (worker, deploy) => {
      await look(worker, made(await worker.create(plainVersion(), { deploy })).id);
    },
  ),
];
