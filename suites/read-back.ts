import fc from "fast-check";
import { binding, bindings } from "../arbitraries/bindings.ts";
import { text } from "../arbitraries/text.ts";
import { plainVersion, version, versionWith } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { WorkerPort } from "../contract/api.ts";
import type { Binding } from "../contract/bindings.ts";
import { type Json, sameJson } from "../contract/json.ts";
import type { Version, VersionRequest } from "../contract/version.ts";
import { deleteOne, judgeLeft } from "./deletes.ts";
import {
  countsRight,
  isGone,
  knowsPages,
  leavesFindable,
  listsTheRest,
  nothingBeyond,
  pagesComplete,
  replayEqual,
  replayTaken,
  sameInOtherForm,
  settingsUnchanged,
  takenInOtherForm,
} from "./judges/read-back.ts";
import { deployAlone, infoOf } from "./words/acts.ts";
import { claim, traffic } from "./words/claim.ts";
import { hasContent, replayBody, replayedPart } from "./words/replay.ts";
import { respell, type Spelling } from "./words/respell.ts";
import { look, premiseShown, roundTrip, shown } from "./words/round-trip.ts";
import {
  found,
  given,
  idsOf,
  isAccepted,
  listed,
  listedAll,
  listsExactly,
  made,
  premise,
  someDeleted,
} from "./words/verdicts.ts";

/** Creates n plain versions. */
async function several(worker: WorkerPort, count: number, deploy?: boolean): Promise<Version[]> {
  const versions: Version[] = [];
  for (let i = 0; i < count; i += 1) versions.push(made(await worker.create(plainVersion(`${i}`), { deploy })));
  return versions;
}

/** The ids on each page of a list of so many versions; a target may give less on a page than it is asked for, and say so. */
export async function pages(
  worker: WorkerPort,
  asked: number,
  count: number,
): Promise<{ pages: string[][]; perPage: number }> {
  let perPage = asked;
  const all: string[][] = [];
  for (let page = 1; page <= Math.ceil(count / perPage); page += 1) {
    const { versions, info } = listed(await worker.list({ page, perPage }));
    if (typeof info.per_page === "number" && info.per_page >= 1) perPage = Math.min(perPage, info.per_page);
    all.push(idsOf(versions));
  }
  return { pages: all, perPage };
}
/** The ids of the whole list. */
const ids = async (worker: WorkerPort) => idsOf(await listedAll(worker));

/** The same request in another spelling makes the version that the plain one gave, as `seen`. */
export async function inOtherForm(worker: WorkerPort, request: VersionRequest, form: Spelling, seen: Version) {
  const sending = { text: respell(request as Json, form) };
  const { id } = takenInOtherForm(await worker.create(request, { sending, contentUnjudged: true }));
  sameInOtherForm(seen, await shown(worker, id, { modules: true }));
}

/** A version that was sent, and read back as `seen`, is sent again as it was read, its secrets inherited from it. */
export async function replayed(worker: WorkerPort, request: VersionRequest, seen: Version) {
  given(hasContent(seen.modules), "the target shows no content of modules");
  const body = replayBody(request, seen, seen.id);
  const { id } = replayTaken(await worker.create(body, { contentUnjudged: true }));
  replayEqual(replayedPart(body, seen), replayedPart(body, await shown(worker, id, { modules: true })));
}

export const readBackClaims = [
  claim(
    "read-back.get-finds",
    { weight: 0.5 },
    (world) => [version(world), fc.boolean()],
    async (worker, request, deploy) => {
      const created = made(await worker.create(request, { deploy }));
      await worker.eventually(async () => found(await worker.get(created.id)));
    },
  ),
  claim(
    "read-back.list-finds",
    { weight: 0.5 },
    () => [fc.integer({ min: 1, max: 12 }), fc.constantFrom(undefined, true)],
    async (worker, count, deploy) => {
      const expected = idsOf(await several(worker, count, deploy));
      await worker.eventually(async () => listsExactly(expected, await ids(worker)));
    },
  ),
  claim(
    "read-back.pages-complete",
    { weight: 0.5 },
    () => [fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 5 })],
    async (worker, count, perPage) => {
      const expected = idsOf(await several(worker, count));
      await worker.eventually(async () => {
        given(sameJson(await ids(worker), expected), "already the whole list is not complete");
        pagesComplete(expected, await pages(worker, perPage, count));
      });
    },
  ),
  claim(
    "read-back.beyond-the-end",
    { weight: 0.3 },
    () => [fc.integer({ min: 2, max: 6 }), fc.nat({ max: 4 })],
    async (worker, count, share) => {
      const asked = 1 + (share % (count - 1));
      const expected = idsOf(await several(worker, count));
      await worker.eventually(async () => {
        const { pages: all, perPage } = await pages(worker, asked, count);
        knowsPages({ pages: all, perPage });
        given(sameJson(all.flat().sort(), expected), "already the pages before the end are not complete");
        nothingBeyond(await worker.list({ page: all.length + 1, perPage: asked }));
      });
    },
  ),
  claim(
    "read-back.counts",
    { weight: 0.5 },
    () => [fc.nat({ max: 12 }), fc.constantFrom(undefined, 2, 5)],
    async (worker, count, asked) => {
      await several(worker, count);
      const perPage = worker.lacks("paging") ? undefined : asked;
      await worker.eventually(async () => {
        const { versions, info } = listed(await worker.list({ perPage }));
        countsRight(info, { total: count, onPage: versions.length, perPage });
      });
    },
  ),
  traffic(
    "read-back.again",
    { drives: ["read-back.agree", "read-back.immutable", "numbering.same-everywhere"] },
    (world) => [version(world), text(), fc.constantFrom("create", "deploy", "delete")],
    async (worker, request, note, event) => {
      const first = await roundTrip(worker, request);
      const second = made(await worker.create(plainVersion(note), { deploy: event === "deploy" }));
      if (event === "delete") {
        made(await worker.create(plainVersion()));
        await deleteOne(worker, second.id);
        await worker.eventually(async () => leavesFindable(await worker.get(first.id, { modules: true })));
      } else await look(worker, first.id, { modules: true });
      await look(worker, first.id);
    },
  ),
  traffic(
    "read-back.deployed-later",
    { weight: 0.3, drives: ["read-back.immutable"] },
    (world) => [version(world)],
    async (worker, request) => {
      const first = made(await worker.create(request));
      await look(worker, first.id);
      await deployAlone(worker, first.id);
      await look(worker, first.id);
    },
  ),
  traffic(
    "read-back.twice",
    { weight: 0.5, drives: ["read-back.not-idempotent", "version.id-unique"] },
    (world) => [version(world), fc.boolean()],
    async (worker, request, between) => {
      made(await worker.create(request));
      if (between) made(await worker.create(plainVersion()));
      made(await worker.create(request));
    },
  ),
  claim(
    "read-back.json-form-free",
    {},
    (world) => [version(world), fc.constantFrom<Spelling>("keys", "space", "escapes")],
    async (worker, request, form) => {
      const plain = made(await worker.create(request, { contentUnjudged: true }));
      await inOtherForm(worker, request, form, await shown(worker, plain.id, { modules: true }));
    },
  ),
  claim(
    "read-back.worker-unchanged",
    { weight: 0.3 },
    (world) => [version(world), fc.boolean()],
    async (worker, request, deploy) => {
      await settingsKept(worker, async () => void made(await worker.create(request, { deploy })));
    },
  ),
  claim(
    "read-back.delete-takes-one",
    { weight: 0.5 },
    () => [fc.integer({ min: 2, max: 5 }), fc.nat({ max: 3 })],
    async (worker, count, index) => {
      const versions = await several(worker, count);
      const victim = versions[index % (count - 1)]?.id ?? "";
      const others = idsOf(versions).filter((id) => id !== victim);
      await premise(worker, "the target shows not each version", async () => {
        const replies = [];
        for (const id of others) replies.push(await worker.get(id));
        return replies.every(isAccepted) && sameJson(await ids(worker), idsOf(versions));
      });

      someDeleted([await worker.remove(victim)]);

      await judgeLeft(worker, others);
      for (const id of others) await worker.eventually(async () => leavesFindable(await worker.get(id)));
    },
  ),
  claim(
    "read-back.deleted-gone",
    { weight: 0.5, after: ["read-back.list-finds"] },
    () => [fc.integer({ min: 2, max: 5 }), fc.nat({ max: 3 })],
    async (worker, count, index) => {
      const versions = await several(worker, count);
      const victim = versions[index % (count - 1)]?.id ?? "";
      await premiseShown(worker, victim);
      const isWhole = async () => sameJson(await ids(worker), idsOf(versions));
      await premise(worker, "already the whole list is not complete", isWhole);
      someDeleted([await worker.remove(victim)]);
      const expected = idsOf(versions.filter((one) => one.id !== victim));
      await judgeLeft(worker, expected);
      await worker.eventually(async () => {
        isGone(await worker.get(victim));
        listsTheRest(expected, await ids(worker));
      });
    },
  ),
  claim(
    "read-back.replay",
    {
      after: [
        "version.field-types",
        "version.accepts-valid",
        "version.id-uuid",
        "bindings.accepted",
        "bindings.complete",
        "bindings.echoed",
        "bindings.nothing-added",
        "modules.complete",
        "modules.bytes-unchanged",
        "modules.main-module-echoed",
        "compatibility.date-echoed",
        "compatibility.flags-echoed",
        "containers.echoed",
        "limits.echoed",
        "placement.echoed",
        "usage-model.echoed",
        "inherit.resolved",
        "inherit.version-id",
      ],
    },
    (world) => [withSecrets(world), version(world)],
    async (worker, list, rest) => {
      const { assets: _, bindings: __, ...others } = rest;
      const request: VersionRequest = { ...others, ...withoutAssets(list) };
      const first = made(await worker.create(request));
      await replayed(worker, request, await shown(worker, first.id, { modules: true }));
    },
  ),
];

/** The Worker's settings, as far as no create may change them. */
async function settings(worker: WorkerPort) {
  const { updated_on: _, deployed_on: __, references: ___, ...rest } = await infoOf(worker);
  return rest;
}

/** What a Worker shows of its settings before a create, it shows after it. */
export async function settingsKept(worker: WorkerPort, create: () => Promise<void>): Promise<void> {
  const before = await settings(worker);
  await create();
  settingsUnchanged(before, await settings(worker));
}

/** Any bindings, and the two kinds whose values nobody can read back. */
const withSecrets = (world: World): fc.Arbitrary<Binding[]> =>
  fc
    .tuple(binding("secret_text", world), binding("secret_key", world), bindings(world, 4))
    .map(([text, key, list]) => [
      text,
      { ...key, name: `${text.name}_KEY` },
      ...list.filter(({ name }) => !name.startsWith(text.name)),
    ]);

const withoutAssets = (list: NonNullable<VersionRequest["bindings"]>): Pick<VersionRequest, "bindings"> => ({
  bindings: versionWith(list.filter((one) => one.type !== "assets")).bindings ?? [],
});
