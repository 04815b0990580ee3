import { createHash } from "node:crypto";
import { placedTokens, type Token } from "../suites/judging.ts";

/** One small change to a file of the judging code. */
export interface Mutant {
  /** The file, the line as it stands, what becomes of which part of it: the same while the line is. */
  id: string;
  file: string;
  /** The file as it is changed. */
  text: string;
}

interface Change {
  at: number;
  end: number;
  to: string;
}
type Operator = (tokens: readonly Token[], i: number, text: string) => Omit<Change, "at"> | undefined;

const swaps: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  some: "every",
  every: "some",
  max: "min",
  startsWith: "endsWith",
};
const endOf = ({ text, at }: Token) => at + text.length;
const ofMember = (tokens: readonly Token[], i: number) => tokens[i - 1]?.text === "." && tokens[i + 1]?.text === "(";

/** Where the bracket that opens at a token is closed. */
function closed(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i += 1) {
    const { text = "" } = tokens[i] ?? {};
    if ("([{".includes(text)) depth += 1;
    if (")]}".includes(text)) depth -= 1;
    if (depth === 0) return i;
  }
  return from;
}

/** Every way in which the judging code is changed: what it compares, joins, negates, counts, looks at and leaves out. */
const operators: readonly Operator[] = [
  (tokens, i) => {
    const { text = "" } = tokens[i] ?? {};
    const to = Object.hasOwn(swaps, text) ? swaps[text] : undefined;
    if (!tokens[i] || to === undefined || (/^\w/.test(text) && !ofMember(tokens, i))) return undefined;
    return { end: endOf(tokens[i]), to };
  },
  // A comparison has a space on either side, a type argument none.
  (tokens, i, text) => {
    const { at = 0 } = tokens[i] ?? {};
    const [, sign, equal] = /^ ([<>])(=?) $/.exec(text.slice(at - 1, at + 3).replace(/^( [<>] ).$/, "$1")) ?? [];
    return sign === undefined
      ? undefined
      : { end: at + sign.length + (equal?.length ?? 0), to: equal ? sign : `${sign}=` };
  },
  (tokens, i, text) => {
    const one = tokens[i];
    const isBinary = one && "+-".includes(one.text) && /^ [+-] $/.test(text.slice(one.at - 1, one.at + 2));
    return isBinary ? { end: endOf(one), to: one.text === "+" ? "-" : "+" } : undefined;
  },
  (tokens, i, text) => {
    const one = tokens[i];
    return one?.text === "!" && /[\s(!,[]/.test(text[one.at - 1] ?? "") ? { end: endOf(one), to: "" } : undefined;
  },
  (tokens, i) => {
    const one = tokens[i];
    return one && /^\d+$/.test(one.text) ? { end: endOf(one), to: String(Number(one.text) + 1) } : undefined;
  },
  (tokens, i) => {
    const one = tokens[i];
    if (!one || !["true", "false"].includes(one.text) || tokens[i + 1]?.text === ";") return undefined;
    return { end: endOf(one), to: String(one.text === "false") };
  },
  // A condition that is never, a choice that is made of all.
  (tokens, i) => {
    const [one, open] = [tokens[i], tokens[i + 1]];
    const close = tokens[closed(tokens, i + 1)];
    if (!one || !open || !close || open.text !== "(") return undefined;
    if (one.text === "if") return { end: endOf(close), to: "if (Math.random() < 0)" };
    return one.text === "filter" && ofMember(tokens, i) ? { end: endOf(close), to: "slice(0)" } : undefined;
  },
  // A word less in a list, unless it names a requirement.
  (tokens, i, text) => {
    const one = tokens[i];
    const isWord = one && /^"[^".]*"$/.test(one.text) && /[[,]/.test(tokens[i - 1]?.text ?? "");
    if (!isWord || ![",", "]"].includes(tokens[i + 1]?.text ?? "") || !inList(tokens, i)) return undefined;
    return { end: endOf(one) + (text[endOf(one)] === "," ? 1 : 0), to: "" };
  },
  // A pattern without its ends.
  ...["^", "$"].map(
    (anchor): Operator =>
      (tokens, i) => {
        const one = tokens[i];
        const pattern = /^\/(.+)\/([a-z]*)$/s.exec(one?.text ?? "");
        const [, body = "", flags = ""] = pattern ?? [];
        const has = anchor === "^" ? body.startsWith("^") : body.endsWith("$");
        if (!one || !has) return undefined;
        return { end: endOf(one), to: `/${anchor === "^" ? body.slice(1) : body.slice(0, -1)}/${flags}` };
      },
  ),
];

/** Whether a token stands in a list of values: the bracket before it is square, and what comes before that is no value. */
function inList(tokens: readonly Token[], from: number): boolean {
  for (let i = from - 1; i > 0; i -= 1) {
    const { text = "" } = tokens[i] ?? {};
    if (text === "[") return !/[\w)\]]$/.test(tokens[i - 1]?.text ?? "") || tokens[i - 1]?.text === "return";
    if (!/^(,|".*")$/.test(text)) return false;
  }
  return false;
}

const lineOf = (text: string, at: number) => {
  const from = text.lastIndexOf("\n", at - 1) + 1;
  const to = text.indexOf("\n", at);
  return { line: text.slice(from, to < 0 ? text.length : to), column: at - from };
};

/** What is judged ends where the claims begin: those say what is sent. */
const judging = (text: string) => text.slice(0, /^export const \w*[cC]laims\b/m.exec(text)?.index ?? text.length);
const isImport = (line: string) => /^(import|\} from|export \*)/.test(line);

/** Every change to a file that the operators know. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const part = judging(text);
  const tokens = placedTokens(part);
  const found = tokens.flatMap((one, i) =>
    operators.flatMap((operator) => {
      const change = operator(tokens, i, part);
      return change ? [{ at: one.at, ...change }] : [];
    }),
  );
  const ids = new Map<string, number>();
  return found.flatMap(({ at, end, to }) => {
    const { line, column } = lineOf(text, at);
    if (isImport(line)) return [];
    const from = text.slice(at, end).replace(/\s+/g, " ");
    const nth = line.slice(0, column).split(text.slice(at, end)).length;
    const name = `${file}: ${line.trim()} [${from} ${nth} -> ${to || "nothing"}]`;
    const count = (ids.get(name) ?? 0) + 1;
    ids.set(name, count);
    return [{ id: count === 1 ? name : `${name} (${count})`, file, text: text.slice(0, at) + to + text.slice(end) }];
  });
}

const rank = ({ id }: Mutant) => createHash("sha256").update(id).digest("hex");
/** So many of them, the same ones while their lines are; of each file some. */
export function sampled(all: readonly Mutant[], count: number): Mutant[] {
  const ranked = [...all].map((one) => ({ one, rank: rank(one) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const share = count / all.length;
  const seen = new Map<string, number>();
  const sizes = new Map<string, number>();
  for (const { file } of all) sizes.set(file, (sizes.get(file) ?? 0) + 1);
  return ranked
    .map(({ one }) => one)
    .filter(({ file }) => {
      const nth = (seen.get(file) ?? 0) + 1;
      seen.set(file, nth);
      return nth <= Math.max(1, Math.round((sizes.get(file) ?? 0) * share));
    });
}
