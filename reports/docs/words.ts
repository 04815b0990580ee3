import type { ShownSource } from "../../contract/source.ts";
import { slugOf } from "../links.ts";

/** A text of ours in Markdown: what would be taken for a mark is not, and what reads as it is stays so. */
export const written = (text: string): string =>
  text
    .replace(/[\\`*<|[\]]/g, "\\$&")
    .replace(/(?<!\w)_|_(?!\w)/g, "\\_")
    .replace(/\s+/g, " ");

export const code = (text: string): string => {
  const fence = text.includes("`") ? "``" : "`";
  return text === "" ? "" : `${fence}${text}${fence}`;
};

/** Names in a line, as code. */
export const codes = (names: readonly string[]): string => names.map(code).join(", ");

/** Lines of a page, with one empty line between its parts, and one line break at its end. */
export const page = (...parts: readonly (readonly string[])[]): string =>
  `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;

/** A part of a page under its own heading; none where there is nothing to say. */
export const part = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [heading, "", ...lines];

/** A source with a link to where it stands: a fact to its row on the page of facts. */
export function sourceLink({ text, link, fact }: ShownSource, toFacts: string): string {
  if (fact !== undefined) {
    const [, said = text] = text.split(`fact ${fact}: `);
    return `fact [${fact}](${toFacts}#${slugOf(fact)}): ${written(said)}`;
  }
  return link === undefined ? written(text) : `[${written(text)}](<${link}>)`;
}
