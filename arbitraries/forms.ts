import { createHash } from "node:crypto";
import {
  type Binding,
  type BindingKind,
  bindingKinds,
  knownNetwork,
  mitigationTimeouts,
  networkWithIdentity,
  ratelimitPeriods,
} from "../contract/bindings.ts";
import type { Field, Fields, StringField } from "../contract/field.ts";
import { revision } from "../contract/revision.ts";
import { fieldsAt } from "../contract/since.ts";
import { freeKinds } from "./bindings.ts";
import { has } from "./exports.ts";
import { peopleEmails } from "./people.ts";
import type { World } from "./world.ts";

type Values = Record<string, unknown>;

/** Hex digits that follow from a name: an id that no other field has. */
const digits = (name: string, length: number): string =>
  createHash("sha512").update(name).digest("hex").slice(0, length);
const uuidOf = (name: string): string =>
  digits(name, 32)
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5")
    .slice(0, 36);

function plainText(name: string, field: StringField, world: World): string {
  if (field.enum) return field.enum[0] ?? "";
  if (field.format === "email") return "someone@example.com";
  switch (field.means) {
    case "hex32":
      return digits(name, 32);
    case "uuid":
      return uuidOf(name);
    case "worker":
      return world.peer.name;
    case "entrypoint":
      return world.peer.entrypoint;
    default:
      return `${name.replaceAll(/[^a-z]/g, "-")}-1`;
  }
}

/** The plainest value of a field. */
function plain(name: string, field: Field, world: World): unknown {
  switch (field.type) {
    case "string":
      return plainText(name, field, world);
    case "array":
      return [plain(name, field.items, world)];
    case "object":
      return filled(name, field.fields, world);
    default:
      return 1;
  }
}
const filled = (name: string, fields: Fields, world: World): Values =>
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, plain(`${name}-${key}`, field, world)]));

/** What else a field may be, beside its plainest value. */
function others(name: string, field: Field, world: World): unknown[] {
  if (field.type === "string") {
    if (field.enum) return field.enum.slice(1);
    return field.means === "resource" ? [`b${digits(name, 4)}`] : [];
  }
  if (field.type === "object") return variations(name, field.fields, world);
  if (field.type !== "array") return [];
  const [one] = plain(name, field, world) as unknown[];
  return [[], ...others(name, field.items, world).map((two) => [two, one])];
}

/** Values of fields: the required ones alone, each optional one beside them, all at once, and each other value of each. */
function variations(name: string, fields: Fields, world: World): Values[] {
  const all = filled(name, fields, world);
  const isRequired = (key: string) => fields[key]?.required;
  const bare = Object.fromEntries(Object.entries(all).filter(([key]) => isRequired(key)));
  const each = Object.entries(all).filter(([key]) => !isRequired(key));
  const varied = Object.entries(fields).flatMap(([key, field]) =>
    others(`${name}-${key}`, field, world).map((value) => ({ ...bare, [key]: value })),
  );
  return [
    bare,
    ...each.map(([key, value]) => ({ ...bare, [key]: value })),
    ...(each.length > 1 ? [all] : []),
    ...varied,
  ];
}

const ratelimits = (): Values[] => {
  const simple = (limit: number, period: number, timeout?: number) => ({
    namespace_id: "1001",
    simple: { limit, period, ...(timeout === undefined ? {} : { mitigation_timeout: timeout }) },
  });
  const [short, long] = ratelimitPeriods;
  const { disabled, short: least, step, maximum } = mitigationTimeouts;
  return [
    ...[1, 100, 1000, 100_000].map((limit) => simple(limit, short)),
    simple(50, long),
    ...[disabled, least, step, 2 * step, maximum].map((timeout) => simple(7, short, timeout)),
    ...[disabled, step, 17 * step, maximum].map((timeout) => simple(8, long, timeout)),
    ...["1", "999999", "2147483648"].map((namespace_id) => ({ ...simple(9, short), namespace_id })),
  ];
};

/** Raw keys: each algorithm with each of its usages alone, and with all of them. */
const secretKeys = (): Values[] => {
  const key = (algorithm: Values, usages: string[], length = 32): Values => ({
    algorithm,
    format: "raw",
    usages,
    key_base64: Buffer.from(digits(JSON.stringify([algorithm, usages]), 2 * length), "hex").toString("base64"),
  });
  const each = (usages: string[]) => [...usages.map((one) => [one]), usages];
  const hashes = ["SHA-256", "SHA-384", "SHA-512", { name: "SHA-256" }];
  return [
    ...hashes.flatMap((hash) => each(["sign", "verify"]).map((usages) => key({ name: "HMAC", hash }, usages))),
    ...each(["encrypt", "decrypt", "wrapKey", "unwrapKey"]).map((usages) => key({ name: "AES-GCM" }, usages)),
    ...each(["encrypt", "decrypt"]).map((usages) => key({ name: "AES-CBC" }, usages, 16)),
    ...each(["wrapKey", "unwrapKey"]).map((usages) => key({ name: "AES-KW" }, usages)),
    ...["PBKDF2", "HKDF"].flatMap((name) => each(["deriveKey", "deriveBits"]).map((usages) => key({ name }, usages))),
  ];
};

const emails = (): Values[] => {
  const several = ["a@example.com", ...peopleEmails];
  return [
    {},
    ...several.map((destination_address) => ({ destination_address })),
    { allowed_destination_addresses: several },
    { allowed_sender_addresses: several },
    { allowed_destination_addresses: several.slice(1), allowed_sender_addresses: several.slice(0, 1) },
  ];
};

const services = ({ peer: { name: service, entrypoint }, resources }: World): Values[] => {
  const environments = ["production", ...(resources ? [] : ["staging", "Preview-2"])];
  return [
    { service },
    { service, entrypoint },
    ...environments.flatMap((environment) => [
      { service, environment },
      { service, entrypoint, environment },
    ]),
  ];
};

/** Kinds whose fields hang together. */
const special: Partial<Record<BindingKind, (world: World) => Values[]>> = {
  analytics_engine: () => ["events", "Web_Events_2", "UPPER"].map((dataset) => ({ dataset })),
  d1: () =>
    ["one", "two"].map((name) => ({ database_id: uuidOf(name), ...(name === "two" ? { id: uuidOf(name) } : {}) })),
  json: () => [{ json: "text" }, { json: 1 }, { json: null }, { json: [] }, { json: { a: [true] } }],
  ratelimit: ratelimits,
  secret_key: secretKeys,
  secret_text: () => ["plain", "two\nlines\n"].map((text) => ({ text: `${text}${digits(text, 16)}` })),
  send_email: emails,
  service: services,
  vpc_network: (world) => [
    { network_id: knownNetwork },
    { tunnel_id: uuidOf("tunnel") },
    ...(has(world, "create-version/2026-11") ? [{ ...networkWithIdentity }] : []),
  ],
};

/** Every form of a kind of binding, in its own fields: each optional field there and not there, each member of an enum, each boundary. */
export function formsOf(kind: BindingKind, world: World): Values[] {
  const { setup, fields } = bindingKinds[kind];
  const existing = world.resources?.[kind];
  if (setup === "resource" && existing && existing.length > 0) return existing.map((one) => ({ ...one }));
  return special[kind]?.(world) ?? variations(kind, fieldsAt(fields, world.contract ?? revision), world);
}

/** Bindings of other Workers' classes, of what a target need not know to exist. */
const ofPeer = ({ peer, resources }: World): Binding[] => {
  const object = { type: "durable_object_namespace", class_name: peer.durableClass, script_name: peer.name };
  const flow = { type: "workflow", script_name: peer.name, workflow_name: "flow-1" };
  if (resources) return [{ name: "PEER", ...object }];
  const { script_name: _, class_name: __, ...bare } = object;
  return [
    object,
    { ...object, environment: "staging" },
    { ...object, dispatch_namespace: "Space-1" },
    { ...bare, namespace_id: digits("namespace", 32) },
    flow,
    { ...flow, class_name: peer.workflowClass },
  ].map((one, i) => ({ name: `PEER_${i}`, ...one }));
};

/** The plainest binding of each kind that fits into any version, and of what another Worker has. */
export const bindingOfEach = (world: World): Binding[] => [
  ...freeKinds(world).flatMap((kind) => {
    const [fields] = formsOf(kind, world);
    return fields ? [{ name: kind.toUpperCase(), type: kind, ...fields }] : [];
  }),
  ...ofPeer(world).filter((one, i, all) => all[i + 1]?.type !== one.type),
];

/** Every form of every kind that fits into any version, under names of their own. */
export const bindingForms = (world: World): Binding[] => [
  ...freeKinds(world).flatMap((kind) =>
    formsOf(kind, world).map((fields, i) => ({ name: `${kind.toUpperCase()}_${i}`, type: kind, ...fields })),
  ),
  ...ofPeer(world),
];
