import { baselineLines } from "./baseline.ts";
import { markdownBlock, markdownCode, markdownText } from "./door.ts";
import { type Group, groupsOf, type Member, membersOf, symptomsOf } from "./groups.ts";
import { type Docs, explainCommand, linkedSource, noDocs, requirementLink } from "./links.ts";
import type { Failure, Report, RequirementResult } from "./report.ts";
import { shownSources } from "./sources.ts";
import { actualText, differencesOf, extentText, partingText, sentenceOf } from "./story.ts";
import { decidingText, differenceText, groupTitle, storyText, wholeTelling } from "./story-text.ts";
import { areasOf, closingLine, isPartly, lackLines, residueLine, settingLine, summaryLine } from "./summary.ts";
import { timelineText } from "./timeline.ts";
import { neverText, triedGroups, triedLine } from "./tried.ts";

/** Rows of a group that stand in its table. */
const mostRows = 30;
/** Groups that are told; of the others there is a table. */
const mostGroups = 30;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0
    ? []
    : [
        `| ${head.join(" | ")} |`,
        `|${head.map(() => "---").join("|")}|`,
        ...rows.map((cells) => `| ${cells.join(" | ")} |`),
        "",
      ];
/** What is folded in a page that takes HTML, and readable in one that does not. */
const folded = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`<details><summary>${title}</summary>`, "", ...lines, "</details>", ""];

const sourceLines = (one: RequirementResult, docs: Docs): string[] =>
  shownSources(one)
    .map((source) => linkedSource(source, docs))
    .map(
      ({ text, link }) => `- Source: ${link === undefined ? markdownText(text) : `[${markdownText(text)}](<${link}>)`}`,
    );

const unindented = (lines: readonly string[]) => markdownBlock(lines.map((line) => line.slice(2)).join("\n"));

/** What was expected and what came, the call that decides, and all calls of the case. */
function failureLines(failure: Failure): string[] {
  const { pointer, replay, needs = [], pack } = failure;
  const exports = needs.map(({ name, what }) => `export ${name}=…   # ${what}`);
  const telling = { ...wholeTelling, lines: 40, calls: 12 };
  const { lines, of } = decidingText(failure, telling);
  const all = of > 1 ? folded(`all ${of} calls`, [unindented(storyText(failure, telling)), ""]) : [];
  const { expected, actual } = partingText(failure) ?? { expected: failure.expected, actual: actualText(failure) };
  const extent = extentText(failure);
  return [
    `- Expected: ${markdownCode(expected, 600)}`,
    `- Actual: ${markdownCode(actual, 700)}${pointer ? ` at ${markdownCode(pointer, 200)}` : ""}`,
    ...differencesOf(failure)
      .slice(0, 3)
      .map((one) => `- Differs: ${markdownText(differenceText(one))}`),
    ...(extent === undefined ? [] : [`- Shows in: ${markdownText(extent)}`]),
    "",
    unindented(lines),
    "",
    ...all,
    ...(failure.timeline ? [markdownBlock(timelineText(failure.timeline).join("\n")), ""] : []),
    markdownBlock([...exports, replay, ...(pack === undefined ? [] : [`sh ${pack}/repro.sh`])].join("\n"), "sh"),
    "",
  ];
}

function rowsTable(group: Group): string[] {
  if (group.members.length === 1) return [];
  const rows = symptomsOf(group).flatMap(({ requirement, failures }) =>
    failures.map((failure) => [
      markdownCode(requirement.id),
      markdownCode(failure.row ?? ""),
      markdownCode(failure.expected, 120),
      markdownCode(actualText(failure, 60), 100),
      markdownCode(failure.hash ?? ""),
    ]),
  );
  const more = rows.length - mostRows;
  return [
    ...table(["requirement", "row", "expected", "actual", "replay"], rows.slice(0, mostRows)),
    ...(more > 0 ? [`and ${more} more (report.html and report.json have them)`, ""] : []),
  ];
}

/** Where the page of a requirement is, or what shows it. */
function aboutLine(id: string, docs: Docs): string {
  const link = requirementLink(id, docs);
  return `- About it: ${link === undefined ? markdownCode(explainCommand(id)) : `[${markdownText(id)}](<${link}>)`}`;
}

function groupLines(group: Group, number: number, docs: Docs): string[] {
  const { example, explains } = group;
  const { requirement, failure } = example;
  const row = group.members.length === 1 && failure.row !== undefined ? ` / ${markdownText(failure.row, 120)}` : "";
  const mark = failure.flaky ? "Flaky: " : failure.unconfirmed ? "Unconfirmed: " : "";
  return [
    `### ${number}. ${mark}${markdownText(groupTitle(group))}${row}`,
    "",
    `${markdownText(sentenceOf(requirement))}.`,
    "",
    ...sourceLines(requirement, docs),
    aboutLine(requirement.id, docs),
    ...(failure.known === undefined ? [] : [`- Known: ${markdownText(failure.known)}`]),
    ...(explains.length === 0 ? [] : [`- Explains: ${markdownText(explains.slice(0, 20).join(", "))}`]),
    "",
    ...failureLines(failure),
    ...rowsTable(group),
  ];
}

function groupSection(title: string, note: string, report: Report, members: readonly Member[], docs: Docs): string[] {
  if (members.length === 0) return [];
  const groups = groupsOf(report, members);
  const more = groups.slice(mostGroups);
  return [
    `## ${title}`,
    "",
    ...(note === "" ? [] : [note, ""]),
    ...groups.slice(0, mostGroups).flatMap((group, i) => groupLines(group, i + 1, docs)),
    ...table(
      ["further group", "failures"],
      more.map((one) => [markdownText(groupTitle(one)), String(one.members.length)]),
    ),
  ];
}

/** What two runs can be compared by: no ids, no times. */
function silenceTable({ silences }: Report): string[] {
  const rows = silences.map(({ id, text, did }) => [markdownCode(id), markdownText(text, 300), markdownText(did, 300)]);
  const title = `${silences.length} requests about which the page is silent: no verdict follows from what the target does`;
  return rows.length === 0
    ? []
    : ["## Where the page is silent", "", ...folded(title, table(["request", "with", "the target"], rows))];
}

/** Kinds of drift in a page. */
const mostDrift = 60;
function driftTable({ drift, moreDrift = 0 }: Report): string[] {
  if (drift.length === 0) return [];
  const rows = drift
    .slice(0, mostDrift)
    .map(({ pointer, what, value, count }) => [
      what,
      markdownCode(value, 120),
      markdownCode(pointer, 160),
      String(count),
    ]);
  const more = drift.length - rows.length + moreDrift;
  return [
    "## Drift",
    "",
    "What answers hold beside the contract; no failure.",
    "",
    ...table(["what", "value", "where", "times"], rows),
    ...(more > 0 ? [`and ${more} more`, ""] : []),
  ];
}

/** What the run tried, group by group. */
function triedTable(report: Report): string[] {
  const line = triedLine(report);
  if (line === undefined) return [];
  const rows = triedGroups(report).map((one) => [
    markdownText(one.group),
    String(one.tried),
    String(one.of),
    markdownText(neverText(one), 400),
  ]);
  return [
    "## What was tried",
    "",
    `${markdownText(line)}.`,
    "",
    ...folded("by group", table(["group", "tried", "of", "not tried"], rows)),
  ];
}

function requirementRow(one: RequirementResult): string[] {
  const rows = one.rows.filter((row) => row.verdict !== "pass").map((row) => `${row.row}: ${row.verdict}`);
  const notes = [one.reason ?? "", ...rows].filter((note) => note !== "").join("; ");
  return [one.id, one.level, one.verdict, String(one.judged), markdownText(notes, 300)];
}

function requirementTables(report: Report): string[] {
  const head = ["requirement", "level", "verdict", "judged", "notes"];
  const areas = areasOf(report).flatMap((area) => [
    `### ${area.name}: ${isPartly(area) ? "partly" : area.verdict}`,
    "",
    ...table(head, area.requirements.map(requirementRow)),
  ]);
  return ["## Requirements", "", ...areas];
}

/** The report for a pull request or a wiki. */
export function markdownReport(report: Report, docs: Docs = noDocs): string {
  const { failures, warnings, known } = membersOf(report);
  const below = `What breaks below the bar (\`--level ${report.run.level}\`), and fails no run.`;
  const baseline = baselineLines(report).filter((line) => line !== "");
  return [
    "# Create Version conformance",
    "",
    ...(report.run.died === undefined ? [] : [`**${markdownText(report.run.died)}**`, ""]),
    `**${markdownText(closingLine(report))}**`,
    "",
    `${markdownText(summaryLine(report))}. ${markdownText(residueLine(report))}.`,
    "",
    `${markdownText(settingLine(report))}.`,
    "",
    ...lackLines(report).flatMap((line) => [`${markdownText(line)}.`, ""]),
    ...groupSection("Failures", "", report, failures, docs),
    ...groupSection("Known failures", "A baseline lists them.", report, known, docs),
    ...groupSection("Warnings", below, report, warnings, docs),
    ...driftTable(report),
    ...silenceTable(report),
    ...triedTable(report),
    ...(baseline.length > 0
      ? ["## Baseline", "", ...baseline.map((line) => `- ${markdownText(line.trim())}`), ""]
      : []),
    ...requirementTables(report),
  ].join("\n");
}
