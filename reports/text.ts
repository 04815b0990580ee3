import { baselineLines } from "./baseline.ts";
import { plain } from "./door.ts";
import { type Group, groupsOf, type Member, membersOf } from "./groups.ts";
import type { Failure, Report, RequirementResult, Verdict } from "./report.ts";
import { actualText } from "./story.ts";
import { briefText, failureText as failureLines, groupText, noPaint, type Paint, wholeTelling } from "./story-text.ts";
import {
  type Area,
  areasOf,
  closingLine,
  counted,
  isPartly,
  lackLines,
  passedIn,
  residueLine,
  settingLine,
  summaryLine,
} from "./summary.ts";
import { triedLine } from "./tried.ts";

const marks: Record<Verdict, string> = {
  pass: "ok",
  fail: "FAIL",
  warn: "warn",
  flaky: "FLAKY",
  unconfirmed: "UNCONFIRMED",
  untested: "untested",
  inapplicable: "n/a",
  environment: "environment",
  broken: "BROKEN",
};

/** How a report is told: in full, or its first groups. */
export interface Shown {
  /** Groups that are told, each in a few lines; without it, all of them with their whole stories. */
  groups?: number;
  paint?: Paint;
}

/** As what a failure is shown. */
export function markOf({ flaky, unconfirmed, warning }: Failure): Verdict {
  if (flaky) return "flaky";
  if (unconfirmed) return "unconfirmed";
  return warning ? "warn" : "fail";
}
const markText = ({ failure }: Member, paint: Paint) =>
  failure.known === undefined
    ? paint(failure.flaky || failure.unconfirmed || failure.warning ? "odd" : "bad", marks[markOf(failure)])
    : "KNOWN";

function areaLine(area: Area): string {
  const { name, verdict, requirements } = area;
  const judged = requirements.reduce((sum, one) => sum + one.judged, 0);
  const mark = isPartly(area) ? "partly" : marks[verdict];
  return `${mark.padEnd(12)}${name.padEnd(16)}${`${passedIn(area)}/${requirements.length}`.padStart(6)} requirements${String(judged).padStart(9)} judgements`;
}

/** The areas, a line each; where there is little room, those that pass share one. */
function areaLines(report: Report, isBrief: boolean, paint: Paint): string[] {
  const areas = areasOf(report);
  const line = (area: Area) =>
    paint(area.verdict === "fail" ? "bad" : area.verdict === "pass" ? "good" : "odd", areaLine(area));
  const isRed = areas.some(({ verdict }) => verdict === "fail");
  if (!isBrief || !isRed) return areas.map(line);
  const passing = areas.filter(({ verdict }) => verdict === "pass");
  const rest = areas.filter(({ verdict }) => verdict !== "pass");
  const names = passing.map(({ name }) => name).join(", ");
  return [...rest.map(line), ...(passing.length === 0 ? [] : [paint("good", `${marks.pass.padEnd(12)}${names}`)])];
}

/** The failures of one requirement, each in a few lines: what a runner of tests shows. */
export const failureText = (requirement: RequirementResult): string =>
  requirement.failures
    .map((failure) => briefText({ requirement, failure }, markText({ requirement, failure }, noPaint)).join("\n"))
    .join("\n\n");

/** Rows that share a reason stand in one line from so many on. */
const mostRowLines = 4;

/** Rows without a verdict; where many share a reason, only how many. */
function rowLines(id: string, rows: RequirementResult["rows"]): string[] {
  const reasons = [...new Set(rows.map(({ verdict, reason = "" }) => `${verdict} ${reason}`))];
  return reasons.flatMap((key) => {
    const same = rows.filter(({ verdict, reason = "" }) => `${verdict} ${reason}` === key);
    const [first] = same;
    if (!first) return [];
    const mark = marks[first.verdict].padEnd(12);
    if (same.length > mostRowLines) return [`${mark}${id} [${same.length} rows]: ${first.reason ?? ""}`];
    return same.map(({ row, reason }) => `${mark}${id} [${row}]: ${reason ?? ""}`);
  });
}

const unheard: readonly Verdict[] = ["untested", "inapplicable", "environment", "broken"];
/** Everything that has no verdict on the target, with the reason. */
function unjudgedLines(report: Report, isBrief: boolean): string[] {
  const own = report.requirements.filter(({ verdict }) => unheard.includes(verdict));
  const sameAs = (one: RequirementResult) =>
    own.filter(({ verdict, reason }) => verdict === one.verdict && reason === one.reason);
  const lines = report.requirements.flatMap((one) => {
    const { id, verdict, reason = "", rows } = one;
    if (verdict === "pass" || verdict === "fail" || verdict === "warn")
      return rowLines(
        id,
        rows.filter((row) => unheard.includes(row.verdict)),
      );
    if (!own.includes(one)) return [];
    const same = sameAs(one);
    if (same.length < mostRowLines) return [`${marks[verdict].padEnd(12)}${id}: ${reason}`];
    return same[0] === one ? [`${marks[verdict].padEnd(12)}${same.length} requirements: ${reason}`] : [];
  });
  if (lines.length === 0) return [];
  const shown = lines.map((line) => `  ${plain(line, 300)}`);
  return ["Not judged:", ...shortened(shown, isBrief, "report.txt has them"), ""];
}

/** Lines of a list where there is little room. */
const fewLines = 6;
function shortened(lines: readonly string[], isBrief: boolean, where: string): string[] {
  const more = lines.length - fewLines;
  return !isBrief || more <= 1 ? [...lines] : [...lines.slice(0, fewLines), `  and ${more} more (${where})`];
}

/** Kinds of drift in a text; the JSON report has more. */
const mostDriftLines = 40;
function driftLines({ drift, moreDrift = 0 }: Report, isBrief: boolean): string[] {
  if (drift.length === 0) return [];
  const kinds = drift
    .slice(0, mostDriftLines)
    .map(({ pointer, what, value, count }) =>
      plain(`  ${what} ${JSON.stringify(value)} at ${pointer} (${count} times)`, 240),
    );
  const hidden = drift.length - kinds.length;
  const more = hidden + moreDrift > 0 ? [`  and more: ${hidden} kinds, and ${moreDrift} sightings of others`] : [];
  const lines = shortened([...kinds, ...more], isBrief, "report.txt has them");
  return ["Drift: what answers hold beside the contract (no failure):", ...lines, ""];
}

/** How many requests asked what the page does not say; the other reports have the answers. */
function silenceLines({ silences }: Report): string[] {
  if (silences.length === 0) return [];
  const accepted = silences.filter(({ did }) => did.startsWith("accepts")).length;
  return [
    `Where the page is silent: of ${counted(silences.length, "request")} the target accepts ${accepted} (the HTML, Markdown and JSON reports have each).`,
    "",
  ];
}

/** A group with the whole story of its example, and a line for each other failure. */
function wholeGroup(group: Group, paint: Paint): string[] {
  const { example, members } = group;
  const others = members.filter((one) => one !== example);
  return [
    ...failureLines(example, markText(example, paint), { ...wholeTelling, paint }),
    ...(others.length === 0 ? [] : [`  and so do ${counted(others.length, "more failure")}:`]),
    ...others.slice(0, mostOthers).map(otherLine),
    ...(others.length > mostOthers ? [`    and ${others.length - mostOthers} more (report.json has them)`] : []),
    ...(others.length === 0 ? [] : [""]),
  ];
}
const mostOthers = 300;
const otherLine = ({ requirement, failure }: Member): string => {
  const row = failure.row === undefined ? "" : ` [${plain(failure.row, 120)}]`;
  return `    ${failure.hash ?? ""}  ${requirement.id}${row}: ${plain(actualText(failure, 80), 100)}`;
};

/** The first groups, and how many failures are in the others. */
function groupLines(groups: readonly Group[], most: number | undefined, paint: Paint): string[] {
  if (most === undefined) return groups.flatMap((group) => wholeGroup(group, paint));
  const shown = groups.slice(0, most);
  const left = groups.slice(most);
  const failures = left.reduce((sum, one) => sum + one.members.length, 0);
  const rest =
    left.length === 0
      ? []
      : [
          `and ${counted(left.length, "more group")} with ${counted(failures, "failure")}: --all shows them, report.html too`,
          "",
        ];
  return [...shown.flatMap((group, i) => groupText(group, i + 1, markText(group.example, paint), paint)), ...rest];
}

/** What broke, in groups or one by one. */
function failedLines(report: Report, members: readonly Member[], { groups, paint = noPaint }: Shown): string[] {
  if (members.length === 0) return [];
  const all = groupsOf(report, members);
  const needs = new Map(members.flatMap(({ failure }) => failure.needs ?? []).map((one) => [one.name, one.what]));
  const variables = [...needs].map(
    ([name, what]) => `replay lines need: export ${plain(name, 200)}=…   (${plain(what, 200)})`,
  );
  const head =
    members.length === 1
      ? []
      : [
          `${counted(members.length, "failure")}${all.length < members.length ? ` in ${counted(all.length, "group")}` : ""}, the likely root first:`,
          "",
        ];
  return [...head, ...groupLines(all, groups, paint), ...variables, ...(variables.length > 0 ? [""] : [])];
}

/** Warnings where there is little room: a line a group. */
function warningLines(report: Report, members: readonly Member[], shown: Shown): string[] {
  if (members.length === 0) return [];
  const title = `Warnings: what breaks below the bar (--level ${report.run.level}), and fails no run:`;
  if (shown.groups === undefined) return [title, "", ...failedLines(report, members, shown)];
  const lines = groupsOf(report, members).map(({ id, requirements, members: own, example: { failure } }) => {
    const many = own.length === 1 ? "" : ` (${own.length} failures)`;
    const what = `expected ${plain(failure.expected, 70)}, and came ${plain(actualText(failure, 70), 100)}`;
    return `  ${requirements.map((one) => one.id).join(", ")}${many}: ${what}  (replay ${id})`;
  });
  return [title, ...shortened(lines, true, "report.txt has them"), ""];
}

function knownLines(report: Report, members: readonly Member[], shown: Shown): string[] {
  if (shown.groups === undefined) return failedLines(report, members, shown);
  if (members.length === 0) return [];
  const names = members.map(({ requirement: { id }, failure: { row } }) => (row === undefined ? id : `${id} [${row}]`));
  const lines = names.map((name) => `  KNOWN  ${plain(name, 200)}`);
  return [...shortened(lines, true, "report.txt has them"), ""];
}

/** The report as a person reads it: in a terminal its first groups, in a file every failure. */
export function textReport(report: Report, shown: Shown = {}): string {
  const { groups, paint = noPaint } = shown;
  const isBrief = groups !== undefined;
  const { failures, warnings, known } = membersOf(report);
  return [
    ...(report.run.died === undefined ? [] : [plain(report.run.died)]),
    `workers-version-conformance: ${settingLine(report)}`,
    "",
    ...areaLines(report, isBrief, paint),
    "",
    ...failedLines(report, failures, shown),
    ...knownLines(report, known, shown),
    ...warningLines(report, warnings, shown),
    ...unjudgedLines(report, isBrief),
    ...driftLines(report, isBrief),
    ...silenceLines(report),
    ...[triedLine(report)].flatMap((line) => (line === undefined ? [] : [plain(line, 300), ""])),
    ...baselineLines(report).map((line) => plain(line)),
    ...lackLines(report).map((line) => plain(line)),
    summaryLine(report),
    plain(residueLine(report)),
    closingLine(report),
    "",
  ].join("\n");
}
