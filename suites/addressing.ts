import fc from "fast-check";
import { variableName } from "../arbitraries/text.ts";
import { plainVersion, versionWith } from "../arbitraries/version.ts";
import { type AddressedBy, likenesses, type WorkerPort } from "../contract/api.ts";
import { isObject } from "../contract/json.ts";
import { claim, claimRows, traffic } from "./words/claim.ts";
import { shown } from "./words/round-trip.ts";
import { accepted, given, holds, isAccepted, listed, made, missing } from "./words/verdicts.ts";

const by = () => fc.constantFrom<AddressedBy>("id", "name");
const calls = ["create", "get", "list", "delete"] as const;
const nowhere = "00000000-0000-4000-8000-000000000000";

/** Deletes a version by each way of naming the Worker: both delete, or the target deletes no versions at all. */
async function deletedAlike(worker: WorkerPort, ids: readonly string[], ways: readonly AddressedBy[]): Promise<void> {
  const newest = made(await worker.create(plainVersion("3")));
  const replies = [];
  for (const [i, id] of ids.entries()) replies.push(await worker.remove(id, { by: ways[i] }));
  given(replies.some(isAccepted), "the target deletes no versions");
  for (const reply of replies) accepted(reply);
  await worker.eventually(async () => {
    const left = [];
    for (const id of ids) left.push(isAccepted(await worker.get(id)));
    given(left.includes(false), "the target shows deleted versions");
    holds(!left.includes(true), `${ids.join(" and ")} to be gone`, left);
  });
  await shown(worker, newest.id);
}

export const addressingClaims = [
  ...claimRows(
    "addressing.id-or-name",
    calls,
    { weight: 0.4 },
    () => [by()],
    (call) => async (worker, address) => {
      const other = address === "id" ? "name" : "id";
      const first = made(await worker.create(plainVersion("1"), { by: call === "create" ? address : "id" }));
      const second = accepted(await worker.create(plainVersion("2"), { by: call === "create" ? other : "id" }));
      const ways = [address, other] as const;
      if (call === "get") {
        for (const way of ways) await worker.eventually(async () => accepted(await worker.get(second.id, { by: way })));
      }
      if (call === "delete") {
        await deletedAlike(worker, [first.id, second.id], ways);
        return;
      }
      for (const way of call === "list" ? ways : (["id"] as const))
        await worker.eventually(async () => {
          const { versions } = listed(await worker.list({ by: way }));
          const ids = versions.map((one) => one.id);
          holds(
            [first, second].every((one) => ids.includes(one.id)),
            `a list with ${first.id} and ${second.id}`,
            ids,
          );
        });
    },
  ),
  claim(
    "addressing.unknown-worker-refused",
    {
      weight: 0.3,
      drives: ["envelope.success-false", "envelope.failure-errors", "envelope.failure-result-null", "envelope.items"],
    },
    () => [by(), fc.constantFrom("create", "get", "list")],
    async (worker, address, call) => {
      for (const likeness of likenesses) {
        const stranger = worker.stranger(likeness);
        if (call === "create") missing(await stranger.create(plainVersion(), { by: address }));
        if (call === "get") missing(await stranger.get(nowhere, { by: address }));
        if (call === "list") missing(await stranger.list({ by: address }));
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
      if (hasVersions) made(await worker.create(plainVersion()));
      missing(await worker.get(id));
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
      given(own.id !== foreign.id, "two versions share an id");

      const reply = await worker.get(foreign.id, { by: address });
      holds(!isAccepted(reply), "a refusal", reply.exchange.answer.json);

      const ids = listed(await worker.list({ by: address })).versions.map((one) => one.id);
      holds(!ids.includes(foreign.id), "a list without the other Worker's version", ids);

      made(await other.create(plainVersion("newer")));
      await worker.remove(foreign.id, { by: address });
      await worker.eventually(async () => {
        const kept = await other.get(foreign.id);
        holds(isAccepted(kept), "the other Worker's version to be still there", kept.exchange.answer.json);
      });
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
      const { exchange, result } = await worker.create(inherit, { contentUnjudged: true });

      const shown = Array.isArray(result?.bindings) ? result.bindings : [];
      const taken = shown.some((one) => isObject(one) && one.name === name && one.text === "foreign");
      holds(!taken, "nothing inherited from a version of another Worker", exchange.answer.json, {
        id: "addressing.own-versions-only",
      });
      worker.judged("addressing.own-versions-only");
    },
  ),
];
