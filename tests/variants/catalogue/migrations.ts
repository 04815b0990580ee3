import type { Behaviour } from "../../../mock/behaviour.ts";
import { Refusal } from "../../../mock/refusal.ts";
import { refuses, shows, type Variant, variant } from "../variant.ts";

const hasKeyClasses = (request: { migrations?: unknown }) =>
  JSON.stringify(request.migrations ?? {}).includes("new_classes");
/** Refuses a migration that is not deployed at once. */
const deployedOnly = (code: number): Behaviour => ({
  deploys: (asked, worker) => {
    Object.assign(worker.settings, { asked: asked === true });
    return asked === true;
  },
  store: (version, worker) => {
    if (version.request.migrations && worker.settings.asked !== true) throw new Refusal(403, code, "deploy it");
  },
});

/** Migrations and containers: what is shown of them, and what a plan allows. */
export const migrationVariants = {
  "tag-only-in-reads": variant(
    "facts:S-56",
    "shows a migration tag only where a version is read",
    shows((version) => void delete version.migration_tag, "create"),
  ),
  "tag-not-in-lists": variant(
    "facts:S-39",
    "shows no migration tag in lists",
    shows((version) => void delete version.migration_tag, "list"),
  ),
  "null-tag": variant(
    "facts:S-74",
    "says null where there is no migration tag",
    shows((version) => {
      version.migration_tag ??= null;
    }),
  ),
  "empty-tag": variant(
    "facts:S-74",
    "shows an empty migration tag where there is none",
    shows((version) => {
      version.migration_tag ??= "";
    }),
  ),
  "empty-migrations": variant(
    "facts:S-81",
    "shows empty migrations",
    shows((version) => {
      version.migrations = {};
    }),
  ),
  "null-migrations": variant(
    "facts:S-81",
    "says null for migrations",
    shows((version) => {
      version.migrations = null;
    }),
  ),
  "migrations-deployed-only": variant("facts:S-69", "takes no migration without a deployment", deployedOnly(100123)),
  "migrations-deployed-only-short-code": variant(
    "facts:S-69",
    "says 10123 of a migration without a deployment",
    deployedOnly(10123),
  ),
  "sqlite-only": variant("facts:S-79", "makes classes with SQLite only", refuses(hasKeyClasses, 10097)),
  "sqlite-only-by-account": variant(
    "facts:S-79",
    "makes classes with SQLite only, as the account is new",
    refuses(hasKeyClasses, 10099),
  ),
  "no-transfers": variant(
    "facts:X-63",
    "answers 10015 to transfers, which the plan does not have",
    refuses((request) => JSON.stringify(request.migrations ?? {}).includes("transferred_classes"), 10015),
  ),
  "no-containers": variant(
    "facts:X-65",
    "has no containers on its plan",
    refuses(({ containers = [] }) => containers.length > 0, 10015),
  ),
  "no-cpu-limits": variant(
    "facts:S-23",
    "has no limits of processor time on its plan",
    refuses(({ limits }) => limits?.cpu_ms !== undefined, 100328),
  ),
} satisfies Record<string, Variant>;
