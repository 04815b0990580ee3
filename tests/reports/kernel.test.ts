import { describe, expect, test } from "vitest";
import { compared, flatten, token } from "../../reports/repro/kernel.ts";

const now = Date.parse("2026-01-02T00:00:00Z");

describe("an answer in lines", () => {
  test("has a line for each value, and for each empty list and object", () => {
    expect(flatten({ a: [1, "x"], "b/c": {}, d: [], e: null })).toEqual([
      ["/a/0", "1"],
      ["/a/1", '"x"'],
      ["/b~1c", "{}"],
      ["/d", "[]"],
      ["/e", "null"],
    ]);
  });
});

describe("what is another one in each run", () => {
  test("is called by when it was first seen", () => {
    const ids: [string, string][] = [["wvc-a-1", "<name 1>"]];
    const [a, b] = ["5c70ee55-6e54-4ab3-8414-d755f403158a", "d43675b9-9521-4b79-895f-729563e492bd"];

    expect(token(`"${a}"`, ids, now)).toBe("<id 2>");
    expect(token(`"${b}"`, ids, now)).toBe("<id 3>");
    expect(token(`"${a}"`, ids, now)).toBe("<id 2>");
    expect(token(`"${a.toUpperCase()}"`, ids, now)).toBe("<id 2> in capitals");
    expect(token(`"https://wvc-a-1.example/${b}"`, ids, now)).toBe('"https://<name 1>.example/<id 3>"');
  });

  test.each([
    ["2026-01-02T00:01:00.123Z", "time now 9-9-9T9:9:9Z new"],
    ["2026-01-02T00:03:00Z", "time future 9-9-9T9:9:9Z new"],
    ["1970-01-01T00:00:00+00:00", "time past 9-9-9T9:9:9+9:9 new"],
  ])("of a time %s is its form and its age", (time, expected) => {
    expect(token(JSON.stringify(time), [], now)).toBe(expected);
  });

  test("is no number and no text: a number as text is another value", () => {
    expect([token("1", [], now), token('"1"', [], now)]).toEqual(["1", '"1"']);
  });
});

test("only the place that decides is compared, without what proves nothing", () => {
  const answer = { result: { id: "x", startup_time_ms: 5, bindings: [{ name: "B" }, { name: "A" }] }, success: true };

  expect(compared(flatten(answer), "/result/bindings", [], now)).toEqual([
    '/result/bindings/0/name "B"',
    '/result/bindings/1/name "A"',
  ]);
  expect(compared(flatten(answer), "", [], now).join()).not.toContain("startup");
});
