import { freeKinds } from "../../arbitraries/bindings.ts";
import { anyWorld } from "../../arbitraries/world.ts";
import { allKinds, bindingKinds, type Kind, kindsAt } from "../../contract/bindings.ts";
import { requestFaultsAt, silencesAt } from "../../contract/faults/index.ts";
import type { Field, Fields, ObjectField } from "../../contract/field.ts";
import { migrationLists } from "../../contract/migrations.ts";
import { placementShapes } from "../../contract/placement.ts";
import { newestRevision, type Revision, revision } from "../../contract/revision.ts";
import { fieldsAt } from "../../contract/since.ts";
import { requestFieldAt, versionFieldAt } from "../../contract/version.ts";
import { payloads } from "./payloads.ts";
import { shapesAt } from "./shapes.ts";

/** Something that a run may have tried, or have been shown, in its group. */
export interface Feature {
  id: string;
  group: string;
  /** It is of answers: what a target shows is up to the target. */
  ofAnswers: boolean;
}

/** The groups of features, with what each counts. */
export const groups = {
  field: "an optional field is there, in a request that is accepted",
  without: "an optional field is not there, where what holds it is",
  member: "a member of an enum is sent",
  kind: "a kind of binding is accepted in this state",
  pair: "two kinds are accepted in one version",
  text: "a text of this shape stands in this place",
  amount: "a version holds so much of something",
  boundary: "a limit is met exactly, or just missed",
  date: "a compatibility date of this age",
  migrations: "lists of migrations stand together so",
  placement: "a placement of this shape, deployed or not",
  payload: "a feature that versions in public repositories have",
  refused: "a request that a target must refuse, or about which the page is silent, is sent",
  answer: "an answer shows this field, kind or form",
} as const;

const freeAt = (at: Revision) => freeKinds({ ...anyWorld, contract: at });
const pairedAt = (at: Revision) => [...freeAt(at), "durable_object_namespace", "workflow"].sort();
/** Kinds that meet in pairs. */
export const pairedKinds = pairedAt(newestRevision);
export const pairId = (a: string, b: string): string => (a < b ? `pair: ${a} + ${b}` : `pair: ${b} + ${a}`);

/** What a kind may be met in. */
export const states = [
  "deployed",
  "not deployed",
  "twice",
  "beside a secret",
  "beside assets",
  "beside migrations",
] as const;
/** How a kind may be inherited. */
export const inheritedBy = ["latest", "version-id", "old-name"] as const;

export const inheritedId = (kind: string, rule: string): string => `kind: ${kind}, inherited by ${rule}`;
export const amountId = (of: string, least: number): string => `amount: ${of}, ${least} and more`;

const isWhole = (field: Field): field is ObjectField => field.type === "object";
/** Every optional field below some fields, and every member of their enums. */
function fieldsBelow(fields: Fields, place: string): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.readOnly) return [];
    const own = `${place}${place === "" ? "" : "."}${name}`;
    const inner = field.type === "array" ? field.items : field;
    const members =
      inner.type === "string" && name !== "type" ? (inner.enum ?? []).map((one) => `member: ${own} ${one}`) : [];
    return [
      ...(field.required ? [] : [`field: ${own}`, `without: ${own}`]),
      ...members,
      ...(isWhole(inner) ? fieldsBelow(inner.fields, own) : []),
    ];
  });
}
const topFields = (at: Revision) =>
  fieldsBelow(
    Object.fromEntries(
      Object.entries(requestFieldAt(at).fields).filter(
        ([name]) => !["placement", "migrations", "bindings"].includes(name),
      ),
    ),
    "",
  );
/** Kinds that a run brings about at all, whatever the target. */
const anyKind = allKinds.filter((kind) => (bindingKinds[kind] as Kind).setup !== "part");
const bindingFields = (at: Revision) =>
  anyKind
    .filter((kind) => kindsAt(at).includes(kind))
    .flatMap((kind) => fieldsBelow(fieldsAt(bindingKinds[kind].fields as Fields, at), `bindings.${kind}`));

/** Amounts, by what they count: the least of each step. */
export const steps = {
  bindings: [0, 1, 2, 9, 17, 39, 64, 65],
  modules: [0, 1, 2, 17, 60],
  "module bytes": [0, 1, 1000, 60_000],
  "KV namespaces": [2],
  services: [2],
  "plain texts": [4],
  "inherited bindings": [5],
} as const;

/** Boundaries, by what they bound. */
export const boundaries = {
  "message bytes": [999, 1000, 1001],
  "tag bytes": [99, 100, 101],
  cpu_ms: [10, 30_000, 300_000],
  subrequests: [1, 1000, 10_000],
  "text bytes": [255, 256, 1024, 4096],
} as const;

export const dates = ["a leap day", "of this year", "of the last year", "today"] as const;

const togetherIn = ["one step", "steps"] as const;
const listPairs = migrationLists.flatMap((a) => migrationLists.flatMap((b) => (a === b ? [] : [[a, b] as const])));
export const listsId = (how: (typeof togetherIn)[number], a: string, b: string): string =>
  how === "steps" || a < b ? `migrations: ${a} + ${b}, in ${how}` : `migrations: ${b} + ${a}, in ${how}`;

/** Fields of answers, and forms of errors. */
const ofAnswers = (at: Revision) =>
  [
    ...Object.keys(requestFieldAt(at).fields),
    ...["migration_tag", "source", "startup_time_ms", "urls", "workers/triggered_by"],
    ...["exports_reconciliation", "author_email", "author_id"].filter((name) => name in versionFieldAt(at).fields),
    ...kindsAt(at).map((kind) => `binding ${kind}`),
    ...["error with a code", "error with a pointer", "error with a documentation_url", "several errors", "messages"],
  ].map((one) => `answer: ${one}`);

const idsAt = (at: Revision): readonly string[] => [
  ...topFields(at),
  ...bindingFields(at),
  ...placementShapes.flatMap((shape) => ["deployed", "not deployed"].map((how) => `placement: ${shape}, ${how}`)),
  ...pairedAt(at).flatMap((kind) => states.map((state) => `kind: ${kind}, ${state}`)),
  ...freeAt(at).flatMap((kind) => inheritedBy.map((rule) => inheritedId(kind, rule))),
  ...pairedAt(at).flatMap((a, i, all) => all.slice(i + 1).map((b) => pairId(a, b))),
  ...Object.entries(shapesAt).flatMap(([place, shapes]) =>
    [...new Set(shapes)].map((shape) => `text: ${place}, ${shape}`),
  ),
  ...Object.entries(steps).flatMap(([of, all]) => all.map((one) => amountId(of, one))),
  ...Object.entries(boundaries).flatMap(([of, all]) => all.map((one) => `boundary: ${of}, ${one}`)),
  ...dates.map((one) => `date: ${one}`),
  ...migrationLists.map((list) => `migrations: ${list}`),
  ...new Set(listPairs.flatMap(([a, b]) => togetherIn.map((how) => listsId(how, a, b)))),
  ...["with tags", "without tags", "in one step", "in steps", "with empty lists"].map((one) => `migrations: ${one}`),
  ...payloads,
  ...[...requestFaultsAt(at), ...silencesAt(at)].map(({ id }) => `refused: ${id}`),
  ...ofAnswers(at),
];

/** All that is counted, in a revision. */
export const featuresAt = (at: Revision): readonly Feature[] =>
  [...new Set(idsAt(at))].map((id) => ({
    id,
    group: id.slice(0, id.indexOf(":")),
    ofAnswers: id.startsWith("answer: "),
  }));
/** The same of the page. */
export const features = featuresAt(revision);
