import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { covers, type Entry, entryOf, ledger } from "../../contract/ledger.ts";
import { isPagePlace, pageFields } from "../../contract/page.ts";
import {
  isRequirementId,
  type RequirementId,
  requirementIds,
  requirements,
} from "../../contract/requirements/index.ts";
import { digestOf, parsePage } from "./page.ts";

const file = join(import.meta.dirname, "../../../shared/reference/create-version.txt");
const absent = !existsSync(file);

/** The places of the page among the sources of a requirement. */
const pagePlacesOf = (id: RequirementId) =>
  requirements[id].sources.filter((one) => one.startsWith("page:")).map((one) => one.slice("page:".length));
const isServerSet = (place: string) =>
  ["id", "created_on", "number", "urls", "migration_tag", "source", "startup_time_ms"].some(
    (name) => place === `body.${name}`,
  );
const places = [...pageFields.keys()].filter((place) => !isServerSet(place));
const isCatchAll = ({ place }: Entry) => /^(body|result)\.\*\*$/.test(place);

describe("the ledger of the page", () => {
  it("names only requirements that exist", () => {
    const named = ledger.flatMap((entry) => entry.by);

    const unknown = named.filter((id) => !isRequirementId(id));

    expect(unknown).toEqual([]);
  });

  it("gives each entry requirements or a reason", () => {
    const silent = ledger.filter((entry) => entry.by.length === 0 && !entry.why);

    expect(silent).toEqual([]);
  });

  it("names each requirement that stems from the page at the place that the requirement names", () => {
    const stems = requirementIds.filter((id) => requirements[id].source.startsWith("page:"));
    const fromPage = stems.map((id) => ({ id, place: requirements[id].source.slice("page:".length) }));

    const unnamed = fromPage.filter(
      ({ id, place }) => !ledger.some((entry) => covers(entry.place, place) && entry.by.includes(id)),
    );

    expect(unnamed).toEqual([]);
  });

  it("knows each place that a requirement names as its source", () => {
    const named = requirementIds.flatMap(pagePlacesOf);

    const unknown = named.filter((place) => !isPagePlace(place));

    expect(unknown).toEqual([]);
  });

  it("covers each field of the contract by more than a catch-all", () => {
    const explicit = ledger.filter((entry) => !isCatchAll(entry));

    const left = places.filter((place) => !explicit.some((entry) => covers(entry.place, place)));

    expect(left).toEqual([]);
  });

  it("prefers an entry that names the place to one with a pattern", () => {
    const found = entryOf("result.number");

    expect(found?.place).toBe("result.number");
  });
});

describe("the parser of the page", () => {
  it("nests fields by the counts of their types, and names branches as the contract does", () => {
    const text = [
      ...["Create Version", "Make one.", "Security", "None.", "Path ParametersExpand Collapse", "id: string"],
      ...["Query ParametersExpand Collapse", "Body ParametersJSONExpand Collapse"],
      ...["things: optional array of object { name, type } or object { size, type }", "Things. Many of them."],
      ...["One of the following:", "First object { name, type }", "name: string", "maxLength9", 'type: "first"'],
      ...["object { size, type }", 'Deprecatedsize: optional "s" or "m" or 1 more', "One of the following:"],
      ...['"s"', '"m"', '"l"', 'type: "second"', "ReturnsExpand Collapse", "success: true", "Create Version", "curl"],
    ].join("\n\n");

    const parsed = parsePage(text).filter(({ facts }) => facts);

    expect(parsed.map(({ place }) => place)).toEqual([
      ...["path.id", "body.things", "body.things.first", "body.things.first.name", "body.things.first.type"],
      ...["body.things.second", "body.things.second.size", "body.things.second.type", "success"],
    ]);
    expect(parsed[1]?.sentences).toEqual(["Things.", "Many of them."]);
    expect(parsed[3]?.facts).toEqual({ type: "string", required: true, deprecated: false, maxLength: 9 });
    expect(parsed[6]?.facts).toEqual({ type: "string", required: false, deprecated: true, enum: ["s", "m", "l"] });
  });
});

describe.skipIf(absent)(`the page${absent ? ` (skipped: there is no ${file})` : ""}`, () => {
  const page = absent ? [] : parsePage(readFileSync(file, "utf8"));
  /** All that the page says: a statement is a sentence, or the typed line of a field (without a sentence). */
  const statements = page.flatMap(({ place, facts, sentences }) => [
    ...(facts ? [{ place, sentence: undefined, entry: entryOf(place) }] : []),
    ...sentences.map((sentence) => ({ place, sentence, entry: entryOf(place, digestOf(sentence)) })),
  ]);

  it("says nothing that is not in the ledger", () => {
    const unlisted = statements.filter(({ entry }) => entry === undefined);

    expect(unlisted.map(({ place, sentence }) => `${place}: ${sentence ?? "typed line"}`)).toEqual([]);
  });

  it("still says everything that the ledger lists", () => {
    const used = new Set(
      statements.map(({ entry, sentence }) => `${ledger.indexOf(entry as Entry)} ${sentence && digestOf(sentence)}`),
    );

    const listed = ledger.flatMap((entry, index) =>
      (entry.says.length === 0 ? [undefined] : entry.says).map((digest) => ({
        place: entry.place,
        key: `${index} ${digest}`,
      })),
    );

    expect(listed.filter(({ key }) => !used.has(key))).toEqual([]);
  });

  it("lists what no requirement covers, each with its reason", () => {
    const reasons = new Map<string, string[]>();
    for (const { place, sentence, entry } of statements) {
      if (!entry?.why) continue;
      const key = `${entry.by.length > 0 ? "in part" : "uncovered"}: ${entry.why}`;
      reasons.set(key, [...(reasons.get(key) ?? []), `  ${place}: ${sentence?.slice(0, 100) ?? "typed line"}`]);
    }

    const lines = [...reasons].sort().flatMap(([key, said]) => [key, ...said]);

    console.log(lines.join("\n"));
    expect(lines.length).toBeGreaterThan(0);
  });

  it("is noticed when a sentence changes", () => {
    const changed = readFileSync(file, "utf8").replace("starting from one", "starting from zero");

    const number = parsePage(changed).find(({ place }) => place === "result.number");

    expect(number?.sentences.map((one) => entryOf("result.number", digestOf(one)))).toEqual([undefined]);
  });

  it("has the fields of the contract, and no others", () => {
    const fields = page.filter(({ facts }) => facts).map(({ place }) => place);

    expect(fields.sort()).toEqual(places.filter((place) => !["path", "query", "body"].includes(place)).sort());
  });

  it("has the types, constants, lengths and formats of the contract", () => {
    const stated = page.filter(({ place, facts }) => facts && pageFields.has(place));

    const differing = stated.flatMap(({ place, facts = {} }) =>
      Object.entries(facts)
        .filter(([word, fact]) => !agrees(word, fact, pageFields.get(place)?.[word]))
        .map(([word, fact]) => `${place}: ${word}: the page ${fact}, the contract ${pageFields.get(place)?.[word]}`),
    );

    expect(differing).toEqual([]);
  });
});

/** Whether the contract says what the page says; it may be narrower where the page is loose: integer for number. */
function agrees(word: string, page: unknown, ours: unknown): boolean {
  if (page === "number") return ours === "number" || ours === "integer";
  if (page === "any") return ours === "any" || ours === "object";
  if (word === "required" || word === "deprecated") return page === (ours ?? false);
  return JSON.stringify(page) === JSON.stringify(ours);
}
