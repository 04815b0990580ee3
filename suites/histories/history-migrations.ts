import type { Command, OldTag } from "../../arbitraries/histories.ts";
import { inForm, migrating } from "../../arbitraries/migrations.ts";
import type { Reply } from "../../contract/api.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { MigrationStep, Migrations } from "../../contract/migrations.ts";
import { classesAfter } from "../../contract/model.ts";
import type { Version } from "../../contract/version.ts";
import { refusedMovesNothing } from "../judges/deploy.ts";
import { acceptedAfterRefusal, migrationAccepted, mismatchRefused, stillApplicable } from "../judges/migrations.ts";
import { given, isRefused, made } from "../words/verdicts.ts";
import { created, happened, type Judges, requestIn, type Story, settle } from "./story.ts";

type Migrate = Extract<Command, { do: "migrate" }>;

/** The step of a migration: new names, and classes that the Worker has; undefined where it has none to work on. */
async function stepOf(story: Story, list: Migrate["list"]): Promise<MigrationStep | undefined> {
  const [first] = story.state.classes;
  const to = `${story.next("Story")}Object`;
  switch (list) {
    case "new_sqlite_classes":
      return { new_sqlite_classes: [to] };
    case "renamed_classes":
      return first === undefined ? undefined : { renamed_classes: [{ from: first, to }] };
    case "deleted_classes":
      return first === undefined ? undefined : { deleted_classes: [first] };
    case "transferred_classes": {
      const other = await story.worker.sibling();
      const from = `${story.next("Other")}Object`;
      made(await other.create(migrating([from], { new_sqlite_classes: [from], new_tag: "v1" }), { deploy: true }));
      return { transferred_classes: [{ from, from_script: other.name, to }] };
    }
  }
}

function tagsOf({ state, next }: Story, oldTag: OldTag): Migrations {
  const new_tag = next("tag");
  if (oldTag === "wrong") return { old_tag: `${new_tag}-wrong`, new_tag };
  return { new_tag, ...(oldTag === "right" && state.tag !== undefined ? { old_tag: state.tag } : {}) };
}

/** Who judges that a right migration is accepted, by what an earlier call may have spoilt. */
function acceptsOf({ refusedMigration, waitingMigration }: Story) {
  if (refusedMigration) return acceptedAfterRefusal;
  return waitingMigration ? stillApplicable : undefined;
}

const unmoved: Judges = { versions: refusedMovesNothing, deployments: refusedMovesNothing };

async function refusedOne(story: Story): Promise<void> {
  happened(story, { kind: "refused" });
  story.refusedMigration = true;
  await settle(story, unmoved);
}

/** A version with migrations: refused where its old_tag is wrong, applied where it is deployed. */
export async function migrate(story: Story, command: Migrate): Promise<void> {
  const { list, form, oldTag, deploy } = command;
  const one = await stepOf(story, list);
  if (!one) return;
  const tags = tagsOf(story, oldTag);
  const classes = classesAfter(story.state.classes, one);
  const request = requestIn(story, { migrations: inForm(form, one, tags) }, classes);
  const reply = await story.worker.create(request, { deploy });
  if (oldTag === "wrong") {
    mismatchRefused(reply);
    return refusedOne(story);
  }
  // Whether a tag may be left out on a Worker that has one, and whether a migration may wait, the page leaves open.
  const isOpen = deploy !== true || (oldTag === "absent" && story.state.tag !== undefined);
  if (isOpen && isRefused(reply)) return refusedOne(story);
  await taken(story, reply, command, { tag: tags.new_tag ?? "", classes });
}

/** A migration that must be accepted. */
async function taken(
  story: Story,
  reply: Reply<Version>,
  { list, form, deploy }: Migrate,
  pending: { tag: string; classes: string[] },
): Promise<void> {
  const mended = acceptsOf(story);
  const accepts = mended ?? ((one: Reply<Version>) => migrationAccepted(one, `${form}:${list}`));
  accepts(reply);
  if (deploy) {
    if (mended) story.worker.judged(mended.id);
    Object.assign(story, { refusedMigration: false, waitingMigration: false });
  } else story.waitingMigration = true;
  await created(story, reply, { deploy, pending, accepts });
}

/** A migration that any Worker takes. */
const right: Migrate = { do: "migrate", list: "new_sqlite_classes", form: "single", oldTag: "right", deploy: true };

/** A create with something wrong about it; after one with a migration, the tag must be where it was. */
export async function refuse(story: Story, command: Extract<Command, { do: "refuse" }>): Promise<void> {
  const isMigration = command.how === "migration";
  if (isMigration && story.state.tag === undefined) await migrate(story, right);
  await refusedCreate(story, command);
  if (isMigration) await migrate(story, right);
}

async function refusedCreate(story: Story, { how, deploy }: Extract<Command, { do: "refuse" }>): Promise<void> {
  const name = `${story.next("Refused")}Object`;
  const isMigration = how === "migration";
  const migrations = { new_sqlite_classes: [name], ...tagsOf(story, "right") };
  const classes = isMigration ? [...story.state.classes, name] : story.state.classes;
  const request = requestIn(story, isMigration ? { migrations } : {}, classes);
  const broken: JsonObject = how === "type" ? { limits: "text" } : { main_module: "not-in-modules.js" };
  const sending = { text: JSON.stringify({ ...request, ...broken }) };
  const reply = await story.worker.create(request, { deploy, sending, contentUnjudged: true });
  given(isRefused(reply), "the target accepts what it must refuse");
  happened(story, { kind: "refused" });
  if (isMigration) story.refusedMigration = true;
  await settle(story, unmoved);
}
