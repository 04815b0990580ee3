import { type Fact, type FactId, facts, isFactId } from "./facts/index.ts";
import { isOpenApiPlace, type OpenApiPlace, openApiPlaces, openApiUrl } from "./openapi-places.ts";
import { isPagePlace, pageLink, pageTrail, pageUrl } from "./page.ts";

/** What stands behind a requirement or a request fault: a place of the page or of the OpenAPI, or a known fact. */
export type Source = `page:${string}` | `openapi:${OpenApiPlace}` | `facts:${FactId}`;
export type Sources = readonly [Source, ...Source[]];

/** The facts among the sources of a requirement or of a request fault, each with its stance. */
export const factsOf = ({ sources }: { sources: readonly Source[] }): Fact[] =>
  sources.flatMap((one) => {
    const [, id] = split(one);
    return one.startsWith("facts:") && isFactId(id) ? [facts[id]] : [];
  });

function split(source: string): [kind: string, rest: string] {
  const colon = source.indexOf(":");
  return [source.slice(0, Math.max(colon, 0)), source.slice(colon + 1)];
}

/** Whether a source leads to something that this contract has. */
export function resolves(source: string): boolean {
  const [kind, rest] = split(source);
  if (kind === "page") return isPagePlace(rest);
  return kind === "openapi" ? isOpenApiPlace(rest) : kind === "facts" && isFactId(rest);
}

/** A source for readers. */
export interface ShownSource {
  text: string;
  /** The document that has it. */
  document?: string;
  /** The place in the document, as near as a link can lead. */
  link?: string;
  /** The row of the facts, where it is one. */
  fact?: FactId;
}

/** A source in words, with a link where it is public; one that this contract does not have is shown as it is. */
export function sourceShown(source: string): ShownSource {
  const [kind, rest] = split(source);
  if (kind === "page" && isPagePlace(rest))
    return { text: `page: ${pageTrail(rest)}`, document: pageUrl, link: pageLink(rest) };
  if (kind === "openapi" && isOpenApiPlace(rest))
    return { text: `OpenAPI: ${rest}: ${openApiPlaces[rest]}`, document: openApiUrl, link: openApiUrl };
  if (kind !== "facts" || !isFactId(rest)) return { text: source };
  const { what, sure, where } = facts[rest];
  return { text: `fact ${rest}: ${what} (${sure}: ${where})`, fact: rest };
}
