import fc from "fast-check";
import { assetsJwt } from "../arbitraries/assets.ts";
import { binding } from "../arbitraries/bindings.ts";
import { plainVersion, versionWith } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { WorkerPort } from "../contract/api.ts";
import type { Assets } from "../contract/assets.ts";
import { type JsonObject, toJson } from "../contract/json.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import type { VersionRequest } from "../contract/version.ts";
import { finding, type Invariant } from "./seen/invariant.ts";
import { leaks } from "./seen/secrecy.ts";
import { traffic } from "./words/claim.ts";
import { look, roundTrip } from "./words/round-trip.ts";
import { isAccepted, listed, made } from "./words/verdicts.ts";

const ids = [
  "secrecy.secret-text",
  "secrecy.key-material",
  "secrecy.assets-jwt",
] as const satisfies readonly RequirementId[];

/** Every byte of every answer is searched for every secret that was sent. */
export const secrecyInvariant: Invariant = {
  ids,
  judge: ({ exchange, context }) => {
    const found = leaks(exchange.answer.text, context);
    return ids.map((id) => {
      const leak = found.find((one) => one.id === id);
      return finding(id, !leak, "no secret in the answer", leak && `${exchange.call.kind} shows a secret`);
    });
  },
};

const secrets = (world: World) =>
  fc.tuple(binding("secret_text", world), binding("secret_key", world), assetsJwt()).map(([text, key, jwt]) => ({
    request: versionWith([text, { ...key, name: `${text.name}_KEY` }]),
    // A made-up token may be refused, and goes only to emulators.
    ...(world.resources ? {} : { assets: { jwt } }),
  }));

/** The request in forms that a target may refuse, and quote in what it says about that. */
function spoiled(request: VersionRequest): string[] {
  const { bindings = [] } = request;
  const text = JSON.stringify(request);
  const broken: JsonObject[] = [
    { main_module: "not-in-modules.js" },
    { limits: "text" },
    { usage_model: "wvc-unknown" },
    { bindings: toJson([...bindings, ...bindings]) },
    { bindings: toJson(bindings.map((one) => ({ ...one, type: "wvc_unknown" }))) },
    { bindings: toJson(bindings.map(({ name: _, ...one }) => one)) },
    { bindings: toJson(bindings.map((one) => ({ ...one, text: [one.text ?? ""], usages: "all" }))) },
    { migrations: { old_tag: "wvc-other", new_tag: "v1" } },
  ];
  const cutOff = [text.slice(0, -1), text.replace(/\}$/, ",}")];
  return [...broken.map((one) => JSON.stringify({ ...request, ...one })), ...cutOff];
}

/** A version with a token of assets: taken, it is read back. */
async function sendToken(worker: WorkerPort, assets: Assets): Promise<void> {
  const reply = await worker.create({ ...plainVersion(), assets }, { contentUnjudged: true });
  if (isAccepted(reply)) await look(worker, made(reply).id);
}

export const secrecyClaims = [
  traffic(
    "secrecy.everywhere",
    { drives: ids },
    (world) => [secrets(world), fc.boolean()],
    async (worker, { request, assets }, deploy) => {
      const version = made(await worker.create(request, { deploy }));
      await look(worker, version.id, { modules: true });
      await look(worker, version.id);
      listed(await worker.list());
      await worker.deployments();
      await worker.info();
      if (assets) await sendToken(worker, assets);
      for (const text of spoiled({ ...request, ...(assets ? { assets } : {}) }))
        await worker.create(request, { sending: { text }, contentUnjudged: true });
      await roundTrip(await worker.sibling(), plainVersion());
    },
  ),
];
