import fc from "fast-check";
import {
  type Binding,
  type BindingKind,
  bindingKinds,
  kindsAt,
  knownNetwork,
  mitigationTimeouts,
  networkWithIdentity,
  ratelimitPeriods,
} from "../contract/bindings.ts";
import type { Field, Fields, StringField } from "../contract/field.ts";
import { revision } from "../contract/revision.ts";
import { fieldsAt } from "../contract/since.ts";
import { has } from "./exports.ts";
import { jsonValue } from "./json.ts";
import { keyMaterial } from "./keys.ts";
import { className, email, hex, plainName, resourceName, secret, text, uuid, variableName } from "./text.ts";
import type { World } from "./world.ts";

type Values = Record<string, unknown>;

function stringValue(field: StringField, world: World): fc.Arbitrary<string> {
  if (field.enum) return fc.constantFrom(...field.enum);
  if (field.format === "email") return email();
  switch (field.means) {
    case "hex32":
      return hex(32);
    case "uuid":
      return field.maxLength === undefined
        ? uuid()
        : fc.oneof({ weight: 4, arbitrary: uuid() }, { weight: 1, arbitrary: hex(field.maxLength) });
    case "worker":
      return fc.constant(world.peer.name);
    case "class":
      return className();
    case "entrypoint":
      return fc.constant(world.peer.entrypoint);
    case "number-text":
      return fc.integer({ min: 1, max: 999_999 }).map(String);
    case "secret":
      return secret();
    case "resource":
    case "label":
      return resourceName();
    default:
      return text();
  }
}

/** A value for a field of a binding, by its type and meaning. */
function fieldValue(field: Field, world: World): fc.Arbitrary<unknown> {
  switch (field.type) {
    case "string":
      return stringValue(field, world);
    case "array":
      return fc.uniqueArray(fieldValue(field.items, world), { minLength: 1, maxLength: 4, selector: JSON.stringify });
    case "map":
      return fc.dictionary(resourceName(), fieldValue(field.items, world), { maxKeys: 3, noNullPrototype: true });
    case "object":
      return record(field.fields, world);
    case "any":
      return jsonValue();
    case "boolean":
      return fc.boolean();
    case "number":
    case "integer":
      return fc.integer({ min: 1, max: 10_000 });
    case "union":
      return fc.oneof(...Object.values(field.of).map((branch) => fieldValue(branch, world)));
  }
}

/** All required fields, any subset of the optional ones. */
function record(fields: Fields, world: World): fc.Arbitrary<Values> {
  const model = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldValue(field, world)]));
  const requiredKeys = Object.keys(fields).filter((name) => fields[name]?.required);
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

const ratelimit = fc
  .record({
    namespace_id: fc.integer({ min: 1, max: 999_999 }).map(String),
    limit: fc.integer({ min: 1, max: 100_000 }),
    period: fc.constantFrom(...ratelimitPeriods),
    timeout: fc.oneof(
      fc.constant(undefined),
      fc.constantFrom(mitigationTimeouts.disabled, mitigationTimeouts.short, mitigationTimeouts.maximum),
      fc
        .integer({ min: 1, max: mitigationTimeouts.maximum / mitigationTimeouts.step })
        .map((n) => n * mitigationTimeouts.step),
    ),
  })
  .map(({ namespace_id, limit, period, timeout }) => ({
    namespace_id,
    simple: { limit, period, ...(timeout === undefined ? {} : { mitigation_timeout: atLeast(period, timeout) }) },
  }));

/** "Must be greater than or equal to the period when non-zero." */
const atLeast = (period: number, timeout: number) =>
  timeout === mitigationTimeouts.disabled ? timeout : Math.max(period, timeout);

function durableObject(world: World): fc.Arbitrary<Values> {
  const external = { class_name: world.peer.durableClass, script_name: world.peer.name };
  const sure = [className().map((class_name) => ({ class_name })), fc.constant(external)];
  const existing = world.resources?.durable_object_namespace ?? [];
  if (world.resources) return fc.oneof(...sure, ...existing.map((one) => fc.constant({ ...one })));
  // What a stricter target wants to exist, an emulator takes as it is.
  return fc.oneof(
    { withCrossShrink: true },
    ...sure,
    fc.constantFrom("production", "staging").map((environment) => ({ ...external, environment })),
    resourceName().map((dispatch_namespace) => ({ ...external, dispatch_namespace })),
    hex(32).map((namespace_id) => ({ namespace_id })),
  );
}

const workflow = (world: World): fc.Arbitrary<Values> =>
  fc.tuple(resourceName(), className()).chain(([workflow_name, class_name]) =>
    fc.constantFrom<Values>(
      { workflow_name, class_name: class_name.replace("Object", "Workflow") },
      // A workflow of another Worker must exist.
      ...(world.resources ? (world.resources.workflow ?? []) : [{ workflow_name, script_name: world.peer.name }]),
    ),
  );

const network = (world: World): fc.Arbitrary<Values> =>
  fc.oneof(
    ...(has(world, "create-version/2026-11") ? [fc.constant<Values>({ ...networkWithIdentity })] : []),
    fc.constant({ network_id: knownNetwork }),
    uuid().map((tunnel_id) => ({ tunnel_id })),
  );

/** The deprecated `id` says the same as `database_id`. */
const database = (): fc.Arbitrary<Values> =>
  fc.tuple(uuid(), fc.boolean()).map(([id, both]) => ({ database_id: id, ...(both ? { id } : {}) }));

/** "first two exclude each other" in wrangler: one destination, or a list of them. */
const sendEmail = (): fc.Arbitrary<Values> => {
  const emails = fc.uniqueArray(email(), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    fc.constant({}),
    email().map((destination_address) => ({ destination_address })),
    emails.map((allowed_destination_addresses) => ({ allowed_destination_addresses })),
    emails.map((allowed_sender_addresses) => ({ allowed_sender_addresses })),
    fc.tuple(emails, emails).map(([allowed_destination_addresses, allowed_sender_addresses]) => ({
      allowed_destination_addresses,
      allowed_sender_addresses,
    })),
  );
};

const service = (world: World): fc.Arbitrary<Values> =>
  fc.record(
    {
      service: fc.constant(world.peer.name),
      entrypoint: fc.constant(world.peer.entrypoint),
      environment: fc.constantFrom("production", ...(world.resources ? [] : ["staging"])),
    },
    { requiredKeys: ["service"], noNullPrototype: true },
  );

/** Kinds whose fields hang together, by a rule that the table of fields does not say. */
const special: Partial<Record<BindingKind, (world: World) => fc.Arbitrary<Values>>> = {
  analytics_engine: () => plainName().map((dataset) => ({ dataset })),
  d1: database,
  durable_object_namespace: durableObject,
  json: () => jsonValue().map((json) => ({ json })),
  ratelimit: () => ratelimit,
  secret_key: () => keyMaterial().map((key) => ({ ...key })),
  send_email: sendEmail,
  service,
  vpc_network: network,
  workflow,
};

/** The fields of a binding of the kind, beside name and type. With `resources`, only what exists. */
export function bindingFields(kind: BindingKind, world: World): fc.Arbitrary<Values> {
  const row = bindingKinds[kind];
  const existing = world.resources?.[kind];
  if (row.setup === "resource" && existing && existing.length > 0)
    return fc.constantFrom(...existing.map((one) => ({ ...one })));
  return special[kind]?.(world) ?? record(fieldsAt(row.fields, world.contract ?? revision), world);
}

/** A binding of the kind. */
export const binding = (kind: BindingKind, world: World): fc.Arbitrary<Binding> =>
  fc.tuple(variableName(), bindingFields(kind, world)).map(([name, fields]) => ({ name, type: kind, ...fields }));

/** Kinds that fit into any version, whatever else it holds and whether it is deployed or not (`assets` needs assets). */
export function freeKinds(world: World): BindingKind[] {
  return kindsAt(world.contract ?? revision).filter((kind) => {
    const { setup } = bindingKinds[kind];
    if (world.lacks?.includes(`bindings.${kind}`)) return false;
    if (setup === "resource") return world.resources === undefined || (world.resources[kind]?.length ?? 0) > 0;
    return (setup === "nothing" && kind !== "assets") || kind === "service";
  });
}

const bindingList = (kindList: readonly BindingKind[], world: World, size: { minLength?: number; maxLength: number }) =>
  fc.uniqueArray(fc.oneof({ withCrossShrink: true }, ...kindList.map((kind) => binding(kind, world))), {
    ...size,
    selector: (one) => one.name,
  });

/** Kinds that one version may have where it is to have few: several of each are likely then. */
const mostOfSwarm = 3;

/** Zero to eight bindings, names unique: of any free kind or, in every third list, of a few that this list chooses. */
export const bindings = (world: World, maxLength = 8): fc.Arbitrary<Binding[]> => {
  const free = freeKinds(world);
  const swarm = fc
    .subarray(free, { minLength: 1, maxLength: mostOfSwarm })
    .chain((some) => bindingList(some, world, { maxLength }));
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: bindingList(free, world, { maxLength }) },
    { weight: 1, arbitrary: swarm },
  );
};

/** Plain bindings in numbers: 20 to 60, more than any page size or batch that a target may have in mind. */
export const manyBindings = (): fc.Arbitrary<Binding[]> =>
  fc
    .tuple(fc.integer({ min: 20, max: 60 }), fc.string({ unit: fc.constantFrom(..."abc"), maxLength: 3 }))
    .map(([count, seed]) =>
      Array.from({ length: count }, (_, i) => ({ name: `VAR_${i}`, type: "plain_text", text: `${seed}${i}` })),
    );
