import { describe, expect, test } from "vitest";
import { Refutation } from "../../../contract/refutation.ts";
import { Explanations } from "../../../harness/judge/explanations.ts";
import { type Caught, noFindings } from "../../../harness/judge/findings.ts";
import { exchangeOf } from "./bench.ts";

const parts = {
  partsOf: () => ["accepted/queue", "accepted/json"],
  rootsOf: (_id: string, _one: Refutation, trace: readonly unknown[]) => (trace.length > 0 ? ["root"] : []),
  isOptional: (part: string) => /queue/.test(part),
};
const broken = { id: "", flaky: false } as Caught;

interface Known {
  failed?: string[];
  passed?: string[];
  tried?: string[];
}

/** What is known: ids that failed, that passed, and that were tried in vain. */
function known({ failed = [], passed = [], tried = [] }: Known) {
  const { tally } = noFindings();
  const split = (key: string) => key.split("/") as [string, string | undefined];
  for (const key of failed) tally.line(...split(key)).caught.push(broken);
  for (const key of passed) tally.judged(...split(key));
  for (const key of tried) tally.unjudged(...split(key), "inapplicable", "the target lacks it");
  return new Explanations(parts, tally);
}
const plain = new Refutation("a", "b");
const whole = new Refutation("a", "b", { request: {} });

describe("a failure is explained", () => {
  test("by a cause that is known to fail, and by no other", () => {
    const one = known({ failed: ["cause"], passed: ["other"] });

    expect(one.explain("own", ["other", "cause"])).toBe(true);
    expect(one.explain("own", ["other", "unknown"])).toBe(false);
  });

  test("by a row that failed where the cause names it", () => {
    const one = known({ failed: ["cause/queue"] });

    expect([one.explain("own", ["cause/queue"]), one.explain("own", ["cause/json"])]).toEqual([true, false]);
  });

  test("never by itself", () => {
    expect(known({ failed: ["own"] }).explain("own", ["own"])).toBe(false);
  });

  test("by what the refutation names, and by what its claim names", () => {
    const one = known({ failed: ["cause"] });

    expect(one.cover("own", new Refutation("a", "b", { after: ["cause"] }), [], [])).toBe(true);
    expect(one.cover("own", plain, ["cause"], [])).toBe(true);
    expect(one.cover("own", plain, [], [])).toBe(false);
  });

  test("by a part of its request that failed", () => {
    const one = known({ failed: ["accepted/json"], passed: ["accepted/queue"] });

    expect(one.cover("own", whole, [], [])).toBe(true);
    expect(one.cover("own", plain, [], [])).toBe(false);
    expect(one.cover("accepted/json", whole, [], [])).toBe(false);
  });

  test("by a part of its request that was tried in vain", () => {
    const one = known({ tried: ["accepted/json"], passed: ["accepted/queue"] });

    expect(one.cover("own", whole, [], [])).toBe(true);
    expect(one.cover("accepted/json", whole, [], [])).toBe(false);
  });

  test("by a root that its exchanges show", () => {
    const trace = [exchangeOf({})];

    expect(known({ failed: ["root"] }).cover("own", plain, [], trace)).toBe(true);
    expect(known({ failed: ["root"] }).cover("own", plain, [], [])).toBe(false);
    expect(known({}).cover("own", plain, [], trace)).toBe(false);
  });

  test("by a part that the target may lack and that was never judged", () => {
    expect(known({ passed: ["accepted/json"] }).cover("own", whole, [], [])).toBe(true);
    expect(known({}).cover("accepted/queue", whole, [], [])).toBe(false);
  });

  test("by no part that was judged, nor by one that every target must take", () => {
    expect(known({ passed: ["accepted/queue"] }).cover("own", whole, [], [])).toBe(false);
  });
});

describe("at the end a failure is taken back", () => {
  const caught = (id: string, after: string[] = []) =>
    ({
      id,
      flaky: false,
      refutation: new Refutation("a", "b", { after }),
      exchanges: [],
      causes: [],
      claim: id,
    }) as unknown as Caught;

  /** The ids that still fail, of failures in the order in which they were found. */
  function left(...found: [id: string, after?: string[]][]): string[] {
    const { tally } = noFindings();
    for (const [id, after] of found) tally.line(id, undefined).caught.push(caught(id, after));
    new Explanations(parts, tally).settle();
    return tally.failing();
  }

  test("that one explains which was found later", () => {
    expect(left(["second", ["first"]], ["first"])).toEqual(["first"]);
  });

  test("and no other", () => {
    expect(left(["second", ["unknown"]], ["first"])).toEqual(["second", "first"]);
  });

  test("but for two that explain each other", () => {
    expect(left(["first", ["second"]], ["second", ["first"]])).toHaveLength(2);
  });

  test.each([
    ["the last of it", [["a", ["b"]], ["b", ["c"]], ["c"]]],
    ["the first of it", [["c"], ["b", ["c"]], ["a", ["b"]]]],
    ["the middle of it", [["b", ["c"]], ["a", ["b"]], ["c"]]],
  ])("along a chain, whichever was found first: %s", (_, found) => {
    expect(left(...(found as [string, string[]?][]))).toEqual(["c"]);
  });

  test("but for a circle, of which all stay", () => {
    expect(left(["a", ["b"]], ["b", ["c"]], ["c", ["a"]])).toHaveLength(3);
  });

  test("but not by one that was seen only once, nor by a warning unless it is one itself", () => {
    const { tally } = noFindings();
    tally.line("own", undefined).caught.push(caught("own", ["once", "below"]));
    tally.line("lower", undefined).caught.push(caught("lower", ["below"]));
    tally.line("once", undefined).caught.push({ ...caught("once"), flaky: true });
    tally.line("below", undefined).caught.push(caught("below"));

    new Explanations(parts, tally).settle((id) => ["lower", "below"].includes(id));

    expect(tally.failing()).toEqual(["own", "once", "below"]);
  });

  test("that only a tour has shown, by whatever a claim has shown", () => {
    const byTour = (...others: [string, string][]) => {
      const { tally } = noFindings();
      tally.line("own", undefined).caught.push({ ...caught("own"), claim: "tour.all" });
      for (const [id, claim] of others) tally.line(id, undefined).caught.push({ ...caught(id), claim });
      new Explanations(parts, tally).settle();
      return tally.failing();
    };

    expect(byTour(["other", "other"])).toEqual(["other"]);
    expect(byTour(["other", "tour.rows"])).toEqual(["own", "other"]);
    expect(byTour()).toEqual(["own"]);
  });

  test("but for one that would explain itself", () => {
    expect(left(["own", ["own"]])).toEqual(["own"]);
  });
});
