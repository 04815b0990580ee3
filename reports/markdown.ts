import { baselineLines } from "./baseline.ts";
import type { Failure, Report, RequirementResult } from "./report.ts";
import { shownSources, sourceMarkdown } from "./sources.ts";
import { areasOf, closingLine, failuresOf, lackLines, residueLine, short, summaryLine } from "./text.ts";
import { timelineText } from "./timeline.ts";
import { neverText, triedGroups, triedLine } from "./tried.ts";

/** Text in a table cell: no pipes, no line breaks. */
export const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
/** A fence longer than any run of backticks inside. */
export function fenced(text: string, language = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
export const code = (text: string) => (text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``);

function failureSection(one: RequirementResult, failure: Failure): string[] {
  const { id, text, level } = one;
  const sources = shownSources(one).map((source) => `- Source: ${sourceMarkdown(source)}`);
  const row = failure.row === undefined ? "" : ` / ${failure.row}`;
  const pretty = JSON.stringify(failure.input, undefined, 2) ?? "";
  return [
    `### ${failure.known === undefined ? "" : "Known: "}${failure.flaky ? "Flaky: " : failure.unconfirmed ? "Unconfirmed: " : ""}${id}${row}`,
    "",
    `The API ${level === "must" ? "MUST" : "SHOULD"} ${text}.`,
    "",
    ...sources,
    "",
    ...(failure.known === undefined ? [] : [`Known: ${failure.known}`, ""]),
    `Expected: ${code(short(failure.expected))}${failure.pointer ? `, at ${code(failure.pointer)}` : ""}`,
    "",
    `Actual: ${code(short(failure.actual))}`,
    "",
    "Smallest input:",
    "",
    fenced(short(pretty, 4000), "json"),
    "",
    "Replay:",
    "",
    fenced(failure.replay, "sh"),
    ...(failure.timeline ? ["", "Calls over time:", "", fenced(timelineText(failure.timeline).join("\n"))] : []),
    ...(failure.curl ? ["", "The last create as curl:", "", fenced(short(failure.curl, 4000), "sh")] : []),
    "",
  ];
}

/** What two runs can be compared by: no ids, no times. */
function silenceTable({ silences }: Report): string[] {
  if (silences.length === 0) return [];
  const rows = silences.map(({ id, text, did }) => `| ${code(id)} | ${cell(text)} | ${cell(did)} |`);
  const title = "## What this target does where the page is silent";
  return [
    title,
    "",
    "No verdict follows from it.",
    "",
    "| request | with | the target |",
    "|---|---|---|",
    ...rows,
    "",
  ];
}

/** What the run tried, group by group. */
function triedTable(report: Report): string[] {
  const line = triedLine(report);
  if (line === undefined) return [];
  const rows = triedGroups(report).map(
    (one) => `| ${one.group} | ${one.tried} | ${one.of} | ${cell(neverText(one))} |`,
  );
  return [
    "## What was tried",
    "",
    `${line}.`,
    "",
    "| group | tried | of | not tried |",
    "|---|---|---|---|",
    ...rows,
    "",
  ];
}

function requirementRow(one: RequirementResult): string {
  const rows = one.rows.filter((row) => row.verdict !== "pass").map((row) => `${row.row}: ${row.verdict}`);
  const notes = [one.reason ?? "", ...rows].filter((note) => note !== "").join("; ");
  return `| ${one.id} | ${one.level} | ${one.verdict} | ${one.judged} | ${cell(short(notes, 300))} |`;
}

/** The report for a pull request or a step summary. */
export function markdownReport(report: Report): string {
  const { target, suite, contract, run } = report;
  const { failures, warnings } = failuresOf(report);
  const drift = report.drift.map(
    ({ pointer, what, value, count }) => `- ${what} ${code(value)} at ${code(pointer)}, ${count} times`,
  );
  return [
    "# Create Version conformance",
    "",
    `Target: ${target.kind === "mock" ? "the embedded mock" : target.baseUrl}. Suite ${suite.version}, contract ${contract.revision}, profile ${run.profile}, started ${run.startedAt}.`,
    "",
    ...(run.died === undefined ? [] : [`**${code(run.died)}**`, ""]),
    `**${closingLine(report)}**`,
    "",
    `${summaryLine(report)}. ${residueLine(report)}.`,
    "",
    ...lackLines(report).flatMap((line) => [`${line}.`, ""]),
    ...(failures.length > 0
      ? ["## Failures", "", ...failures.flatMap(([one, failure]) => failureSection(one, failure))]
      : []),
    ...(warnings.length > 0
      ? [
          "## Warnings",
          "",
          `What breaks below the bar (\`--level ${run.level}\`), and fails no run.`,
          "",
          ...warnings.flatMap(([one, failure]) => failureSection(one, failure)),
        ]
      : []),
    ...(drift.length > 0
      ? ["## Drift", "", "What answers hold beside the contract; no failure.", "", ...drift, ""]
      : []),
    ...silenceTable(report),
    ...triedTable(report),
    ...(report.baseline
      ? ["## Baseline", "", ...baselineLines(report).map((line) => (line === "" ? "" : `- ${line.trim()}`))]
      : []),
    "## Requirements",
    "",
    ...areasOf(report).flatMap(({ name, verdict, requirements }) => [
      `### ${name}: ${verdict}`,
      "",
      "| requirement | level | verdict | judged | notes |",
      "|---|---|---|---|---|",
      ...requirements.map(requirementRow),
      "",
    ]),
  ].join("\n");
}
