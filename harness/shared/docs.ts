import { readFileSync } from "node:fs";
import type { Docs } from "../../reports/links.ts";
import { homepage, packageRoot } from "./package.ts";

/** Where the package has its documentation. */
export const docsFolder = new URL("docs/", packageRoot);
/** A page of the package's documentation; empty where it is not there: no report fails for want of it. */
function docPage(name: string): string {
  try {
    return readFileSync(new URL(name, docsFolder), "utf8");
  } catch {
    return "";
  }
}

/** The documentation for a report on these requirements: where it is public or, where it is not, the pages themselves. */
export function docsOf(ids: readonly string[]): Docs {
  if (homepage !== undefined) return { homepage, requirements: {}, facts: "" };
  const pages = ids.map((id): [string, string] => [id, docPage(`requirements/${id}.md`)]);
  return { requirements: Object.fromEntries(pages.filter(([, text]) => text !== "")), facts: docPage("facts.md") };
}
