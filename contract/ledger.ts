import type { RequirementId } from "./requirements/index.ts";

/** What becomes of something that the page says: the requirements that cover it, and why nothing covers (the rest of) it. */
export interface Entry {
  /** A place of the page, such as `body.bindings.kv_namespace.namespace_id`; `*` within one step, `**` any steps. */
  place: string;
  /** Its sentences, each by the first 8 hex digits of its SHA-256; none: the typed line of the place. */
  says: readonly string[];
  by: readonly RequirementId[];
  /** Why no requirement covers it, or what of it is left uncovered. */
  why?: string;
}

type Says = string | readonly string[];
const list = (says: Says): readonly string[] => (typeof says === "string" ? [says] : says);
/** Sentences that requirements cover; `why` where a part is left. */
const covered = (place: string, says: Says, by: readonly RequirementId[], why?: string): Entry => ({
  place,
  says: list(says),
  by,
  why,
});
const uncovered = (place: string, says: Says, why: string): Entry => ({ place, says: list(says), by: [], why });
/** The typed lines of places: their types, constants, lengths and formats. */
const typed = (place: string, by: readonly RequirementId[], why?: string): Entry => ({ place, says: [], by, why });
/** A field of a binding kind, named by what it is for: taken in requests, shown in answers. */
const bound = (field: string, says: Says, why?: string): Entry =>
  covered(`*.bindings.${field}`, says, ["bindings.accepted", "bindings.echoed"], why);

const runTime = "run-time behaviour: no answer of this API shows it";
const missing = "needs the resource to be missing: emulators may take made-up ones, so a refusal proves nothing";
const account = "about the account and its set-up, not about this endpoint";
const unsaid = "what a server does with other values, the page does not say";
const pointer = "points to documentation";

const annotations: Entry[] = [
  covered("*.annotations", "3f9a70a0", ["annotations.message-echoed", "annotations.tag-echoed"]),
  covered("*.annotations.workers/message", "7d75001e", ["annotations.message-echoed"]),
  covered("*.annotations.workers/message", "600f2299", ["annotations.message-cut", "annotations.message-echoed"]),
  covered("*.annotations.workers/tag", "434cbdaa", ["annotations.tag-echoed"]),
  covered("*.annotations.workers/tag", "05307bc3", ["annotations.tag-limit", "annotations.tag-echoed"]),
  uncovered("*.annotations.workers/triggered_by", "bc1db8a3", "the page does not say which operation has which value"),
];

const assets: Entry[] = [
  covered("*.assets", "56042d35", ["assets.accepted", "assets.config-echoed"]),
  covered("*.assets.config", "56042d35", ["assets.accepted", "assets.config-echoed"]),
  covered("*.assets", "af9438f0", ["modules.accepted", "modules.content-type-kept"], "what the files do is run time"),
  uncovered("*.assets.config.html_handling", "2266ccf8", runTime),
  uncovered("*.assets.config.not_found_handling", "ee433131", runTime),
  uncovered("*.assets.config.run_worker_first", "789ed4b6", runTime),
  covered("*.assets.config.run_worker_first", "da7a33bf", ["assets.accepted", "assets.config-echoed"]),
  covered("*.assets.config.run_worker_first", "94ec4b23", ["assets.accepted", "refusal.run-worker-first"]),
  covered(
    "*.assets.config.run_worker_first",
    "4a5316a3",
    ["assets.accepted", "refusal.run-worker-first"],
    "precedence is run time",
  ),
  uncovered("*.assets.config.run_worker_first.rules", "789ed4b6", runTime),
  covered("*.assets.config.run_worker_first.rules", "da7a33bf", ["assets.accepted", "assets.config-echoed"]),
  covered("*.assets.config.run_worker_first.rules", "94ec4b23", ["assets.accepted", "refusal.run-worker-first"]),
  covered(
    "*.assets.config.run_worker_first.rules",
    "4a5316a3",
    ["assets.accepted", "refusal.run-worker-first"],
    "precedence: run time",
  ),
  uncovered("*.assets.config.run_worker_first.always", ["c103cc96", "0b7e1d29"], runTime),
  uncovered("*.assets.jwt", "f42f0d33", "tokens come from the asset upload, another endpoint"),
];

const bindings: Entry[] = [
  covered("body.bindings", "d62e98ad", ["bindings.accepted"]),
  covered("result.bindings", "d62e98ad", ["bindings.complete", "bindings.echoed", "bindings.nothing-added"]),
  uncovered("*.bindings", "281c2fca", pointer),
  typed("*.bindings.*", ["bindings.accepted", "bindings.complete"]),
  covered("*.bindings.*.name", "c1105d42", ["bindings.accepted", "bindings.complete"], unsaid),
  covered("*.bindings.*.type", "c4001aae", ["bindings.accepted", "bindings.complete"]),
  bound("ai_search.instance_name", "dd4bf10a"),
  uncovered("*.bindings.ai_search.instance_name", "e5531757", missing),
  uncovered("*.bindings.ai_search.instance_name", "f99617b6", runTime),
  bound("ai_search.namespace", "f5448e8a"),
  uncovered(
    "*.bindings.ai_search.namespace",
    "8e1e673a",
    "an answer need not fill the default in; its meaning is run time",
  ),
  covered("*.bindings.ai_search.namespace", "7c0f01e1", ["bindings.accepted"]),
  bound("ai_search_namespace.namespace", "881c8303"),
  uncovered("*.bindings.ai_search_namespace.namespace", "219dc444", missing),
  uncovered("*.bindings.ai_search_namespace.namespace", "bb9d6a4d", account),
  uncovered("*.bindings.ai_search_namespace.namespace", "7f01ef90", runTime),
  bound("analytics_engine.dataset", "ccb87f29"),
  bound("d1.database_id", "06ff54c4"),
  bound("d1.id", "06ff54c4", "it is deprecated: an answer may leave it out"),
  covered(
    "*.bindings.d1.id",
    "07d4aadb",
    ["bindings.accepted"],
    "that the old name alone will do, the page does not say",
  ),
  bound("data_blob.part", "5a13e940"),
  covered("*.bindings.*.part", "a6fd4a6f", ["bindings.accepted", "refusal.part-kind"]),
  bound("text_blob.part", "454ec057"),
  bound("wasm_module.part", "3c4b549c"),
  bound("dispatch_namespace.namespace", "3934cd6b"),
  bound("dispatch_namespace.outbound", "f4fcb2d0"),
  uncovered("*.bindings.dispatch_namespace.outbound.params", "0e2db93b", runTime),
  bound("dispatch_namespace.outbound.params.name", "acb51494"),
  bound("dispatch_namespace.outbound.worker", "f4fcb2d0"),
  bound("dispatch_namespace.outbound.worker.entrypoint", "6d2d7629"),
  bound("dispatch_namespace.outbound.worker.environment", "65ac023e"),
  bound("dispatch_namespace.outbound.worker.service", "e8680ba7"),
  bound("durable_object_namespace.class_name", "3df69931"),
  bound("durable_object_namespace.dispatch_namespace", "996ff405"),
  bound("durable_object_namespace.environment", "76400839"),
  bound("durable_object_namespace.namespace_id", "5648541b"),
  bound("durable_object_namespace.script_name", "d728c906"),
  bound("hyperdrive.id", "26d16fc7"),
  covered("*.bindings.inherit.name", "c2bceb57", ["inherit.old-name", "inherit.latest"]),
  covered("*.bindings.inherit.old_name", ["3b70f3f7", "b1e84cdb"], ["inherit.old-name"]),
  covered("*.bindings.inherit.old_name", "888d18f3", ["inherit.latest", "bindings.complete"]),
  covered("*.bindings.inherit.version_id", "64bdba7a", ["inherit.version-id", "inherit.latest"]),
  covered("*.bindings.inherit.version_id", "917dd6d1", ["inherit.latest"]),
  bound("json.json", "51cc4a8f"),
  bound("kv_namespace.namespace_id", "5648541b"),
  bound("mtls_certificate.certificate_id", "0f2fb2f4"),
  bound("plain_text.text", "fe9d8925"),
  bound("pipelines.pipeline", "104b3f9c"),
  bound("queue.queue_name", "3dc3bb98"),
  bound("ratelimit.namespace_id", "64d3015b"),
  bound("ratelimit.simple", "5e86315a"),
  bound("ratelimit.simple.limit", "0c90af7a"),
  bound("ratelimit.simple.period", "053b140f"),
  uncovered("*.bindings.ratelimit.simple.mitigation_timeout", "f1fc2301", runTime),
  covered(
    "*.bindings.ratelimit.simple.mitigation_timeout",
    ["fb9d6c1f", "30509bc8"],
    ["bindings.accepted", "refusal.ratelimit-timeout"],
  ),
  bound("r2_bucket.bucket_name", "8facd18f"),
  bound("r2_bucket.jurisdiction", "dd5b9876"),
  covered("body.bindings.secret_text.text", "53c57a08", ["bindings.accepted"]),
  covered("result.bindings.secret_text.text", "53c57a08", ["secrecy.secret-text"]),
  bound("send_email.allowed_destination_addresses", "6fdefd7d"),
  bound("send_email.allowed_sender_addresses", "e6e119f4"),
  bound("send_email.destination_address", "5afb9e5e"),
  bound("service.service", "5edb38ff"),
  bound("service.entrypoint", "6c22bb30"),
  bound("service.environment", "4d3f0a11"),
  bound("vectorize.index_name", "579dcbd8"),
  bound("secrets_store_secret.secret_name", "55f63712"),
  bound("secrets_store_secret.store_id", "368bcbf3"),
  bound("flagship.app_id", "7abf6789"),
  uncovered("*.bindings.secret_key.*", "ba24f124", pointer),
  bound("secret_key.algorithm", "6f8cd1e6"),
  bound("secret_key.format", "808ca5f2"),
  bound("secret_key.usages", "9c096231"),
  covered("body.bindings.secret_key.key_base64", "09ee649a", ["bindings.accepted"]),
  covered("body.bindings.secret_key.key_jwk", "684d3294", ["bindings.accepted"]),
  covered("result.bindings.secret_key.key_base64", "09ee649a", ["secrecy.key-material"]),
  covered("result.bindings.secret_key.key_jwk", "684d3294", ["secrecy.key-material"]),
  covered("*.bindings.secret_key.key_base64", "6d625230", ["refusal.key-material"]),
  covered("*.bindings.secret_key.key_jwk", "c522182b", ["refusal.key-material"]),
  bound("workflow.workflow_name", "7de08008"),
  bound("workflow.class_name", "51684c66"),
  uncovered("*.bindings.workflow.class_name", "9191e456", `advice to callers: ${unsaid}`),
  bound("workflow.script_name", "60ccd6f2"),
  uncovered(
    "*.bindings.workflow.script_name",
    "3c489a65",
    "an answer need not fill the default in; its meaning is run time",
  ),
  bound("vpc_service.service_id", "718f1340"),
  bound("vpc_network.network_id", "a2c9d8d4"),
  covered("*.bindings.vpc_network.network_id", "fee1ae37", ["bindings.accepted", "refusal.vpc-network"]),
  covered("*.bindings.vpc_network.network_id", "43011a16", ["refusal.vpc-network"]),
  bound("vpc_network.tunnel_id", "c2914b5c"),
  covered("*.bindings.vpc_network.tunnel_id", "192c93e8", ["refusal.vpc-network"]),
];

const namespaces = "which namespaces come of it, no answer of this API shows";
const migrated = (field: string, says: Says, more: readonly RequirementId[] = []) =>
  covered(`body.migrations.${field}`, says, ["migrations.accepted", ...more], namespaces);
const migrations: Entry[] = [
  covered("*.migrations", "190bc0af", ["migrations.accepted"]),
  covered("*.migrations", "a7d3feb4", [
    "migrations.applied-only-when-deployed",
    "migrations.applied-by-later-deployment",
    "migrations.tag-set-on-deploy",
  ]),
  typed("body.migrations.*", ["migrations.accepted"]),
  covered("body.migrations.single", "792035b2", ["migrations.accepted"]),
  covered("body.migrations.multi.steps", "eb0094ab", ["migrations.steps-in-order"]),
  migrated("**.deleted_classes", "c7638442"),
  migrated("**.new_classes", "9a5dbd0c", ["migrations.class-bindable"]),
  migrated("**.new_sqlite_classes", "79260a53", ["migrations.class-bindable"]),
  migrated("**.renamed_classes", "1b1350d0"),
  migrated("**.transferred_classes", "55b54863"),
  typed("body.migrations.**.renamed_classes.*", ["migrations.accepted"]),
  typed("body.migrations.**.transferred_classes.*", ["migrations.accepted"]),
  covered("body.migrations.*.new_tag", "3d955cb3", ["migrations.tag-set-on-deploy"]),
  covered("body.migrations.*.old_tag", ["ce640ce6", "16568164"], ["migrations.old-tag-mismatch-refused"]),
  covered(
    "result.migrations.**",
    [
      ...["792035b2", "c7638442", "9a5dbd0c", "79260a53", "3d955cb3", "ce640ce6", "16568164"],
      ...["1b1350d0", "55b54863", "eb0094ab"],
    ],
    ["migrations.content-not-shown"],
    "the page repeats the request's fields here; the OpenAPI marks them writeOnly",
  ),
  typed("result.migrations.**", ["migrations.content-not-shown"]),
];

const shown: readonly RequirementId[] = ["placement.accepted", "placement.echoed"];
const placement: Entry[] = [
  covered("*.placement", ["23ffecdb", "395daec7"], shown, "what a placement does is run time"),
  typed("*.placement.*", shown),
  typed("*.placement.smart.mode", shown),
  covered("*.placement.*.mode", "465c7813", shown),
  covered("*.placement.*.region", "c62de3ac", shown),
  covered("*.placement.*.hostname", "7257cfbc", shown),
  covered("*.placement.*.host", "0d6e7165", shown),
  covered("*.placement.targeted-target.target", "88e70d4d", shown),
  typed("*.placement.targeted-target.target.*", shown),
  covered("*.placement.targeted-target.target.region.region", "69a5abd8", shown),
  covered("*.placement.targeted-target.target.hostname.hostname", "7257cfbc", shown),
  covered("*.placement.targeted-target.target.host.host", "ce107a13", shown),
];

const modules: Entry[] = [
  covered("body.modules", "c810f389", ["modules.accepted"]),
  covered("result.modules", "c810f389", ["modules.complete"]),
  covered("*.modules", "e2287aa7", ["modules.accepted", "modules.complete"], "what the files do is run time"),
  covered("*.modules", "af9438f0", ["modules.accepted", "modules.content-type-kept"], "what the files do is run time"),
  covered("*.modules.content_base64", "c06763e2", ["modules.bytes-unchanged"]),
  covered("*.modules.content_type", "738300ad", ["modules.content-type-kept"]),
  covered("*.modules.name", "67094447", ["modules.complete"]),
  covered("*.main_module", "275c2ab9", ["modules.main-module-echoed", "refusal.main-module"]),
];

const settings: Entry[] = [
  covered("*.compatibility_date", "ac2fa9ef", ["compatibility.accepted", "compatibility.date-echoed"]),
  uncovered("*.compatibility_date", "b8661d4e", runTime),
  covered("*.compatibility_flags", "3b8eca20", ["compatibility.accepted", "compatibility.flags-echoed"]),
  uncovered("*.compatibility_flags", "ba67da4f", runTime),
  covered("*.containers", "63ec297f", ["containers.accepted", "containers.echoed"]),
  covered("*.containers", "d1435c0a", ["containers.accepted", "refusal.container-class"]),
  covered("*.containers.class_name", "dbb92ae3", ["containers.accepted", "containers.echoed"]),
  uncovered("*.limits", "80b2e757", runTime),
  typed("*.limits", ["limits.accepted", "limits.echoed"]),
  covered("*.limits.cpu_ms", "ce264f01", ["limits.accepted", "limits.echoed"], "that it is enforced is run time"),
  covered("*.limits.subrequests", "6e1ad750", ["limits.accepted", "limits.echoed"], "that it is enforced is run time"),
  covered("*.usage_model", "b1c90889", ["usage-model.accepted", "usage-model.echoed"]),
];

const deploy: readonly RequirementId[] = [
  "deploy.true-one-deployment",
  "deploy.true-first",
  "deploy.true-all-traffic",
  "deploy.false-moves-nothing",
  "deploy.supersedes",
  "deploy.others-unmoved",
];
const fieldRefusals: readonly RequirementId[] = [
  "refusal.required",
  "refusal.type",
  "refusal.enum",
  "refusal.length",
  "refusal.format",
];
const request: Entry[] = [
  covered("title", ["a54a3545", "6c41a094", "1c9ce884"], ["version.accepts-valid", "read-back.not-idempotent"]),
  uncovered(
    "security",
    [
      ...["8f6fb4eb", "c85b0e36", "e18a12ee", "f84c4e50", "98b601e7", "e8071c5a", "09f787bb", "3c653254"],
      ...["57184628", "6c116f13", "2da6e01c", "2a43da97", "7e744e7e"],
    ],
    "credentials and permissions: a run has those that it is given, and cannot tell what others may do",
  ),
  covered("path", "52393d8f", ["addressing.id-or-name"]),
  uncovered("path.account_id", "224b96ec", "a run has the one account that it is given"),
  typed("path.account_id", ["refusal.account-id"]),
  covered("path.worker_id", "3233aa91", ["addressing.id-or-name"]),
  typed("path.worker_id", ["addressing.id-or-name"]),
  covered("query", "2867b24f", ["deploy.true-one-deployment"]),
  covered("query.deploy", "dd28f11d", [...deploy, "deploy.absent-moves-nothing"]),
  typed("query.deploy", ["deploy.absent-moves-nothing", "refusal.deploy-as-either"]),
  covered("body", "7f22e682", ["read-back.json-form-free", "refusal.body", ...fieldRefusals]),
  typed("body.**", ["version.accepts-valid", ...fieldRefusals]),
];

const numbering: readonly RequirementId[] = [
  "concurrency.number-order",
  "numbering.first-is-one",
  "numbering.one-more",
  "numbering.live-distinct",
  "numbering.per-worker",
  "numbering.same-everywhere",
  "numbering.parallel-distinct",
  "numbering.parallel-gap-free",
];
const answer: Entry[] = [
  covered("returns", "16dcaa92", ["envelope.status", "envelope.json", "envelope.wild-answered", "transport.survives"]),
  typed("errors", ["envelope.errors-list", "envelope.items"]),
  typed("messages", ["envelope.messages-list", "envelope.items"]),
  typed("errors.**", ["envelope.items"]),
  typed("messages.**", ["envelope.items"]),
  covered("success", "d7f75e15", ["envelope.success-true", "envelope.success-false"]),
  typed("success", ["envelope.success-true"]),
  typed("result", ["envelope.result", "version.field-types"]),
  typed("result.**", ["version.field-types"]),
  covered("result.id", "e78888b6", ["version.id-uuid", "version.id-unique"]),
  typed("result.id", ["version.id-uuid"]),
  covered("result.created_on", "c13d9e36", ["version.created-on", "version.created-on-now"]),
  typed("result.created_on", ["version.created-on"]),
  covered("result.number", "02def132", [...numbering, "version.number-integer"]),
  typed("result.number", ["version.number-integer"]),
  covered("result.urls", "dac1470a", ["version.urls", "version.urls-own"], "that they route is run time"),
  covered("result.urls", "fbdf417d", ["version.urls-own"], "aliases are made elsewhere: a run has none"),
  typed("result.urls", ["version.urls"]),
  covered("result.migration_tag", ["5d4fadb6", "e4093525"], ["migrations.tag-set-on-deploy"]),
  covered("result.migration_tag", "ff8989ce", ["migrations.tag-omitted"]),
  uncovered("result.source", "54f21243", "the page does not say which client has which value"),
  uncovered("result.startup_time_ms", "87ef0bd0", "no answer can be held against the time that a start took"),
  uncovered("sample", "7161f047", "an example; its number 0 contradicts the sentence on numbers"),
];

/** Everything that the page says, and what becomes of it. */
export const ledger: readonly Entry[] = [
  ...request,
  ...annotations,
  ...assets,
  ...bindings,
  ...settings,
  ...modules,
  ...migrations,
  ...placement,
  ...answer,
];

/** Whether an entry's place stands for the place of the page. */
export function covers(pattern: string, place: string): boolean {
  const steps = pattern.replace(/[.]/g, "\\.").replace(/\*\*|\*/g, (stars) => (stars === "**" ? ".+" : "[^.]+"));
  return new RegExp(`^${steps}$`).test(place);
}

/** An entry is the more explicit, the more of its place is spelt out. */
const spelt = ({ place }: Entry) => place.replaceAll("*", "").length;

/** The entry of a sentence (by its digest) or of the typed line of a place: of several the most explicit. */
export const entryOf = (place: string, digest?: string): Entry | undefined =>
  ledger
    .filter((one) => (digest === undefined ? one.says.length === 0 : one.says.includes(digest)))
    .filter((one) => covers(one.place, place))
    .sort((a, b) => spelt(b) - spelt(a))[0];
