import { type Command, stories } from "../../arbitraries/histories.ts";
import { plainVersion } from "../../arbitraries/version.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { declared } from "../../contract/features.ts";
import { idsOf, isServing, type ModelVersion } from "../../contract/model.ts";
import { deleteOne } from "../deletes.ts";
import { listsOwnOnly, renameKeeps } from "../judges/addressing.ts";
import { deleteMovesNothing, othersUnmoved } from "../judges/deploy.ts";
import { inheritRules, inherits } from "../judges/inherit.ts";
import { isGone, listsTheRest, pagesComplete } from "../judges/read-back.ts";
import { pages } from "../read-back.ts";
import { rename } from "../words/acts.ts";
import { claim, traffic } from "../words/claim.ts";
import { found, given, isAccepted, listsExactly, made } from "../words/verdicts.ts";
import { migrate, refuse } from "./history-migrations.ts";
import { begin, created, happened, requestIn, type Story, settle } from "./story.ts";

/** The most versions of a Worker: one page of the list shows them all. */
const mostVersions = 90;
const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
const bindingName = (index: number) => `TEXT_${index}`;

async function create(story: Story, { count, deploy }: Extract<Command, { do: "create" }>): Promise<void> {
  for (let i = 0; i < count && !story.ended && story.state.versions.length < mostVersions; i += 1)
    await created(story, await story.worker.create(requestIn(story), { deploy }), { deploy });
}

async function bind(story: Story, { name, deploy }: Extract<Command, { do: "bind" }>): Promise<void> {
  const texts = { [bindingName(name)]: story.next("text"), [bindingName(name + 1)]: story.next("text") };
  const bindings = Object.entries(texts).map(([one, text]) => ({ name: one, type: "plain_text", text }));
  await created(story, await story.worker.create(requestIn(story, { bindings }), { deploy }), {
    deploy,
    bindings: texts,
  });
}

/** The version that an inherit names: by its id, or the latest; not after the newest was deleted, when it is unclear. */
function source({ state, newestDeleted }: Story, from: number | "latest"): ModelVersion | undefined {
  if (from !== "latest") return pick(state.versions, from);
  return newestDeleted ? undefined : state.versions.at(-1);
}

/** A story may have brought about what its next inherit stumbles upon. */
const after = Object.values(inheritRules).map(({ id }) => id);

async function inherit(story: Story, command: Extract<Command, { do: "inherit" }>): Promise<void> {
  const { from, name, rename, deploy } = command;
  const version = source(story, from);
  const old = pick(Object.keys(version?.bindings ?? {}), name);
  if (!version || old === undefined) return;
  const own = rename ? `${old}_AGAIN` : old;
  const one = {
    name: own,
    type: "inherit",
    ...(from === "latest" ? {} : { version_id: version.id }),
    ...(rename ? { old_name: old } : {}),
  };
  const reply = await story.worker.create(requestIn(story, { bindings: [one] }), { deploy });
  const byFrom = from === "latest" ? "latest" : "version-id";
  await created(story, reply, {
    deploy,
    bindings: { [own]: version.bindings[old] ?? "" },
    accepts: (one) => inherits(one, rename ? "old-name" : byFrom, { after }),
  });
}

async function get({ worker, state }: Story, { which }: Pick<Extract<Command, { do: "get" }>, "which">): Promise<void> {
  const id = pick([...state.versions.map((one) => one.id), ...state.deleted], which);
  if (id === undefined) return;
  await worker.eventually(async () => {
    const reply = await worker.get(id);
    if (state.deleted.includes(id)) isGone(reply);
    else found(reply, state.deleted.length > 0 ? ["read-back.delete-takes-one"] : []);
  });
}

async function list({ worker, state }: Story, { perPage }: Extract<Command, { do: "list" }>): Promise<void> {
  pagesComplete(idsOf(state), await pages(worker, perPage, state.versions.length));
}

/** Deletes a version; one in an earlier deployment is left alone, since the page does not say what becomes of that. */
async function remove(story: Story, { which }: Extract<Command, { do: "delete" }>): Promise<void> {
  const { state, worker } = story;
  const version = pick(state.versions, which);
  if (!version) return;
  const serving = isServing(state, version.id);
  const isEarlier = state.deployments.slice(1).some((all) => all.some((one) => one.version_id === version.id));
  if (isEarlier) return;
  const done = isAccepted(await deleteOne(worker, version.id));
  if (done && serving) {
    story.ended = true;
    return;
  }
  if (done) {
    if (version.id === state.versions.at(-1)?.id) story.newestDeleted = true;
    happened(story, { kind: "deleted", id: version.id });
  }
  await settle(story, { versions: listsTheRest, deployments: deleteMovesNothing });
}

/** Deploys versions by percentage; those whose migrations wait are left to creates. */
async function deploy(story: Story, indexes: readonly number[]): Promise<void> {
  const ready = story.state.versions.filter((one) => !one.pending);
  const ids = [...new Set(indexes.flatMap((index) => pick(ready, index)?.id ?? []))];
  if (ids.length < indexes.length) return;
  const shares = ids.map((version_id) => ({ version_id, percentage: 100 / ids.length }));
  if (!isAccepted(await story.worker.deploy(shares))) return;
  happened(story, { kind: "deployed", shares });
  await settle(story, { versions: listsExactly, deployments: undefined });
}

async function renamed(story: Story): Promise<void> {
  if (!(await story.worker.rename())) return;
  await settle(story, { versions: renameKeeps, deployments: renameKeeps });
}

async function recreate(story: Story): Promise<void> {
  const again = await story.worker.recreate();
  if (!again) {
    story.ended = true;
    return;
  }
  Object.assign(story, begin(again));
  await settle(story, { versions: listsOwnOnly, deployments: othersUnmoved });
}

async function elsewhere(story: Story, { deploy: flag }: Extract<Command, { do: "elsewhere" }>): Promise<void> {
  story.sibling ??= await story.worker.sibling();
  made(await story.sibling.create(plainVersion(), { deploy: flag }));
  await settle(story, { versions: listsOwnOnly, deployments: othersUnmoved });
}

function perform(story: Story, command: Command): Promise<void> {
  switch (command.do) {
    case "create":
      return create(story, command);
    case "bind":
      return bind(story, command);
    case "inherit":
      return inherit(story, command);
    case "refuse":
      return refuse(story, command);
    case "migrate":
      return migrate(story, command);
    case "get":
      return get(story, command);
    case "list":
      return list(story, command);
    case "delete":
      return remove(story, command);
    case "deploy":
      return deploy(story, [command.which]);
    case "split":
      return deploy(story, [command.which, command.other]);
    case "rename":
      return renamed(story);
    case "recreate":
      return recreate(story);
    case "elsewhere":
      return elsewhere(story, command);
  }
}

async function tell(worker: WorkerPort, commands: readonly Command[]): Promise<void> {
  const story = begin(worker);
  for (const command of commands) {
    if (story.ended) return;
    await perform(story, command);
  }
  // However long the story was, its first version is still there.
  if (!story.ended) await get(story, { which: 0 });
}

export const historyClaims = [
  traffic(
    "history.story",
    {
      weight: 1,
      // A story begins with a Worker that has nothing.
      unavailable: ({ lacks = [] }) => (lacks.includes("workers") ? declared("workers") : undefined),
      drives: [
        "numbering.one-more",
        "deploy.delete-moves-nothing",
        "inherit.latest",
        "inherit.version-id",
        "inherit.old-name",
        "migrations.refused-changes-nothing",
        "read-back.list-finds",
      ],
    },
    () => [stories()],
    tell,
  ),
  claim(
    "addressing.rename-keeps",
    { weight: 0.2 },
    () => [],
    async (worker) => {
      const story = begin(worker);
      await create(story, { do: "create", count: 2, deploy: true });
      given(!story.ended, "the target made one version of two requests");
      await rename(worker);
      await settle(story, { versions: renameKeeps, deployments: renameKeeps });
      await create(story, { do: "create", count: 1, deploy: true });
    },
  ),
];
