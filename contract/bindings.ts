import {
  any,
  type Fields,
  flagged,
  integer,
  list,
  number,
  object,
  oneOf,
  required,
  since,
  string,
  union,
  writeOnly,
} from "./field.ts";
import { isIn, newestRevision, type Revision, revision } from "./revision.ts";
import { byRevision } from "./since.ts";

/** What must exist before a binding of the kind can be accepted. */
export type Setup =
  /** Nothing. */
  | "nothing"
  /** A resource of the account: made-up ids do for an emulator, `--resources` names real ones. */
  | "resource"
  /** Another Worker, or a class of this one: the suite makes it. */
  | "worker"
  /** An earlier version with the binding. */
  | "version"
  /** A Worker in service-worker syntax with a part of that name. */
  | "part";

export interface Kind {
  setup: Setup;
  /** Fields beside `name` and `type`, in the page's order. */
  fields: Fields;
  /** The whole kind is deprecated. */
  deprecated?: true;
  /** The revision that the kind came with; without it, the page has it. */
  since?: Revision;
}

const name = () => required(string({ means: "resource" }));
const id = () => required(string({ means: "hex32" }));
const emails = () => list(string({ format: "email" }));
const part = (): Kind => ({ setup: "part", fields: { part: required(string({ means: "module" })) }, deprecated: true });
const nothing = (): Kind => ({ setup: "nothing", fields: {} });
const resource = (fields: Fields): Kind => ({ setup: "resource", fields });

/**
 * Every kind, one row a kind: the 35 of the page, then those that say with which revision they came. To add a kind, add
 * its row; everything else is derived.
 */
export const bindingKinds = {
  ai: nothing(),
  ai_search: resource({ instance_name: name(), namespace: string({ means: "resource", default: "default" }) }),
  ai_search_namespace: resource({ namespace: name() }),
  analytics_engine: { setup: "nothing", fields: { dataset: name() } },
  assets: nothing(),
  browser: nothing(),
  d1: resource({
    database_id: required(string({ means: "uuid" })),
    id: string({ means: "uuid", deprecated: true }),
  }),
  data_blob: part(),
  dispatch_namespace: resource({
    namespace: name(),
    outbound: object({
      params: list(object({ name: required(string({ means: "resource" })) })),
      worker: object({
        entrypoint: string({ means: "entrypoint" }),
        environment: string({ means: "resource" }),
        service: string({ means: "worker" }),
      }),
    }),
  }),
  durable_object_namespace: {
    setup: "worker",
    fields: {
      class_name: string({ means: "class" }),
      dispatch_namespace: string({ means: "resource" }),
      environment: string({ means: "resource" }),
      namespace_id: string({ means: "hex32", maxLength: 32 }),
      script_name: string({ means: "worker" }),
    },
  },
  hyperdrive: resource({ id: id() }),
  inherit: {
    setup: "version",
    fields: { old_name: string({ means: "resource" }), version_id: string({ means: "uuid", default: "latest" }) },
  },
  images: nothing(),
  json: { setup: "nothing", fields: { json: required(any()) } },
  kv_namespace: resource({ namespace_id: required(string({ means: "hex32", maxLength: 32 })) }),
  media: nothing(),
  mtls_certificate: resource({ certificate_id: required(string({ means: "uuid" })) }),
  plain_text: { setup: "nothing", fields: { text: required(string({ means: "text" })) } },
  pipelines: resource({ pipeline: name() }),
  queue: resource({ queue_name: name() }),
  ratelimit: {
    setup: "nothing",
    fields: {
      namespace_id: required(string({ means: "number-text" })),
      simple: required(
        object({ limit: required(number()), period: required(integer()), mitigation_timeout: integer() }),
      ),
    },
  },
  r2_bucket: resource({
    bucket_name: name(),
    jurisdiction: { ...oneOf("eu", "fedramp", "fedramp-high"), later: { us: "create-version/2026-11" } },
  }),
  secret_text: {
    setup: "nothing",
    fields: { text: required(writeOnly(string({ means: "secret", sensitive: true }))) },
  },
  send_email: {
    setup: "nothing",
    fields: {
      allowed_destination_addresses: emails(),
      allowed_sender_addresses: emails(),
      destination_address: string({ format: "email" }),
    },
  },
  service: {
    setup: "worker",
    fields: {
      service: required(string({ means: "worker" })),
      entrypoint: string({ means: "entrypoint" }),
      environment: string({ means: "resource", default: "production" }),
    },
  },
  text_blob: part(),
  vectorize: resource({ index_name: name() }),
  version_metadata: nothing(),
  secrets_store_secret: resource({ secret_name: name(), store_id: id() }),
  flagship: resource({ app_id: required(string({ means: "uuid", maxLength: 128 })) }),
  secret_key: {
    setup: "nothing",
    fields: {
      algorithm: required(any({ object: true, means: "algorithm" })),
      format: required(oneOf("raw", "pkcs8", "spki", "jwk")),
      usages: required(
        list(oneOf("encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey")),
      ),
      key_base64: writeOnly(string({ sensitive: true })),
      key_jwk: writeOnly(any({ object: true, sensitive: true })),
    },
  },
  workflow: {
    setup: "worker",
    fields: {
      workflow_name: name(),
      class_name: string({ means: "class" }),
      script_name: string({ means: "worker" }),
    },
  },
  wasm_module: part(),
  vpc_service: resource({ service_id: required(string({ means: "uuid" })) }),
  vpc_network: resource({
    network_id: string({ means: "resource" }),
    tunnel_id: string({ means: "uuid" }),
    identity: since("create-version/2026-11", oneOf("runtime-email-alpha")),
  }),
  messaging: { ...resource({ namespace: name() }), since: "create-version/2026-08" },
  artifacts: { ...resource({ namespace: required(string({ means: "label" })) }), since: "create-version/2026-11" },
  k2: { ...resource({ stream: id() }), since: "create-version/2026-11" },
} satisfies Record<string, Kind>;

export type BindingKind = keyof typeof bindingKinds;
export const allKinds = Object.keys(bindingKinds) as BindingKind[];
/** The row of a kind, or undefined for a kind that no revision of the contract knows. */
export const kindOf = (kind: string): Kind | undefined =>
  Object.hasOwn(bindingKinds, kind) ? bindingKinds[kind as BindingKind] : undefined;
/** The kinds that a revision has. */
export const kindsAt = (at: Revision): BindingKind[] => allKinds.filter((kind) => isIn(kindOf(kind)?.since, at));
/** The kinds of the page. */
export const kinds = kindsAt(revision);
/** A binding as it stands in `bindings[]`. */
export interface Binding {
  name: string;
  type: string;
  [field: string]: unknown;
}

/** The whole object of a kind: name, type and the row's fields. */
function bindingObject(kind: BindingKind) {
  const { deprecated, since: from, fields }: Kind = bindingKinds[kind];
  return object(
    {
      name: required(string({ means: "resource" })),
      type: required(flagged(oneOf(kind), deprecated ? { deprecated } : {})),
      ...fields,
    },
    from === undefined ? {} : { since: from },
  );
}

/** `bindings[]`: a map by name; an unknown `type` in an answer is drift. */
export const allBindings = list(
  union(Object.fromEntries(allKinds.map((kind) => [kind, bindingObject(kind)])), { by: "type" }),
  { key: "name" },
);
export const bindingsFieldAt = byRevision(allBindings);
/** Every binding that any revision knows: what was sent is held against what it was sent as. */
export const bindingsField = bindingsFieldAt(newestRevision);

/** "Valid values are 0 (disabled), 10, or multiples of 60 up to 86400." */
export const mitigationTimeouts = { disabled: 0, short: 10, step: 60, maximum: 86_400 };
/** Rate limit periods that the Workers documentation allows (seconds). */
export const ratelimitPeriods = [10, 60] as const;
/** The only network that the page knows. */
export const knownNetwork = "cf1:network";
/** "Requires network_id to be \"cf1:network\" and cannot be combined with tunnel_id." */
export const networkWithIdentity = { network_id: knownNetwork, identity: "runtime-email-alpha" } as const;

/** Codes by which a target says "no such resource" (seen 2026-07 on the sibling upload): not a verdict on made-up ids. */
export const missingResourceCodes: readonly number[] = [
  10041, 10085, 10181, 11000, 10144, 10143, 10090, 10061, 10157, 10159, 100119, 100143, 10182,
];
/** Codes by which an account says "not on this plan": inapplicable, never a failure. */
export const planCodes: readonly number[] = [10015, 10042, 10055, 10097, 10099, 100328, 100342];
