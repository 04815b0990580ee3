import fc from "fast-check";
import type { Assets } from "../contract/assets.ts";
import type { Binding } from "../contract/bindings.ts";
import { without } from "../contract/features.ts";
import type { Module } from "../contract/modules.ts";
import { placementShapes } from "../contract/placement.ts";
import { usageModels, type VersionRequest } from "../contract/version.ts";
import { annotations } from "./annotations.ts";
import { assets, assetsConfig, assetsJwt } from "./assets.ts";
import { bindings } from "./bindings.ts";
import { compatibility } from "./compatibility.ts";
import { has, laterParts } from "./exports.ts";
import { extraModules, mainModule, mainName, partModule, scriptModule } from "./modules.ts";
import { placementOf } from "./placement.ts";
import { asciiText, text } from "./text.ts";
import type { World } from "./world.ts";

/** The plainest version: one module, nothing else. */
export const plainVersion = (note?: string): VersionRequest => ({
  main_module: "index.js",
  modules: [mainModule("index.js", {}, note)],
});

const isPart = (binding: Binding) => ["data_blob", "text_blob", "wasm_module"].includes(binding.type);
const textOf = (value: unknown): string[] => (typeof value === "string" ? [value] : []);

/** Durable Object classes that the bindings expect of this Worker. */
const localClasses = (list: readonly Binding[]): string[] =>
  list
    .filter((one) => one.type === "durable_object_namespace" && !one.script_name && !one.namespace_id)
    .flatMap((one) => textOf(one.class_name));

/**
 * A request around bindings that makes sense: the main module exports every class they name, the Durable Object
 * classes among them are made by a migration (such a version must be deployed to be accepted), an `assets` binding
 * comes with assets, and parts come in a Worker in service-worker syntax.
 */
export function versionWith(
  list: readonly Binding[],
  parts: {
    name?: string;
    note?: string;
    modules?: readonly Module[];
    jwt?: string;
    containers?: readonly string[];
  } = {},
): VersionRequest {
  const { name = "index.js", note, modules = [], jwt, containers = [] } = parts;
  const partNames = list.filter(isPart);
  if (partNames.length > 0) {
    return {
      modules: [scriptModule("worker.js"), ...partNames.map((one) => partModule(String(one.part), one.type))],
      bindings: [...list],
    };
  }
  const durableObjects = [...new Set([...localClasses(list), ...containers])];
  const workflows = list
    .filter((one) => one.type === "workflow" && !one.script_name)
    .flatMap((one) => textOf(one.class_name));
  return {
    main_module: name,
    modules: [mainModule(name, { durableObjects, workflows }, note), ...modules.filter((one) => one.name !== name)],
    ...(list.length > 0 ? { bindings: [...list] } : {}),
    ...(durableObjects.length > 0 ? { migrations: { new_sqlite_classes: durableObjects, new_tag: "v1" } } : {}),
    ...(containers.length > 0 ? { containers: containers.map((class_name) => ({ class_name })) } : {}),
    ...(list.some((one) => one.type === "assets") && jwt ? { assets: { jwt } } : {}),
  };
}

/** Whether a version is accepted only when it is deployed: it binds a class that its own migration makes. */
export const mustDeploy = ({ migrations, exports = {} }: VersionRequest): boolean =>
  migrations !== undefined || Object.values(exports).some(({ type }) => type === "durable-object");

/** Completion tokens of an asset upload: those that exist, or made-up ones. */
export const token = (world: World): fc.Arbitrary<string> => {
  const existing = world.resources?.assets?.flatMap((one) => textOf(one.jwt)) ?? [];
  return existing.length > 0 ? fc.constantFrom(...existing) : assetsJwt();
};

/** Assets that any target takes: with a token only if it is a real one. */
function sureAssets({ resources }: World): fc.Arbitrary<Assets> {
  const existing = resources?.assets?.flatMap((one) => textOf(one.jwt)) ?? [];
  return existing.length > 0 ? assets(existing) : assetsConfig().map((config) => ({ config }));
}

/** A version with the given bindings and a module that answers a generated text. */
export const versionAround = (list: fc.Arbitrary<Binding[]>, world: World): fc.Arbitrary<VersionRequest> =>
  fc.tuple(list, asciiText(8), token(world)).map(([made, note, jwt]) => versionWith(made, { note, jwt }));

const limit = { cpu_ms: fc.integer({ min: 10, max: 30_000 }), subrequests: fc.integer({ min: 1, max: 1000 }) };
export const limits = () => fc.record(limit, { requiredKeys: [], noNullPrototype: true });
export const fullLimits = () => fc.record(limit, { noNullPrototype: true });

/** A whole valid version of free kinds and no migrations: it may be deployed or not. */
export const version = (world: World): fc.Arbitrary<VersionRequest> =>
  has(world, "create-version/2026-08")
    ? fc
        .tuple(pageVersion(world), laterParts(world))
        .map(([request, later]) => without({ ...request, ...later }, world.lacks ?? []))
    : pageVersion(world);

/** The same with what the page has. */
const pageVersion = (world: World): fc.Arbitrary<VersionRequest> =>
  fc
    .record({
      name: mainName(),
      note: text(),
      list: bindings(world),
      modules: extraModules(),
      rest: fc.record(
        {
          annotations: annotations(),
          assets: sureAssets(world),
          limits: limits(),
          placement: fc.oneof(...(world.isPlacementRisky ? (["smart"] as const) : placementShapes).map(placementOf)),
          usage_model: fc.constantFrom(...usageModels.slice(0, 1)),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
      compatibility: compatibility(world),
    })
    .map(({ name, note, list, modules, rest, compatibility: dates }) =>
      without({ ...versionWith(list, { name, note, modules }), ...dates, ...rest }, world.lacks ?? []),
    );
