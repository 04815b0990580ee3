import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { marked, type Token, type Tokens } from "marked";
import { expect, test } from "vitest";
import { slugOf } from "../../reports/links.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs", name));
const documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "llms.txt", ...inDocs];

function tokensOf(path: string): Token[] {
  const all: Token[] = [];
  marked.walkTokens(marked.lexer(read(path)), (token) => void all.push(token));
  return all;
}
const textOf = (tokens: readonly Token[]): string =>
  tokens.map((one) => ("tokens" in one && one.tokens ? textOf(one.tokens) : "text" in one ? one.text : "")).join("");

/** The anchors of a document: those that it gives itself and, by the rule of GitHub, its headings; one that stands twice is numbered. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set([...read(path).matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id));
  for (const token of tokensOf(path)) {
    if (token.type !== "heading") continue;
    const slug = slugOf(textOf((token as Tokens.Heading).tokens));
    let name = slug;
    for (let n = 1; anchors.has(name); n += 1) name = `${slug}-${n}`;
    anchors.add(name);
  }
  return anchors;
}
const known = new Map<string, Set<string>>();
const anchorsIn = (path: string): Set<string> => {
  const anchors = known.get(path) ?? anchorsOf(path);
  known.set(path, anchors);
  return anchors;
};

/** Why a link leads nowhere, if it does. */
function broken(from: string, href: string): string | undefined {
  if (/^[a-z]+:/.test(href)) return undefined;
  const [path = "", anchor] = href.split("#");
  const to = path === "" ? from : relative(root, resolve(root, dirname(from), path));
  if (!existsSync(join(root, to))) return `${href}: no such file`;
  if (anchor === undefined || statSync(join(root, to)).isDirectory()) return undefined;
  return anchorsIn(to).has(anchor) ? undefined : `${href}: no such heading`;
}

test.each(documents)("each link of %s leads somewhere", (path) => {
  const links = tokensOf(path).filter(({ type }) => ["link", "image"].includes(type)) as Tokens.Link[];

  expect(links.flatMap(({ href }) => broken(path, href) ?? [])).toEqual([]);
});
