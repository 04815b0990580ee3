import { describe, expect, test } from "vitest";
import { Refutation } from "../../../contract/refutation.ts";
import { Explanations } from "../../../harness/judge/explanations.ts";
import { type Caught, noFindings } from "../../../harness/judge/findings.ts";
import { exchangeOf } from "./bench.ts";

const parts = { partsOf: () => ["accepted/queue", "accepted/json"], isOptional: (part: string) => /queue/.test(part) };
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

  test("by an answer that nobody can read, where that is known to fail", () => {
    const unread = [exchangeOf({}, { json: undefined })];

    expect(known({ failed: ["envelope.json"] }).cover("own", plain, [], unread)).toBe(true);
    expect(known({ failed: ["envelope.json"] }).cover("own", plain, [], [exchangeOf({})])).toBe(false);
    expect(known({}).cover("own", plain, [], unread)).toBe(false);
    const refused = [exchangeOf({}, { json: undefined, status: 400 })];
    expect(known({ failed: ["envelope.json"] }).cover("own", plain, [], refused)).toBe(false);
  });

  test("by a part that the target may lack and that was never judged", () => {
    expect(known({ passed: ["accepted/json"] }).cover("own", whole, [], [])).toBe(true);
    expect(known({}).cover("accepted/queue", whole, [], [])).toBe(false);
  });

  test("by no part that was judged, nor by one that every target must take", () => {
    expect(known({ passed: ["accepted/queue"] }).cover("own", whole, [], [])).toBe(false);
  });
});
