/** A file, as far as it is read here. */
export interface Source {
  file: string;
  text: string;
}

/** A string of a source, and where in the code it stands. */
export interface Literal {
  file: string;
  /** What changes from case to case stands as `…`. */
  value: string;
  before: string;
  after: string;
  /** The bracket that it stands in and, of a call, what is called. */
  bracket: string;
  called: string;
}

const inTemplate = /\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}/.source;
const token = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//.source,
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/.source,
    `\`(?:[^\`\\\\$]|\\\\.|\\$(?!\\{)|${inTemplate})*\``,
    /[\w$]+|\s+|[=!]==?|=>|\?\?|&&|\|\||./.source,
  ].join("|"),
  "ys",
);
const regex = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const isSkipped = (text: string) => /^(\/\/|\/\*|\s)/.test(text);
/** After these a slash begins a regular expression. */
const startsValue = /^([(,=:[!&|?{};]|=>|&&|\|\||===|!==|return)?$/;

/** A word or mark of a source, and where it begins. */
export interface Token {
  text: string;
  at: number;
}

/** The words and marks of a source, without comments and space. */
export function placedTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const before = tokens.at(-1)?.text ?? "";
    const isRegex = text[at] === "/" && !/^\/[/*]/.test(text.slice(at, at + 2)) && startsValue.test(before);
    const pattern = isRegex ? regex : token;
    pattern.lastIndex = at;
    const [found = text[at] ?? ""] = pattern.exec(text) ?? [];
    if (!isSkipped(found) || isRegex) tokens.push({ text: found, at });
    at += found.length;
  }
  return tokens;
}
const tokensOf = (text: string): string[] => placedTokens(text).map((one) => one.text);

const closing = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

/** Each string of a source. Throws where its brackets do not match: then it was misread. */
export function literalsOf({ file, text }: Source): Literal[] {
  const tokens = tokensOf(text);
  const open: { bracket: string; called: string }[] = [];
  const literals: Literal[] = [];
  for (const [i, one] of tokens.entries()) {
    const before = tokens[i - 1] ?? "";
    if (closing.has(one)) open.push({ bracket: one, called: before });
    else if ([...closing.values()].includes(one)) {
      const { bracket = "" } = open.pop() ?? {};
      if (closing.get(bracket) !== one) throw new Error(`${file}: ${bracket} is closed by ${one}`);
    } else if (/^["'`]/.test(one)) {
      const value = one.slice(1, -1).replace(new RegExp(inTemplate, "g"), "…");
      literals.push({ file, value, before, after: tokens[i + 1] ?? "", bracket: "", called: "", ...open.at(-1) });
    }
  }
  return literals;
}

/** Calls that are told which requirement they are about, and leave the judging to others. */
const naming = ["claim", "claimRows", "judged", "rowIf"];

/**
 * Whether an id is only named. In a list (`after`, `drives`, `ids`, the stops of a tour), as the first thing that a claim
 * says, in a type and in a comparison it is; everywhere else it stands where something is judged.
 */
export const isNamed = ({ bracket, called, before, after }: Literal): boolean =>
  bracket === "[" ||
  (before === "(" && naming.includes(called)) ||
  [before, after].includes("|") ||
  ["===", "!=="].includes(before) ||
  (after === ":" && before !== "?");

const twice = (found: readonly { key: string; file: string }[], isTwice: (files: string[]) => boolean): string[] => {
  const keys = [...new Set(found.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const files = found.filter((one) => one.key === key).map(({ file }) => file);
    return isTwice(files) ? [`${key}: ${files.join(", ")}`] : [];
  });
};

/** Requirements that more than one place judges. */
export const judgedTwice = (sources: readonly Source[], ids: readonly string[]): string[] =>
  twice(
    sources
      .flatMap(literalsOf)
      .filter((one) => ids.includes(one.value) && !isNamed(one))
      .map(({ value, file }) => ({ key: value, file })),
    (files) => files.length > 1,
  );

const isSentence = (value: string) => value.split(/\s+/).filter((word) => /[a-z]/i.test(word)).length >= 3;

/** Sentences, of three words or more, that stand in more than one file. */
export const saidTwice = (sources: readonly Source[]): string[] =>
  twice(
    sources
      .flatMap(literalsOf)
      .filter(({ value }) => isSentence(value))
      .map(({ value, file }) => ({ key: value, file })),
    (files) => new Set(files).size > 1,
  );
