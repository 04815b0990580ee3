import fc from "fast-check";
import { plainVersion, versionWith } from "../../arbitraries/version.ts";
import { likenesses, type WorkerPort } from "../../contract/api.ts";
import type { Version } from "../../contract/version.ts";
import { judgeLeft } from "../deletes.ts";
import {
  deletesAlike,
  foreignKept,
  foreignNotInherited,
  foreignRefused,
  renameKeeps,
  takenAlike,
  unknownVersionRefused,
  unknownWorkerRefused,
} from "../judges/addressing.ts";
import { deleteMovesNothing } from "../judges/deploy.ts";
import { distinctNumbers, gapFree, numbersOf } from "../judges/numbering.ts";
import { countsRight, isGone, knowsPages, listsTheRest, nothingBeyond, pagesComplete } from "../judges/read-back.ts";
import { rename } from "../words/acts.ts";
import { type Judged, stop } from "../words/stop.ts";
import {
  areApart,
  deploymentsOf,
  given,
  idsOf,
  isAccepted,
  listed,
  listedAll,
  listsExactly,
  made,
  someDeleted,
} from "../words/verdicts.ts";
import { tour } from "./tour.ts";

/** Creates at once. */
async function together(worker: WorkerPort): Promise<Version[]> {
  const before = made(await worker.create(plainVersion("before"))).number;
  const replies = await Promise.all([1, 2].map((n) => worker.create(plainVersion(`parallel ${n}`))));
  const versions = replies.filter(isAccepted).flatMap((one) => one.result ?? []);
  const numbers = numbersOf(versions);
  await stop(worker, ["numbering.parallel-distinct"], async () => distinctNumbers(numbers));
  await stop(worker, ["numbering.parallel-gap-free"], async () =>
    gapFree(before, numbers, replies.length - versions.length),
  );
  return versions;
}

/** The list as a whole and in pages, under the Worker's name and id. */
async function lists(worker: WorkerPort, versions: readonly Version[]): Promise<void> {
  const expected = idsOf(versions);
  const perPage = Math.ceil(versions.length / 2);
  await stop(worker, ["read-back.list-finds", ["addressing.id-or-name", "list"]], () =>
    worker.eventually(async () => listsExactly(expected, idsOf(await listedAll(worker, "name")))),
  );
  const pages: string[][] = [];
  await stop(worker, ["read-back.counts"], async () => {
    const { versions: page, info } = listed(await worker.list({ page: 1, perPage }));
    pages.push(idsOf(page));
    countsRight(info, { total: versions.length, onPage: page.length, perPage });
  });
  await stop(worker, ["read-back.pages-complete"], async () => {
    pages.push(idsOf(listed(await worker.list({ page: 2, perPage })).versions));
    pagesComplete(expected, { pages, perPage });
  });
  await stop(worker, ["read-back.beyond-the-end"], async () => {
    knowsPages({ pages, perPage });
    given(pages.flat().length === versions.length, "the two pages are not the whole list");
    nothingBeyond(await worker.list({ page: 3, perPage }));
  });
}

/** Two versions are deleted, under the Worker's id and its name. */
const twoDeleted = (worker: WorkerPort, [a, b]: readonly [Version, Version], rest: readonly Version[]) =>
  stop(worker, [["addressing.id-or-name", "delete"], "read-back.deleted-gone"], async () => {
    const replies = [await worker.remove(a.id)];
    if (replies.every(isAccepted))
      await stop(worker, ["read-back.delete-takes-one"], () => judgeLeft(worker, idsOf([b, ...rest])));
    replies.push(await worker.remove(b.id, { by: "name" }));
    someDeleted(replies);
    for (const reply of replies) takenAlike(reply, "delete");
    await worker.eventually(async () => {
      const gets = [await worker.get(a.id), await worker.get(b.id)];
      deletesAlike([a.id, b.id], gets);
      for (const get of gets) isGone(get);
      listsTheRest(idsOf(rest), idsOf(await listedAll(worker)));
    });
  });

/** Deletes that leave the rest alone; the newest version stays. */
async function deletes(worker: WorkerPort, versions: readonly Version[]): Promise<void> {
  const [a, b, ...rest] = versions;
  if (!a || !b) return;
  await stop(worker, ["deploy.delete-moves-nothing"], async () => {
    const before = deploymentsOf(await worker.deployments());
    await twoDeleted(worker, [a, b], rest);
    deleteMovesNothing(before, deploymentsOf(await worker.deployments()));
  });
  made(await worker.create(plainVersion("after the deletes")));
}

/** What belongs to another Worker cannot be reached. */
const foreign = (worker: WorkerPort, other: WorkerPort, own: readonly Version[]) =>
  stop(worker, ["addressing.own-versions-only"], async () => {
    const text = (value: string) => versionWith([{ name: "TEXT", type: "plain_text", text: value }]);
    const theirs = made(await other.create(text("foreign")));
    made(await other.create(plainVersion("newer")));
    areApart(own, [theirs]);
    foreignRefused(await worker.get(theirs.id));
    await worker.remove(theirs.id);
    await worker.eventually(async () => foreignKept(await other.get(theirs.id)));
    const inherit = versionWith([{ name: "TEXT", type: "inherit", version_id: theirs.id }]);
    foreignNotInherited(await worker.create(inherit, { contentUnjudged: true }), "TEXT", "foreign");
  });

/** What does not exist is refused with 404. */
async function unknown(worker: WorkerPort, id: string): Promise<void> {
  await stop(worker, ["addressing.unknown-version-refused"], async () => unknownVersionRefused(await worker.get(id)));
  await stop(worker, ["addressing.unknown-worker-refused"], async () => {
    const [unlike, longer, shorter] = likenesses.map((one) => worker.stranger(one));
    if (unlike) unknownWorkerRefused(await unlike.create(plainVersion()));
    if (longer) unknownWorkerRefused(await longer.create(plainVersion(), { by: "name" }));
    if (shorter) unknownWorkerRefused(await shorter.list({ by: "name" }));
  });
}

const renamed = (worker: WorkerPort) =>
  stop(worker, ["addressing.rename-keeps"], async () => {
    const before = { ids: idsOf(await listedAll(worker)), deployments: deploymentsOf(await worker.deployments()) };
    await rename(worker);
    await worker.eventually(async () => {
      const ids = idsOf(await listedAll(worker));
      renameKeeps(before, { ids, deployments: (await worker.deployments()).result ?? "none under the new name" });
    });
  });

/** Two Workers side by side, and every way to name them and their versions. */
export const addressingTour = tour(
  "addressing",
  ["numbering.per-worker", "numbering.live-distinct", "addressing.id-or-name", "read-back.pages-complete"],
  () => [fc.uuid({ version: 4 })],
  async (worker, nowhere: string) => {
    const other = await worker.sibling();
    const versions = [made(await worker.create(plainVersion("1"), { deploy: true }))];
    made(await other.create(plainVersion("1")));
    const byName: [Judged] = [["addressing.id-or-name", "create"]];
    await stop(worker, byName, async () => {
      versions.unshift(takenAlike(await worker.create(plainVersion("2"), { by: "name" }), "create"));
    });
    made(await other.create(plainVersion("2")));
    versions.unshift(made(await worker.create(plainVersion("3"))));
    const [newest] = versions;
    await stop(worker, [["addressing.id-or-name", "get"]], () =>
      worker.eventually(async () => void takenAlike(await worker.get(newest?.id ?? nowhere, { by: "name" }), "get")),
    );
    const parallel = await together(other);
    areApart(versions, parallel);
    versions.push(made(await worker.create(plainVersion("4"))));
    await lists(worker, versions);
    await deletes(worker, versions);
    await unknown(worker, nowhere);
    await foreign(worker, other, versions);
    await renamed(worker);
  },
);
