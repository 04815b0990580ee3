import { successEnvelope } from "./envelope.ts";
import { object } from "./field.ts";
import { flatten, type Keywords } from "./flatten.ts";
import { parameters, versionField } from "./version.ts";

/** The page that the contract is read from. */
export const pageUrl =
  "https://developers.cloudflare.com/api/resources/workers/subresources/beta/subresources/workers/subresources/versions/methods/create/";

/** A path of `flatten` as a place of the page: `bindings[ai].name` is `bindings.ai.name`. */
const placeOf = (path: string) => path.replace(/\[\]/g, "").replace(/[[(]([^\])]+)[\])]/g, ".$1");

/** The fields of the page by their places, as the contract has them; a list's place also holds what its items are. */
function fieldsByPlace(): Map<string, Keywords> {
  const page = object({
    path: object({ account_id: parameters.account_id.field, worker_id: parameters.worker_id.field }),
    query: object({ deploy: parameters.deploy.field }),
    body: versionField,
    ...successEnvelope.fields,
  });
  const places = new Map<string, Keywords>();
  for (const [path, facts] of flatten(page)) {
    const place = placeOf(path);
    const whole = places.get(place);
    places.set(place, whole ? { ...whole, items: facts.type, enum: facts.enum ?? whole.enum } : facts);
  }
  places.delete("");
  return places;
}
export const pageFields: ReadonlyMap<string, Keywords> = fieldsByPlace();

/** Places of the page that are no field. */
const otherPlaces = ["title", "security", "returns", "sample"];
export const isPagePlace = (place: string): boolean => pageFields.has(place) || otherPlaces.includes(place);

/** The headings of the page, by the first step of a place. */
const headings: Readonly<Record<string, readonly string[]>> = {
  title: ["Create Version"],
  security: ["Security"],
  path: ["Path Parameters"],
  query: ["Query Parameters"],
  body: ["Body Parameters"],
  returns: ["Returns"],
};

/** A place as the page shows it, from its heading down: `Query Parameters > deploy`. */
export function pageTrail(place: string): string {
  const [first = "", ...rest] = place.split(".");
  return [...(headings[first] ?? ["Returns", first]), ...rest].join(" > ");
}

const method = "(resource) workers.beta.workers.versions > (method) create";
const anchored = (rest: string) => `${pageUrl}#${encodeURI(`${method} > ${rest}`)}`;

/** The link to a place. The page gives anchors to what is outermost in a section: what is inside leads there too. */
export function pageLink(place: string): string {
  const [first = "", name] = place.split(".");
  if (first === "body" && name) return anchored(`(params) 0 > (param) ${name} > (schema)`);
  if (["path", "query"].includes(first) && name) return anchored(`(params) default > (param) ${name} > (schema)`);
  if (Object.hasOwn(successEnvelope.fields, first)) return anchored(`(network schema) > (property) ${first}`);
  return pageUrl;
}
