import type { Reply } from "../../contract/api.ts";
import { isBlank } from "../../contract/json.ts";
import type { MigrationList } from "../../contract/migrations.ts";
import type { Version } from "../../contract/version.ts";
import { acceptance, accepted, holds, isRefused, refused, type Where } from "../words/verdicts.ts";

const pointer = "/result/migration_tag";

/** A list of migrations is accepted in a form. */
export const migrationAccepted = (reply: Reply<Version>, row: `${"single" | "multi"}:${MigrationList}`): Version =>
  accepted(reply, { id: "migrations.accepted", row });

/** A later version may bind a class that a deployed migration made. */
export const classBindable = acceptance({ id: "migrations.class-bindable" });

const shows = (where: Where) => (version: Version, tag: string) =>
  holds(version.migration_tag === tag, `tag ${tag}`, version.migration_tag, { ...where, pointer });
const tagSet: Where = { id: "migrations.tag-set-on-deploy", after: ["deploy.true-one-deployment"] };
/** The answer to the create may show the tag already, or none. */
export const tagAtOnce = ({ migration_tag: seen }: Version, tag: string): void =>
  holds(isBlank(seen) || seen === tag, `tag ${tag}, if any`, seen, { ...tagSet, pointer });
/** A deployed version shows the tag of its migrations. */
export const showsTag = shows(tagSet);
/** A later version that is deployed shows the Worker's tag. */
export const showsCarriedTag = shows({ id: "migrations.tag-carried" });
/** A version that was deployed after its create shows its tag. */
export const showsLaterTag = shows({ id: "migrations.applied-by-later-deployment" });

const onlyDeployed = { id: "migrations.applied-only-when-deployed" } as const;
/** A tag that waits for its deployment is not yet the Worker's: a migration that starts from it is refused … */
export const notYetApplied = (early: Reply<Version>, tag: string): void =>
  holds(
    isRefused(early),
    `old_tag ${tag} refused, since no version with that tag was deployed`,
    early.exchange.answer.status,
    onlyDeployed,
  );
/** … and one that starts from the tag before is accepted. */
export const stillApplicable = acceptance(onlyDeployed);

/** An old_tag that is not the Worker's is refused. */
export const mismatchRefused = (reply: Reply<Version>): void =>
  refused(reply, { id: "migrations.old-tag-mismatch-refused" });

/** After a refused create, what was right before it is accepted. */
export const acceptedAfterRefusal = acceptance({ id: "migrations.refused-changes-nothing" });

/** Steps that need each other, and a binding of what they end with, are accepted. */
export const stepsInOrder = acceptance({ id: "migrations.steps-in-order" });
