import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { degrees, facts, stances } from "../../contract/facts/index.ts";
import { requestFaultsAt, silencesAt } from "../../contract/faults/index.ts";
import { knownOf, rowOn } from "../../contract/faults/sources.ts";
import { openApiPlaces } from "../../contract/openapi-places.ts";
import { pageLink, pageTrail, pageUrl } from "../../contract/page.ts";
import { requirementIds, requirements } from "../../contract/requirements/index.ts";
import { newestRevision } from "../../contract/revision.ts";
import { factsOf, resolves, type Source, sourceShown } from "../../contract/source.ts";
import { properties, propertyIds } from "../../gate/contract/properties.ts";
import { baselineSchema } from "../../reports/known.ts";
import { openApiAt } from "./openapi-place.ts";
import { parsePage } from "./page.ts";

const requestFaults = requestFaultsAt(newestRevision);
const silences = silencesAt(newestRevision);
const reference = join(import.meta.dirname, "../../../shared/reference");
const pageFile = join(reference, "create-version.txt");
const openApiFile = join(reference, "openapi-workers-versions.json");
const absent = !existsSync(pageFile) || !existsSync(openApiFile);

/** Sources that only properties of clients have. */
const isOfProperties = (source: string) => /^(protocol|rfc\d+:[\d.]+)$/.test(source);
const named: { id: string; sources: readonly string[] }[] = [
  ...requirementIds.map((id) => ({ id, sources: requirements[id].sources })),
  ...[...requestFaults, ...silences].map(({ id, sources }) => ({ id, sources })),
  ...propertyIds.map((id) => ({ id, sources: [properties[id].source].filter((one) => !isOfProperties(one)) })),
];
const sources = [...new Set(named.flatMap((one) => one.sources))];
const placesOf = (kind: string) =>
  sources.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));

describe("the sources of requirements, request faults and properties of clients", () => {
  it("resolve, each of them", () => {
    const lost = named.flatMap(({ id, sources: own }) =>
      own.filter((one) => !resolves(one)).map((one) => `${id}: ${one}`),
    );

    expect(lost).toEqual([]);
  });

  it.each(["page:body.nothing", "openapi:Nothing", "facts:S-0", "elsewhere:S-01", "S-01", ""])(
    "do not resolve where they lead nowhere: %j",
    (source) => {
      const found = resolves(source);

      expect(found).toBe(false);
    },
  );

  it("are there for each request fault", () => {
    const without = requestFaults.filter((one) => one.sources.length === 0).map(({ id }) => id);

    expect(without).toEqual([]);
  });

  it("are there for each request about which the page is silent", () => {
    const without = silences.filter((one) => one.sources.length === 0).map(({ id }) => id);

    expect(without).toEqual([]);
  });

  it("name each place once", () => {
    const repeated = named.filter(({ sources: own }) => new Set(own).size < own.length).map(({ id }) => id);

    expect(repeated).toEqual([]);
  });

  it("name the page only where a requirement rests on the page", () => {
    const fromElsewhere = requestFaults.filter(
      (one) =>
        !requirements[one.requirement].source.startsWith("page:") && one.sources.some((own) => own.startsWith("page:")),
    );

    expect(fromElsewhere.map(({ id }) => id)).toEqual([]);
  });

  it("lead from a field's fault to the place of that field", () => {
    const fault = requestFaults.find(({ id }) => id === "bindings.kv_namespace.namespace_id:length");

    expect(fault?.sources).toEqual(["page:body.bindings.kv_namespace.namespace_id", "facts:X-43"]);
  });

  it("take no row on faults that fits nothing, or only what an earlier row has", () => {
    const ids = [...requestFaults, ...silences].map(({ id }) => id);

    const used = new Set(ids.map(rowOn));

    expect(knownOf.filter((row) => !used.has(row)).map(([pattern]) => pattern)).toEqual([]);
  });

  it("cannot be a fact without a row: the compiler refuses it", () => {
    // @ts-expect-error There is no row S-0.
    const source: Source = "facts:S-0";

    expect(resolves(source)).toBe(false);
  });

  it("give the stance of a fact as data", () => {
    const known = factsOf(requirements["deploy.earlier-kept"]);

    expect(known.map(({ sure, stance }) => ({ sure, stance }))).toEqual([{ sure: "observed", stance: "weak" }]);
  });
});

describe("the facts", () => {
  it("each say how sure they are and what may be made of them", () => {
    const odd = Object.entries(facts).filter(
      ([, one]) => !degrees.includes(one.sure) || !stances.includes(one.stance) || one.what === "" || one.where === "",
    );

    expect(odd).toEqual([]);
  });

  it("each say when, unless nobody knows", () => {
    const undated = Object.entries(facts).filter(([, { where }]) => !/20\d\d/.test(where));

    expect(undated.map(([id]) => id)).toEqual([]);
  });

  it("name places that a reader can find, not files by their numbers", () => {
    const numbered = Object.entries(facts).filter(([, { where, what }]) => /\b\d{8,}\b/.test(`${what} ${where}`));

    expect(numbered.map(([id]) => id)).toEqual([]);
  });

  it("let nothing be asserted that is unknown", () => {
    const bold = Object.entries(facts).filter(([, { sure, stance }]) => sure === "unknown" && stance === "assert");

    expect(bold.map(([id]) => id)).toEqual([]);
  });

  it("have a row for each fact that a known difference of the live API cites", () => {
    const text = readFileSync(join(import.meta.dirname, "../../baselines/cloudflare.json"), "utf8");

    const cited = baselineSchema(requirementIds)
      .parse(JSON.parse(text))
      .flatMap(({ evidence = [] }) => evidence)
      .filter((one) => one.startsWith("facts:"));

    expect(cited.length).toBeGreaterThan(0);
    expect(cited.filter((one) => !resolves(one))).toEqual([]);
  });
});

describe("a source for readers", () => {
  it.each([
    ["query.deploy", "Query Parameters > deploy"],
    ["body.annotations.workers/message", "Body Parameters > annotations > workers/message"],
    ["result.number", "Returns > result > number"],
    ["returns", "Returns"],
    ["title", "Create Version"],
  ])("names the place %s of the page from its heading down", (place, trail) => {
    const shown = pageTrail(place);

    expect(shown).toBe(trail);
  });

  it.each([
    ["query.deploy", "(params)%20default%20%3E%20(param)%20deploy%20%3E%20(schema)"],
    ["body.bindings.ai.name", "(params)%200%20%3E%20(param)%20bindings%20%3E%20(schema)"],
    ["result.number", "(network%20schema)%20%3E%20(property)%20result"],
  ])("links %s by the anchor that the page gives to what holds it", (place, anchor) => {
    const link = pageLink(place);

    expect(link).toBe(
      `${pageUrl}#(resource)%20workers.beta.workers.versions%20%3E%20(method)%20create%20%3E%20${anchor}`,
    );
  });

  it.each(["title", "security", "returns", "body"])("links %s, which has no anchor, by the page", (place) => {
    const link = pageLink(place);

    expect(link).toBe(pageUrl);
  });

  it("links every place of the page and of the OpenAPI that is a source", () => {
    const published = sources.filter((one) => /^(page|openapi):/.test(one));

    const unlinked = published.filter((one) => !sourceShown(one).link?.startsWith("https://"));

    expect(published.length).toBeGreaterThan(100);
    expect(unlinked).toEqual([]);
  });

  it("says of a fact what it is, how sure, and from where and when", () => {
    const shown = sourceShown("facts:X-06");

    expect(shown).toMatchObject({
      text: "fact X-06: an unknown Worker is 404, with code 10007 (observed: live tests of alchemy-run/distilled, 2026-03 to 2026-09)",
    });
  });

  it("shows a source of another contract as it is", () => {
    const shown = sourceShown("facts:from-a-later-version");

    expect(shown).toEqual({ text: "facts:from-a-later-version" });
  });
});

describe.skipIf(absent)(
  `the documents behind the sources${absent ? ` (skipped: they are not in ${reference})` : ""}`,
  () => {
    it("have a place on the page for each that is named", () => {
      const page = new Set(parsePage(readFileSync(pageFile, "utf8")).map(({ place }) => place));

      const missing = placesOf("page").filter((place) => !page.has(place));

      expect(missing).toEqual([]);
    });

    it("have everything in the OpenAPI that is named, and all that is listed is named", () => {
      const document: unknown = JSON.parse(readFileSync(openApiFile, "utf8"));

      const missing = Object.keys(openApiPlaces).filter((place) => openApiAt(document, place) === undefined);

      expect(missing).toEqual([]);
      expect(new Set(placesOf("openapi"))).toEqual(new Set(Object.keys(openApiPlaces)));
    });

    it("have nothing in the OpenAPI at a place that does not exist", () => {
      const document: unknown = JSON.parse(readFileSync(openApiFile, "utf8"));

      const found = ["Worker.nothing", "getWorkerVersion.nothing", "Nothing"].map((place) =>
        openApiAt(document, place),
      );

      expect(found).toEqual([undefined, undefined, undefined]);
    });
  },
);
