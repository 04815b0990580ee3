import { sameInstant } from "../contract/equality.ts";
import { at, isBlank, isObject, type JsonObject, sameJson } from "../contract/json.ts";
import type { RequirementId } from "../contract/requirements/index.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import { isBroken, type Sighting } from "./seen/sighting.ts";

/** What the server settles at the create: shown in both places, it is the same. */
const settled = ["created_on", "source", "usage_model", "compatibility_date"] as const;
/** By the equality of each; what is no date-time is judged elsewhere. */
const areSame = (name: string, here: unknown, there: unknown): boolean => {
  if (name !== "created_on") return sameJson(here, there);
  return typeof here !== "string" || typeof there !== "string" || sameInstant(here, there);
};

/** What an answer shows wrong of each field, changed or not: that is said there. */
const shownWrong: Readonly<Record<string, readonly RequirementId[]>> = {
  "annotations/workers~1message": ["annotations.message-echoed", "annotations.message-cut"],
  "annotations/workers~1tag": ["annotations.tag-echoed"],
  assets: ["assets.config-echoed"],
  cache_options: ["cache-options.echoed"],
  exports: ["exports.echoed"],
  package_dependencies: ["package-dependencies.echoed"],
  bindings: ["bindings.complete", "bindings.echoed", "bindings.nothing-added", "inherit.resolved"],
  compatibility_date: ["compatibility.date-echoed"],
  compatibility_flags: ["compatibility.flags-echoed"],
  containers: ["containers.echoed"],
  created_on: ["version.created-on"],
  limits: ["limits.echoed"],
  main_module: ["modules.main-module-echoed"],
  modules: ["modules.complete", "modules.bytes-unchanged", "modules.content-type-kept"],
  placement: ["placement.echoed"],
  usage_model: ["usage-model.echoed"],
};

/** What explains that two answers differ in a field: one of them was wrong already. */
function explanations(place: string): string[] {
  const isAt = (field: string) => place === field || place.startsWith(`${field}/`);
  return [
    ...Object.entries(shownWrong).flatMap(([field, ids]) => (isAt(field) ? ids : [])),
    `version.field-types/${place.split("/")[0]}`,
    "version.id-unique",
  ];
}

function agreeFindings(sighting: Sighting): Finding[] {
  const { known, shown, pointer } = sighting;
  const pairs = settled
    .filter((name) => !isBroken(sighting, name))
    .map((name) => ({ name, here: shown[name], there: known.created[name] }));
  const note = (version: JsonObject, key: string) =>
    isObject(version.annotations) ? version.annotations[key] : undefined;
  const keys = isObject(shown.annotations) ? Object.keys(shown.annotations) : [];
  const notes = keys.map((key) => ({
    name: `annotations${at("", key)}`,
    here: note(shown, key),
    there: note(known.created, key),
  }));
  const both = [...pairs, ...notes].filter(({ here, there }) => !isBlank(here) && !isBlank(there));
  return both.map(({ name, here, there }) => {
    return finding("read-back.agree", areSame(name, here, there), JSON.stringify(there), here, {
      pointer: `${pointer}/${name}`,
      after: explanations(name),
    });
  });
}

function changeFinding({ change, pointer, isFirstRead }: Sighting): Finding {
  const expected = JSON.stringify(change?.expected) ?? "nothing";
  const place = change?.pointer ?? pointer;
  const field = place.slice(pointer.length + 1);
  return finding("read-back.immutable", !change, expected, change?.actual, {
    pointer: place,
    after: isFirstRead ? explanations(field) : ["version.id-unique"],
  });
}

export const agreementInvariant: Invariant = {
  ids: ["read-back.agree", "read-back.immutable"],
  judge: ({ sightings }) =>
    sightings
      .filter(({ where }) => where !== "create")
      .flatMap((sighting) => {
        if (sighting.change) return [changeFinding(sighting)];
        return [...(sighting.isFirstRead ? [] : [changeFinding(sighting)]), ...agreeFindings(sighting)];
      }),
};
