import { type Fields, list, object, oneOf, required, string, union } from "./field.ts";
import { isObject } from "./json.ts";

const region = () => required(string());
const targeted = () => required(oneOf("targeted"));
const target = union({
  region: object({ region: region() }),
  hostname: object({ hostname: region() }),
  host: object({ host: region() }),
});

/** The 8 shapes of the page, under the names that rows and reports use. */
const shapes = {
  smart: { mode: required(oneOf("smart")) },
  region: { region: region() },
  hostname: { hostname: region() },
  host: { host: region() },
  "targeted-region": { mode: targeted(), region: region() },
  "targeted-hostname": { hostname: region(), mode: targeted() },
  "targeted-host": { host: region(), mode: targeted() },
  "targeted-target": { mode: targeted(), target: required(list(target, { minItems: 1, maxItems: 1 })) },
} satisfies Record<string, Fields>;

export type PlacementShape = keyof typeof shapes;
export const placementShapes = Object.keys(shapes) as PlacementShape[];
export const placementField = union(
  Object.fromEntries(Object.entries(shapes).map(([shape, fields]) => [shape, object(fields)])),
);

export type Placement = Record<string, unknown>;

/** The name of the shape that a placement has. */
export function placementShape(placement: Placement): PlacementShape | undefined {
  const keys = Object.keys(placement).sort().join();
  if (keys === "mode") return placement.mode === "smart" ? "smart" : undefined;
  return placementShapes.find((shape) => shape !== "smart" && Object.keys(shapes[shape]).sort().join() === keys);
}

/**
 * What a placement means, whatever its shape: `smart`, or its targets as `region=aws:us-east-1`.
 * The page gives four spellings for one target, so an answer may use another spelling than the request.
 */
export function placementMeaning(placement: unknown): string | undefined {
  if (!isObject(placement)) return undefined;
  const targets = (Array.isArray(placement.target) ? placement.target : [placement]).filter(isObject);
  const named = targets.flatMap((one) =>
    ["region", "hostname", "host"].filter((key) => typeof one[key] === "string").map((key) => `${key}=${one[key]}`),
  );
  if (named.length > 0) return named.sort().join(" ");
  return typeof placement.mode === "string" ? placement.mode : undefined;
}
