import { type ShownSource, sourceShown } from "../contract/source.ts";
import { command } from "./command.ts";

/** The anchor of a heading, by the rule of GitHub. */
export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");

/** The documentation that a report is written with: where it is public, or the pages themselves. */
export interface Docs {
  /** Where the pages of docs/ are public. */
  homepage?: string | undefined;
  /** Pages of requirements, as Markdown, by their ids. */
  requirements: Readonly<Record<string, string>>;
  facts: string;
}
export const noDocs: Docs = { requirements: {}, facts: "" };

/** What shows the page of a requirement, of a fact, of a property of clients or of a regression case in a terminal. */
export const explainCommand = (name: string): string => `${command} explain ${name}`;

/** Where the pages of a requirement and of a fact are: public, or in the report itself. */
export const anchorOf = (name: string): string => `about-${name}`;
export function requirementLink(id: string, { homepage, requirements }: Docs): string | undefined {
  if (homepage !== undefined) return `${homepage}/requirements/${id}`;
  return requirements[id] === undefined ? undefined : `#${anchorOf(id)}`;
}
export function factLink(id: string, { homepage, facts }: Docs): string | undefined {
  if (homepage !== undefined) return `${homepage}/facts#${slugOf(id)}`;
  return facts.includes(`\n## ${id}\n`) ? `#${anchorOf(id)}` : undefined;
}

/** The facts that requirements rest on. */
export const factsAmong = (sources: readonly string[]): string[] =>
  sources.flatMap((one) => sourceShown(one).fact ?? []);

/** A source with the link that leads to it: a fact's is its page. */
export const linkedSource = (source: ShownSource, docs: Docs): ShownSource =>
  source.fact === undefined ? source : { ...source, link: factLink(source.fact, docs) };
