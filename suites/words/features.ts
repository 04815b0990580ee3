import type { ModuleRow } from "../../arbitraries/modules.ts";
import { kindOf } from "../../contract/bindings.ts";
import { stepsOf } from "../../contract/migrations.ts";
import { moduleTypes } from "../../contract/modules.ts";
import { placementShape } from "../../contract/placement.ts";
import type { RequirementId } from "../../contract/requirements/index.ts";
import type { VersionRequest } from "../../contract/version.ts";

const rowIf = (id: RequirementId, row: string | undefined): string[] => (row === undefined ? [] : [`${id}/${row}`]);

function moduleRow({ name, content_type }: { name: string; content_type: string }): string | undefined {
  if (name === "_headers" || name === "_redirects") return name;
  return Object.entries(moduleTypes).find(([, type]) => type === content_type)?.[0];
}

function migrationRows({ migrations, bindings = [] }: VersionRequest): string[] {
  if (!migrations) {
    const binds = bindings.some(
      (one) => one.type === "durable_object_namespace" && !one.script_name && !one.namespace_id,
    );
    return binds ? ["migrations.class-bindable"] : [];
  }
  const form = migrations.steps ? "multi" : "single";
  return stepsOf(migrations).flatMap((step) => Object.keys(step).map((list) => `migrations.accepted/${form}:${list}`));
}

/** The requirements of acceptance that a request touches: where one of them fails, the whole proves nothing else. */
export function featuresOf(request: VersionRequest): string[] {
  const { bindings = [], placement, modules = [], assets, containers, limits, usage_model: model } = request;
  return [
    ...bindings.flatMap((one) => rowIf("bindings.accepted", one.type)),
    ...rowIf("placement.accepted", placement && placementShape(placement)),
    ...modules.flatMap((one) => rowIf("modules.accepted", moduleRow(one))),
    ...(assets ? ["assets.accepted"] : []),
    ...(request.compatibility_date || request.compatibility_flags ? ["compatibility.accepted"] : []),
    ...(containers ? ["containers.accepted"] : []),
    ...(limits ? ["limits.accepted"] : []),
    ...rowIf("usage-model.accepted", model),
    ...(request.cache_options ? ["cache-options.accepted"] : []),
    ...(request.package_dependencies ? ["package-dependencies.accepted"] : []),
    ...Object.values(request.exports ?? {}).flatMap(({ type }) => rowIf("exports.accepted", type)),
    ...migrationRows(request),
  ];
}

/** Rows of modules whose content type the page names; of the others each target knows its own. */
export const pageModules: readonly ModuleRow[] = ["esm", "_headers", "_redirects"];

/** Whether a target may lack what a feature asks for, and conform: a module type of its own, or service-worker syntax. */
export function isOptional(feature: string): boolean {
  const [id, row = ""] = feature.split("/");
  if (id === "modules.accepted") return !pageModules.some((one) => one === row);
  return id === "bindings.accepted" && kindOf(row)?.setup === "part";
}
