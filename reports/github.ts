import { commandProperty, commandText, cut, markdownBlock, markdownCode, markdownText, plain } from "./door.ts";
import { type ExitCode, exitLine, exitMeanings } from "./exit.ts";
import { type Group, groupsOf, type Member, membersOf } from "./groups.ts";
import { exitCodeOf, type Report } from "./report.ts";
import { actualText, differencesOf, sentenceOf, storyOf } from "./story.ts";
import { differenceText } from "./story-text.ts";
import { closingLine, counted, settingLine } from "./summary.ts";

/** What a step of GitHub Actions says beside its log: the Markdown of its summary, lines of workflow commands, its outputs. */
export interface StepTexts {
  summary: string;
  annotations: string[];
  outputs: string;
}

/** A run, as a step has it. */
export interface Step {
  report: Report;
  /** The files of its reports. */
  files: readonly string[];
  /** The exit code, where it is not the report's own: interrupted, or a file was not written. */
  code: ExitCode;
}

const verdictWords: Record<ExitCode, string> = {
  0: "conforms",
  1: "violations",
  2: "could-not-judge",
  3: "inconclusive",
  130: "interrupted",
};

type Grouped = Record<"broken" | "unsure" | "warnings", Group[]>;
/** Failures in groups: what was confirmed, what was not, and what lies below the bar. */
function grouped(report: Report): Grouped {
  const { failures, warnings } = membersOf(report);
  const isSure = ({ failure }: Member) => !failure.flaky && !failure.unconfirmed;
  return {
    broken: groupsOf(report, failures.filter(isSure)),
    unsure: groupsOf(
      report,
      failures.filter((one) => !isSure(one)),
    ),
    warnings: groupsOf(report, warnings),
  };
}

const nameOf = ({ requirement: { id }, failure: { row } }: Member) => (row === undefined ? id : `${id} [${row}]`);
const failuresIn = (groups: readonly Group[]) => groups.reduce((sum, { members }) => sum + members.length, 0);

/** The first of these as code, and how many more there are. */
function codes(all: readonly string[], most: number): string {
  const more = all.length > most ? `, and ${all.length - most} more` : "";
  return `${all
    .slice(0, most)
    .map((one) => markdownCode(one, 120))
    .join(", ")}${more}`;
}

const mostCalls = 8;
const mostDifferences = 3;
const narrow = { width: 80, text: 40, items: 4 };

/** A group as a part of the summary. */
function section({ members, requirements, example, explains }: Group, number: number): string {
  const { requirement, failure } = example;
  const { expected, pointer, replay } = failure;
  const calls = storyOf(failure, narrow).slice(-mostCalls);
  const rows = [...new Set(members.flatMap((one) => one.failure.row ?? []))];
  const others = requirements.slice(1).map(({ id }) => id);
  return [
    `#### ${number}. ${markdownText(nameOf(example), 200)}${members.length > 1 ? ` (${counted(members.length, "failure")})` : ""}`,
    "",
    `${markdownText(sentenceOf(requirement), 600)}.`,
    "",
    `- expected ${markdownCode(expected, 300)}`,
    `- got ${markdownCode(actualText(failure, 300), 340)}${pointer ? ` at ${markdownCode(pointer, 200)}` : ""}`,
    ...calls.map(
      ({ method, path, status, isDeciding }) =>
        `- ${markdownCode(`${method} ${path}`, 200)} → ${status}${isDeciding ? " (decides)" : ""}`,
    ),
    ...differencesOf(failure)
      .slice(0, mostDifferences)
      .map((one) => `- differs: ${markdownCode(differenceText(one), 400)}`),
    ...(rows.length > 1 ? [`- rows: ${codes(rows, 8)}`] : []),
    ...(others.length > 0 ? [`- also breaks ${codes(others, 5)}`] : []),
    ...(explains.length > 0 ? [`- explains ${counted(explains.length, "other failure")}`] : []),
    "",
    markdownBlock(plain(replay, 1200), "sh"),
    "",
  ].join("\n");
}

function countsTable({ totals }: Report): string[] {
  const shown = Object.entries(totals).filter(([verdict, n]) => n > 0 || verdict === "pass" || verdict === "fail");
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(shown.map(([verdict]) => verdict)), line(shown.map(() => "---:")), line(shown.map(([, n]) => `${n}`))];
}

const heading = (code: ExitCode) => `## Create Version conformance: ${exitMeanings.server[code]}`;

/** What always stands in a summary: the verdict, its scope, and the counts. */
function head({ report, code }: Step): string {
  const { known, warnings } = membersOf(report);
  const { stale = [] } = report.baseline ?? {};
  const notes = [
    ...(known.length > 0 ? [`${counted(known.length, "failure")} known to the baseline`] : []),
    ...(warnings.length > 0 ? [`${counted(warnings.length, "warning")} below the bar`] : []),
    ...(stale.length > 0
      ? [
          `stale in the baseline: ${codes(
            stale.map(({ id, row }) => `${id} ${row ?? ""}`.trim()),
            5,
          )}`,
        ]
      : []),
  ];
  return [
    heading(code),
    "",
    `**${markdownText(closingOf(report, code), 1200)}**`,
    "",
    `${markdownText(settingLine(report), 800)}.`,
    "",
    ...countsTable(report),
    "",
    ...notes.flatMap((note) => [`${note}.`, ""]),
  ].join("\n");
}

const closingOf = (report: Report, code: ExitCode) =>
  code === exitCodeOf(report) ? closingLine(report) : exitLine(code, exitMeanings.server[code]);

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text).length;

/** The most bytes of a summary; what says how many groups are left out is within. */
const mostBytes = 58_000;
const roomForRest = 300;

function summaryOf(step: Step, { broken, unsure }: Grouped): string {
  const groups = [...broken, ...unsure];
  const first = head(step);
  const last = step.files.length === 0 ? "" : `\nWhole report: ${codes(step.files, 8)}\n`;
  let room = mostBytes - roomForRest - bytesOf(first) - bytesOf(last);
  const shown: string[] = [];
  for (const [i, group] of groups.entries()) {
    const text = section(group, i + 1);
    room -= bytesOf(text) + 1;
    if (room < 0) break;
    shown.push(text);
  }
  const left = groups.slice(shown.length);
  const title =
    groups.length === 0
      ? []
      : [
          `### ${counted(failuresIn(groups), "failure")} in ${counted(groups.length, "group")}, the likely roots first`,
          "",
        ];
  const rest =
    left.length === 0
      ? []
      : [`… and ${counted(left.length, "more group")} with ${counted(failuresIn(left), "failure")}.`, ""];
  return [first, ...title, ...shown, ...rest, last].join("\n");
}

/** The most annotations that a step shows of each kind. */
const mostAnnotations = 10;

const command = (level: "error" | "warning", title: string, text: string): string =>
  `::${level} title=${commandProperty(title)}::${commandText(text, 3000)}`;

function annotationOf(level: "error" | "warning", what: string, { members, example }: Group): string {
  const { requirement, failure } = example;
  const more = members.length > 1 ? ` and ${members.length - 1} more` : "";
  const text = [
    `${cut(sentenceOf(requirement), 400)}`,
    `expected ${plain(failure.expected, 400)}`,
    `got ${plain(actualText(failure, 400))}${failure.pointer ? ` at ${plain(failure.pointer, 200)}` : ""}`,
    `replay: ${plain(failure.replay, 1000)}`,
  ].join("\n");
  return command(level, `${what}${plain(nameOf(example), 140)}${more}`, text);
}

function annotationsOf({ report, code }: Step, { broken, unsure, warnings }: Grouped): string[] {
  const { stale = [] } = report.complete ? (report.baseline ?? {}) : {};
  const staleText = stale.map(({ id, row }) => plain(`${id} ${row ?? ""}`.trim(), 200)).join("\n");
  const all = [
    ...(code === 2 ? [command("error", verdictWords[2], closingOf(report, code))] : []),
    ...(code === 3 ? [command("warning", verdictWords[3], closingOf(report, code))] : []),
    ...broken.map((one) => annotationOf("error", "", one)),
    ...(stale.length > 0 ? [command("error", "the baseline is stale", `these pass now:\n${staleText}`)] : []),
    ...unsure.map((one) => annotationOf("warning", "not confirmed: ", one)),
    ...warnings.map((one) => annotationOf("warning", "below the bar: ", one)),
  ];
  if (all.length <= mostAnnotations) return all;
  const left = all.length - mostAnnotations + 1;
  const rest = command(
    "warning",
    `and ${left} more`,
    `${left} more groups of failures: see the summary and the report`,
  );
  return [...all.slice(0, mostAnnotations - 1), rest];
}

/** Outputs in the form that bears any text: what ends a value stands nowhere in it. */
function outputLines(outputs: Readonly<Record<string, string | number>>): string {
  return Object.entries(outputs)
    .map(([name, value]) => {
      const text = String(value);
      let end = "wvc_end";
      while (text.includes(end)) end += "_";
      return `${name}<<${end}\n${text}\n${end}\n`;
    })
    .join("");
}

/** The report that a person opens. */
const mainFile = (files: readonly string[]) => files.find((one) => one.endsWith(".html")) ?? files[0] ?? "";

/** What a step says of a run. */
export function stepOf(step: Step): StepTexts {
  const { report, files, code } = step;
  const { pass = 0, fail = 0, warn = 0 } = report.totals;
  const groups = grouped(report);
  const outputs = {
    verdict: verdictWords[code],
    "exit-code": code,
    pass,
    fail,
    warn,
    report: mainFile(files),
    "new-violations": failuresIn(groups.broken),
  };
  return { summary: summaryOf(step, groups), annotations: annotationsOf(step, groups), outputs: outputLines(outputs) };
}

/** What a step says where no run was possible. */
export const stepWithoutRun = (why: string): StepTexts => ({
  summary: `${heading(2)}\n\n${markdownBlock(why, "", 4000)}\n`,
  annotations: [command("error", verdictWords[2], why)],
  outputs: outputLines({ verdict: verdictWords[2], "exit-code": 2 }),
});
