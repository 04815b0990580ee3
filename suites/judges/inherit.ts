import type { Reply } from "../../contract/api.ts";
import { isObject } from "../../contract/json.ts";
import type { Version } from "../../contract/version.ts";
import type { InheritRule } from "../seen/context.ts";
import { accepted, holds, type Where } from "../words/verdicts.ts";

/** The requirement of each rule of inheriting: what breaks it breaks that, be it a refusal or a wrong content. */
export const inheritRules = {
  latest: { id: "inherit.latest" },
  "version-id": { id: "inherit.version-id" },
  "old-name": { id: "inherit.old-name" },
} as const satisfies Record<InheritRule, Where>;

/** A binding that exists can be inherited by a rule. */
export const inherits = (reply: Reply<Version>, rule: InheritRule, where: Pick<Where, "after"> = {}): Version =>
  accepted(reply, { ...inheritRules[rule], ...where });

/** What the latest version does not have is not taken from an older one, whose text is given. */
export function nothingOlder(bindings: unknown, text: string): void {
  const isOld = Array.isArray(bindings) && bindings.some((one) => isObject(one) && one.text === text);
  holds(!isOld, "no binding that the latest version does not have", bindings, {
    ...inheritRules.latest,
    pointer: "/result/bindings",
    after: ["bindings.not-carried-over"],
  });
}
