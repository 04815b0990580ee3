import fc from "fast-check";
import { plainVersion, versionWith } from "../../arbitraries/version.ts";
import { likenesses, type WorkerPort } from "../../contract/api.ts";
import { isObject, sameJson } from "../../contract/json.ts";
import { Unjudged } from "../../contract/refutation.ts";
import type { Version } from "../../contract/version.ts";
import {
  accepted,
  deploymentsOf,
  given,
  holds,
  isAccepted,
  listed,
  listedAll,
  made,
  missing,
} from "../words/verdicts.ts";
import { type Judged, stop, tour } from "./tour.ts";

const idsOf = (versions: readonly Version[]) => versions.map(({ id }) => id).sort();

/** Creates at once. */
async function together(worker: WorkerPort): Promise<Version[]> {
  const before = made(await worker.create(plainVersion("before"))).number;
  const replies = await Promise.all([1, 2].map((n) => worker.create(plainVersion(`parallel ${n}`))));
  const versions = replies.filter(isAccepted).flatMap((one) => one.result ?? []);
  const numbers = versions.map((one) => one.number).sort((a, b) => a - b);
  await stop(worker, ["numbering.parallel-distinct"], async () => {
    given(versions.length > 1, "the target refuses parallel creates");
    holds(new Set(numbers).size === numbers.length, "different numbers", numbers);
  });
  await stop(worker, ["numbering.parallel-gap-free"], async () => {
    given(versions.length > 1 && new Set(numbers).size === numbers.length, "there are no distinct numbers to judge");
    holds(sameJson(numbers, [before + 1, before + 2]), `2 numbers from ${before + 1} without a gap`, numbers);
  });
  return versions;
}

/** The list as a whole and in pages, under the Worker's name and id. */
async function lists(worker: WorkerPort, versions: readonly Version[]): Promise<void> {
  const expected = idsOf(versions);
  const perPage = Math.ceil(versions.length / 2);
  await stop(worker, ["read-back.list-finds", ["addressing.id-or-name", "list"]], () =>
    worker.eventually(async () => {
      const seen = idsOf(listed(await worker.list({ perPage: 100, by: "name" })).versions);
      holds(sameJson(seen, expected), `the versions ${expected.join(", ")}`, seen, { id: "read-back.list-finds" });
    }),
  );
  const pages: Version[] = [];
  await stop(worker, ["read-back.counts"], async () => {
    const { versions: page, info } = listed(await worker.list({ page: 1, perPage }));
    pages.push(...page);
    const right = { total_count: versions.length, count: page.length, page: 1, per_page: perPage, total_pages: 2 };
    for (const [name, value] of Object.entries(right)) {
      const shown = info[name] ?? null;
      const isCount = name === "count" && shown === versions.length;
      holds(shown === null || shown === value || isCount, `${name} ${value}`, shown, {
        pointer: `/result_info/${name}`,
      });
    }
  });
  await stop(worker, ["read-back.pages-complete"], async () => {
    pages.push(...listed(await worker.list({ page: 2, perPage })).versions);
    holds(sameJson(idsOf(pages), expected), `each of ${expected.join(", ")} on one page`, idsOf(pages));
  });
}

/** Deletes that leave the rest alone; the newest version stays. */
async function deletes(worker: WorkerPort, versions: readonly Version[]): Promise<void> {
  const [a, b] = versions;
  if (!a || !b) return;
  const rest = idsOf(versions.slice(2));
  await stop(worker, ["deploy.delete-moves-nothing"], async () => {
    const before = deploymentsOf(await worker.deployments());
    await stop(worker, [["addressing.id-or-name", "delete"], "read-back.deleted-gone"], async () => {
      const replies = [await worker.remove(a.id), await worker.remove(b.id, { by: "name" })];
      given(replies.some(isAccepted), "the target deletes no versions");
      for (const reply of replies) accepted(reply, { id: "addressing.id-or-name", row: "delete" });
      await worker.eventually(async () => {
        const statuses = [];
        for (const { id } of [a, b]) statuses.push((await worker.get(id)).exchange.answer.status);
        const isGone = statuses.map((status) => status === 404);
        holds(isGone[0] === isGone[1], `${a.id} and ${b.id} to be gone`, statuses);
        holds(isGone[0] === true, `${a.id} to be gone`, statuses, { id: "read-back.deleted-gone" });
        const seen = idsOf(await listedAll(worker));
        holds(sameJson(seen, rest), `the versions ${rest.join(", ")}`, seen, { id: "read-back.deleted-gone" });
      });
    });
    const after = deploymentsOf(await worker.deployments());
    holds(sameJson(before, after), `the deployments as they were: ${JSON.stringify(before)}`, after);
  });
  made(await worker.create(plainVersion("after the deletes")));
}

/** What belongs to another Worker cannot be reached. */
const foreign = (worker: WorkerPort, other: WorkerPort, own: readonly Version[]) =>
  stop(worker, ["addressing.own-versions-only"], async () => {
    const text = (value: string) => versionWith([{ name: "TEXT", type: "plain_text", text: value }]);
    const theirs = made(await other.create(text("foreign")));
    made(await other.create(plainVersion("newer")));
    given(!own.some((one) => one.id === theirs.id), "two versions share an id");
    const reply = await worker.get(theirs.id);
    holds(!isAccepted(reply), "a refusal", reply.exchange.answer.json);
    await worker.remove(theirs.id);
    await worker.eventually(async () => {
      const kept = await other.get(theirs.id);
      holds(isAccepted(kept), "the other Worker's version to be still there", kept.exchange.answer.json);
    });
    const inherit = versionWith([{ name: "TEXT", type: "inherit", version_id: theirs.id }]);
    const { exchange, result } = await worker.create(inherit, { contentUnjudged: true });
    const list = Array.isArray(result?.bindings) ? result.bindings : [];
    const taken = list.some((one) => isObject(one) && one.text === "foreign");
    holds(!taken, "nothing inherited from a version of another Worker", exchange.answer.json);
  });

/** What does not exist is refused with 404. */
async function unknown(worker: WorkerPort, id: string): Promise<void> {
  await stop(worker, ["addressing.unknown-version-refused"], async () => missing(await worker.get(id)));
  await stop(worker, ["addressing.unknown-worker-refused"], async () => {
    const [unlike, longer, shorter] = likenesses.map((one) => worker.stranger(one));
    if (unlike) missing(await unlike.create(plainVersion()));
    if (longer) missing(await longer.get(id, { by: "name" }));
    if (shorter) missing(await shorter.list({ by: "name" }));
  });
}

const renamed = (worker: WorkerPort) =>
  stop(worker, ["addressing.rename-keeps"], async () => {
    const before = { ids: idsOf(await listedAll(worker)), deployments: deploymentsOf(await worker.deployments()) };
    if (!(await worker.rename())) throw new Unjudged("inapplicable", "the target renames no Worker");
    await worker.eventually(async () => {
      const after = {
        ids: idsOf(await listedAll(worker)),
        deployments: (await worker.deployments()).result ?? "no deployments under the new name",
      };
      holds(sameJson(before, after), `all as it was: ${JSON.stringify(before)}`, after);
    });
  });

/** Two Workers side by side, and every way to name them and their versions. */
export const addressingTour = tour(
  "addressing",
  ["numbering.per-worker", "numbering.not-reused", "addressing.id-or-name", "read-back.pages-complete"],
  () => [fc.uuid({ version: 4 })],
  async (worker, nowhere: string) => {
    const other = await worker.sibling();
    const versions = [made(await worker.create(plainVersion("1"), { deploy: true }))];
    made(await other.create(plainVersion("1")));
    const byName: [Judged] = [["addressing.id-or-name", "create"]];
    await stop(worker, byName, async () => {
      versions.unshift(accepted(await worker.create(plainVersion("2"), { by: "name" })));
    });
    made(await other.create(plainVersion("2")));
    versions.unshift(made(await worker.create(plainVersion("3"))));
    const [newest] = versions;
    await stop(worker, [["addressing.id-or-name", "get"]], () =>
      worker.eventually(async () => void accepted(await worker.get(newest?.id ?? nowhere, { by: "name" }))),
    );
    const parallel = await together(other);
    given(
      parallel.every(({ id }) => !versions.some((one) => one.id === id)),
      "two versions share an id",
    );
    versions.push(made(await worker.create(plainVersion("4"))));
    await lists(worker, versions);
    await deletes(worker, versions);
    await unknown(worker, nowhere);
    await foreign(worker, other, versions);
    await renamed(worker);
  },
);
