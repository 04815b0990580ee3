import { begin, binds, migrating, type Names, names } from "../../arbitraries/migrations.ts";
import { className, variableName } from "../../arbitraries/text.ts";
import { versionWith } from "../../arbitraries/version.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { isBlank } from "../../contract/json.ts";
import { shown } from "../words/round-trip.ts";
import { accepted, given, holds, isAccepted, isRefused, made, neighbour, refused } from "../words/verdicts.ts";
import { stop, tour } from "./tour.ts";

const deployed = { deploy: true };

/** Reads a version until it shows the tag. */
const showsTag = (worker: WorkerPort, id: string, tag: string) =>
  worker.eventually(async () => {
    const seen = (await shown(worker, id)).migration_tag;
    holds(seen === tag, `tag ${tag}`, seen, { pointer: "/result/migration_tag" });
  });

const next = ({ a, b, nextTag }: Names, old_tag: string) =>
  migrating([a, b], { old_tag, new_tag: nextTag, new_sqlite_classes: [b] });

/** A migration that waits for its deployment, and gets it. */
async function waiting(worker: WorkerPort, cast: Names): Promise<boolean> {
  let id: string | undefined;
  const isChecked = await stop(worker, ["migrations.old-tag-mismatch-refused"], async () => {
    refused(await worker.create(next(cast, cast.otherTag)));
  });
  await stop(worker, ["migrations.applied-only-when-deployed"], async () => {
    given(isChecked, "the target does not check old_tag");
    const reply = await worker.create(begin(cast));
    given(isAccepted(reply), "the target takes no migration without a deployment");
    id = made(reply).id;
    const early = await worker.create(next(cast, cast.tag));
    const { status } = early.exchange.answer;
    holds(isRefused(early), `old_tag ${cast.tag} refused, since no version with that tag was deployed`, status);
  });
  return stop(worker, ["migrations.applied-by-later-deployment"], async () => {
    given(id !== undefined, "the target takes no migration without a deployment");
    neighbour(await worker.deploy([{ version_id: id ?? "", percentage: 100 }]), "a deployment of its own");
    await showsTag(worker, id ?? "", cast.tag);
  });
}

/** The plainest migration, where none that waits for its deployment was taken. */
const plainly = (worker: WorkerPort, cast: Names) =>
  stop(worker, [["migrations.accepted", "single:new_sqlite_classes"]], async () => {
    accepted(await worker.create(begin(cast), deployed));
  });

/** What a refused create leaves: the tag and the classes. */
const afterRefusal = (worker: WorkerPort, cast: Names) =>
  stop(
    worker,
    ["migrations.refused-changes-nothing", ["migrations.accepted", "single:new_sqlite_classes"]],
    async () => {
      const right = next(cast, cast.tag);
      given(
        isRefused(await worker.create({ ...right, main_module: "not-in-modules.js" }, deployed)),
        "it is not refused",
      );
      accepted(await worker.create(right, deployed));
    },
  );

/** Classes that a deployed migration made: later versions bind them, and show the tag. */
async function bound(worker: WorkerPort, cast: Names, name: string): Promise<void> {
  await stop(worker, ["migrations.class-bindable"], async () => {
    await shown(worker, accepted(await worker.create(binds(name, cast.a))).id);
  });
  await stop(worker, ["migrations.tag-carried"], async () => {
    const later = made(await worker.create(binds(name, cast.a), deployed));
    await showsTag(worker, later.id, cast.tag);
  });
}

/** Two steps of which the second needs the first, on a fresh Worker. */
async function inSteps(worker: WorkerPort, { a, b, tag }: Names, name: string): Promise<void> {
  const steps = [{ new_sqlite_classes: [a] }, { renamed_classes: [{ from: a, to: b }] }];
  const rows = ["multi:new_sqlite_classes", "multi:renamed_classes"] as const;
  let id: string | undefined;
  await stop(
    worker,
    ["migrations.steps-in-order", ["migrations.accepted", rows[0]], ["migrations.accepted", rows[1]]],
    async () => {
      const version = accepted(await worker.create(migrating([b], { new_tag: tag, steps }), deployed));
      id = version.id;
      const atOnce = version.migration_tag;
      holds(isBlank(atOnce) || atOnce === tag, `tag ${tag}, if any`, atOnce, {
        id: "migrations.tag-set-on-deploy",
        pointer: "/result/migration_tag",
      });
      accepted(await worker.create(binds(name, b)));
    },
  );
  await stop(worker, ["migrations.tag-set-on-deploy"], async () => {
    given(id !== undefined, "no migration was taken");
    await showsTag(worker, id ?? "", tag);
  });
}

/** Durable Object classes from their first migration on, and a container for one. */
export const migrationsTour = tour(
  "migrations",
  ["migrations.accepted", "migrations.tag-omitted", "containers.echoed"],
  () => [names(), variableName(), className()],
  async (worker, cast: Names, name: string, box: string) => {
    const isMigrated = await waiting(worker, cast);
    const other = await worker.sibling();
    await inSteps(other, cast, name);
    if (isMigrated) {
      await bound(worker, cast, name);
      await afterRefusal(worker, cast);
    } else await plainly(worker, cast);
    await stop(worker, ["containers.accepted"], async () => {
      const third = await worker.sibling();
      await shown(third, accepted(await third.create(boxed(box), deployed)).id);
    });
  },
);

const boxed = (class_name: string) =>
  versionWith([{ name: "BOX", type: "durable_object_namespace", class_name }], { containers: [class_name] });
