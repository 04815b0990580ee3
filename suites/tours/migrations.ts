import { begin, binds, migrating, type Names, names } from "../../arbitraries/migrations.ts";
import { className, variableName } from "../../arbitraries/text.ts";
import { versionWith } from "../../arbitraries/version.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { containersAccepted } from "../judges/content.ts";
import {
  acceptedAfterRefusal,
  classBindable,
  migrationAccepted,
  mismatchRefused,
  notYetApplied,
  showsCarriedTag,
  showsTag,
  stepsInOrder,
  tagAtOnce,
} from "../judges/migrations.ts";
import { checksTag, deployedLater, next, takenWaiting } from "../migrations.ts";
import { refusedCreate } from "../words/acts.ts";
import { look, shown } from "../words/round-trip.ts";
import { stop } from "../words/stop.ts";
import { given, ifThere, listedAll, made } from "../words/verdicts.ts";
import { tour } from "./tour.ts";

const deployed = { deploy: true };

/** A migration that waits for its deployment, and gets it. */
async function waiting(worker: WorkerPort, cast: Names): Promise<boolean> {
  let id: string | undefined;
  const isChecked = await stop(worker, ["migrations.old-tag-mismatch-refused"], async () =>
    mismatchRefused(await worker.create(next(cast, cast.otherTag))),
  );
  await stop(worker, ["migrations.applied-only-when-deployed"], async () => {
    checksTag(isChecked);
    id = takenWaiting(await worker.create(begin(cast))).id;
    notYetApplied(await worker.create(next(cast, cast.tag)), cast.tag);
  });
  return stop(worker, ["migrations.applied-by-later-deployment"], async () => {
    given(id !== undefined, "no migration waits for its deployment");
    await deployedLater(worker, id ?? "", cast.tag);
  });
}

const newClasses = "single:new_sqlite_classes";
/** The plainest migration on a fresh Worker, where none was seen that waited for its deployment: it may have been applied all the same. */
const plainly = (worker: WorkerPort, cast: Names) =>
  stop(worker, [["migrations.accepted", newClasses]], async () => {
    migrationAccepted(await worker.create(begin(cast), deployed), newClasses);
  });

/** What a refused create leaves: the tag and the classes. */
const afterRefusal = (worker: WorkerPort, cast: Names) =>
  stop(worker, ["migrations.refused-changes-nothing", ["migrations.accepted", newClasses]], async () => {
    const right = next(cast, cast.tag);
    await refusedCreate(worker, deployed, right);
    acceptedAfterRefusal(await worker.create(right, deployed));
  });

/** Classes that a deployed migration made: later versions bind them, and show the tag. */
async function bound(worker: WorkerPort, cast: Names, name: string): Promise<void> {
  await stop(worker, ["migrations.class-bindable"], async () => {
    await look(worker, classBindable(await worker.create(binds(name, cast.a))).id);
  });
  await stop(worker, ["migrations.tag-carried"], async () => {
    const later = made(await worker.create(binds(name, cast.a), deployed));
    await worker.eventually(async () => showsCarriedTag(await shown(worker, later.id), cast.tag));
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
      const version = stepsInOrder(await worker.create(migrating([b], { new_tag: tag, steps }), deployed));
      id = version.id;
      tagAtOnce(version, tag);
      stepsInOrder(await worker.create(binds(name, b)));
    },
  );
  await stop(worker, ["migrations.tag-set-on-deploy"], async () => {
    given(id !== undefined, "no migration was taken");
    await worker.eventually(async () => showsTag(await shown(worker, id ?? ""), tag));
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
    } else await plainly(await worker.sibling(), cast);
    await stop(worker, ["containers.accepted"], async () => {
      const third = await worker.sibling();
      await shown(third, containersAccepted(await third.create(boxed(box), deployed)).id);
      await ifThere(() => listedAll(third));
    });
  },
);

const boxed = (class_name: string) =>
  versionWith([{ name: "BOX", type: "durable_object_namespace", class_name }], { containers: [class_name] });
