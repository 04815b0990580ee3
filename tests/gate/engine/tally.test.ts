import { describe, expect, test } from "vitest";
import { count, GateTally } from "../../../gate/engine/tally.ts";
import { focusOf, seenOf } from "../seen.ts";

const counted = (rest: Parameters<typeof seenOf>[0] = {}, properties: string[] = []) => {
  const line = new GateTally().line("body.kinds", undefined);
  const findings = properties.map((property) => ({ property, at: "", expected: 1, actual: 2 }) as never);
  count(line, seenOf({ focus: focusOf("body.kinds"), ...rest }), findings);
  return line;
};

describe("a case", () => {
  test("counts for its property where that was kept, whatever else was not", () => {
    expect(counted().judged).toBe(1);
    expect(counted({}, ["body.order"]).judged).toBe(1);
    expect(counted({}, ["body.order", "body.kinds"]).judged).toBe(0);
  });

  test("that the client cannot express, or that shows nothing, does not count, and says why", () => {
    const cannot = counted({ outcome: { outcome: "not_expressible", why: "no such flag" } });
    const unsent = counted({ attempts: [] });

    expect([cannot.judged, unsent.judged]).toEqual([0, 0]);
    expect([...cannot.reasons.values(), ...unsent.reasons.values()]).toEqual([
      "no such flag",
      "the client sent no request",
    ]);
  });

  test("keeps the first reason", () => {
    const line = new GateTally().line("body.kinds", undefined);

    for (const why of ["first", "second"])
      count(line, seenOf({ focus: focusOf("body.kinds"), outcome: { outcome: "not_expressible", why } }), []);

    expect([...line.reasons]).toEqual([["not-expressible", "first"]]);
  });
});
