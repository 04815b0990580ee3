import { kinds } from "../../contract/bindings.ts";
import { isObject, type JsonObject } from "../../contract/json.ts";
import { placementShape, placementShapes } from "../../contract/placement.ts";
import type { Coverage, Part, PassiveFinding } from "../contract/recording.ts";
import { type Recorded, valuesOf } from "../wire/recorder.ts";
import { routeShape } from "../wire/routes.ts";
import { bodyOf } from "./passive.ts";
import { finding } from "./passive-body.ts";
import { splitTarget } from "./request.ts";

/** One key stands for one version: where it comes with another, a server may give back the first. */
export function judgeKeys(creates: readonly Recorded[]): { request: Recorded; found: PassiveFinding }[] {
  const first = new Map<string, Recorded>();
  return creates.flatMap((request) => {
    const [key] = valuesOf(request, "idempotency-key");
    if (key === undefined) return [];
    const before = first.get(key);
    if (!before) first.set(key, request);
    if (!before || before.body.equals(request.body)) return [];
    const actual = "the key of an earlier request with another body";
    return [{ request, found: finding("calls.idempotency-key", "header idempotency-key", "a key of its own", actual) }];
  });
}

/** Whether an answer is the last word on a request: a success, or a refusal that no repetition changes. */
const isFinal = (status: number) => status < 300 || (status >= 400 && status < 500 && status !== 408 && status !== 429);

/** Creates that were sent again, with the same bytes and on the same connection, directly after their answer was final. */
export function sentAgain(creates: readonly Recorded[], statusOf: (request: Recorded) => number | undefined): string[] {
  const last = new Map<number, Recorded>();
  return creates.flatMap((request) => {
    const before = last.get(request.connection);
    last.set(request.connection, request);
    const status = before && statusOf(before);
    if (!before || status === undefined || !isFinal(status)) return [];
    const isSame = before.target === request.target && before.body.equals(request.body);
    return isSame ? [`the same version was asked for again after ${status}, on the same connection`] : [];
  });
}

const partOf = (all: readonly string[], sent: readonly (string | undefined)[]): Part => ({
  sent: all.filter((one) => sent.includes(one)),
  never: all.filter((one) => !sent.includes(one)),
});

const versionOf = (request: Recorded): JsonObject => {
  const read = bodyOf(request);
  return "version" in read ? read.version : {};
};
const migrationForm = ({ migrations }: JsonObject) =>
  isObject(migrations) ? (Object.hasOwn(migrations, "steps") ? "multi" : "single") : undefined;

/** What the creates held of what there is. */
export function coverageOf(creates: readonly Recorded[], prefix: string): Coverage {
  const versions = creates.map(versionOf);
  const bindings = versions.flatMap((one) => (Array.isArray(one.bindings) ? one.bindings.filter(isObject) : []));
  const placements = versions.map(({ placement }) => (isObject(placement) ? placementShape(placement) : undefined));
  const deploys = creates.map(({ target }) => splitTarget(target, prefix).query.get("deploy") ?? "absent");
  return {
    kinds: partOf(
      kinds,
      bindings.map(({ type }) => String(type)),
    ),
    placements: partOf(placementShapes, placements),
    migrations: partOf(["single", "multi"], versions.map(migrationForm)),
    deploy: partOf(["true", "false", "absent"], deploys),
  };
}

/** Requests on other routes, by what they are about. */
export function countRoutes(
  others: readonly Recorded[],
  prefix: string,
): { method: string; route: string; times: number }[] {
  const counts = new Map<string, { method: string; route: string; times: number }>();
  for (const { method, target } of others) {
    const isBelow = target.startsWith(prefix);
    const { segments } = splitTarget(isBelow ? target : prefix + target, prefix);
    const route = `${isBelow ? "" : "outside the base URL: /"}${routeShape(segments)}`;
    const key = `${method} ${route}`;
    const known = counts.get(key) ?? { method, route, times: 0 };
    counts.set(key, { ...known, times: known.times + 1 });
  }
  return [...counts.values()];
}
