export { badgeReport } from "../reports/badge.ts";
export { type Change, type Diff, diffSchema } from "../reports/change.ts";
export { ctrfReport } from "../reports/ctrf.ts";
export { changesBetween, diffOf } from "../reports/diff.ts";
export { diffExit, diffMarkdown, diffText } from "../reports/diff-text.ts";
export { eventSchema, type RunEvent } from "../reports/events.ts";
export { exitMeanings } from "../reports/exit.ts";
export { type Group, groupsOf, membersOf } from "../reports/groups.ts";
export { harReport } from "../reports/har.ts";
export { htmlReport } from "../reports/html/page.ts";
export { junitReport } from "../reports/junit.ts";
export { markdownReport } from "../reports/markdown.ts";
export {
  exitCodeOf,
  type Failure,
  meaningOf,
  type Report,
  type ReportedExchange,
  type RequirementResult,
  reportSchema,
  type Verdict,
  verdicts,
} from "../reports/report.ts";
export { textReport } from "../reports/text.ts";
