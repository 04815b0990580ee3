/**
 * What the suites send, as arbitraries of fast-check: `version(anyWorld)` is any valid request. `fc` is the fast-check that they are
 * made with: another copy would not know them.
 */
export { default as fc } from "fast-check";
export { annotations, message, tag } from "../arbitraries/annotations.ts";
export { assets, assetsConfig } from "../arbitraries/assets.ts";
export { binding, bindings, manyBindings } from "../arbitraries/bindings.ts";
export { compatibility, compatibilityDate } from "../arbitraries/compatibility.ts";
export { bindingForms } from "../arbitraries/forms.ts";
export { jsonValue } from "../arbitraries/json.ts";
export { keyMaterial } from "../arbitraries/keys.ts";
export { inForm, migrating } from "../arbitraries/migrations.ts";
export { extraModules, largeModule, mainModule, moduleOf } from "../arbitraries/modules.ts";
export { peopleMessages, peopleNumbers, peopleTags, peopleTexts, peopleVariables } from "../arbitraries/people.ts";
export { placementOf } from "../arbitraries/placement.ts";
export { canBeBroken, type Twin, twinOf } from "../arbitraries/twins.ts";
export { limits, plainVersion, version, versionAround, versionWith } from "../arbitraries/version.ts";
export { wholeVersion } from "../arbitraries/whole.ts";
export { wildRequest } from "../arbitraries/wild.ts";
export { anyWorld, type World } from "../arbitraries/world.ts";
