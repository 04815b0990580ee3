import { describe, expect, test } from "vitest";
import { jsonLines, linesAround } from "../../reports/json-lines.ts";
import type { Failure, ReportedExchange } from "../../reports/report.ts";
import { actualText, differencesOf, storyOf } from "../../reports/story.ts";

const call = (rest: Partial<ReportedExchange>): ReportedExchange => ({
  method: "GET",
  path: "/accounts/a1/workers/workers/w1",
  status: 200,
  contentType: "application/json",
  answer: {},
  startedAt: "2026-01-01T00:00:00.000Z",
  tookMs: 1,
  ...rest,
});
const failureOf = (rest: Partial<Failure>): Failure => ({
  claim: "own",
  expected: "1",
  actual: "1",
  input: [],
  seed: 1,
  path: "0",
  replay: "",
  flaky: false,
  exchanges: [],
  ...rest,
});
const marked = (lines: readonly { text: string; isMarked: boolean }[]) =>
  lines.filter(({ isMarked }) => isMarked).map(({ text }) => text.trim());

describe("a JSON value in lines", () => {
  test("marks the place that decides, or what would hold it", () => {
    const value = { a: { b: [{ name: "x", type: "json" }, 2] }, c: "text" };

    expect(marked(jsonLines(value, "/a/b/0/type"))).toEqual(['"type": "json"']);
    expect(marked(jsonLines(value, "/a/b/0/none"))).toEqual(['{ "name": "x", "type": "json" },']);
    expect(marked(jsonLines(value, undefined))).toEqual([]);
  });

  test("shows content as what it is, and long texts by their beginnings", () => {
    const lines = jsonLines({ content_base64: btoa("export default 1"), long: "x".repeat(500) }, undefined);

    const text = lines.map((one) => one.text).join("\n");
    expect(text).toContain('(base64 of 16 bytes: "export default 1")');
    expect(text).toContain("(500 characters)");
    expect(text.length).toBeLessThan(400);
  });

  test("keeps of a long list what decides", () => {
    const lines = jsonLines(
      Array.from({ length: 200 }, (_, i) => i),
      "/150",
    );

    expect(marked(lines)).toEqual(["150"]);
    expect(lines.length).toBeLessThan(60);
    expect(linesAround(lines, 5).some(({ isMarked }) => isMarked)).toBe(true);
  });
});

describe("a story", () => {
  test("tells the calls in order, the deciding place marked in what was sent and in what came", () => {
    const story = storyOf(
      failureOf({
        workers: [{ id: "w1", name: "wvc-1" }],
        exchanges: [
          call({ kind: "createWorker", path: "/accounts/a1/workers/workers", answer: { result: { id: "w1" } } }),
          call({ kind: "createVersion", method: "POST", body: { limits: { cpu_ms: "1" } }, answer: { result: {} } }),
          call({ kind: "getVersion", answer: { result: { limits: { cpu_ms: 1 } } } }),
        ],
        decides: 2,
        pointer: "/result/limits/cpu_ms",
        place: "/limits/cpu_ms",
      }),
    );

    expect(story.map(({ number, method, path, isDeciding }) => [number, method, path, isDeciding])).toEqual([
      [1, "POST", "/accounts/{account}/workers/workers/{worker}", false],
      [2, "GET", "/accounts/{account}/workers/workers/{worker}", true],
    ]);
    expect(marked(story[0]?.body ?? [])).toEqual(['"cpu_ms": "1"']);
    expect(marked(story[1]?.answer ?? [])).toEqual(['"cpu_ms": 1']);
  });

  test("calls a Worker that nobody made one that does not exist", () => {
    const [step] = storyOf(
      failureOf({
        workers: [
          { id: "w1", name: "wvc-1" },
          { id: "w9", name: "wvc-9" },
        ],
        exchanges: [
          call({ kind: "createWorker", answer: { result: { id: "w1" } } }),
          call({ path: "/accounts/a1/workers/workers/w9" }),
        ],
      }),
    );

    expect(step?.path).toBe("/accounts/{account}/workers/workers/{no such worker}");
  });

  test("shows a body as it was sent where JSON would hide what is wrong with it", () => {
    const text = '{"a":1,"a":2}';
    const [step] = storyOf(failureOf({ exchanges: [call({ method: "POST", body: { a: 2 }, text })] }));

    expect(step?.body.map((one) => one.text)).toEqual([text]);
  });
});

describe("what came", () => {
  test.each([
    ["1", '"1" (a string)'],
    [1, "1 (an integer)"],
    [1.5, "1.5 (a number)"],
    [null, "null"],
    [{ a: 1 }, '{"a":1}'],
    [{ status: 200, body: { a: 1 } }, 'status 200: {"a":1}'],
  ])("%j reads %s: a text is not taken for what it spells", (actual, text) => {
    expect(actualText(failureOf({ actual }))).toBe(text);
  });

  test("is nothing where nothing is there", () => {
    expect(actualText(failureOf({ actual: "(absent)", absent: true }))).toBe("(nothing is there)");
  });
});

test("a refused request is held beside the accepted one", () => {
  const exchanges = [call({ method: "POST", body: { a: { b: "1", "c/d": 2 } } })];

  expect(differencesOf(failureOf({ exchanges, decides: 0, twin: { a: { b: 1, "c/d": 2 } } }))).toEqual([
    { pointer: "/a/b", valid: 1, sent: "1" },
  ]);
  expect(differencesOf(failureOf({ exchanges, decides: 0 }))).toEqual([]);
});
