import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Against, againstExit, againstSchema, type Difference } from "../../reports/against.ts";
import { againstMarkdown, againstText } from "../../reports/against-text.ts";

const side = { requests: 10, residue: { created: 2, deleted: 2, left: [] } };
const difference = (rest: Partial<Difference> = {}): Difference => ({
  kind: "createVersion",
  what: "only in a",
  pointer: "/result/urls",
  statuses: [200, 200],
  a: ["<url>"],
  b: null,
  repeats: true,
  cases: 3,
  claims: ["version.shown", "bindings.accepted/queue"],
  claim: "version.shown",
  path: "0:1",
  replay: "npx --no-install workers-version-conformance run --only version.shown",
  calls: [
    {
      kind: "createVersion",
      method: "POST",
      path: "/accounts/<account>/workers/workers/<id 1>/versions",
      body: { main_module: "index.js", modules: [{ content_base64: "x".repeat(200) }] },
      a: { status: 200, contentType: "application/json", answer: { result: { urls: ["https://a"] } } },
      b: { status: 200, contentType: "application/json", answer: { result: {} } },
    },
  ],
  ...rest,
});
const against = (rest: Partial<Against> = {}, run: Partial<Against["run"]> = {}): Against =>
  againstSchema.parse({
    schema: "workers-version-conformance/against@1",
    complete: true,
    a: { kind: "mock", baseUrl: "mock", ...side },
    b: { kind: "url", baseUrl: "http://b/client/v4", ...side },
    run: {
      ...{ seed: 1, profile: "quick", today: "2026-01-01", only: [], startedAt: "2026-01-01T00:00:00.000Z" },
      ...{ durationMs: 5, claims: 7, cases: 9, ...run },
    },
    differences: [],
    moreDifferences: 0,
    uncompared: { overlapping: 0, unanswered: 0, diverged: 0 },
    broken: [],
    ...rest,
  });

describe("the exit code of a comparison", () => {
  test.each<[string, Against, number]>([
    ["no difference", against(), 0],
    ["a difference", against({ differences: [difference()] }), 1],
    ["one that did not show again", against({ differences: [difference({ repeats: false })] }), 3],
    ["a run that was cut short", against({ complete: false }), 3],
    ["a difference before it was cut short", against({ complete: false, differences: [difference()] }), 1],
    ["no case", against({}, { cases: 0 }), 2],
    ["what broke on our side", against({ broken: ["a claim: TypeError"] }), 2],
  ])("with %s", (_what, result, code) => {
    expect(againstExit(result).code).toBe(code);
    expect(againstText(result).split("\n").at(-1)).toMatch(new RegExp(`^exit ${code}: `));
  });
});

describe("the text of a comparison", () => {
  test("says where they differ, what was sent and what each answered", () => {
    const lines = againstText(against({ differences: [difference()] })).split("\n");

    expect(lines.slice(0, 11)).toEqual([
      "A  the embedded mock: 10 requests; made 2 Workers, deleted 2",
      "B  http://b/client/v4: 10 requests; made 2 Workers, deleted 2",
      "",
      "1  createVersion: only in a at /result/urls, status 200",
      '   A  ["<url>"]',
      "   B  (absent)",
      "   seen  in 3 cases of version.shown, bindings.accepted/queue",
      `   smallest  POST /accounts/<account>/workers/workers/<id 1>/versions {"main_module":"index.js","modules":[{"content_base64":"${"x".repeat(60)}…"}]}`,
      '   A answers  200 {"result":{"urls":["https://a"]}}',
      '   B answers  200 {"result":{}}',
      "   replay  npx --no-install workers-version-conformance run --only version.shown",
    ]);
  });

  test("says what was broken on purpose where the statuses differ, and where no answer came", () => {
    const one = difference({
      what: "status",
      pointer: "",
      broken: ["limits", "limits.cpu_ms"],
      statuses: [400, null],
      a: { status: 400 },
      b: "no answer",
    });

    const text = againstText(against({ differences: [one] }));

    expect(text).toContain("createVersion: status 400 and no answer");
    expect(text).toContain("where this is broken on purpose: limits, limits.cpu_ms");
  });

  test("says what was not compared, and what is left", () => {
    const text = againstText(
      against(
        {
          uncompared: { overlapping: 1, unanswered: 2, diverged: 3 },
          b: { kind: "url", baseUrl: "http://b", ...side, residue: { created: 1, deleted: 0, left: ["wvc-1-0"] } },
        },
        { ended: "the budget of 250 requests is spent" },
      ),
    );

    expect(text).toContain("made 1 Worker, deleted 0, left 1");
    expect(text).toContain(
      "no difference in 9 cases of 7 claims; not compared: 1 case whose calls overlapped, 2 cases without an answer, the end of 3 cases in which something else was asked of each; ended early: the budget of 250 requests is spent",
    );
  });

  test("shows the first differences, and where the others are", () => {
    const text = againstText(against({ differences: Array.from({ length: 25 }, () => difference()) }));

    expect(text.match(/^\d+ {2}createVersion/gm)).toHaveLength(20);
    expect(text).toContain("and 5 more differences: against.json and against.md have them");
  });

  test("keeps its form whatever a target says", () => {
    const unit = fc.constantFrom("|", "\n", "```", "\u001b[2J", "<script>", "# ", "\u202e", "a", "\r");
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 12 }), (said) => {
        const [call] = difference().calls;
        const answer = { status: 200, contentType: said, answer: { [said]: said } };
        const calls = call ? [{ ...call, a: answer, b: { ...answer, answer: said } }] : [];
        const odd = against({
          differences: [difference({ pointer: `/${said}`, a: said, b: said, what: "value", calls })],
        });

        expect(againstText(odd).split("\n")).toHaveLength(14);
        const markdown = againstMarkdown(odd);
        const outside = markdown.replace(/^(`{3,})[a-z]*\n[\s\S]*?\n\1$/gm, "");
        expect(outside.match(/^#.*$/gm)).toHaveLength(2);
        expect(outside.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, "")).not.toContain("<script");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        expect(againstText(odd) + markdown).not.toMatch(/[\u001b\r\u202e]/);
      }),
    );
  });
});
