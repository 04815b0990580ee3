/**
 * The one door for text that comes from outside (answers, names, files): one function for each form of a report. Each
 * takes any text, and gives one that the form shows as it is, in one place, and that does nothing.
 */

/** Characters that a text keeps at the most, where nobody says how many. */
const longest = 2000;

/** What draws nothing, or changes how what stands beside it is drawn: controls, marks of direction, spaces without width. */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const spelled = (one: string): string => {
  const code = one.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
};

/** A text cut to so many characters, never within one; what was cut is said. */
export function cut(text: string, limit = longest): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, "")} … (${text.length} characters)`;
}

/** A text on one line, with whatever draws nothing spelled out: for terminals and plain text. */
export const plain = (text: string, limit = longest): string =>
  cut(text, limit).replace(unseen, spelled).replace(loneSurrogate, spelled);

/** The same, with its line breaks kept. */
export const plainLines = (text: string, limit = longest): string =>
  cut(text, limit)
    .split("\n")
    .map((line) => plain(line, Number.POSITIVE_INFINITY))
    .join("\n");

/** A text in a paragraph, a list or a heading of Markdown. */
export const markdownText = (text: string, limit = longest): string =>
  plain(text, limit)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~-]/g, "\\$&")
    .replaceAll("@", "&#64;")
    .replaceAll("://", "&#58;//")
    .replace(/^ +| +$/g, "")
    .replace(/^=/, "\\=")
    .replace(/^(\d+)\./, "$1\\.")
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`);

/** A text as code in a line or a cell of Markdown: longer fences than any within, and no pipe that ends a cell. */
export function markdownCode(text: string, limit = longest): string {
  // In a cell a pipe needs a backslash, which code elsewhere would show.
  if (text.includes("|")) return `<code>${markdownText(text, limit)}</code>`;
  const shown = plain(text, limit);
  const runs = [...shown.matchAll(/`+/g)].map((run) => run[0].length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const space = shown === "" || /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${space}${shown}${space}${fence}`;
}

/** A block of code in Markdown: its fence is longer than any run of backticks within. */
export function markdownBlock(text: string, language = "", limit = 20_000): string {
  const shown = plainLines(text, limit);
  const fence = "`".repeat(Math.max(2, ...[...shown.matchAll(/`+/g)].map((run) => run[0].length)) + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** A text for what escapes it itself as it writes XML: no character that XML may not hold. */
export const xmlText = (text: string, limit = longest): string =>
  plainLines(text, limit).replace(/[\ufffe\uffff]/g, "\ufffd");

/** A text in an element or an attribute of HTML or XML. */
export const markupText = (text: string, limit = longest): string =>
  xmlText(text, limit)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

/** Lines of a log that GitHub Actions reads too: none of them is taken for a workflow command, new form or old. */
export const logText = (text: string): string =>
  text.replace(/^([\s\u0085]*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");

/** The message of a workflow command of GitHub Actions. */
export const commandText = (text: string, limit = longest): string =>
  plainLines(text, limit).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** A property of a workflow command. */
export const commandProperty = (text: string, limit = 200): string =>
  commandText(text, limit).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** A cell of CSV that no spreadsheet takes for a formula. */
export function csvText(text: string, limit = longest): string {
  const shown = plain(text, limit);
  const safe = /^[=+\-@\t\r]/.test(shown) ? `'${shown}` : shown;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A value as text: a text as it is, anything else as JSON; cut where it is long. */
export const short = (value: unknown, limit = 600): string =>
  cut(typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"), limit);
