import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { fetchTransport } from "../../harness/target/client.ts";
import { openTarget } from "../../harness/target/target.ts";
import { type Group, groupsOf, membersOf } from "../../reports/groups.ts";
import type { Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";
import { type NaiveBug, naiveServer } from "./naive.ts";

/** A quick run on the naive server with these bugs, in this process; of a part of the suite where one is named. */
export function naiveReport(bugs?: readonly NaiveBug[], only: readonly string[] = []): Promise<Report> {
  const settings = readSettings({ profile: "quick", only: [...only] }, {});
  const server = naiveServer(bugs);
  const transport = fetchTransport(async (request) => server.fetch(request));
  return run(suite, settings, { ...openTarget(settings, {}), transport });
}

export const failureGroups = (report: Report): Group[] => groupsOf(report, membersOf(report).failures);

const keysOf = ({ members }: Group) =>
  members.map(({ requirement, failure }) => `${requirement.id} ${failure.row ?? ""}`);

/** The groups that hold a failure that none of the other groups has. */
export function newGroups(groups: readonly Group[], others: readonly Group[]): Group[] {
  const known = new Set(others.flatMap(keysOf));
  return groups.filter((group) => keysOf(group).some((key) => !known.has(key)));
}

/** For each bug a requirement that it breaks, and the parts of the suite that show it. */
export const shownBy: Record<NaiveBug, { breaks: string; only: string[] }> = {
  "checks no types": { breaks: "refusal.type", only: ["refusal.type/modules:type", "refusal.type/main_module:type"] },
  "checks nothing that is required": {
    breaks: "refusal.required",
    only: ["refusal.required/bindings.ai.name:required"],
  },
  "checks no lengths": { breaks: "annotations.message-cut", only: ["annotations"] },
  "numbers are texts": { breaks: "version.number-integer", only: ["version.number-integer"] },
  "takes the id of the caller": { breaks: "version.id-uuid", only: ["silence.id:sent"] },
  "shows secrets": { breaks: "secrecy.secret-text", only: ["secrecy"] },
  "counts versions anew after a delete": { breaks: "numbering.live-distinct", only: ["numbering"] },
  "keeps the old deployment beside the new one": { breaks: "deploy.supersedes", only: ["deploy.supersedes"] },
  "answers 200 for a version that is not there": {
    breaks: "read-back.deleted-gone",
    only: ["addressing", "read-back.deleted-gone"],
  },
  "forgets annotations": { breaks: "annotations.message-echoed", only: ["annotations"] },
};
