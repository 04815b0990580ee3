import fc from "fast-check";
import { binding, bindings } from "../arbitraries/bindings.ts";
import { text } from "../arbitraries/text.ts";
import { plainVersion, version, versionWith } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { WorkerPort } from "../contract/api.ts";
import type { Binding } from "../contract/bindings.ts";
import { echo } from "../contract/echo.ts";
import type { Json } from "../contract/json.ts";
import { sameJson } from "../contract/json.ts";
import { requestField, type Version, type VersionRequest } from "../contract/version.ts";
import { claim, traffic } from "./words/claim.ts";
import { replayBody, respell } from "./words/respell.ts";
import { roundTrip, shown } from "./words/round-trip.ts";
import { accepted, given, holds, isAccepted, listed, made, missing, neighbour } from "./words/verdicts.ts";

/** Creates n plain versions. */
async function several(worker: WorkerPort, count: number, deploy?: boolean): Promise<Version[]> {
  const versions: Version[] = [];
  for (let i = 0; i < count; i += 1) versions.push(made(await worker.create(plainVersion(`${i}`), { deploy })));
  return versions;
}
const ids = (versions: readonly Version[]) => versions.map((one) => one.id).sort();
/** Annotations describe the create, not the content: a replay does not repeat them. */
const unsigned = ({ annotations: _, ...rest }: Version) => rest;
const sameContent = (a: unknown, b: unknown) =>
  echo(requestField, a, b).length === 0 && echo(requestField, b, a).length === 0;

/** All pages of a list, up to a few more than there should be. */
async function pages(worker: WorkerPort, perPage: number, count: number): Promise<Version[][]> {
  const all: Version[][] = [];
  for (let page = 1; page <= Math.ceil(count / perPage); page += 1) {
    all.push(listed(await worker.list({ page, perPage })).versions);
  }
  return all;
}

export const readBackClaims = [
  claim(
    "read-back.get-finds",
    { weight: 0.5 },
    (world) => [version(world), fc.boolean()],
    async (worker, request, deploy) => {
      const created = made(await worker.create(request, { deploy }));
      await worker.eventually(async () => accepted(await worker.get(created.id)));
    },
  ),
  claim(
    "read-back.list-finds",
    { weight: 0.5 },
    () => [fc.integer({ min: 1, max: 12 }), fc.constantFrom(undefined, true)],
    async (worker, count, deploy) => {
      const made_ = ids(await several(worker, count, deploy));
      await worker.eventually(async () => {
        const seen = ids(listed(await worker.list({ perPage: 100 })).versions);
        holds(sameJson(seen, made_), `the versions ${made_.join(", ")}`, seen);
      });
    },
  ),
  claim(
    "read-back.pages-complete",
    { weight: 0.5 },
    () => [fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 5 })],
    async (worker, count, perPage) => {
      const made_ = ids(await several(worker, count));
      await worker.eventually(async () => {
        const whole = ids(listed(await worker.list({ perPage: 100 })).versions);
        given(sameJson(whole, made_), "already the whole list is not complete");
        const seen = await pages(worker, perPage, count);
        holds(
          seen.every((page) => page.length <= perPage),
          `pages of at most ${perPage}`,
          seen.map((page) => page.length),
        );
        holds(sameJson(ids(seen.flat()), made_), `each of ${made_.join(", ")} on one page`, seen.map(ids));
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
        const pages = Math.ceil(count / (perPage ?? Math.max(1, versions.length)));
        const expected: Record<string, readonly unknown[]> = {
          total_count: [count],
          count: [versions.length, count],
          page: [1],
          per_page: perPage === undefined ? [info.per_page] : [perPage],
          total_pages: count === 0 ? [0, 1] : [pages],
        };
        for (const [name, right] of Object.entries(expected)) {
          const shownValue = info[name];
          holds(
            (shownValue ?? null) === null || right.includes(shownValue),
            `${name} ${right.join(" or ")}`,
            shownValue,
            {
              pointer: `/result_info/${name}`,
            },
          );
        }
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
      neighbour(await worker.deploy([{ version_id: first.id, percentage: 100 }]), "a deployment of its own");
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
    (world) => [version(world), fc.constantFrom("keys", "space", "escapes")],
    async (worker, request, form) => {
      const plain = made(await worker.create(request, { contentUnjudged: true }));
      const a = await shown(worker, plain.id, { modules: true });
      const other = accepted(
        await worker.create(request, { sending: { text: respell(request as Json, form) }, contentUnjudged: true }),
      );

      const b = await shown(worker, other.id, { modules: true });

      holds(sameContent(a, b), `the version that the plain spelling gives: ${JSON.stringify(a)}`, b);
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
      given(isAccepted(await worker.remove(victim)), "the target deletes no versions");
      await worker.eventually(async () => {
        missing(await worker.get(victim));
        const seen = ids(listed(await worker.list({ perPage: 100 })).versions);
        const expected = ids(versions.filter((one) => one.id !== victim));
        holds(sameJson(seen, expected), `the versions ${expected.join(", ")}`, seen);
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
        "inherit.resolved",
        "inherit.version-id",
      ],
    },
    (world) => [withSecrets(world), version(world)],
    async (worker, list, rest) => {
      const { assets: _, bindings: __, ...others } = rest;
      const request: VersionRequest = { ...others, ...withoutAssets(list) };
      const first = made(await worker.create(request));
      const seen = await shown(worker, first.id, { modules: true });

      const replayed = accepted(await worker.create(replayBody(seen, first.id), { contentUnjudged: true }));

      const again = await shown(worker, replayed.id, { modules: true });
      holds(sameContent(unsigned(seen), unsigned(again)), `a version equal to ${JSON.stringify(seen)}`, again);
    },
  ),
];

/** The Worker's settings, as far as no create may change them. */
async function settings(worker: WorkerPort) {
  const {
    updated_on: _,
    deployed_on: __,
    references: ___,
    ...rest
  } = neighbour(await worker.info(), "to show a Worker");
  return rest;
}

/** What a Worker shows of its settings before a create, it shows after it. */
export async function settingsKept(worker: WorkerPort, create: () => Promise<void>): Promise<void> {
  const before = await settings(worker);
  await create();
  const after = await settings(worker);
  const changed = Object.keys(before).filter((key) => !sameJson(before[key], after[key]));
  holds(
    changed.length === 0,
    "the Worker's settings as they were",
    Object.fromEntries(changed.map((key) => [key, after[key]])),
  );
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
