import { readdirSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { partNames, partOf, terminalText } from "../../reports/docs/explain.ts";
import type { CommandLine } from "../shared/command.ts";
import { docsFolder } from "../shared/docs.ts";
import { CannotRun } from "../shared/errors.ts";
import { meant } from "../shared/nearest.ts";

/** Pages that have a part for each name; a requirement has a page of its own. */
const pages = ["facts.md", "regressions.md", "gate-properties.md"];
const read = (name: string): string => {
  try {
    return readFileSync(new URL(name, docsFolder), "utf8");
  } catch (error) {
    throw new CannotRun(`cannot read the documentation: ${(error as Error).message}`, "`npm run docs` makes it");
  }
};

/** Every name that can be explained, with the page that does so. */
function explained(): Map<string, string> {
  const requirements = readdirSync(new URL("requirements/", docsFolder))
    .filter((name) => name.endsWith(".md") && name !== "index.md")
    .map((name): [string, string] => [name.replace(/\.md$/, ""), `requirements/${name}`]);
  const others = pages.flatMap((page) => partNames(read(page)).map((name): [string, string] => [name, page]));
  return new Map([...others, ...requirements]);
}

/** The page of a requirement, or the part about a fact, a property of clients or a regression case, for a terminal. */
function explanationOf(asked: string): string {
  const given = asked.replace(/^facts:/, "");
  const all = explained();
  const name = [...all.keys()].find((one) => one.toLowerCase() === given.toLowerCase());
  const page = name === undefined ? undefined : all.get(name);
  if (name === undefined || page === undefined)
    throw new CannotRun(
      `nothing is called ${given}${meant(given, [...all.keys()])}`,
      "`list` shows the requirements, `gate list` the properties of clients",
    );
  const text = read(page);
  return terminalText(partOf(text, name) ?? text);
}

/** Adds `explain`: what a finding is about, and how it was judged. */
export function addExplain(wvc: Command, { print, done }: CommandLine): void {
  wvc
    .command("explain")
    .description(
      "shows what a requirement, a fact, a property of clients or a regression case says, and how it is judged",
    )
    .argument("<name>", "deploy.supersedes, S-51, call.path, CR-10")
    .action((name: string) => {
      print(explanationOf(name));
      done(0);
    });
}
