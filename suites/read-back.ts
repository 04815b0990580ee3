import fc from "fast-check";
import { binding, bindings } from "../arbitraries/bindings.ts";
import { text } from "../arbitraries/text.ts";
import { plainVersion, version, versionWith } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { WorkerPort } from "../contract/api.ts";
import type { Binding } from "../contract/bindings.ts";
import { type Json, sameJson } from "../contract/json.ts";
import type { Version, VersionRequest } from "../contract/version.ts";
import {
  countsRight,
  isGone,
  listsTheRest,
  pagesComplete,
  replayable,
  replayEqual,
  replayTaken,
  sameInOtherForm,
  settingsUnchanged,
  takenInOtherForm,
} from "./judges/read-back.ts";
import { deployAlone, infoOf } from "./words/acts.ts";
import { claim, traffic } from "./words/claim.ts";
import { replayBody, respell, type Spelling } from "./words/respell.ts";
import { roundTrip, shown } from "./words/round-trip.ts";
import { found, given, idsOf, listed, listsExactly, made, someDeleted } from "./words/verdicts.ts";

/** Creates n plain versions. */
async function several(worker: WorkerPort, count: number, deploy?: boolean): Promise<Version[]> {
  const versions: Version[] = [];
  for (let i = 0; i < count; i += 1) versions.push(made(await worker.create(plainVersion(`${i}`), { deploy })));
  return versions;
}

/** The ids on each page of a list of so many versions. */
export async function pages(worker: WorkerPort, perPage: number, count: number): Promise<string[][]> {
  const all: string[][] = [];
  for (let page = 1; page <= Math.ceil(count / perPage); page += 1)
    all.push(idsOf(listed(await worker.list({ page, perPage })).versions));
  return all;
}
/** The ids of one large page. */
const ids = async (worker: WorkerPort) => idsOf(listed(await worker.list({ perPage: 100 })).versions);

/** The same request in another spelling makes the version that the plain one gave, as `seen`. */
export async function inOtherForm(worker: WorkerPort, request: VersionRequest, form: Spelling, seen: Version) {
  const sending = { text: respell(request as Json, form) };
  const { id } = takenInOtherForm(await worker.create(request, { sending, contentUnjudged: true }));
  sameInOtherForm(seen, await shown(worker, id, { modules: true }));
}

/** A version that was read back as `seen` is sent again, its secrets inherited from it. */
export async function replayed(worker: WorkerPort, seen: Version, from: string) {
  const body = replayBody(replayable(seen), from);
  const { id } = replayTaken(await worker.create(body, { contentUnjudged: true }));
  replayEqual(seen, await shown(worker, id, { modules: true }));
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
        pagesComplete(expected, await pages(worker, perPage, count), perPage);
      });
    },
  ),
  claim(
    "read-back.counts",
    { weight: 0.5 },
    () => [fc.nat({ max: 12 }), fc.constantFrom(undefined, 2, 5)],
    async (worker, count, perPage) => {
      await several(worker, count);
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
        await worker.remove(second.id);
      }
      await shown(worker, first.id, { modules: true });
      await shown(worker, first.id);
    },
  ),
  traffic(
    "read-back.deployed-later",
    { weight: 0.3, drives: ["read-back.immutable"] },
    (world) => [version(world)],
    async (worker, request) => {
      const first = made(await worker.create(request));
      await shown(worker, first.id);
      await deployAlone(worker, first.id);
      await shown(worker, first.id);
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
    "read-back.deleted-gone",
    { weight: 0.5, after: ["read-back.list-finds"] },
    () => [fc.integer({ min: 2, max: 5 }), fc.nat({ max: 3 })],
    async (worker, count, index) => {
      const versions = await several(worker, count);
      const victim = versions[index % (count - 1)]?.id ?? "";
      someDeleted([await worker.remove(victim)]);
      const expected = idsOf(versions.filter((one) => one.id !== victim));
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
      await replayed(worker, await shown(worker, first.id, { modules: true }), first.id);
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
