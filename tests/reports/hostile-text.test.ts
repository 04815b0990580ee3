import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validate as ctrfErrors } from "ctrf";
import fc from "fast-check";
import { marked, type Token } from "marked";
import { type DefaultTreeAdapterTypes, parse, parseFragment } from "parse5";
import { beforeAll, describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { writers } from "../../harness/run/write.ts";
import { eventLine, eventSchema, failureEvent } from "../../reports/events.ts";
import { stepOf } from "../../reports/github.ts";
import { type Report, reportSchema } from "../../reports/report.ts";
import { hostileTextLists, tameReport, withTexts } from "./hostile-report.ts";
import { elementsIn } from "./markup.ts";

let tame: Report;
beforeAll(async () => {
  tame = await tameReport();
});

const holds = (check: (report: Report) => void | Promise<void>, numRuns = 30) =>
  fc.assert(
    fc.asyncProperty(hostileTextLists(), async (texts) => check(withTexts(tame, texts))),
    { numRuns, seed: 1, interruptAfterTimeLimit: 60_000 },
  );

/** Controls but line feeds, marks of direction, what has no width, halves of characters. */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e0fff}]/u;
const isTame = (text: string) => text.isWellFormed() && !unseen.test(text);
/** Lines that hold what nobody sees. */
const wildLines = (text: string) => text.split("\n").flatMap((line) => (isTame(line) ? [] : [line.slice(0, 200)]));

/** Links lead to places of the same page, or to where the contract is. */
const isOwnLink = (href: string) =>
  /^(#|https:\/\/developers\.cloudflare\.com\/|https:\/\/github\.com\/cloudflare\/)/.test(href);
const active = [
  "script",
  "img",
  "svg",
  "style",
  "iframe",
  "object",
  "embed",
  "link",
  "base",
  "form",
  "meta",
  "input",
  "video",
];

/** What of rendered Markdown does something, or leads somewhere. */
function activeIn(markdown: string): string[] {
  const page = parseFragment(marked.parse(markdown, { async: false, gfm: true }));
  return elementsIn(page).flatMap(({ tagName, attrs }) => [
    ...(active.includes(tagName) ? [tagName] : []),
    ...attrs
      .filter(({ name, value }) => name.startsWith("on") || (name === "href" && !isOwnLink(value)))
      .map(({ name }) => name),
  ]);
}

const tokensIn = (tokens: readonly Token[]): Token[] =>
  tokens.flatMap((one) => [one, ...("tokens" in one && one.tokens ? tokensIn(one.tokens) : [])]);
const pipesIn = (line: string) =>
  [...line.matchAll(/(\\*)\|/g)].filter(([, slashes = ""]) => slashes.length % 2 === 0).length;
/** Rows of tables that have not as many cells as their heads. */
function brokenRows(markdown: string): string[] {
  return tokensIn(marked.lexer(markdown)).flatMap((one) => {
    if (one.type !== "table") return [];
    const [head = "", ...rows] = one.raw.trimEnd().split("\n");
    return rows.filter((row) => pipesIn(row) !== pipesIn(head));
  });
}
/** Kinds of tables, by their heads. */
const headsIn = (markdown: string) =>
  new Set(
    tokensIn(marked.lexer(markdown)).flatMap((one) => (one.type === "table" ? [one.raw.split("\n")[0] ?? ""] : [])),
  );

const stringsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
};

type Document = DefaultTreeAdapterTypes.Document;

describe("whatever a target says", () => {
  test("report.json holds it as it is", () =>
    holds((report) => {
      expect(reportSchema.parse(JSON.parse(writers.json(report)))).toEqual(reportSchema.parse(report));
    }, 20));

  test("report.txt has no control characters but line feeds", () =>
    holds((report) => {
      expect(wildLines(writers.txt(report))).toEqual([]);
    }));

  test("report.md runs nothing, leads nowhere, and keeps its tables", () =>
    holds((report) => {
      const markdown = writers.md(report);

      expect(wildLines(markdown)).toEqual([]);
      expect(activeIn(markdown)).toEqual([]);
      expect(brokenRows(markdown)).toEqual([]);
      expect([...headsIn(markdown)].filter((one) => !headsIn(writers.md(tame)).has(one))).toEqual([]);
    }, 30));

  test("report.html has the scripts and styles that it always has, no handlers, and links of its own alone", () => {
    const scripts = (page: Document) =>
      elementsIn(page).flatMap((one) =>
        ["script", "style"].includes(one.tagName)
          ? [one.childNodes.map((node) => ("value" in node ? node.value : ""))]
          : [],
      );
    const usual = scripts(parse(writers.html(tame)));
    return holds((report) => {
      const page = parse(writers.html(report));

      const elements = elementsIn(page);
      const attributes = elements.flatMap(({ attrs }) => attrs);
      expect(scripts(page)).toEqual(usual);
      expect(
        elements.filter(({ tagName }) => ["img", "iframe", "object", "embed", "base", "form"].includes(tagName)),
      ).toEqual([]);
      expect(attributes.filter(({ name }) => name.startsWith("on"))).toEqual([]);
      expect(attributes.filter(({ name, value }) => name === "href" && !isOwnLink(value))).toEqual([]);
      expect(
        attributes.filter(({ name }) => ["src", "srcset", "action", "formaction", "xlink:href"].includes(name)),
      ).toEqual([]);
    }, 20);
  });

  test("junit.xml is valid", async () => {
    const contents = readFileSync(join(import.meta.dirname, "junit.xsd"), "utf8");
    await holds(async (report) => {
      const xml = writers.junit(report);

      const { errors } = await validateXML({
        xml: { fileName: "junit.xml", contents: xml },
        schema: { fileName: "junit.xsd", contents },
      });
      expect(errors.map(({ message }) => message)).toEqual([]);
      expect(wildLines(xml)).toEqual([]);
    }, 20);
  });

  test("ctrf-report.json is valid, and has no text that moves a cursor", () =>
    holds((report) => {
      const ctrf = JSON.parse(writers.ctrf(report));

      expect(ctrfErrors(ctrf).errors).toEqual([]);
      expect(stringsIn(ctrf).filter((text) => !isTame(text))).toEqual([]);
    }));

  test("report.har and badge.json are JSON", () =>
    holds((report) => {
      expect(JSON.parse(writers.har(report)).log.version).toBe("1.2");
      expect(Object.values(JSON.parse(writers.badge(report))).filter((one) => !isTame(String(one)))).toEqual([]);
    }, 30));

  test("events are a line each", () =>
    holds((report) => {
      for (const { id, failures } of report.requirements)
        for (const one of failures) {
          const line = eventLine(failureEvent(id, one, 1));

          expect(line.trimEnd()).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
          expect(eventSchema.parse(JSON.parse(line))).toMatchObject({ event: "failure", id });
        }
    }));

  test("a step of GitHub Actions shows one annotation a line, ten at most, and a summary that does nothing", () =>
    holds((report) => {
      const { summary, annotations, outputs } = stepOf({ report, files: ["report.html"], code: 1 });

      expect(annotations.length).toBeLessThanOrEqual(10);
      for (const one of annotations) expect(one).toMatch(/^::(error|warning) title=[^:,\r\n]*::[^\r\n]*$/);
      expect(wildLines(annotations.join("\n"))).toEqual([]);
      expect(Buffer.byteLength(summary)).toBeLessThan(60_000);
      expect(activeIn(summary)).toEqual([]);
      expect(brokenRows(summary)).toEqual([]);
      expect(outputs.match(/^[\w-]+<<wvc_end$/gm)).toHaveLength(7);
    }));
});
