import { type Change, type ChangeClass, changeClasses, type Diff } from "./change.ts";
import { markdownText, plain } from "./door.ts";

/** Changes of a class that are shown; JSON has all. */
const mostShown: Record<ChangeClass, number> = { breaking: 200, additive: 50, neutral: 25 };
const longest = 300;

export const diffFormats = ["text", "md", "json"] as const;
export type DiffFormat = (typeof diffFormats)[number];

/** The exit code of a diff, and why. */
export const diffExit = ({ counts }: Diff): { code: 0 | 1; why: string } =>
  counts.breaking > 0
    ? { code: 1, why: "what held before does no more, or nobody knows" }
    : { code: 0, why: "nothing that held before is broken" };

/** How many changes of which class, and between which days. */
function countLine({ counts, before, after, changes }: Diff): string {
  const days = `${plain(before.startedAt)} to ${plain(after.startedAt)}`;
  if (changes.length === 0) return `nothing changed (${days})`;
  const parts = changeClasses.filter((one) => counts[one] > 0).map((one) => `${counts[one]} ${one}`);
  return `${parts.join(", ")} (${days})`;
}

/** The changes of a class that are shown, and how many more there are. */
function shownOf(kind: ChangeClass, { changes }: Diff): { shown: Change[]; more: string[] } {
  const all = changes.filter((one) => one.class === kind);
  const left = all.length - mostShown[kind];
  return { shown: all.slice(0, mostShown[kind]), more: left > 0 ? [`and ${left} more: --format json has them`] : [] };
}

function textSection(kind: ChangeClass, diff: Diff): string[] {
  const { shown, more } = shownOf(kind, diff);
  if (shown.length === 0) return [];
  const width = Math.max(...shown.map(({ what }) => what.length));
  const reason = ({ why }: Change) => (why === undefined ? "" : `  (${plain(why, longest)})`);
  const lines = shown.map((one) => {
    const [name, from, to] = [one.name, one.from, one.to].map((text) => plain(text, longest));
    return `  ${one.what.padEnd(width)}  ${name}: ${from} -> ${to}${reason(one)}`;
  });
  return [kind, ...lines, ...more.map((line) => `  ${line}`), ""];
}

/** The changes as text, class by class; the last line counts them. */
export const diffText = (diff: Diff): string =>
  [
    ...diff.notes.map((note) => `note: ${plain(note, longest)}`),
    ...changeClasses.flatMap((kind) => textSection(kind, diff)),
    countLine(diff),
  ].join("\n");

function markdownSection(kind: ChangeClass, diff: Diff): string[] {
  const { shown, more } = shownOf(kind, diff);
  if (shown.length === 0) return [];
  const rows = shown.map(({ what, name, from, to, why = "" }) =>
    [what, name, from, to, why].map((text) => markdownText(text, longest)).join(" | "),
  );
  const title = `### ${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  const head = ["| what | name | from | to | why |", "|---|---|---|---|---|"];
  return [title, "", ...head, ...rows.map((row) => `| ${row} |`), "", ...more.flatMap((line) => [`${line}.`, ""])];
}

/** The changes as Markdown: a table for each class. */
export const diffMarkdown = (diff: Diff): string =>
  [
    "## What changed",
    "",
    `**${countLine(diff)}**`,
    "",
    ...diff.notes.map((note) => `- ${markdownText(note, longest)}`),
    ...(diff.notes.length > 0 ? [""] : []),
    ...changeClasses.flatMap((kind) => markdownSection(kind, diff)),
  ].join("\n");

export const diffWriters: Record<DiffFormat, (diff: Diff) => string> = {
  text: diffText,
  md: diffMarkdown,
  json: (diff) => JSON.stringify(diff, undefined, 2),
};
