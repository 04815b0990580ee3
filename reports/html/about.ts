import { html, raw } from "hono/html";
import { Marked } from "marked";
import { partOf } from "../docs/explain.ts";
import { withoutRun } from "../docs/requirement.ts";
import { anchorOf, type Docs, factLink, factsAmong, requirementLink } from "../links.ts";
import type { RequirementResult } from "../report.ts";
import { type Html, section } from "./parts.ts";

/** Requirements whose pages stand in a report, at the most. */
const mostPages = 40;

/** A page of ours in the report: under its own heading, and with links to what the report has as well, or to the outside. */
function bodyOf(text: string, linkOf: (href: string) => string | undefined): Html {
  const marked = new Marked({
    async: false,
    renderer: {
      heading({ tokens, depth }) {
        return depth === 1 ? "" : `<h4>${this.parser.parseInline(tokens)}</h4>`;
      },
      link({ href, tokens }) {
        const to = linkOf(href);
        const inner = this.parser.parseInline(tokens);
        return to === undefined ? inner : `<a href="${to}">${inner}</a>`;
      },
    },
  });
  return html`${raw(marked.parse(text) as string)}`;
}

/** Where a link of a page leads from within the report. */
const linkIn =
  (docs: Docs, isThere: (name: string) => boolean) =>
  (href: string): string | undefined => {
    if (/^https:/.test(href)) return href;
    const [, id] = /([\w.-]+)\.md$/.exec(href) ?? [];
    const [, fact] = /facts\.md#([\w-]+)$/.exec(href) ?? [];
    if (fact !== undefined) return factIn(fact, docs, isThere);
    return id !== undefined && isThere(id) ? requirementLink(id, docs) : undefined;
  };

function factIn(slug: string, docs: Docs, isThere: (name: string) => boolean): string | undefined {
  const [, id] = new RegExp(`^## (${slug})$`, "im").exec(docs.facts) ?? [];
  return id !== undefined && isThere(id) ? factLink(id, docs) : undefined;
}

/** What the report has of the documentation: the requirements that broke, and the facts that they rest on. */
export function aboutShown(requirements: readonly RequirementResult[], docs: Docs): Docs {
  const told = requirements.filter(({ id }) => docs.requirements[id] !== undefined).slice(0, mostPages);
  const ids = [...new Set(told.flatMap(({ source, sources = [source] }) => factsAmong(sources)))];
  const pages = told.map(({ id }): [string, string] => [id, withoutRun(docs.requirements[id] ?? "")]);
  const facts = ids.map((id) => partOf(docs.facts, id) ?? "").join("\n");
  return { ...docs, requirements: Object.fromEntries(pages), facts: `\n${facts}` };
}

/** The pages of the requirements that broke, and of the facts behind them. */
export function aboutSection(docs: Docs): Html | "" {
  const { requirements, facts } = docs;
  const ids = [...facts.matchAll(/^## (\S+)$/gm)].map(([, id = ""]) => id);
  const isThere = (name: string) => requirements[name] !== undefined || ids.includes(name);
  const entry = (name: string, text: string) =>
    html`<details id="${anchorOf(name)}" class="about"><summary>${name}</summary>${bodyOf(text, linkIn(docs, isThere))}</details>`;
  const pages = Object.entries(requirements).map(([id, text]) => entry(id, text));
  if (pages.length === 0) return "";
  return section(
    "about",
    "About what broke",
    "How each sentence is judged, which faults it catches, and the facts that stand behind it.",
    html`${pages}${ids.map((id) => entry(id, (partOf(facts, id) ?? "").replace(/^## .*\n/, "")))}`,
  );
}
