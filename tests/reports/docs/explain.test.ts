import { expect, test } from "vitest";
import { partNames, partOf, terminalText } from "../../../reports/docs/explain.ts";

const page = [
  "# Facts",
  "",
  "## S-1",
  "",
  "A first one, of [two](other.md#s-2).",
  "",
  "```text",
  "## no heading  `as it is`",
  "```",
  "",
  "## S-10",
  "",
  "Another, \\*plain\\*, with `code` and [a place](<https://example.com/#(a)%20(b)>).",
  "",
  "## How it goes on",
  "",
].join("\n");

test("the names of a page are its headings of one word", () => {
  expect(partNames(page)).toEqual(["S-1", "S-10"]);
});

test("a part goes from its heading to the next, and no heading is looked for in code", () => {
  const part = partOf(page, "s-1");

  expect(part).toContain("## no heading");
  expect(part).not.toContain("Another");
  expect(partOf(page, "S-2")).toBeUndefined();
});

test("a terminal shows words without marks, links to the outside with their address, and code as it is", () => {
  expect(terminalText(page)).toBe(
    [
      "Facts",
      "",
      "S-1",
      "",
      "A first one, of two.",
      "",
      "## no heading  `as it is`",
      "",
      "S-10",
      "",
      "Another, *plain*, with code and a place  https://example.com/#(a)%20(b) .",
      "",
      "How it goes on",
      "",
    ].join("\n"),
  );
});
