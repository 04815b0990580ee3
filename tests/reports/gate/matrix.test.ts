import { statSync } from "node:fs";
import fc from "fast-check";
import { marked } from "marked";
import { parse, parseFragment } from "parse5";
import { describe, expect, test } from "vitest";
import { plainCall } from "../../../arbitraries/calls.ts";
import { capturesText } from "../../../reports/gate/captures.ts";
import { findingOf, plainest } from "../../../reports/gate/finding.ts";
import { columnOf, inOrder, type Matrix, matrixSchema, propertiesOf } from "../../../reports/gate/matrix.ts";
import { matrixHtml } from "../../../reports/gate/matrix-html.ts";
import { matrixMarkdown } from "../../../reports/gate/matrix-markdown.ts";
import type { GateReport } from "../../../reports/gate/report.ts";
import { chromiumPath, needsChromium, openBrowser, openPage, violations } from "../browser.ts";
import { hostileText } from "../hostile.ts";
import { elementsIn } from "../markup.ts";
import { failureOf, propertyOf, reportOf, withRows } from "./sample.ts";

const matrixOf = (...reports: GateReport[]): Matrix => ({
  schema: "workers-version-conformance/gate-matrix@2",
  madeAt: "2026-11-30T00:00:00.000Z",
  suite: { version: "0.1.0" },
  contract: { revision: "r" },
  properties: propertiesOf(reports),
  clients: inOrder(reports.map(columnOf)),
  skipped: [],
});
const bytes = (text: string) => new TextEncoder().encode(text).length;
const lineOf = (text: string, start: string) => text.split("\n").find((line) => line.startsWith(start)) ?? "";

describe("the matrix of clients", () => {
  test("has a column for each run, with cases, date and what was kept", () => {
    const sets = [
      { set: "a", cases: 60, of: 60 },
      { set: "b", cases: 40, of: 40 },
    ];
    const page = matrixMarkdown(
      matrixOf(reportOf("sdk", [propertyOf("call.sent"), propertyOf("call.path", "fail")], { sets })),
    );

    expect(lineOf(page, "| cases")).toBe("| cases | all 100 |");
    expect(lineOf(page, "| date")).toBe("| date | 2026-11-30 |");
    expect(lineOf(page, "| kept")).toBe("| kept | 1 ok, 1 FAIL |");
    expect(lineOf(page, "| call.sent")).toBe("| call.sent | ok |");
    expect(lineOf(page, "| call.path")).toBe("| call.path | **FAIL** |");
  });

  test("counts the rows that fail, and those that cannot be asked for", () => {
    const rows = { a: "fail", b: "fail", c: "pass" } as const;
    const matrix = matrixOf(
      reportOf("sdk", [withRows("body.kinds", rows), withRows("call.path", { a: "pass", b: "not-expressible" })]),
    );

    expect(matrixMarkdown(matrix)).toContain("| **FAIL 2** |");
    expect(matrixMarkdown(matrix)).toContain("| ok, 1 n/e |");
  });

  test("says of a cut column that it is no equal of the others", () => {
    const whole = reportOf("whole", [propertyOf("call.sent")], { sets: [{ set: "call.sent", cases: 9, of: 9 }] });
    const short = [
      { set: "call.sent", cases: 1, of: 9 },
      { set: "call.path", cases: 1, of: 1 },
    ];
    const matrix = matrixOf(whole, reportOf("slow", [propertyOf("call.sent")], { cases: 2, sets: short }));

    for (const page of [matrixMarkdown(matrix), matrixHtml(matrix)]) {
      expect(page).toContain("2 of 10, cut");
      expect(page).toContain("2 of 10 cases, cut, in 1 s");
      expect(page).toContain("slow 1.0.0 made fewer cases than planned");
      expect(page).toContain("fewer cases than planned in 1 set: call.sent");
      expect(page).not.toContain("whole 1.0.0 made fewer");
    }
  });

  test("says of a run that ended early that it is cut, also where it names no sets", () => {
    const matrix = matrixOf(reportOf("slow", [propertyOf("call.sent")], { ended: "the time is up\nmore" }));

    expect(matrixMarkdown(matrix)).toContain("| **100, cut** |");
    expect(matrixHtml(matrix)).toContain("ended early: the time is up.");
  });

  test("says nothing of cuts where there was none", () => {
    expect(matrixMarkdown(matrixOf(reportOf("sdk", [propertyOf("call.sent")])))).not.toMatch(/\bcut\b/i);
  });

  test("has the newest release of a client first, and of an older one only what differs", () => {
    const both = propertyOf("call.path", "fail");
    const older = reportOf("sdk", [both, propertyOf("call.sent", "fail")], {}, "9.0.0");
    const page = matrixMarkdown(matrixOf(older, reportOf("sdk", [both, propertyOf("call.sent")], {}, "10.0.0")));

    expect(page.indexOf("## sdk 10.0.0")).toBeLessThan(page.indexOf("## sdk 9.0.0"));
    expect(
      page
        .slice(page.indexOf("## sdk 9.0.0"))
        .split("\n")
        .filter((line) => line.startsWith("- ")),
    ).toEqual([
      "- as in [sdk 10.0.0](#sdk-10-0-0): call.path",
      '- **call.sent** at `body/placement`: expected `{"mode":"smart"}`, actual `absent`; call `+ {"placement":{"mode":"smart"}}`',
    ]);
  });

  test("takes a finding for the same where only its milliseconds differ", () => {
    const after = (actual: string) => [propertyOf("attempts.once", "fail", { failures: [failureOf({ actual })] })];
    const of = (old: string, now: string) =>
      matrixMarkdown(matrixOf(reportOf("sdk", after(old), {}, "1.0.0"), reportOf("sdk", after(now), {}, "2.0.0")));

    expect(of("2 requests, 3 ms later", "2 requests, 14 ms later")).toContain("as in");
    expect(of("2 requests, 3 ms later", "3 requests, 3 ms later")).not.toContain("as in");
  });

  test("keeps each property once, also from columns that were kept", () => {
    const earlier = propertiesOf([reportOf("old", [propertyOf("call.sent"), propertyOf("gone.one")])]);

    const all = propertiesOf([reportOf("new", [propertyOf("call.sent"), propertyOf("call.path")])], earlier);

    expect(all.map(({ id }) => id)).toEqual(["call.sent", "call.path", "gone.one"]);
  });

  test("comes back from its JSON, which holds no answers, attempts or headers", () => {
    const text = JSON.stringify(matrixOf(reportOf("sdk", [propertyOf("call.path", "fail")])));

    expect(matrixMarkdown(matrixSchema.parse(JSON.parse(text)))).toContain("call.path");
    expect(text).not.toMatch(/attempts|replies|Content-Type|HTTP\/1.1/);
  });
});

describe("a finding in a line", () => {
  test("tells a call from the plainest one, which is the plainest of the generators", () => {
    expect(plainest).toEqual({
      account_id: plainCall.account_id,
      worker_id: plainCall.worker_id,
      body: plainCall.body,
    });
    expect(findingOf(failureOf({ call: plainCall }))).not.toHaveProperty("call");
  });

  test.each([
    [{ call: { ...plainCall, body: {} } }, "{}"],
    [{ call: { ...plainCall, query: { deploy: false } } }, "deploy false"],
    [{ call: { ...plainCall, worker_id: "a/b" } }, 'Worker "a/b"'],
    [
      { call: plainCall, auth: "key and email", environment: ["CLOUDFLARE_API_TOKEN"] },
      "key and email; environment CLOUDFLARE_API_TOKEN",
    ],
  ])("%j is %s", (failure, text) => {
    expect(findingOf(failureOf(failure)).call).toBe(text);
  });

  test("names an answer by its status, and by its body where it is a success without a version", () => {
    const [refused, empty] = ["400\nContent-Type: application/json\n\n{}", "204\n\n"];

    expect(findingOf(failureOf({ replies: [refused] })).answer).toBe("400");
    expect(findingOf(failureOf({ replies: ["429\nRetry-After: 2\n\n{}", empty] })).answer).toBe(
      "429 Retry-After: 2 then 204 without a body",
    );
    expect(findingOf(failureOf())).not.toHaveProperty("answer");
  });

  test("has an outcome in words, and a path that tells a slash of a name from one between segments", () => {
    const actual = { case: "9", outcome: "client_error", phase: "decode", message: "no  such\nfield" };

    expect(findingOf(failureOf({ at: "outcome", actual })).actual).toBe("client_error: decode no such field");
    expect(findingOf(failureOf({ at: "path", actual: ["workers", "a/b"] })).actual).toBe("/workers/a%2Fb");
  });
});

/** Fifteen clients, each with more findings than most that were seen, and long texts in them. */
const many = () => {
  const long = { list: Array.from({ length: 60 }, (_, i) => `some value of this length ${i}`) };
  const reports = Array.from({ length: 15 }, (_, client) =>
    reportOf(
      `client-number-${client}`,
      Array.from({ length: 120 }, (_, i) =>
        i < 15
          ? propertyOf(`area.some-longer-name-${i}`, "fail", {
              failures: [failureOf({ actual: [client, long], expected: long, call: { ...plainCall, body: long } })],
            })
          : propertyOf(`area.some-longer-name-${i}`),
      ),
    ),
  );
  return matrixOf(...reports);
};

describe("the pages of many clients", () => {
  test("are under 60 KB as Markdown, with a line for each finding", () => {
    const page = matrixMarkdown(many());

    expect(bytes(page)).toBeLessThan(60_000);
    expect(page.split("\n").filter((line) => line.startsWith("- **"))).toHaveLength(225);
  });

  test("are under 150 KB as HTML", () => {
    expect(bytes(matrixHtml(many()))).toBeLessThan(150_000);
  });
});

test.each([
  ["clients.md", 60_000],
  ["clients.html", 150_000],
  ["clients.json", 150_000],
])("docs/%s is under %i bytes", (name, most) => {
  expect(statSync(new URL(`../../../docs/${name}`, import.meta.url)).size).toBeLessThan(most);
});

const active = ["script", "img", "svg", "iframe", "object", "form", "input", "textarea", "details"];
const strange = (elements: ReturnType<typeof elementsIn>) =>
  elements.flatMap(({ tagName, attrs }) => [
    ...(active.includes(tagName) ? [tagName] : []),
    ...attrs
      .filter(
        ({ name, value }) => name.startsWith("on") || (name === "href" && !/^(#|gate(-properties)?\.md$)/.test(value)),
      )
      .map(({ name }) => name),
  ]);

test("texts of a finding are shown, and do nothing", () => {
  fc.assert(
    fc.property(fc.array(hostileText(), { minLength: 6, maxLength: 6 }), (texts) => {
      const [name = "", at = "", row = "", value = "", worker = "", reason = ""] = texts;
      const failure = failureOf({
        at,
        row,
        expected: value,
        actual: { [value]: value },
        call: { ...plainCall, worker_id: worker },
        replies: [`200\n\n${value}`],
      });
      const report = reportOf(name, [propertyOf("call.path", "fail", { failures: [failure] })], { ended: reason });
      const matrix = { ...matrixOf(report), skipped: [{ client: name, reason }] };

      const page = parse(matrixHtml(matrix));
      const markdown = parseFragment(marked.parse(matrixMarkdown(matrix), { async: false, gfm: true }));

      expect(strange(elementsIn(page))).toEqual([]);
      expect(strange(elementsIn(markdown))).toEqual([]);
      expect(elementsIn(markdown).filter(({ tagName }) => tagName === "h1")).toHaveLength(1);
      expect(elementsIn(markdown).filter(({ tagName }) => tagName === "h2")).toHaveLength(1);
      expect(elementsIn(markdown).filter(({ tagName }) => tagName === "table")).toHaveLength(1);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("the captures hold every attempt of every failure", () => {
  const attempts = [1, 2, 3, 4].map((i) => ({ text: `POST /${i} HTTP/1.1\nA: b\n\n{}`, atMs: i }));

  const text = capturesText(
    reportOf("sdk", [propertyOf("call.path", "fail", { failures: [failureOf({ attempts })] })]),
  );

  for (const { text: one, atMs } of attempts) expect(text).toContain(`after ${atMs} ms\n${one}`);
  expect(text).toContain('answer 1\n200\nContent-Type: application/json\n\n{"result"');
});

test.skipIf(chromiumPath === undefined)(
  `the page fits a telephone, and axe has nothing against it${needsChromium}`,
  async () => {
    const browser = await openBrowser();
    try {
      for (const width of [375, 1280]) {
        const { page, complaints } = await openPage(browser, matrixHtml(many()), { viewport: { width, height: 800 } });
        const [wide, shown, sticky] = await page.evaluate(() => {
          const frame = document.querySelector(".grid");
          const first = document.querySelector('th[scope="row"]');
          frame?.scrollTo(2000, 0);
          const left = (first?.getBoundingClientRect().left ?? -1) - (frame?.getBoundingClientRect().left ?? 0);
          return [document.documentElement.scrollWidth, window.innerWidth, left];
        });

        expect(wide).toBeLessThanOrEqual(shown ?? 0);
        expect(sticky).toBeGreaterThanOrEqual(0);
        expect(complaints).toEqual([]);
        expect(await violations(page)).toEqual([]);
      }
    } finally {
      await browser.close();
    }
  },
  60_000,
);
