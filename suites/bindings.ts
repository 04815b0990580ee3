import fc from "fast-check";
import { binding, bindings, manyBindings } from "../arbitraries/bindings.ts";
import { plainVersion, versionAround, versionWith } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { WorkerPort } from "../contract/api.ts";
import {
  allKinds,
  type Binding,
  type BindingKind,
  bindingKinds,
  bindingsField,
  type Kind,
} from "../contract/bindings.ts";
import { echo } from "../contract/echo.ts";
import type { Field, UnionField } from "../contract/field.ts";
import { at, isBlank, isObject, type JsonObject } from "../contract/json.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import type { Version, VersionRequest } from "../contract/version.ts";
import { bindingAccepted, bindingTakenToo, partAccepted } from "./judges/content.ts";
import { inheritRules } from "./judges/inherit.ts";
import { sameInOtherOrder, takenInOtherOrder } from "./judges/read-back.ts";
import { type Context, type ExpectedBinding, workerOf } from "./seen/context.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import type { Sighting } from "./seen/sighting.ts";
import { claim, claimRows, traffic } from "./words/claim.ts";
import { acceptedAndShown, look, roundTrip, shown } from "./words/round-trip.ts";
import { isRefused, made } from "./words/verdicts.ts";

const objects = bindingsField.items as UnionField;

interface Placed {
  binding: JsonObject;
  pointer: string;
}
type Blamed = { id: RequirementId; row?: string; after?: readonly string[] };
type Blame = (id: RequirementId) => Blamed;

/** A fault in an inherited binding is blamed on the rule by which it was inherited, unless its kind is at fault anyway. */
const blameFor =
  ({ binding: { type }, via, passed = [] }: ExpectedBinding): Blame =>
  (id) =>
    via === undefined
      ? { id, row: type }
      : {
          ...inheritRules[via],
          after: [
            ...[`bindings.complete/${type}`, `bindings.echoed/${type}`, "read-back.immutable"],
            ...passed.filter((rule) => rule !== via).map((rule) => inheritRules[rule].id),
          ],
        };
const blamed = (
  { id, ...where }: Blamed,
  holdsTrue: boolean,
  expected: string,
  actual: unknown,
  pointer: string,
): Finding => finding(id, holdsTrue, expected, actual, { pointer, ...where });

function fieldFindings(wanted: ExpectedBinding, seen: Placed, sighting: Sighting, blame: Blame): Finding[] {
  const field = objects.of[wanted.binding.type];
  if (!field) return [];
  const broken = sighting.inspection.violations.filter(
    (one) => one.pointer.startsWith(`${seen.pointer}/`) && one.actual !== undefined && one.actual !== null,
  );
  const differences = echo(field, wanted.binding, seen.binding, seen.pointer).filter(
    (one) => !broken.some((other) => other.pointer.startsWith(one.pointer) || one.pointer.startsWith(other.pointer)),
  );
  const [first] = differences;
  const place = first?.pointer ?? seen.pointer;
  return [blamed(blame("bindings.echoed"), !first, JSON.stringify(first?.expected), first?.actual, place)];
}

/** What an answer must show of one expected binding: once, under its type, with its fields. */
function expectedFindings(
  wanted: ExpectedBinding,
  all: readonly Placed[],
  sighting: Sighting,
  pointer: string,
): Finding[] {
  const blame = blameFor(wanted);
  const { name, type } = wanted.binding;
  const whole = blame("bindings.complete");
  const complete = (isComplete: boolean, expected: string, actual: unknown, place = pointer, by = whole) =>
    blamed(by, isComplete, expected, actual, place);
  const matches = all.filter((one) => one.binding.name === name).map((one) => one.binding);
  const seen = all.find((one) => one.binding.name === name);
  const once = `one binding named ${JSON.stringify(name)}`;
  if (!seen) return [complete(false, once, matches)];
  // One that is shown twice says nothing of how it was inherited, where others are shown twice as well.
  const others = wanted.via === undefined ? whole : { ...whole, after: ["bindings.complete"] };
  if (matches.length > 1) return [complete(false, once, matches, pointer, others)];
  const place = at(seen.pointer, "type");
  const isResolved = seen.binding.type !== "inherit";
  const resolved = wanted.via
    ? [finding("inherit.resolved", isResolved, `type ${type}`, "inherit", { pointer: place })]
    : [];
  if (wanted.via && !isResolved) return resolved;
  if (seen.binding.type !== type) return [complete(false, `type ${type}`, seen.binding.type, place)];
  return [...resolved, complete(true, "", type), ...fieldFindings(wanted, seen, sighting, blame)];
}

const added = { id: "bindings.nothing-added" } as const;
const carriedOver = { id: "bindings.not-carried-over" } as const;

/** Bindings that nobody asked for: an invention, or a remainder of an earlier version. */
function extraFindings(sighting: Sighting, all: readonly Placed[], context: Context): Finding[] {
  const { known } = sighting;
  const wanted = [...known.bindings.values()];
  const extras = all.filter((one) => !known.bindings.has(String(one.binding.name)));
  const earlier = workerOf(context, known.workerId).versions.filter((one) => one.id !== known.id);
  const blame = (name: string): { id: RequirementId } => {
    if (wanted.some((one) => one?.oldName === name)) return inheritRules["old-name"];
    return earlier.some((one) => one.bindings.has(name)) ? carriedOver : added;
  };
  const [first] = extras;
  if (first) {
    return [
      finding(blame(String(first.binding.name)).id, false, "no binding that was not sent", first.binding, {
        pointer: first.pointer,
        after: [carriedOver.id, added.id],
      }),
    ];
  }
  const isCarriable = earlier.some((one) => one.bindings.size > 0);
  return [added, ...(isCarriable ? [carriedOver] : [])].map(({ id }) => finding(id, true, "", null));
}

function sightingFindings(sighting: Sighting, context: Context): Finding[] {
  const { known, shown: answer, where } = sighting;
  if (!sighting.contentJudged || (where === "list" && isBlank(answer.bindings))) return [];
  const pointer = `${sighting.pointer}/bindings`;
  const list = Array.isArray(answer.bindings) ? answer.bindings : [];
  const all = list.flatMap((one, i) => (isObject(one) ? [{ binding: one, pointer: at(pointer, i) }] : []));
  const expected = [...known.bindings.values()].flatMap((one) => (one ? [one] : []));
  const findings = expected.flatMap((one) => expectedFindings(one, all, sighting, pointer));
  // What came back under another name is not an addition, unless it is the old name of a renamed one.
  const lost = expected.some((one) => !all.some(({ binding: { name } }) => name === one.binding.name));
  const extras = lost ? all.filter(({ binding: { name } }) => expected.some((one) => one.oldName === name)) : all;
  return [...findings, ...extraFindings(sighting, extras, context)];
}

export const bindingsInvariant: Invariant = {
  ids: [
    "bindings.complete",
    "bindings.echoed",
    "bindings.nothing-added",
    "bindings.not-carried-over",
    "inherit.latest",
    "inherit.version-id",
    "inherit.old-name",
    "inherit.resolved",
  ],
  judge: ({ context, sightings }) => sightings.flatMap((sighting) => sightingFindings(sighting, context)),
};

/** Why a kind cannot be tried in a world that names its resources. */
export const noResource = (kind: BindingKind) => (world: World) => {
  const needed = bindingKinds[kind].setup === "resource" || kind === "assets";
  return world.resources && needed && !world.resources[kind]?.length ? `no ${kind} in the settings` : undefined;
};

/** A kind without fields says all it has to say in a few cases; values of free form need the most. */
const weightOf = (kind: BindingKind): number => {
  const fields: Field[] = Object.values(bindingKinds[kind].fields);
  const isPlain = fields.every((one) => one.type === "string" && one.means !== "text" && one.means !== "secret");
  return fields.length === 0 ? 0.1 : isPlain && fields.length === 1 ? 0.2 : 0.5;
};

const ordinary = allKinds.filter(
  (kind) => bindingKinds[kind].setup !== "version" && bindingKinds[kind].setup !== "part",
);
const parts = allKinds.filter((kind) => bindingKinds[kind].setup === "part");
const content = (kind: BindingKind, world: World) => versionAround(fc.tuple(binding(kind, world)), world);

/** Any bindings, and one to which targets add a default of their own. */
const withService = (world: World): fc.Arbitrary<Binding[]> =>
  fc
    .tuple(binding("service", world), bindings(world))
    .map(([one, list]) => [one, ...list.filter(({ name }) => name !== one.name)]);

/** A request with its bindings in another order makes the version that the first one gave, as `seen`. */
export async function inOtherOrder(worker: WorkerPort, turned: VersionRequest, seen: Version): Promise<void> {
  const { id } = takenInOtherOrder(await worker.create(turned, { contentUnjudged: true }));
  sameInOtherOrder(seen, await shown(worker, id));
}

/** What a target says of assets may be about their token: the same without the binding shows which. */
async function restTaken(worker: WorkerPort, kind: BindingKind, request: VersionRequest): Promise<void> {
  if (kind !== "assets") return;
  const { bindings: _, ...rest } = request;
  const other = await worker.sibling();
  const reply = await other.create(request);
  if (isRefused(reply)) bindingTakenToo(kind, reply, await other.create(rest));
}

export const bindingsClaims = [
  ...claimRows(
    "bindings.accepted",
    ordinary,
    (kind) => ({
      weight: weightOf(kind),
      drives: ["bindings.complete", "bindings.echoed", "bindings.nothing-added", "version.field-types"],
      unavailable: noResource(kind),
      since: (bindingKinds[kind] as Kind).since,
    }),
    (kind, world) => [content(kind, world)],
    (kind) => async (worker, request) => {
      await restTaken(worker, kind, request);
      await acceptedAndShown(worker, request, bindingAccepted(kind));
    },
  ),
  ...claimRows(
    "bindings.accepted",
    parts,
    { weight: 0.3, drives: ["bindings.complete", "bindings.echoed"] },
    (kind, world) => [content(kind, world)],
    (kind) => async (worker, request) => {
      await look(worker, partAccepted(kind)(await worker.create(request)).id);
    },
  ),
  ...claimRows(
    "bindings.accepted",
    ["inherit"],
    { drives: ["inherit.latest", "inherit.resolved"] },
    (_, world) => [versionAround(fc.tuple(binding("plain_text", world)), world)],
    (kind) => async (worker, request) => {
      made(await worker.create(request));
      const [one] = request.bindings ?? [];
      bindingAccepted(kind)(await worker.create(versionWith([{ name: one?.name ?? "", type: "inherit" }])));
    },
  ),
  traffic(
    "bindings.many",
    { weight: 0.5, drives: ["bindings.complete", "bindings.echoed", "bindings.nothing-added"] },
    (world) => [fc.oneof(manyBindings(), bindings(world, 20))],
    async (worker, list) => {
      await roundTrip(worker, versionWith(list, { jwt: "" }));
    },
  ),
  claim(
    "bindings.order-free",
    { weight: 0.7 },
    (world) => [withService(world), fc.nat({ max: 7 })],
    async (worker, list, turn) => {
      const turned = [...list.slice(turn), ...list.slice(0, turn)].reverse();
      const first = made(await worker.create(versionWith(list), { contentUnjudged: true }));
      await inOtherOrder(worker, versionWith(turned), await shown(worker, first.id));
    },
  ),
  traffic(
    "bindings.left-behind",
    { weight: 0.5, drives: ["bindings.not-carried-over", "bindings.nothing-added"] },
    (world) => [bindings(world), fc.boolean(), fc.boolean()],
    async (worker, list, deploy, empty) => {
      made(await worker.create(versionWith(list), { deploy }));
      const next = made(await worker.create({ ...plainVersion(), ...(empty ? { bindings: [] } : {}) }));
      await look(worker, next.id);
    },
  ),
];
