import type { World } from "../../arbitraries/world.ts";
import { expected } from "../cleanup/provision.ts";
import { readResources } from "../settings/resources.ts";
import type { Settings } from "../settings/settings.ts";
import type { Target } from "../target/target.ts";
import { doneWithout } from "./lacks.ts";

/** Where a run goes to, before it is opened. */
export interface Place {
  kind: Target["kind"];
  baseUrl: string;
}

/** The day of a run, in UTC: the one that it is told, so that a replay sends the same dates, or today. */
export const dayOf = ({ today }: Pick<Settings, "today">): string => today ?? new Date().toISOString().slice(0, 10);

/** What of the world is known before the first request: what exists, and how large a body may be. */
export function worldOutside(
  target: Place,
  settings: Pick<Settings, "profile" | "lacks" | "worker" | "today" | "maxRequests" | "contract">,
  resources?: World["resources"],
): Omit<World, "peer"> {
  // Without a list of what exists, a real account is asked only for what needs nothing.
  const existing = resources ?? (target.kind === "account" ? {} : undefined);
  return {
    contract: settings.contract,
    today: dayOf(settings),
    isBrief: settings.profile === "quick" || settings.maxRequests !== undefined || target.kind === "account",
    largestBodyMiB: largestBody(target, settings),
    ...(target.kind === "account" ? { isPlacementRisky: true } : {}),
    resources: existing,
    lacks: doneWithout(settings),
  };
}

/** Large bodies go only to targets that are ours: the embedded mock, and servers on this machine. */
function largestBody({ kind, baseUrl }: Place, { profile }: Pick<Settings, "profile">): number {
  if (kind === "mock") return { quick: 1, default: 10, nightly: 100 }[profile];
  const isHere = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(baseUrl);
  return isHere ? (profile === "quick" ? 1 : 10) : 0;
}

/** What will exist: what the settings name, or what `--provision` is going to make for a run. */
export async function resourcesToBe(
  { resources, provision }: Pick<Settings, "resources" | "provision">,
  runId: string,
): Promise<World["resources"] | undefined> {
  if (provision) return expected(runId);
  return resources === undefined ? undefined : readResources(resources);
}
