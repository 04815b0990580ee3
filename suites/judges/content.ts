import type { Reply } from "../../contract/api.ts";
import type { Version } from "../../contract/version.ts";
import { type Acceptance, acceptance, given, holds, isAccepted, isRefused } from "../words/verdicts.ts";

type Accepts = (reply: Reply<Version>) => Version;

export const compatibilityAccepted = acceptance({ id: "compatibility.accepted" });
export const limitsAccepted = acceptance({ id: "limits.accepted" });
export const containersAccepted = acceptance({ id: "containers.accepted" });
export const usageModelAccepted = (model: string): Acceptance => acceptance({ id: "usage-model.accepted", row: model });
export const assetsAccepted = (row: string): Acceptance => acceptance({ id: "assets.accepted", row });
export const placementAccepted = (shape: string): Acceptance => acceptance({ id: "placement.accepted", row: shape });

export const cacheOptionsAccepted = acceptance({ id: "cache-options.accepted" });
export const packageDependenciesAccepted = acceptance({ id: "package-dependencies.accepted" });
export const exportsAccepted = (row: string): Acceptance => acceptance({ id: "exports.accepted", row });

/** A placement comes back, by every read; one that makes a read impossible does not. */
export const placementEchoed = { id: "placement.echoed" } as const;

/** A binding of a kind is accepted. */
const ofKind = (row: string) => ({ id: "bindings.accepted", row }) as const;
export const bindingAccepted = (kind: string): Acceptance => acceptance(ofKind(kind));
/** Where a target takes the rest of a version, its made-up token included, it is the binding that it refuses. */
export const bindingTakenToo = (kind: string, reply: Reply<Version>, rest: Reply<Version>): void =>
  holds(
    !isAccepted(rest),
    `a binding of kind ${kind}, like the rest of the version`,
    reply.exchange.answer.json,
    ofKind(kind),
  );
/** A kind of service-worker syntax is accepted, where the target takes that syntax at all. */
export const partAccepted =
  (kind: string): Accepts =>
  (reply) => {
    given(!isRefused(reply), `the target takes no service-worker syntax, without which ${kind} has no meaning`);
    return bindingAccepted(kind)(reply);
  };

/** A module is accepted whose content type the page names. */
export const moduleAccepted = (row: string): Acceptance => acceptance({ id: "modules.accepted", row });
/** A module of another type is accepted, where the target knows that type. */
export const otherModuleAccepted =
  (row: string): Accepts =>
  (reply) => {
    given(!isRefused(reply), `the target takes no ${row} modules, whose content type the page does not name`);
    return moduleAccepted(row)(reply);
  };
