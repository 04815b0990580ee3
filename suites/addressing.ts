import fc from "fast-check";
import { variableName } from "../arbitraries/text.ts";
import { plainVersion, versionWith } from "../arbitraries/version.ts";
import { type AddressedBy, likenesses, type WorkerPort } from "../contract/api.ts";
import { deleteOne } from "./deletes.ts";
import {
  addressedCalls,
  deletesAlike,
  foreignKept,
  foreignNotInherited,
  foreignRefused,
  foreignUnlisted,
  listsAlike,
  takenAlike,
  unknownVersionRefused,
  unknownWorkerRefused,
} from "./judges/addressing.ts";
import { leavesFindable } from "./judges/read-back.ts";
import { claim, claimRows, traffic } from "./words/claim.ts";
import { look, premiseShown } from "./words/round-trip.ts";
import { areApart, given, idsOf, ifThere, isAccepted, listed, made, premise, someDeleted } from "./words/verdicts.ts";

const by = () => fc.constantFrom<AddressedBy>("id", "name");
const nowhere = "00000000-0000-4000-8000-000000000000";

/** Deletes a version by each way of naming the Worker: both delete, or the target deletes no versions at all. */
async function deletedAlike(worker: WorkerPort, ids: readonly string[], ways: readonly AddressedBy[]): Promise<void> {
  const newest = made(await worker.create(plainVersion("3")));
  await look(worker, newest.id);
  const replies = [];
  for (const [i, id] of ids.entries()) replies.push(await deleteOne(worker, id, ways[i]));
  someDeleted(replies);
  for (const reply of replies) takenAlike(reply, "delete");
  await worker.eventually(async () => {
    const gets = [];
    for (const id of ids) gets.push(await worker.get(id));
    given(!gets.every(isAccepted), "the target shows deleted versions");
    deletesAlike(ids, gets);
  });
  await worker.eventually(async () => leavesFindable(await worker.get(newest.id)));
}

const finds = async (worker: WorkerPort) => premiseShown(worker, made(await worker.create(plainVersion())).id);

/** A call that is taken for a Worker that exists: where it is not, its refusal elsewhere says nothing. */
async function isTaken<C extends "create" | "get" | "list">(worker: WorkerPort, call: C): Promise<C> {
  if (call === "get") await finds(worker);
  if (call === "list") listed(await worker.list());
  return call;
}

export const addressingClaims = [
  ...claimRows(
    "addressing.id-or-name",
    addressedCalls,
    { weight: 0.4 },
    () => [by()],
    (call) => async (worker, address) => {
      const other = address === "id" ? "name" : "id";
      const ways = [address, other] as const;
      const first = made(await worker.create(plainVersion("1"), { by: call === "create" ? address : "id" }));
      const options = { by: call === "create" ? other : "id" } as const;
      const second = takenAlike(await worker.create(plainVersion("2"), options), call);
      const ids = [first.id, second.id];
      if (call === "delete") return deletedAlike(worker, ids, ways);
      for (const way of call === "get" ? ways : [])
        await worker.eventually(async () => takenAlike(await worker.get(second.id, { by: way }), call));
      for (const way of call === "list" ? ways : (["id"] as const))
        await worker.eventually(async () =>
          listsAlike(ids, idsOf(listed(await worker.list({ by: way })).versions), call),
        );
    },
  ),
  claim(
    "addressing.unknown-worker-refused",
    {
      weight: 0.3,
      drives: ["envelope.success-false", "envelope.failure-errors", "envelope.failure-result-null", "envelope.items"],
    },
    () => [by(), fc.constantFrom("create", "get", "list")],
    async (worker, address, asked) => {
      const call = (await ifThere(() => isTaken(worker, asked))) ?? "create";
      for (const likeness of likenesses) {
        const stranger = worker.stranger(likeness);
        if (call === "create") unknownWorkerRefused(await stranger.create(plainVersion(), { by: address }));
        if (call === "get") unknownWorkerRefused(await stranger.get(nowhere, { by: address }));
        if (call === "list") unknownWorkerRefused(await stranger.list({ by: address }));
      }
    },
  ),
  claim(
    "addressing.unknown-version-refused",
    {
      weight: 0.3,
      drives: ["envelope.success-false", "envelope.failure-errors", "envelope.failure-result-null", "envelope.items"],
    },
    () => [fc.uuid({ version: 4 }), fc.boolean()],
    async (worker, id, hasVersions) => {
      await finds(hasVersions ? worker : await worker.sibling());
      unknownVersionRefused(await worker.get(id));
    },
  ),
  claim(
    "addressing.own-versions-only",
    { weight: 0.4 },
    () => [by()],
    async (worker, address) => {
      const other = await worker.sibling();
      const own = made(await worker.create(plainVersion("own")));
      const foreign = made(await other.create(plainVersion("foreign")));
      areApart([own], [foreign]);
      await premiseShown(worker, own.id);

      foreignRefused(await worker.get(foreign.id, { by: address }));

      foreignUnlisted(foreign.id, idsOf(listed(await worker.list({ by: address })).versions));

      made(await other.create(plainVersion("newer")));
      await premise(worker, "its own Worker does not show it", async () => isAccepted(await other.get(foreign.id)));
      await worker.remove(foreign.id, { by: address });
      await worker.eventually(async () => foreignKept(await other.get(foreign.id)));
    },
  ),
  traffic(
    "addressing.inherit-own-only",
    { weight: 0.4, drives: ["addressing.own-versions-only"] },
    () => [variableName(), fc.boolean()],
    async (worker, name, hasOwn) => {
      const other = await worker.sibling();
      const binding = (text: string) => versionWith([{ name, type: "plain_text", text }]);
      const foreign = made(await other.create(binding("foreign")));
      made(await worker.create(hasOwn ? binding("own") : plainVersion()));

      const inherit = versionWith([{ name, type: "inherit", version_id: foreign.id }]);
      foreignNotInherited(await worker.create(inherit, { contentUnjudged: true }), name, "foreign");
      worker.judged("addressing.own-versions-only");
    },
  ),
];
