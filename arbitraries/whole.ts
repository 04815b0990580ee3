import fc from "fast-check";
import type { Binding, BindingKind } from "../contract/bindings.ts";
import type { Module } from "../contract/modules.ts";
import { usageModels, type VersionRequest } from "../contract/version.ts";
import { assetsConfig } from "./assets.ts";
import { binding, freeKinds } from "./bindings.ts";
import { compatibilityDate } from "./compatibility.ts";
import { laterParts } from "./exports.ts";
import { jsonEdges } from "./json.ts";
import { jwkMaterial } from "./keys.ts";
import { assetFile, type ModuleRow, mainName, moduleForRow } from "./modules.ts";
import { asciiText, resourceName } from "./text.ts";
import { versionWith } from "./version.ts";
import type { World } from "./world.ts";

/** Bindings that name a class of another Worker: they need no migration. */
const ofPeer = ({ peer, resources }: World): fc.Arbitrary<Binding>[] => [
  fc.constant({
    name: "OBJECT",
    type: "durable_object_namespace",
    class_name: peer.durableClass,
    script_name: peer.name,
  }),
  ...(resources
    ? []
    : [
        resourceName().map((workflow_name) => ({
          name: "FLOW",
          type: "workflow",
          workflow_name,
          script_name: peer.name,
        })),
      ]),
];

/** What one binding of a kind does not show: JSON of every type at once, and a key that is given as an object. */
const more = (world: World): fc.Arbitrary<Binding>[] => {
  const kinds = freeKinds(world);
  const json = { name: "EDGES", type: "json", json: jsonEdges.filter((one) => JSON.stringify(one).length < 100) };
  return [
    ...(kinds.includes("json") ? [fc.constant(json), fc.constant({ ...json, name: "FRACTION", json: 0.1 })] : []),
    ...(kinds.includes("secret_key")
      ? [jwkMaterial().map((one) => ({ name: "JWK", type: "secret_key", ...one }))]
      : []),
  ];
};

/** One binding of each kind, numbered so that no two have one name. */
const numbered = (list: readonly Binding[]): Binding[] => list.map((one, i) => ({ ...one, name: `${one.name}_${i}` }));

const tokensOf = ({ resources }: World): string[] =>
  (resources?.assets ?? []).flatMap(({ jwt }) => (typeof jwt === "string" ? [jwt] : []));

/** `assets` with all that they can hold, and their binding; only a config where nobody has a token. */
function wholeAssets(world: World): fc.Arbitrary<Pick<VersionRequest, "assets" | "bindings">> {
  const tokens = tokensOf(world);
  if (tokens.length === 0) return assetsConfig().map((config) => ({ assets: { config } }));
  const token = fc.constantFrom(...tokens);
  return fc
    .tuple(assetsConfig(), token)
    .map(([config, jwt]) => ({ assets: { config, jwt }, bindings: [{ name: "ASSETS", type: "assets" }] }));
}

/** The kinds of {@link wholeVersion} that exist in a world. */
const wholeKinds = (world: World): BindingKind[] => freeKinds(world);

/** A version that holds everything at once: a binding of each kind that needs no migration, and every field. */
export const wholeVersion = (world: World): fc.Arbitrary<VersionRequest> =>
  fc
    .record({
      name: mainName(),
      list: fc.tuple(...wholeKinds(world).map((kind) => binding(kind, world)), ...ofPeer(world), ...more(world)),
      files: fc.tuple(moduleForRow("esm"), assetFile("_headers"), assetFile("_redirects")),
      assets: wholeAssets(world),
      date: compatibilityDate(world),
      message: asciiText(20),
      tag: asciiText(20),
      later: laterParts(world),
      limits: fc.record({
        cpu_ms: fc.integer({ min: 10, max: 30_000 }),
        subrequests: fc.integer({ min: 1, max: 1000 }),
      }),
    })
    .map(({ name, list, files, assets, date, message, tag, limits, later }) => ({
      ...versionWith([...numbered(list), ...(assets.bindings ?? [])], { name, modules: files }),
      ...(assets.assets ? { assets: assets.assets } : {}),
      annotations: { "workers/message": `m${message}`, "workers/tag": `t${tag}` },
      compatibility_date: date,
      compatibility_flags: ["nodejs_compat"],
      limits: { ...limits },
      ...later,
      placement: { mode: "smart" },
      usage_model: usageModels[0],
    }));

/** A module of each of these rows, those left out whose name another one has. */
export const modulesOf = (rows: readonly ModuleRow[]): fc.Arbitrary<{ row: ModuleRow; module: Module }[]> =>
  fc
    .tuple(...rows.map((row) => moduleForRow(row).map((module) => ({ row, module }))))
    .map((all) => all.filter(({ module }, i) => all.findIndex((one) => one.module.name === module.name) === i));
