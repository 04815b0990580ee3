import { describe, expect, test } from "vitest";
import { Refutation, Unjudged } from "../../../contract/refutation.ts";
import { type Caught, noFindings } from "../../../harness/judge/findings.ts";
import { keyOfRefutation, News } from "../../../harness/judge/news.ts";
import { claimOf } from "./bench.ts";

function newsOf(failed: string[] = []) {
  const findings = noFindings();
  for (const id of failed) findings.tally.line(id, undefined).caught.push({ flaky: false } as Caught);
  return { findings, news: new News({ partsOf: () => [], rootsOf: () => [], isOptional: () => false }, findings) };
}
const refutation = (details: Refutation["details"] = {}) => new Refutation("a", "b", details);
const explained = [["untested", "another failure explains its failure: cause"]];

describe("the key of a refutation", () => {
  test.each([
    ["of the claim that threw it", {}, "own/queue"],
    ["with a row of its own", { row: "json" }, "own/json"],
    ["of another requirement, without the claim's row", { id: "other" }, "other"],
    ["of another requirement's row", { id: "other", row: "json" }, "other/json"],
  ])("is %s", (_what, details, key) => {
    expect(keyOfRefutation(refutation(details), "own", "queue")).toBe(key);
  });
});

describe("a judgement of an invariant", () => {
  test("that held is counted, and is no news", () => {
    const { findings, news } = newsOf();

    expect(news.heard({ id: "own", row: "queue" }, [])).toBeUndefined();

    expect(findings.tally.line("own", "queue").judged).toBe(1);
  });

  test("that is refuted is news once", () => {
    const { findings, news } = newsOf();
    const one = refutation();

    expect(news.heard({ id: "own", refutation: one }, [])).toBe(one);
    news.mute("own");
    expect(news.heard({ id: "own", refutation: one }, [])).toBeUndefined();
    expect(news.heard({ id: "own", row: "queue", refutation: one }, [])).toBe(one);

    expect(findings.tally.lines("own")).toEqual([]);
  });

  test("that another failure explains is none", () => {
    const { news } = newsOf(["cause"]);

    expect(news.heard({ id: "own", refutation: refutation({ after: ["cause"] }) }, [])).toBeUndefined();
  });
});

describe("what a stop of a tour threw", () => {
  test("is news where it is a refutation that nothing explains", () => {
    const { news } = newsOf();
    const one = refutation();

    expect(news.stumbled(one, "own", undefined, [])).toBe(one);
    news.mute("own");
    expect(news.stumbled(one, "own", undefined, [])).toBeUndefined();
  });

  test("is noted where another failure explains it", () => {
    const { findings, news } = newsOf(["cause"]);

    expect(news.stumbled(refutation({ after: ["cause"] }), "own", "queue", [])).toBeUndefined();

    expect([...findings.tally.line("own", "queue").reasons]).toEqual(explained);
  });

  test("is a reason where it could not be judged", () => {
    const { findings, news } = newsOf();

    expect(news.stumbled(new Unjudged("inapplicable", "not here"), "own", undefined, [])).toBeUndefined();

    expect([...findings.tally.line("own", undefined).reasons]).toEqual([["inapplicable", "not here"]]);
  });

  test("is thrown where it is neither", () => {
    expect(() => newsOf().news.stumbled(new Error("ours"), "own", undefined, [])).toThrow("ours");
  });
});

describe("a refutation of a claim", () => {
  const claim = claimOf("own", () => {}, { after: ["cause"] });

  test("is explained by what the claim comes after", () => {
    expect(newsOf(["cause"]).news.explainedBy(claim, refutation(), "own", [])).toBe("cause");
    expect(newsOf(["cause"]).news.explainedBy(claim, refutation({ id: "own" }), "own", [])).toBe("cause");
    expect(newsOf([]).news.explainedBy(claim, refutation(), "own", [])).toBeUndefined();
  });

  test("of another requirement is not: it has causes of its own", () => {
    expect(newsOf(["cause"]).news.explainedBy(claim, refutation({ id: "other" }), "other", [])).toBeUndefined();
  });
});

test("rows that are muted are counted for their own requirement", () => {
  const { news } = newsOf();

  for (const key of ["own", "own/queue", "own/json", "other/queue"]) news.mute(key);

  expect([news.mutedRows("own"), news.mutedRows("other"), news.mutedRows("none")]).toEqual([3, 1, 0]);
});
