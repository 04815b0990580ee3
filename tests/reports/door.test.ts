import fc from "fast-check";
import { marked } from "marked";
import { parseFragment } from "parse5";
import { describe, expect, test } from "vitest";
import {
  commandProperty,
  commandText,
  csvText,
  cut,
  logText,
  markdownBlock,
  markdownCode,
  markdownText,
  markupText,
  plain,
  plainLines,
  xmlText,
} from "../../reports/door.ts";
import { hostileText } from "./hostile.ts";
import { elementsIn, textIn } from "./markup.ts";

const holds = (check: (text: string) => void) =>
  fc.assert(
    fc.property(hostileText(), (text) => check(text)),
    { numRuns: 300, seed: 1 },
  );

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const rendered = (markdown: string) => parseFragment(marked.parse(markdown, { async: false, gfm: true }));
/** As a page shows it: blanks are one. */
const blanks = (text: string) => text.replace(/[ \n]+/g, " ").trim();

describe("a text that is cut", () => {
  test("says how long it was, and is never cut within a character", () => {
    expect(cut("a\u{1f600}b", 2)).toBe("a … (4 characters)");
    expect(cut("ab", 2)).toBe("ab");
  });
});

describe("a plain text", () => {
  test("is one line that moves no cursor, links nowhere and turns no direction", () =>
    holds((text) => {
      expect(plain(text)).not.toMatch(controls);
      expect(plain(text).isWellFormed()).toBe(true);
      expect(plain(text).length).toBeLessThan(2000 * 9 + 40);
    }));

  test("spells out what draws nothing", () => {
    expect(plain("a\u001b[1m\r\nb\u202e\ud800\u{e0041}")).toBe("a\\u001b[1m\\u000d\\u000ab\\u202e\\ud800\\u{e0041}");
  });

  test("keeps its line breaks, and no other control, where it may have lines", () => {
    expect(plainLines("a\n\u001bb\r\n")).toBe("a\n\\u001bb\\u000d\n");
  });
});

describe("a text in Markdown", () => {
  const places: [name: string, wrap: (text: string) => string, elements: string[]][] = [
    ["a paragraph", (text) => `x ${text} y`, ["p"]],
    ["a paragraph of its own", (text) => text, ["p"]],
    ["a line after a line", (text) => `x\n${text}`, ["p"]],
    ["an item", (text) => `- ${text}`, ["ul", "li"]],
    ["a heading", (text) => `### x ${text}`, ["h3"]],
    ["bold", (text) => `**${text}** x`, ["p", "strong"]],
    ["a cell", (text) => `| a | b |\n|---|---|\n| x ${text} | y |`, ["table", "thead", "tbody", "tr", "th", "td"]],
  ];

  test.each(places)("is itself in %s", (_, wrap, elements) =>
    holds((text) => {
      const page = rendered(wrap(markdownText(text)));

      expect(elementsIn(page).filter(({ tagName }) => !elements.includes(tagName))).toEqual([]);
      expect(blanks(textIn(page))).toContain(blanks(plain(text)));
    }),
  );

  test("is itself as code, in a line and in a cell", () =>
    holds((text) => {
      const line = rendered(`x ${markdownCode(text)} y`);
      const cell = rendered(`| a | b |\n|---|---|\n| ${markdownCode(text)} | y |`);

      expect(elementsIn(line).map(({ tagName }) => tagName)).toEqual(["p", "code"]);
      expect(elementsIn(cell).filter(({ tagName }) => ["td", "code"].includes(tagName))).toHaveLength(3);
      expect(blanks(textIn(line))).toBe(blanks(`x ${blanks(plain(text))} y`));
      expect(blanks(textIn(cell))).toContain(blanks(plain(text)));
    }));

  test("is itself as a block of code", () =>
    holds((text) => {
      const page = rendered(`x\n\n${markdownBlock(text, "json")}\n\ny`);

      expect(elementsIn(page).map(({ tagName }) => tagName)).toEqual(["p", "pre", "code", "p"]);
      expect(textIn(page)).toContain(plainLines(text, 20_000));
    }));
});

describe("a text in markup", () => {
  test("is itself in an element and in an attribute of HTML", () =>
    holds((text) => {
      const page = parseFragment(`<p title="${markupText(text)}">${markupText(text)}</p>`);
      const [element, ...rest] = elementsIn(page);

      expect(rest).toEqual([]);
      expect(element?.attrs).toEqual([{ name: "title", value: xmlText(text) }]);
      expect(textIn(page)).toBe(xmlText(text));
    }));

  test("has no character that XML may not hold", () =>
    holds((text) => {
      expect(xmlText(text)).not.toMatch(/[^\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    }));
});

describe("a text in a workflow command", () => {
  const decoded = (text: string) =>
    text
      .replaceAll("%0A", "\n")
      .replaceAll("%0D", "\r")
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%25", "%");

  test("is one line, and itself again when it is read", () =>
    holds((text) => {
      expect(commandText(text)).not.toMatch(/[\r\n]/);
      expect(decoded(commandText(text))).toBe(plainLines(text));
    }));

  test("ends no property, and none of the properties", () =>
    holds((text) => {
      expect(commandProperty(text)).not.toMatch(/[\r\n:,]/);
      expect(decoded(commandProperty(text))).toBe(plainLines(text, 200));
    }));
});

describe("a text in a log", () => {
  test("holds no workflow command, neither at the start of a line nor, as of old, within one", () =>
    holds((text) => {
      const lines = logText(text).split(/\r\n|\n|\r/);

      expect(lines.filter((line) => line.replace(/^[\s\u0085]+/, "").startsWith("::") || line.includes("##["))).toEqual(
        [],
      );
    }));

  test("is as it was where it holds none", () => {
    expect(logText("a::b\n # [x] :\n")).toBe("a::b\n # [x] :\n");
  });
});

describe("a cell of CSV", () => {
  test("is one quoted cell that no spreadsheet takes for a formula", () =>
    holds((text) => {
      expect(csvText(text)).toMatch(/^"(?![=+\-@\t\r])(?:[^"\n\r]|"")*"$/);
    }));
});
