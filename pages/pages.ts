import { type RequirementId, requirementIds } from "../contract/requirements/index.ts";
import { propertiesPage, regressionsPage } from "../gate/commands/pages.ts";
import { factsPage } from "../reports/docs/facts.ts";
import { requirementIndex, requirementPage, type SeenInRun } from "../reports/docs/requirement.ts";
import { documented, restingOn } from "./requirements.ts";

/** Every page that is made, by its path below the root of the package. */
export function allPages(seenOf: (id: RequirementId) => SeenInRun): Record<string, string> {
  const all = requirementIds.map((id) => ({ id, one: documented(id) }));
  return {
    ...Object.fromEntries(all.map(({ id, one }) => [`docs/requirements/${id}.md`, requirementPage(one, seenOf(id))])),
    "docs/requirements/index.md": requirementIndex(all.map(({ one }) => one)),
    "docs/facts.md": factsPage(restingOn),
    "docs/gate-properties.md": propertiesPage(),
    "docs/regressions.md": regressionsPage(),
  };
}
