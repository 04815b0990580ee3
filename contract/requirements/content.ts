import { must, observed, should, since } from "./requirement.ts";

export const bindingsRequirements = {
  "bindings.accepted": must("accept a binding of each kind", "page:body.bindings", "facts:kinds-seen"),
  "bindings.complete": must(
    "bring back each binding that was sent, once, under its name and type",
    "page:result.bindings",
    "facts:E1",
    "facts:E2",
  ),
  "bindings.echoed": must(
    "bring back each field of a binding unchanged, except write-only ones",
    "page:result.bindings",
    "facts:E3",
    "facts:E4",
  ),
  "bindings.nothing-added": must("show no binding that was not sent", "page:result.bindings", "facts:E1"),
  "bindings.order-free": should("take the bindings in any order", "facts:S-113", "page:body.bindings"),
  "bindings.not-carried-over": should(
    "carry over no binding of an earlier version unless it is inherited",
    "facts:S-112",
  ),
};

export const inheritRequirements = {
  "inherit.latest": must(
    "take an inherited binding from the latest version when version_id is absent or latest",
    "page:body.bindings.inherit.version_id",
    "facts:S-93",
  ),
  "inherit.version-id": must(
    "take an inherited binding from the version that version_id names",
    "page:body.bindings.inherit.version_id",
    "facts:S-90",
    "facts:A-24",
  ),
  "inherit.old-name": must(
    "rename an inherited binding from old_name to name",
    "page:body.bindings.inherit.old_name",
    "facts:S-94",
  ),
  "inherit.resolved": should(
    "show an inherited binding as the binding that it stands for",
    "facts:S-91",
    "facts:E2",
    "page:result.bindings",
  ),
};

export const migrationsRequirements = {
  "migrations.accepted": must(
    "accept each list of migrations, in both forms",
    "page:body.migrations",
    "facts:S-70",
    "facts:S-79",
  ),
  "migrations.tag-set-on-deploy": must(
    "set migration_tag when the version is deployed",
    "page:result.migration_tag",
    "facts:S-56",
    "facts:S-74",
  ),
  "migrations.tag-omitted": must(
    "omit migration_tag while the version is not deployed or the Worker has no Durable Objects",
    "page:result.migration_tag",
    "facts:S-74",
    "facts:A-23",
  ),
  "migrations.tag-carried": should("show the Worker's tag on a later version that is deployed", "facts:S-74"),
  "migrations.applied-only-when-deployed": must(
    "apply migrations only when the version is deployed",
    "page:body.migrations",
    "facts:S-73",
  ),
  "migrations.applied-by-later-deployment": must(
    "apply a version's migrations when it is deployed later",
    "page:body.migrations",
    "facts:S-73",
  ),
  "migrations.old-tag-mismatch-refused": must(
    "reject an upload whose old_tag is not the Worker's latest tag",
    "page:body.migrations.single.old_tag",
    "facts:S-75",
    "facts:X-60",
  ),
  "migrations.steps-in-order": must(
    "apply the steps of a migration in their order",
    "page:body.migrations.multi.steps",
    "facts:S-77",
  ),
  "migrations.refused-changes-nothing": should(
    "leave the migration tag and the classes as they were when it refuses a create",
    "facts:S-75",
  ),
  "migrations.content-not-shown": observed(
    "not show the content of migrations",
    "openapi:single_step_migrations",
    "facts:S-81",
  ),
  "migrations.class-bindable": should(
    "let a later version bind a class that a deployed migration made",
    "facts:S-72",
    "page:body.migrations",
  ),
};

export const secrecyRequirements = {
  "secrecy.secret-text": should(
    "show the text of a secret_text binding in no answer",
    "openapi:binding_kind_secret_text.text",
    "facts:S-111",
    "facts:E5",
  ),
  "secrecy.key-material": should(
    "show the key material of a secret_key binding in no answer",
    "openapi:binding_kind_secret_key.key_base64",
    "facts:S-111",
    "facts:E5",
  ),
  "secrecy.assets-jwt": observed("show the assets.jwt of a request in no answer", "facts:S-108"),
};

export const fieldRequirements = {
  "placement.accepted": must("accept each shape of placement", "page:body.placement", "facts:S-84", "facts:S-86"),
  "placement.echoed": must(
    "bring back the placement that was sent",
    "page:result.placement",
    "facts:S-85",
    "facts:S-87",
    "facts:S-88",
  ),
  "assets.accepted": must("accept each field of assets", "page:body.assets", "facts:S-105", "facts:S-106"),
  "assets.config-echoed": must(
    "bring back each field of assets.config that was sent",
    "page:result.assets.config",
    "facts:S-107",
  ),
  "modules.accepted": must(
    "accept modules of each known content type",
    "page:body.modules",
    "facts:S-67a",
    "facts:S-67b",
  ),
  "modules.complete": must(
    "bring back each module that was sent, once, under its name",
    "page:result.modules",
    "facts:S-62",
  ),
  "modules.bytes-unchanged": must(
    "bring back the bytes of each module unchanged",
    "page:result.modules.content_base64",
    "facts:S-62",
  ),
  "modules.content-type-kept": must(
    "bring back the content type of each module",
    "page:result.modules.content_type",
    "facts:S-62",
  ),
  "modules.only-when-included": should(
    "leave out module content on get and list unless include=modules asks for it",
    "openapi:getWorkerVersion.include",
    "facts:S-61",
    "facts:S-40",
  ),
  "modules.main-module-echoed": must("bring back main_module", "page:result.main_module", "facts:S-22"),
  "annotations.message-echoed": must(
    "bring back a message of up to 1000 bytes unchanged",
    "page:body.annotations.workers/message",
    "facts:S-99",
  ),
  "annotations.message-cut": must(
    "cut a message of over 1000 bytes to its whole-character prefix of at most 1000 bytes, or refuse it",
    "page:body.annotations.workers/message",
    "facts:S-100",
  ),
  "annotations.tag-echoed": must(
    "bring back a tag of up to 100 bytes unchanged",
    "page:body.annotations.workers/tag",
    "facts:S-99",
  ),
  "annotations.tag-limit": must(
    "never bring back a tag of over 100 bytes whole",
    "page:body.annotations.workers/tag",
    "facts:S-101a",
    "facts:A-17",
    "facts:S-101b",
  ),
  "compatibility.accepted": must("accept a compatibility date and flags", "page:body.compatibility_date", "facts:S-20"),
  "compatibility.date-echoed": must("bring back compatibility_date", "page:result.compatibility_date", "facts:S-20"),
  "compatibility.flags-echoed": must(
    "bring back compatibility_flags, in any order",
    "page:result.compatibility_flags",
    "facts:S-21",
  ),
  "containers.accepted": must("accept a container for a Durable Object class of the Worker", "page:body.containers"),
  "containers.echoed": must("bring back the class of each container", "page:result.containers"),
  "limits.accepted": must("accept limits", "page:body.limits", "facts:A-03a"),
  "limits.echoed": must("bring back each limit that was sent", "page:result.limits", "facts:S-23"),
  "usage-model.accepted": must("accept each usage model", "page:body.usage_model"),
  "usage-model.echoed": must(
    "bring back the usage model that was sent, or standard",
    "page:result.usage_model",
    "facts:S-19",
  ),
};

const from = "create-version/2026-08";
/** What is newer than the page. */
export const laterRequirements = {
  "cache-options.accepted": since(from, should("accept cache_options", "openapi:cache_options")),
  "cache-options.echoed": since(from, should("bring back cache_options as they were sent", "openapi:cache_options")),
  "exports.accepted": since(from, should("accept each type of live entry in exports", "openapi:exports_config_map")),
  "exports.echoed": since(from, should("bring back each live entry of exports", "openapi:exports_config_map")),
  "exports.reconciliation-shown": since(
    from,
    should(
      "show exports_reconciliation, with all of its lists, in the answer to an upload with exports",
      "openapi:exports_reconciliation_result",
    ),
  ),
  "exports.reconciliation-only": since(
    from,
    should(
      "show exports_reconciliation of no version that was uploaded without exports",
      "openapi:exports_reconciliation_result",
      "facts:A-13",
    ),
  ),
  "package-dependencies.accepted": since(
    from,
    should("accept package_dependencies", "openapi:Version.package_dependencies"),
  ),
  "package-dependencies.echoed": since(
    from,
    should("bring back each package dependency", "openapi:Version.package_dependencies"),
  ),
};
