import fc from "fast-check";
import { extraModules, largeModule, mainModule, mainName, moduleForRow, moduleRows } from "../arbitraries/modules.ts";
import { text } from "../arbitraries/text.ts";
import { mediaTypeKey } from "../contract/equality.ts";
import { at, isBlank, isObject, type JsonObject } from "../contract/json.ts";
import { isBase64, type Module, padded } from "../contract/modules.ts";
import { moduleAccepted, otherModuleAccepted } from "./judges/content.ts";
import type { Context } from "./seen/context.ts";
import { type Finding, finding, type Invariant } from "./seen/invariant.ts";
import { isBroken, type Sighting } from "./seen/sighting.ts";
import { claimRows, traffic } from "./words/claim.ts";
import { pageModules } from "./words/features.ts";
import { hasContent } from "./words/replay.ts";
import { acceptedAndShown, roundTrip } from "./words/round-trip.ts";

/** The bytes that an answer's text stands for; its padding may be missing. */
const bytes = (content: unknown): string | undefined =>
  typeof content === "string" && isBase64(padded(content)) ? Buffer.from(content, "base64").toString("hex") : undefined;

const complete = (holds: boolean, expected: string, actual: unknown, pointer: string): Finding =>
  finding("modules.complete", holds, expected, actual, { pointer });

/** What an answer must show of a module: its content type, and its bytes. */
function shownFindings(sent: Module, seen: JsonObject, place: string): Finding[] {
  const isType =
    typeof seen.content_type === "string" && mediaTypeKey(seen.content_type) === mediaTypeKey(sent.content_type);
  const isLost = isBlank(seen.content_base64) && !isBlank(sent.content_base64);
  const isSame = !isLost && bytes(seen.content_base64 ?? "") === bytes(sent.content_base64);
  return [
    finding("modules.content-type-kept", isType, sent.content_type, seen.content_type, {
      pointer: at(place, "content_type"),
    }),
    // Under a name that another one was to have, there may be the content of that.
    finding("modules.bytes-unchanged", isSame, sent.content_base64, seen.content_base64, {
      pointer: at(place, "content_base64"),
      after: ["modules.complete"],
    }),
  ];
}

/** What an answer must show of a module that was sent: it, once, and unchanged. */
function moduleFindings(sent: Module, all: readonly JsonObject[], pointer: string): Finding[] {
  const [seen, ...more] = all.filter((one) => one.name === sent.name);
  const names = all.map((one) => one.name ?? null);
  const isThere = complete(
    seen !== undefined && more.length === 0,
    `one module named ${JSON.stringify(sent.name)}`,
    names,
    pointer,
  );
  return seen && more.length === 0
    ? [isThere, ...shownFindings(sent, seen, at(pointer, all.indexOf(seen)))]
    : [isThere];
}

function sightingFindings(sighting: Sighting, context: Context): Finding[] {
  const { known, shown: answer, where, includeModules } = sighting;
  const pointer = `${sighting.pointer}/modules`;
  const all = Array.isArray(answer.modules) ? answer.modules.filter(isObject) : [];
  const asked = where === "create" || includeModules;
  if (!asked) {
    const silent = !hasContent(all);
    return [
      finding(
        "modules.only-when-included",
        silent,
        "no module content",
        all.map((one) => one.name ?? null),
        { pointer },
      ),
    ];
  }
  // A get that has never shown any content does not know the parameter, which is no part of the page.
  if (includeModules && !context.includesModules && !hasContent(all)) return [];
  // The answer to a create may hold the modules, their names alone, or nothing: only what it holds is judged.
  if (!sighting.contentJudged || isBroken(sighting, "modules") || (where === "create" && !hasContent(all))) return [];
  const sent = known.request.modules ?? [];
  const extra = all.find((one) => !sent.some((module) => module.name === one.name));
  return [
    complete(!extra, "no module that was not sent", extra?.name, pointer),
    ...sent.flatMap((module) => moduleFindings(module, all, pointer)),
  ];
}

export const modulesInvariant: Invariant = {
  ids: ["modules.complete", "modules.bytes-unchanged", "modules.content-type-kept", "modules.only-when-included"],
  judge: ({ context, sightings }) => sightings.flatMap((sighting) => sightingFindings(sighting, context)),
};

const drives = modulesInvariant.ids;
const main = (note: string, name = "index.js") => ({ main_module: name, modules: [mainModule(name, {}, note)] });
const with_ = (note: string, name: string, others: readonly Module[]) => {
  const base = main(note, name);
  return { ...base, modules: [...base.modules, ...others.filter((one) => one.name !== name)] };
};

export const modulesClaims = [
  ...claimRows(
    "modules.accepted",
    pageModules,
    { weight: 0.4, drives },
    (row) => [moduleForRow(row)],
    (row) => async (worker, module) => {
      await acceptedAndShown(worker, with_("ok", "index.js", [module]), moduleAccepted(row));
    },
  ),
  ...claimRows(
    "modules.accepted",
    moduleRows.filter((row) => !pageModules.includes(row)),
    { weight: 0.4, drives },
    (row) => [moduleForRow(row)],
    (row) => async (worker, module) => {
      const request = with_("ok", "index.js", [module]);
      otherModuleAccepted(row)(await worker.create(request));
      await acceptedAndShown(worker, request, moduleAccepted(row));
    },
  ),
  traffic(
    "modules.several",
    { drives: [...drives, "modules.main-module-echoed"] },
    () => [text(), mainName(), fc.oneof(extraModules(), extraModules(20)), fc.boolean()],
    async (worker, note, name, others, mainLast) => {
      const request = with_(note, name, others);
      await roundTrip(worker, mainLast ? { ...request, modules: [...request.modules].reverse() } : request);
    },
  ),
  traffic(
    "modules.large",
    { weight: 0.1, drives: ["modules.bytes-unchanged"] },
    () => [largeModule()],
    async (worker, module) => {
      await roundTrip(worker, with_("ok", "index.js", [module]));
    },
  ),
];
