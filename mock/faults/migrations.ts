import type { BindingKind } from "../../contract/bindings.ts";
import { invalid } from "../refusal.ts";
import { bindingsShown, fault, partOf, showing, type TargetFault, table } from "./fault.ts";

const migrationFaults = {
  ...table(
    (
      ["deleted_classes", "new_classes", "new_sqlite_classes", "renamed_classes", "transferred_classes"] as const
    ).flatMap((list) =>
      (["single", "multi"] as const).map(
        (form) =>
          [
            `refuses-${form}-${list}`,
            fault("migrations.accepted", `refuses ${list} in the ${form}-step form`, {
              refuse: ({ migrations }) => {
                const steps = migrations?.steps ?? [];
                const single = migrations?.steps ? undefined : migrations;
                const inForm = form === "multi" ? (steps.length === 1 ? steps[0] : undefined) : single;
                return inForm?.[list] ? invalid(`${list} is not allowed`) : undefined;
              },
            }),
          ] as const,
      ),
    ),
  ),
  "tag-never-set": fault(
    "migrations.tag-set-on-deploy",
    "shows no migration_tag for a multi-step migration",
    showing((version, { version: stored }) => {
      if (stored.request.migrations?.steps) delete version.migration_tag;
    }),
  ),
  "tag-of-before": fault(
    "migrations.tag-set-on-deploy",
    "adds a dot to the tag",
    showing((version, { version: stored }) => {
      if (version.migration_tag && stored.request.migrations) version.migration_tag = `${version.migration_tag}.`;
    }),
  ),
  "first-tag-kept": fault("migrations.tag-set-on-deploy", "shows the tag of the Worker's first migration for ever", {
    show: (version, { worker }) => {
      const first = worker.versions.find((one) => one.migrated)?.request.migrations?.new_tag;
      if (version.migration_tag && first) version.migration_tag = first;
    },
  }),
  "tag-without-objects": fault(
    "migrations.tag-omitted",
    "shows a tag on deployed Workers without Durable Objects",
    showing((version, { worker, version: stored }) => {
      const isDeployed = worker.deployments.some((one) => one.versions.some((share) => share.version_id === stored.id));
      if (isDeployed && !worker.tag) version.migration_tag = "v0";
    }),
  ),
  "tag-before-deploy": fault(
    "migrations.tag-omitted",
    "shows the new tag before the version is deployed",
    showing((version, { version: stored }) => {
      const tag = stored.request.migrations?.new_tag;
      if (!version.migration_tag && tag) version.migration_tag = tag;
    }),
  ),
  "tag-not-carried": fault(
    "migrations.tag-carried",
    "shows the tag only on the version that migrated",
    showing((version, { version: stored }) => {
      if (!stored.request.migrations) delete version.migration_tag;
    }),
  ),
  "migrates-at-upload": fault("migrations.applied-only-when-deployed", "moves the tag at upload", {
    store: (version, worker) => {
      const { migrations } = version.request;
      if (migrations?.new_tag && !migrations.old_tag && worker.versions.length === 0) worker.tag ??= migrations.new_tag;
    },
  }),
  "later-deployment-migrates-not": fault(
    "migrations.applied-by-later-deployment",
    "migrates only when the create deploys",
    {
      migrates: (moment) => moment === "create",
    },
  ),
  "old-tag-ignored": fault("migrations.old-tag-mismatch-refused", "does not check old_tag", {
    pardon: ({ code }) => code === 10079,
  }),
  "old-tag-ignored-at-first": fault(
    "migrations.old-tag-mismatch-refused",
    "does not check old_tag while the Worker has no tag and deploy is true",
    () => {
      let deploys: boolean | undefined;
      return {
        deploys: (asked) => {
          deploys = asked;
          return asked === true;
        },
        pardon: ({ code, message }) => code === 10079 && message.endsWith("none") && deploys === true,
      };
    },
  ),
  "steps-last-only": fault("migrations.steps-in-order", "makes only the classes of the last step", {
    deployed: (worker) => {
      const { migrations } = worker.versions.at(-1)?.request ?? {};
      if ((migrations?.steps?.length ?? 0) > 1) worker.classes.clear();
    },
  }),
  "steps-between-lost": fault("migrations.steps-in-order", "leaves out the steps between the first and the last", {
    store: (version) => {
      const { migrations } = version.request;
      const steps = migrations?.steps ?? [];
      const ends = [...steps.slice(0, 1), ...steps.slice(-1)];
      if (steps.length > 2) version.request = { ...version.request, migrations: { ...migrations, steps: ends } };
    },
  }),
  "class-not-bindable": fault(
    "migrations.class-bindable",
    "lets no version without migrations bind a class of its own",
    {
      refuse: ({ bindings = [], migrations }) =>
        !migrations &&
        bindings.some((one) => one.type === "durable_object_namespace" && !one.script_name && !one.namespace_id)
          ? invalid("the class cannot be bound")
          : undefined,
    },
  ),
} satisfies Record<string, TargetFault>;

const leak = (kind: BindingKind, field: string, where?: "create" | "get" | "list") =>
  bindingsShown(
    kind,
    (one, { version }) => {
      const stored = version.bindings.find((each) => each.name === one.name);
      if (stored?.[field] !== undefined) one[field] = structuredClone(stored[field]) as never;
    },
    where,
  );

const places = ["create", "get", "list"] as const;
/** Every secret, in every place that shows a version; texts also in base64 at each alignment. */
const leaks = table(
  places.flatMap((where) => [
    ...(
      [
        ["secret", "secret_text", "text", "secrecy.secret-text"],
        ["key", "secret_key", "key_base64", "secrecy.key-material"],
        ["jwk", "secret_key", "key_jwk", "secrecy.key-material"],
      ] as const
    ).map(
      ([id, kind, field, breaks]) =>
        [`${id}-in-${where}`, fault(breaks, `shows ${field} in ${where}`, leak(kind, field, where))] as const,
    ),
    [
      `jwt-in-${where}`,
      fault(
        "secrecy.assets-jwt",
        `shows assets.jwt in ${where}`,
        showing((version, { version: stored }) => {
          const jwt = stored.request.assets?.jwt;
          if (jwt) version.assets = { ...partOf(version, "assets"), jwt };
        }, where),
      ),
    ] as const,
  ]),
);
const shifts = table(
  [0, 1, 2].map((shift) => [
    `secret-in-base64-at-${shift}`,
    fault(
      "secrecy.secret-text",
      `shows secret texts in base64, ${shift} bytes behind its start`,
      bindingsShown("secret_text", (one, { version }) => {
        const stored = version.bindings.find((each) => each.name === one.name);
        one.trace = Buffer.from("\0".repeat(shift) + String(stored?.text)).toString("base64");
      }),
    ),
  ]),
);

const secrecyFaults = {
  ...leaks,
  ...shifts,
  "migrations-shown": fault(
    "migrations.content-not-shown",
    "shows the content of migrations",
    showing((version, { version: stored }) => {
      if (stored.request.migrations) version.migrations = structuredClone(stored.request.migrations) as never;
    }),
  ),
} satisfies Record<string, TargetFault>;

/** Deviations in migrations, and secrets that are shown. */
export const migrationsFaults: Record<string, TargetFault> = { ...migrationFaults, ...secrecyFaults };
