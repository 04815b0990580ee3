import type { Report } from "./report.ts";

/** What a run tried of one group of features. */
export interface TriedGroup {
  group: string;
  tried: number;
  of: number;
  /** Features that it did not try. */
  never: string[];
}

const isOfAnswers = (group: string) => group === "answer";

/** What a run tried, group by group; nothing where its report does not say. */
export function triedGroups({ tried = {} }: Pick<Report, "tried">): TriedGroup[] {
  const groups = new Map<string, TriedGroup>();
  for (const [id, count] of Object.entries(tried)) {
    const group = id.slice(0, id.indexOf(":"));
    const own = groups.get(group) ?? { group, tried: 0, of: 0, never: [] };
    groups.set(group, own);
    own.of += 1;
    if (count > 0) own.tried += 1;
    else own.never.push(id.slice(group.length + 2));
  }
  return [...groups.values()];
}

/** How much of what there is to try was tried, in one line. */
export function triedLine(report: Pick<Report, "tried" | "run">): string | undefined {
  // What was left out on purpose is no news.
  if (report.run.only !== undefined) return undefined;
  const groups = triedGroups(report).filter(({ group }) => !isOfAnswers(group));
  const of = groups.reduce((sum, one) => sum + one.of, 0);
  if (of === 0) return undefined;
  const tried = groups.reduce((sum, one) => sum + one.tried, 0);
  const most = groups.filter(({ never }) => never.length > 0).map(({ group, never }) => `${never.length} of ${group}`);
  return `Tried ${tried} of ${of} features of requests (list --coverage)${most.length === 0 ? "" : `; not tried: ${most.join(", ")}`}`;
}

/** How many names stand beside a group. */
const mostNever = 12;
/** Names of what was not tried, cut where they are many. */
export const neverText = ({ never }: TriedGroup): string =>
  never.length <= mostNever
    ? never.join("; ")
    : `${never.slice(0, mostNever).join("; ")}; and ${never.length - mostNever} more`;
