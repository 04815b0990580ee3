import { plain } from "../door.ts";
import { exitLine } from "../exit.ts";
import { brokeIn, type Change, type Comparison, compareGates } from "./changes.ts";
import type { GateReport } from "./report.ts";
import { clientName } from "./text.ts";

const longest = 2000;
const titleOf = ({ id, row }: Change) => (row === undefined ? id : `${id} [${row}]`);
const sentence = ({ level, text }: Change) => `the client ${level === "must" ? "MUST" : "SHOULD"} ${text}`;

/** How it breaks, below its sentence. */
const findingLines = ({ finding }: Change): string[] =>
  finding === undefined
    ? []
    : [
        `    at         ${finding.at}`,
        `    expected   ${finding.expected}`,
        `    actual     ${finding.actual}`,
        `    call       ${finding.call ?? "the plainest"}`,
        ...(finding.answer === undefined ? [] : [`    answered   ${finding.answer}`]),
        `    replay     ${finding.replay}`,
      ];

/** Verdicts that say more than the heading does. */
const remarks: Partial<Record<Change["after"], string>> = {
  warn: " (a warning: below the bar)",
  flaky: " (flaky)",
  "expected-fail": " (expected)",
};
const line = (change: Change) => `  ${titleOf(change)}: ${sentence(change)}${remarks[change.after] ?? ""}`;
const words = (verdict: Change["before"]) => verdict.replace("-", " ");
const judgedLine = (change: Change) =>
  `  ${titleOf(change)}: ${words(change.before)}, now ${words(change.after)}${change.reason === undefined ? "" : ` (${change.reason})`}; ${sentence(change)}`;

function part(title: string, changes: readonly Change[], lines: (change: Change) => string[]): string[] {
  return changes.length === 0 ? [] : [`${title} (${changes.length})`, ...changes.flatMap(lines), ""];
}

const countsOf = ({ broken, fixed, stillFailing, noLongerJudged, newlyJudged }: Comparison) =>
  `${broken.length} broken, ${fixed.length} fixed, ${stillFailing.length} still failing, ${noLongerJudged.length} no longer judged, ${newlyJudged.length} newly judged`;

/** What changed between two reports, as release notes have it. */
export function compareText(before: GateReport, after: GateReport): string {
  const all = compareGates(before, after);
  const { broken, fixed, stillFailing, noLongerJudged, newlyJudged, unlike } = all;
  const [bad, good] = [newlyJudged.filter(({ finding }) => finding), newlyJudged.filter(({ finding }) => !finding)];
  return [
    `${clientName(before)} -> ${clientName(after)}: ${before.run.cases} cases, then ${after.run.cases}`,
    ...unlike.map((one) => `warning: the runs are not alike: ${one}`),
    "",
    ...part("Broken", broken, (one) => [line(one), ...findingLines(one)]),
    ...part("Fixed", fixed, (one) => [line(one)]),
    ...part("Still failing", stillFailing, (one) => [line(one)]),
    ...part("No longer judged", noLongerJudged, (one) => [judgedLine(one)]),
    ...part("Newly judged, and failing", bad, (one) => [line(one), ...findingLines(one)]),
    ...part("Newly judged, and kept", good, (one) => [line(one)]),
    countsOf(all),
  ]
    .map((one) => plain(one, longest))
    .join("\n");
}

/** The exit code of a comparison, with why. */
export function compareExit(before: GateReport, after: GateReport): { code: 0 | 1; line: string } {
  const broke = brokeIn(compareGates(before, after));
  const names = broke.map(titleOf).join(", ");
  return broke.length > 0
    ? { code: 1, line: plain(exitLine(1, `broken since ${clientName(before)}: ${names}`), longest) }
    : { code: 0, line: plain(exitLine(0, `nothing that ${clientName(before)} kept is broken`), longest) };
}
