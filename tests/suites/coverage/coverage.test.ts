import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { features, groups } from "../../../suites/coverage/features.ts";
import { shapesOf } from "../../../suites/coverage/shapes.ts";
import { suite } from "../../../suites/index.ts";

/** How often a run on the embedded mock tried each feature. */
async function triedIn(profile: "quick" | "default"): Promise<ReadonlyMap<string, number>> {
  const settings = { ...readSettings({ profile }, {}), out: tmpdir() };
  const { tried = {} } = await run(suite, settings, openTarget(settings, {}));
  return new Map(Object.entries(tried));
}
/** Features of requests: what answers show is up to the target. */
const ofRequests = features.filter(({ ofAnswers }) => !ofAnswers);
const patience = 180_000;

/** What 21 versions of public repositories have, and cases made from the contract alone have not. */
const real = [
  "a date after 2025-06-01",
  "the date is today",
  "a Worker in Python",
  "assets with config and binding",
  "assets beside a service",
  "assets without any module",
  "a Durable Object beside d1, r2 or assets",
  "migrations beside assets",
  "migrations beside two bindings",
  "a service that is the Worker itself",
  "two KV namespaces",
  "two services",
  "four plain texts",
  "five inherited bindings",
  "an inherited binding beside a new secret",
  "9 to 39 bindings",
  "17 modules",
  "60 modules",
  "a module of 60 kB",
  "a module's name with @, [ or a leading dot",
  "a secret of several lines",
  "a secret that is JSON",
  "a secret of over 1 kB",
  "a text that is a URL",
  "a text that is a list with commas",
  "a text of 32 hex digits",
  "a text of 7 digits",
  "a text that is JSON",
  "an empty text",
  "a tag that is a version",
  "a tag of 40 hex digits",
  "a tag in exponent form",
  "a message of five lines",
  "message and tag with deploy=true",
  "migrations without new_tag",
];

describe("what a run tries", () => {
  test.each(["quick", "default"] as const)(
    "leaves nothing out that the contract and the table of what people send span: %s",
    async (profile) => {
      const tried = await triedIn(profile);

      expect(ofRequests.filter(({ id }) => !tried.get(id)).map(({ id }) => id)).toEqual([]);
      expect(real.filter((one) => !tried.get(`payload: ${one}`))).toEqual([]);
    },
    patience,
  );

  test("is counted in groups that say what they count", () => {
    expect(new Set(features.map(({ group }) => group))).toEqual(new Set(Object.keys(groups)));
  });
});

describe("the shapes of a text", () => {
  test.each([
    ["12345e6", ["exponent"]],
    ["2026-01-31", ["date"]],
    [" a\r\n", ["line break", "CR LF", "blank at the start", "blank at the end"]],
    ["cafe\u0301", ["combining mark"]],
    ["", ["empty"]],
  ])("%j", (text, shapes) => {
    expect(shapesOf(text)).toEqual(shapes);
  });
});
