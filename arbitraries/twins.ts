import fc from "fast-check";
import type { Binding, BindingKind } from "../contract/bindings.ts";
import type { RequestFault } from "../contract/faults/index.ts";
import { without } from "../contract/features.ts";
import { valueAt } from "../contract/json.ts";
import { usageModels, type VersionRequest } from "../contract/version.ts";
import { annotations } from "./annotations.ts";
import { assets } from "./assets.ts";
import { binding } from "./bindings.ts";
import { compatibility } from "./compatibility.ts";
import { basePath, cacheOptions, packageDependencies, versionExporting } from "./exports.ts";
import { mainName, partModule } from "./modules.ts";
import { placementOf } from "./placement.ts";
import { className, variableName } from "./text.ts";
import { limits, plainVersion, versionAround, versionWith } from "./version.ts";
import type { World } from "./world.ts";

/** The valid request that a fault breaks, and what must have been created before it. */
export interface Twin {
  request: VersionRequest;
  before?: VersionRequest;
}

/** A version around one binding of the kind; what is inherited was there before. */
function bindingTwin(kind: BindingKind, world: World): fc.Arbitrary<Twin> {
  if (kind !== "inherit") {
    return versionAround(
      binding(kind, world).map((one) => [one]),
      world,
    ).map((request) => ({ request }));
  }
  const inherits = (name: string, rest: Record<string, string>): Binding => ({ name, type: "inherit", ...rest });
  return fc
    .tuple(variableName(), fc.constantFrom<Record<string, string>>({}, { version_id: "latest" }, { old_name: "OLD" }))
    .map(([name, rest]) => ({
      before: versionWith([{ name: rest.old_name ?? name, type: "plain_text", text: "inherited" }]),
      request: versionWith([inherits(name, rest)]),
    }));
}

const around = (rest: fc.Arbitrary<Partial<VersionRequest>>): fc.Arbitrary<Twin> =>
  rest.map((more) => ({ request: { ...plainVersion(), ...more } }));

function twins({ subject }: RequestFault, world: World): fc.Arbitrary<Twin> {
  switch (subject.of) {
    case "binding":
      return bindingTwin(subject.kind, world);
    case "placement":
      return around(placementOf(subject.shape).map((placement) => ({ placement })));
    case "annotations":
      return around(annotations().map((made) => ({ annotations: made })));
    case "assets": {
      const tokens = world.resources?.assets?.flatMap(({ jwt }) => (typeof jwt === "string" ? [jwt] : []));
      return around(assets(tokens).map((made) => ({ assets: made })));
    }
    case "base-path":
      return around(basePath().map((base_path) => ({ assets: { config: { base_path } } })));
    case "cache-options":
      return around(cacheOptions(world).map((cache_options) => ({ cache_options })));
    case "package-dependencies":
      return around(packageDependencies().map((package_dependencies) => ({ package_dependencies })));
    case "exports":
      return versionExporting("worker", world).map((request) => ({ request }));
    case "limits":
      return around(limits().map((made) => ({ limits: made })));
    case "containers":
      return className().map((name) => ({ request: versionWith([], { containers: [name] }) }));
    case "modules":
      return mainName().map((name) => ({
        request: versionWith([], { name, modules: [{ ...partModule("extra.txt", "text_blob") }] }),
      }));
    case "settings":
      return around(compatibility(world).map((dates) => ({ ...dates, usage_model: usageModels[0] })));
    case "migrations":
      throw new Error("a migration's twin is made from names, when its Worker is there");
  }
}

/**
 * Whether a request of the fault's subject is one that the fault breaks: it has a value at the broken place, unless the
 * fault adds one. Those of the two ids of d1 have the one that is not deprecated.
 */
export const isBreakable = (fault: RequestFault, request: VersionRequest): boolean =>
  (fault.adds || valueAt(request, fault.pointer) !== undefined) &&
  (!fault.where || valueAt(request, fault.where.pointer) === fault.where.value) &&
  (valueAt(request, "/bindings/0/type") !== "d1" ||
    valueAt(request, "/bindings/0/id") === undefined ||
    fault.id.includes(".id:"));

/** Twins of the subject, with what the target has. */
const twinsIn = (fault: RequestFault, world: World): fc.Arbitrary<Twin> =>
  twins(fault, world).map((twin) => ({ ...twin, request: without(twin.request, world.lacks ?? []) }));

/** Requests that are looked at to see whether any can be broken. */
const looks = 60;
/** Whether a request that the fault breaks can be made of what exists, and without what the target lacks. */
export const canBeBroken = (fault: RequestFault, world: World): boolean =>
  fc.sample(twinsIn(fault, world), { seed: 1, numRuns: looks }).some(({ request }) => isBreakable(fault, request));

/** The valid requests that the fault breaks: there are some, as `canBeBroken` says. */
export const twinOf = (fault: RequestFault, world: World): fc.Arbitrary<Twin> =>
  twinsIn(fault, world).filter(({ request }) => isBreakable(fault, request));
