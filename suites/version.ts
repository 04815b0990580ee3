import fc from "fast-check";
import { compatibilityDate } from "../arbitraries/compatibility.ts";
import { fullLimits, plainVersion, version } from "../arbitraries/version.ts";
import type { World } from "../arbitraries/world.ts";
import type { AddressedBy, Exchange } from "../contract/api.ts";
import { echo, invented } from "../contract/echo.ts";
import { urlKey } from "../contract/equality.ts";
import { type JsonObject, sameJson } from "../contract/json.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import { requestFieldAt, versionFieldAt } from "../contract/version.ts";
import { type Context, workerOf } from "./seen/context.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import { filledKey, isBroken, type Sighting } from "./seen/sighting.ts";
import { claim, traffic } from "./words/claim.ts";
import { roundTrip } from "./words/round-trip.ts";
import { made } from "./words/verdicts.ts";

/** How far the clocks of target and suite may be apart. */
const skewMs = 120_000;

/** The requirements of the fields that every version must have. */
const own: Readonly<
  Record<string, "version.id-uuid" | "version.created-on" | "version.number-integer" | "version.urls">
> = {
  id: "version.id-uuid",
  created_on: "version.created-on",
  number: "version.number-integer",
  urls: "version.urls",
};
/** A list may show less of a version: there only the id and the number must stand. */
const mayLack = ({ where }: Sighting, field: string) =>
  where === "list" && (field === "created_on" || field === "urls");

/** What only answers have, and may be of any version. */
const onlyShown = ["source", "startup_time_ms", "exports_reconciliation"];

function typeFindings(sighting: Sighting, { contract }: Context): Finding[] {
  const { inspection, pointer, shown } = sighting;
  const fieldOf = (place: string) => place.slice(pointer.length + 1).split("/")[0] ?? "";
  const required = Object.entries(own).flatMap(([field, id]) => {
    const broken = inspection.violations.find((one) => fieldOf(one.pointer) === field);
    if (!broken || (mayLack(sighting, field) && (shown[field] ?? null) === null))
      return [finding(id, true, "", undefined)];
    return [finding(id, false, broken.expected, broken.actual, { pointer: broken.pointer })];
  });
  const wrong = inspection.violations.filter(
    (one) => !(fieldOf(one.pointer) in own) && one.actual !== undefined && one.actual !== null,
  );
  const typed = Object.keys(shown).filter(
    (field) =>
      field in requestFieldAt(contract).fields ||
      (onlyShown.includes(field) && field in versionFieldAt(contract).fields),
  );
  const others = typed.map((row) => {
    const broken = wrong.find((one) => fieldOf(one.pointer) === row);
    return finding("version.field-types", !broken, broken?.expected ?? "", broken?.actual, {
      row,
      pointer: broken?.pointer ?? "",
    });
  });
  // What answers an invalid or wild request may look like it.
  return sighting.known.contentUnjudged ? required : [...required, ...others];
}

/** Fields whose additions other requirements judge. */
const judgedElsewhere = ["bindings", "modules", "migrations"];

const dayMs = 86_400_000;
/** A default is the same each time; that of a date may be the day. */
const isSameDefault = (before: unknown, now: unknown): boolean =>
  before === undefined ||
  sameJson(before, now) ||
  Math.abs(Date.parse(String(before)) - Date.parse(String(now))) <= dayMs;

/** What the target fills in is a default of its own, no remainder of another version. */
function filledFindings(sighting: Sighting, context: Context): Finding[] {
  const { known, pointer, filled, contentJudged } = sighting;
  if (!contentJudged) return [];
  const { filled: earlier } = workerOf(context, known.workerId);
  return filled.map((one) => {
    const before = earlier.get(filledKey(sighting, one));
    const expected = `nothing, since nothing was sent, or a default: ${JSON.stringify(before)} as for an earlier version`;
    return finding(invention.id, isSameDefault(before, one.value), expected, one.value, {
      row: one.pointer.split("/")[1] ?? "",
      pointer: pointer + one.pointer,
    });
  });
}

const invention = { id: "version.nothing-invented" } as const;
function inventionFindings(sighting: Sighting, { contract }: Context): Finding[] {
  const { known, shown, pointer } = sighting;
  if (!sighting.contentJudged) return [];
  return Object.entries(requestFieldAt(contract).fields).flatMap(([name, field]) => {
    const sent = (known.request as JsonObject)[name];
    // What was sent and did not come back as it was is another requirement's.
    if (judgedElsewhere.includes(name) || isBroken(sighting, name) || echo(field, sent, shown[name]).length > 0)
      return [];
    if (sent !== undefined && field.type !== "object") return [];
    return finding(
      invention.id,
      !invented(field, sent, shown[name]),
      sent === undefined ? "nothing, since nothing was sent" : `nothing but ${JSON.stringify(sent)}`,
      shown[name],
      { row: name, pointer: `${pointer}/${name}` },
    );
  });
}

/** Whether the Worker has had the very same request before: then a second id proves that creates are not merged. */
const isRepeated = ({ known }: Sighting, context: Context) =>
  workerOf(context, known.workerId).versions.some((one) => sameJson(one.request, known.request));

function createFindings(exchange: Exchange, sighting: Sighting, context: Context): Finding[] {
  const { known, shown } = sighting;
  const isFresh = !context.versions.has(known.id) && !context.retired.has(known.id);
  const isRepeat = isRepeated(sighting, context);
  // A repeated request that is given a known id was merged with the one before; a new id proves both sentences.
  const judged: RequirementId[] = [
    ...(isRepeat ? (["read-back.not-idempotent"] as const) : []),
    ...(isRepeat && !isFresh ? [] : (["version.id-unique"] as const)),
  ];
  const ids = judged.map((id) =>
    finding(id, isFresh, "an id that no other version has", known.id, {
      pointer: "/result/id",
      after: id === "read-back.not-idempotent" ? ["version.id-unique"] : [],
    }),
  );
  const created = Date.parse(String(shown.created_on));
  if (Number.isNaN(created)) return ids;
  const { startedAt, endedAt, answer } = exchange;
  const near = (from: number, to: number) => created >= from - skewMs && created <= to + skewMs;
  const clock = answer.serverDate ?? endedAt;
  const isNow = near(startedAt, endedAt) || near(clock, clock);
  const expected = `within 2 minutes of ${new Date(clock).toISOString()}`;
  return [
    ...ids,
    finding("version.created-on-now", isNow, expected, shown.created_on, {
      pointer: "/result/created_on",
      after: ["version.created-on"],
    }),
  ];
}

function urlFindings({ known, shown, pointer, isAnother }: Sighting, context: Context): Finding[] {
  if (isAnother) return [];
  const urls = Array.isArray(shown.urls) ? shown.urls.filter((url): url is string => typeof url === "string") : [];
  const foreign = urls.find((url) => (context.urls.get(urlKey(url)) ?? known.id) !== known.id);
  return [
    finding("version.urls-own", foreign === undefined, "no url of another version", foreign, {
      pointer: `${pointer}/urls`,
    }),
  ];
}

export const versionInvariant: Invariant = {
  ids: [
    "version.id-uuid",
    "version.id-unique",
    "version.created-on",
    "version.created-on-now",
    "version.number-integer",
    "version.urls",
    "version.urls-own",
    "version.field-types",
    "version.nothing-invented",
    "read-back.not-idempotent",
  ],
  judge: ({ exchange, context, sightings }) =>
    sightings.flatMap((sighting) => [
      ...typeFindings(sighting, context),
      ...(sighting.where === "create" ? createFindings(exchange, sighting, context) : []),
      ...urlFindings(sighting, context),
      ...inventionFindings(sighting, context),
      ...filledFindings(sighting, context),
    ]),
};

/** Two different limits and dates, one after the other on one Worker. */
const settings = (world: World) =>
  fc
    .tuple(
      fc.uniqueArray(compatibilityDate(world), { minLength: 2, maxLength: 2 }),
      fc.uniqueArray(fullLimits(), sizes),
    )
    .map(([dates, all]) => dates.map((date, i) => ({ compatibility_date: date, limits: all[i] ?? {} })));
const sizes = { minLength: 2, maxLength: 2, selector: (one: { cpu_ms: number }) => one.cpu_ms };

export const versionClaims = [
  claim(
    "version.accepts-valid",
    { weight: 4 },
    (world) => [version(world), fc.constantFrom(undefined, false, true)],
    async (worker, request, deploy) => {
      made(await worker.create(request, { deploy }));
    },
  ),
  traffic(
    "version.defaults",
    { weight: 0.5, drives: ["version.nothing-invented"] },
    (world) => [settings(world)],
    async (worker, all) => {
      for (const one of all) {
        made(await worker.create({ ...plainVersion(), ...one }));
        await roundTrip(worker, plainVersion());
      }
    },
  ),
  traffic(
    "version.shown",
    { weight: 2, drives: [...versionInvariant.ids, ...envelopeDriven()] },
    (world) => [version(world), fc.constantFrom(undefined, false, true), fc.constantFrom<AddressedBy>("id", "name")],
    async (worker, request, deploy, by) => {
      await roundTrip(worker, request, { deploy, by });
    },
  ),
];

function envelopeDriven() {
  return [
    "envelope.status",
    "envelope.json",
    "envelope.content-type",
    "envelope.success-true",
    "envelope.errors-list",
    "envelope.messages-list",
    "envelope.no-errors-on-success",
    "envelope.result",
    "modules.main-module-echoed",
    "compatibility.date-echoed",
    "compatibility.flags-echoed",
  ] as const;
}
