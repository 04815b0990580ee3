import { describe, expect, it, test } from "vitest";
import { levelOfFault, requestFaultsAt, silences } from "../../contract/faults/index.ts";
import { carriedBy, isBelow, weaker } from "../../contract/level.ts";
import { requirementIds, requirements } from "../../contract/requirements/index.ts";
import { newestRevision } from "../../contract/revision.ts";

const requestFaults = requestFaultsAt(newestRevision);

describe("the level that sources carry", () => {
  test.each([
    ["must, with a sentence of the page", ["page:result.number"], "must"],
    ["must, with the page behind what is known in a weak form", ["page:result.number", "facts:S-07b"], "must"],
    ["should, with the OpenAPI alone", ["openapi:deployment.strategy"], "should"],
    ["should, with the OpenAPI and a firm fact", ["openapi:deployment.strategy", "facts:S-54"], "should"],
    ["should, with a firm fact of some documentation", ["facts:S-75"], "should"],
    ["observed, with a firm fact that somebody saw", ["facts:S-118"], "observed"],
    ["observed, with what is known in a weak form", ["facts:S-53"], "observed"],
    ["none, where it is to be recorded", ["facts:X-55"], "recorded"],
    [
      "none, where it is to be recorded, whatever the page's types say",
      ["page:body.usage_model", "facts:X-56"],
      "recorded",
    ],
  ] as const)("is %s", (_what, sources, expected) => {
    expect(carriedBy(sources)).toBe(expected);
  });
});

describe("the level of a requirement", () => {
  it.each(requirementIds)("is carried by the sources of %s", (id) => {
    const { level, sources } = requirements[id];

    const carried = carriedBy(sources);

    expect(carried).not.toBe("recorded");
    expect(carried !== "recorded" && isBelow(carried, level)).toBe(false);
  });
});

describe("the level of a request fault", () => {
  it("is carried by its sources, and no stronger than its requirement's", () => {
    const wrong = requestFaults.filter(({ level, sources, requirement }) => {
      const carried = carriedBy(sources);
      return carried === "recorded" || level !== weaker(carried, requirements[requirement].level);
    });

    expect(wrong).toEqual([]);
  });

  it("is none where what is known of it is only to be recorded", () => {
    const known = ["usage_model:enum", "bindings.vpc_network:no-id", "annotations.workers/tag:type"];

    expect(known.map(levelOfFault)).toEqual([undefined, undefined, undefined]);
    expect(known.filter((id) => silences.some((one) => one.id === id))).toEqual(known);
  });
});

test("a level lies below a bar that is stronger", () => {
  expect(isBelow("observed", "should")).toBe(true);
  expect(isBelow("should", "should")).toBe(false);
  expect(isBelow("must", "observed")).toBe(false);
});
