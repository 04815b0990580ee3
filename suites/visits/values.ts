import { createHash } from "node:crypto";
import { characters, fill } from "../../arbitraries/annotations.ts";
import { edgeDates, flagsAt, riskyFlags } from "../../arbitraries/compatibility.ts";
import { every, oneOfEach } from "../../arbitraries/every.ts";
import { bindingForms } from "../../arbitraries/forms.ts";
import { jsonEdges } from "../../arbitraries/json.ts";
import { keyFamilies } from "../../arbitraries/keys.ts";
import { mainModule } from "../../arbitraries/modules.ts";
import {
  controlTexts,
  peopleMessages,
  peopleModules,
  peopleNumbers,
  peopleResources,
  peopleTags,
  peopleTexts,
  peopleVariables,
  riskyModules,
} from "../../arbitraries/people.ts";
import { canaryMark } from "../../arbitraries/text.ts";
import { plainVersion, versionWith } from "../../arbitraries/version.ts";
import type { World } from "../../arbitraries/world.ts";
import { messageMaxBytes, tagMaxBytes } from "../../contract/annotations.ts";
import type { WorkerPort } from "../../contract/api.ts";
import { allKinds, type Binding, bindingKinds } from "../../contract/bindings.ts";
import type { Field } from "../../contract/field.ts";
import type { Json } from "../../contract/json.ts";
import type { VersionRequest } from "../../contract/version.ts";
import { cut, refusedOrCut } from "../annotations.ts";
import { look } from "../words/round-trip.ts";
import { stop } from "../words/stop.ts";
import { inherited, inPieces, keptOrRefused, lacking, taken, takenOf, visit } from "./visit.ts";

const content = ["version.accepts-valid", "bindings.accepted", "bindings.complete", "bindings.echoed"] as const;

const secretOf = (text: string) =>
  `${text}${canaryMark}${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
/** A text in each place where one may stand: a variable, a secret, and JSON as key and value. */
const textBindings = (text: string, i: number): Binding[] => [
  { name: `TEXT_${i}`, type: "plain_text", text },
  { name: `JSON_${i}`, type: "json", json: { [text]: [text] } },
  { name: `SECRET_${i}`, type: "secret_text", text: secretOf(text) },
];
const jsonBinding = (json: Json, i: number): Binding => ({ name: `JSON_${i}`, type: "json", json });

/** Texts of a version: three variables each, and a target need not take more than 64. */
const textsAtOnce = 20;
/** Bindings of a version, where they are many. */
const bindingsAtOnce = 45;

/** A binding of each name that people give, of each kind that names something by a text. */
function namedBindings(world: World): Binding[] {
  const isName = (field: Field) => field.type === "string" && field.means === "resource" && !field.enum;
  return allKinds.flatMap((kind) => {
    const { setup, fields } = bindingKinds[kind];
    const name = Object.entries<Field>(fields).find(([, field]) => isName(field))?.[0];
    const isFree = setup === "resource" && !world.resources && !world.lacks?.includes(`bindings.${kind}`);
    const [form] = bindingForms(world).filter(({ type }) => type === kind);
    if (!isFree || name === undefined || !form) return [];
    return peopleResources.map((value, i) => ({ ...form, name: `NAME_${i}`, [name]: value }));
  });
}

const modulesNamed = (names: readonly string[]): VersionRequest => ({
  ...plainVersion(),
  modules: ["index.js", ...names].map((name) => mainModule(name, {}, name)),
});
/** Names of main modules as people have them, and some that a target may refuse. */
const mainNames = ["Index.js", "src/Main.MJS", "./worker.js", "dist/@scope/[id].js", "_worker.js"];
const riskyMains = ["a b.js", "worker", "caf\u00e9.js", "a%20b.mjs"];
const mainNamed = (name: string): VersionRequest => ({ main_module: name, modules: [mainModule(name, {}, name)] });

/** Dates, each with flags that it allows: together they name every flag that is known. */
function dated(world: World): Pick<VersionRequest, "compatibility_date" | "compatibility_flags">[] {
  const known = new Set<string>();
  const dates = edgeDates(world).map((compatibility_date) => {
    const fresh = flagsAt(compatibility_date).filter((flag) => !known.has(flag));
    const compatibility_flags = fresh.slice(0, 5);
    for (const flag of compatibility_flags) known.add(flag);
    return { compatibility_date, compatibility_flags };
  });
  return [...dates, { compatibility_flags: ["nodejs_compat"] }];
}
const riskyDated = Object.entries(riskyFlags).map(([flag, date]) => ({
  compatibility_date: date,
  compatibility_flags: [flag],
}));

/** The boundaries of the limits that the documents give. */
const limitEdges: NonNullable<VersionRequest["limits"]>[] = [
  ...[10, 50, 30_000, 30_001, 299_999, 300_000].map((cpu_ms) => ({ cpu_ms })),
  ...[1, 50, 1000, 1001, 9999, 10_000].map((subrequests) => ({ subrequests })),
  { cpu_ms: 50, subrequests: 50 },
];

/** A version of each of these, each beside the one before it on one Worker. */
async function eachTaken<T>(
  worker: WorkerPort,
  all: readonly T[],
  around: (one: T) => VersionRequest,
  options: Parameters<typeof taken>[2],
): Promise<void> {
  const [first] = await takenOf(all, (one, i) =>
    taken(worker, { ...plainVersion(), ...around(one) }, { ...options, deploy: i % 4 === 3 }),
  );
  if (first) await look(worker, first.id, { modules: true });
}

type Notes = NonNullable<VersionRequest["annotations"]>;
const notes: Notes[] = peopleMessages.map((message, i) => ({
  "workers/message": message,
  "workers/tag": peopleTags[(i * 7 + 3) % peopleTags.length] ?? "",
}));
const sameNotes: Notes = { "workers/message": "Release", "workers/tag": "v1.0.0" };
const annotated = ["annotations.message-echoed", "annotations.tag-echoed"] as const;
/** In parts, which lanes can share. */
const notesAtOnce = 20;

/** Annotations at their limits, one byte below and above, of characters of each length. */
const lengths = (["workers/message", "workers/tag"] as const).flatMap((key) => {
  const limit = key === "workers/tag" ? tagMaxBytes : messageMaxBytes;
  return characters.flatMap((unit) =>
    [limit - 1, limit, limit + 1].map((bytes) => ({ key, unit, bytes, isOver: bytes > limit })),
  );
});

export const valueVisits = [
  visit(
    "texts",
    [...content, "secrecy.secret-text"],
    () => [every(peopleTexts)],
    async (worker, texts) => {
      await takenOf(inPieces(texts, textsAtOnce), (some) => taken(worker, versionWith(some.flatMap(textBindings))));
    },
  ),
  visit(
    "json",
    content,
    () => [every<Json>([...jsonEdges, ...peopleNumbers, ...peopleNumbers.map((one) => [-one])])],
    async (worker, values) => {
      for (const some of inPieces(values, bindingsAtOnce)) await taken(worker, versionWith(some.map(jsonBinding)));
    },
  ),
  visit(
    "forms",
    [...content, "bindings.nothing-added", "secrecy.key-material"],
    (world) => [every(bindingForms(world))],
    async (worker, forms) => {
      for (const some of inPieces(forms, bindingsAtOnce)) await taken(worker, versionWith(some));
    },
  ),
  visit(
    "keys",
    [...content, "secrecy.key-material"],
    () => [oneOfEach(keyFamilies)],
    async (worker, keys) => {
      await taken(worker, versionWith(keys.map((key, i) => ({ name: `KEY_${i}`, type: "secret_key", ...key }))));
    },
    lacking("bindings.secret_key"),
  ),
  visit(
    "variables",
    content,
    () => [every(peopleVariables)],
    async (worker, names) => {
      const first = await taken(worker, versionWith(names.map((name) => ({ name, type: "plain_text", text: name }))));
      if (!first) return;
      await inherited(
        worker,
        "latest",
        names.map((name) => ({ name, type: "inherit" })),
      );
    },
  ),
  visit(
    "names",
    content,
    (world) => [every(namedBindings(world))],
    async (worker, all) => {
      for (const kind of new Set(all.map(({ type }) => type)))
        await keptOrRefused(
          worker,
          all.filter(({ type }) => type === kind),
          versionWith,
        );
    },
    (world) => (world.resources ? "resources have the names that they have" : undefined),
  ),
  visit(
    "modules",
    ["modules.accepted", "modules.complete", "modules.bytes-unchanged", "modules.main-module-echoed"],
    () => [every(peopleModules), every(mainNames), every(riskyModules), every(riskyMains)],
    async (worker, names, mains, risky, riskyMain) => {
      const options = { judged: ["modules.accepted", "esm"] } as const;
      if (names.length > 0) await taken(worker, modulesNamed(names), options);
      await eachTaken(worker, mains, mainNamed, options);
      await keptOrRefused(worker, risky, modulesNamed);
      for (const name of riskyMain) await keptOrRefused(worker, [name], () => mainNamed(name));
    },
  ),
  ...inPieces(notes, notesAtOnce).map((some, i) =>
    visit(
      `annotations-${i + 1}`,
      annotated,
      () => [every(some)],
      (worker, all) => eachTaken(worker, all, (annotations) => ({ annotations }), {}),
    ),
  ),
  visit(
    "same-notes",
    [...annotated, "read-back.not-idempotent", "version.accepts-valid"],
    () => [every([0, 1, 2])],
    (worker, all) =>
      // Several versions may have one tag and one message.
      eachTaken(worker, all, (i) => ({ ...plainVersion(`note ${i}`), annotations: sameNotes }), {}),
  ),
  visit(
    "lengths",
    [...annotated, ...Object.values(cut).map(({ id }) => id)],
    () => [every(lengths)],
    async (worker, all) => {
      for (const { key, unit, bytes, isOver } of all) {
        const annotations = { [key]: fill(unit, bytes) };
        if (!isOver) await taken(worker, { ...plainVersion(), annotations });
        else await stop(worker, [cut[key].id], () => refusedOrCut(worker, key, annotations[key] ?? ""));
      }
    },
  ),
  visit(
    "dates",
    ["compatibility.accepted", "compatibility.date-echoed", "compatibility.flags-echoed"],
    (world) => [every(dated(world)), every(riskyDated)],
    async (worker, all, risky) => {
      await eachTaken(worker, all, (one) => one, { judged: ["compatibility.accepted"] });
      for (const one of risky) await keptOrRefused(worker, [one], () => ({ ...plainVersion(), ...one }));
    },
  ),
  visit(
    "limits",
    ["limits.accepted", "limits.echoed"],
    () => [every(limitEdges)],
    (worker, all) => eachTaken(worker, all, (limits) => ({ limits }), { judged: ["limits.accepted"] }),
  ),
  visit(
    "controls",
    [...content, "annotations.message-echoed"],
    () => [every(controlTexts)],
    async (worker, texts) => {
      await keptOrRefused(worker, texts, (some) => versionWith(some.flatMap(textBindings)));
      for (const message of texts)
        await keptOrRefused(worker, [message], () => ({
          ...plainVersion(),
          annotations: { "workers/message": message },
        }));
    },
  ),
];
