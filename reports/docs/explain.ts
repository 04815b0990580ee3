import { slugOf } from "../links.ts";

/** The headings of a page, with how deep each stands and the line that it is on. */
const headingsOf = (text: string): { depth: number; title: string; at: number }[] => {
  let isCode = false;
  return text.split("\n").flatMap((line, at) => {
    if (/^`{3,}/.test(line)) isCode = !isCode;
    const [, marks, title] = isCode ? [] : (/^(#{1,6}) (.+)$/.exec(line) ?? []);
    return marks === undefined || title === undefined ? [] : [{ depth: marks.length, title, at }];
  });
};

/** The parts of a page that have a name of their own: no word of a sentence. */
export const partNames = (text: string): string[] =>
  headingsOf(text).flatMap(({ depth, title }) => (depth > 1 && !title.includes(" ") ? [title] : []));

/** The part of a page under a heading, down to the next one of its depth; undefined where there is none. */
export function partOf(text: string, name: string): string | undefined {
  const headings = headingsOf(text);
  const start = headings.find(({ title }) => slugOf(title) === slugOf(name));
  if (start === undefined) return undefined;
  const end = headings.find(({ at, depth }) => at > start.at && depth <= start.depth)?.at;
  return `${text.split("\n").slice(start.at, end).join("\n").trimEnd()}\n`;
}

/** A line of Markdown for a terminal: what is a mark is left out, and links to the outside stand behind their words. */
const bare = (line: string): string =>
  line
    .replace(/\[((?:\\.|[^\]\\])*)\]\(<?(https?:[^>\s]+?)>?\)(?=[\s,.;:)]|$)/g, "$1  $2 ")
    .replace(/\[((?:\\.|[^\]\\])*)\]\(<?[^)>]*>?\)/g, "$1")
    .replace(/\*\*([^*]+)\*\*/g, "$1")
    .replace(/(`+)(.+?)\1/g, "$2")
    .replace(/\\([\\`*_<|[\]])/g, "$1")
    .replace(/^(#+) /, "")
    .trimEnd();

/** A page of ours for a terminal: its text without the marks, its blocks of code as they are. */
export function terminalText(text: string): string {
  let isCode = false;
  return text
    .split("\n")
    .flatMap((line) => {
      const isFence = /^`{3,}/.test(line);
      if (isFence) isCode = !isCode;
      if (isFence) return [];
      return [isCode ? line : bare(line)];
    })
    .join("\n");
}
