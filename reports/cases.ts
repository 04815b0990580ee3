import { areaOf } from "../contract/requirements/index.ts";
import { plain } from "./door.ts";
import { exitCodeOf, type Failure, meaningOf, type Report, type RequirementResult, type Verdict } from "./report.ts";
import { actualText, differencesOf, sentenceOf, storyOf } from "./story.ts";
import { differenceText } from "./story-text.ts";

/** How tools that know tests, and no verdicts, count a case. */
export type Outcome = "passed" | "failed" | "error" | "skipped";

/** A requirement, or a row of it that broke, as a test case. */
export interface Case {
  suite: string;
  name: string;
  /** Names it in every run. */
  key: string;
  verdict: Verdict;
  outcome: Outcome;
  /** Why it did not pass, in a line; what is to be known of one that passed. */
  message?: string;
  /** The failures of it, in lines. */
  detail?: string;
  requirement?: RequirementResult;
  failures: readonly Failure[];
}

/** Calls of a failure that its detail lists. */
const mostCalls = 12;
const mostDifferences = 3;
/** Failures whose calls stand in the detail of a requirement. */
const mostDetails = 5;
const narrow = { width: 100, text: 40, items: 4 };

function detailOf(requirement: RequirementResult, failure: Failure): string {
  const { row, expected, pointer, replay } = failure;
  const calls = storyOf(failure, narrow).slice(-mostCalls);
  return [
    `${requirement.id}${row === undefined ? "" : ` [${plain(row, 200)}]`}: ${sentenceOf(requirement)}`,
    `expected ${plain(expected, 600)}`,
    `actual   ${plain(actualText(failure))}${pointer ? ` at ${plain(pointer, 300)}` : ""}`,
    ...calls.map(({ method, path, status, isDeciding }) =>
      plain(`${isDeciding ? "*" : " "} ${method} ${path} -> ${status}`, 400),
    ),
    ...differencesOf(failure)
      .slice(0, mostDifferences)
      .map((one) => `differs  ${differenceText(one)}`),
    `replay   ${plain(replay, 1000)}`,
  ].join("\n");
}

function details(requirement: RequirementResult, failures: readonly Failure[]): string | undefined {
  if (failures.length === 0) return undefined;
  const more = failures.length > mostDetails ? [`… and ${failures.length - mostDetails} more`] : [];
  return [...failures.slice(0, mostDetails).map((one) => detailOf(requirement, one)), ...more].join("\n\n");
}

const outcomes: Record<Verdict, Outcome> = {
  pass: "passed",
  warn: "passed",
  fail: "failed",
  broken: "error",
  // What did not show again, or could not be tried again, is neither a violation nor a pass.
  flaky: "skipped",
  unconfirmed: "skipped",
  untested: "skipped",
  inapplicable: "skipped",
  environment: "skipped",
};
const untold: Partial<Record<Verdict, string>> = {
  flaky: "it did not show again",
  unconfirmed: "it was seen once, and not tried again",
  warn: "it breaks below the bar",
};

interface Judged {
  verdict: Verdict;
  known?: string | undefined;
  reason?: string | undefined;
}

/** What is said of a case in a line. */
function messageOf({ verdict, known, reason }: Judged, failures: readonly Failure[]): string | undefined {
  if (verdict === "pass") return undefined;
  const first = failures.find((one) => one.known === undefined && !one.warning) ?? failures[0];
  const rows = failures.length > 1 ? ` (and ${failures.length - 1} more)` : "";
  const broke = first && `expected ${plain(first.expected, 300)}; got ${plain(actualText(first, 300))}${rows}`;
  if (known !== undefined) return plain(`known: ${known}`, 600);
  const why = reason === undefined ? (untold[verdict] ?? broke) : plain(reason, 600);
  return verdict === "fail" ? (broke ?? why) : `${verdict}: ${why ?? "no reason is known"}`;
}

const outcomeOf = ({ verdict, known }: Judged): Outcome =>
  verdict === "fail" && known !== undefined ? "skipped" : outcomes[verdict];

function caseOf(requirement: RequirementResult, judged: Judged, failures: readonly Failure[], row?: string): Case {
  const { id } = requirement;
  return {
    suite: areaOf(id),
    name: row === undefined ? id : `${id} [${plain(row, 200)}]`,
    key: row === undefined ? id : `${id}/${row}`,
    verdict: judged.verdict,
    outcome: outcomeOf(judged),
    message: messageOf(judged, failures),
    detail: details(requirement, failures),
    requirement,
    failures,
  };
}

/** The rows of a requirement that broke, each a case beside the requirement's own. */
function rowCases(requirement: RequirementResult): Case[] {
  const names = [...new Set(requirement.failures.flatMap(({ row }) => row ?? []))];
  return names.map((row) => {
    const own = requirement.failures.filter((one) => one.row === row);
    const { verdict = requirement.verdict, reason } = requirement.rows.find((one) => one.row === row) ?? {};
    const known = own.every((one) => one.known !== undefined) ? own[0]?.known : undefined;
    return caseOf(requirement, { verdict, reason, known }, own, row);
  });
}

/** What the whole run says beside its requirements: whether it could judge, and what a baseline has to say. */
function ofRun(report: Report): Case[] {
  const code = exitCodeOf(report);
  const own = { suite: "run", failures: [] };
  const isOk = code === 0 || code === 1;
  const stale = report.complete ? (report.baseline?.stale ?? []) : [];
  const verdict = isOk ? "pass" : code === 2 ? "broken" : "unconfirmed";
  const ended = report.run.ended === undefined ? "" : `: ${report.run.ended}`;
  const said = isOk ? {} : { message: plain(`${meaningOf(report)}${ended}`, 600) };
  return [
    {
      ...own,
      name: "run.is-conclusive",
      key: "run.is-conclusive",
      verdict,
      outcome: isOk ? "passed" : "error",
      ...said,
    },
    ...stale.map(({ id, row, reason }): Case => {
      const key = `run.stale ${row === undefined ? id : `${id}/${row}`}`;
      const message = plain(`the baseline lists it, and it holds now: ${reason}`, 600);
      return { ...own, name: plain(key), key, verdict: "fail", outcome: "failed", message };
    }),
  ];
}

/**
 * A report as test cases, for tools that know nothing else: one for each requirement, one beside it for each row that
 * broke, and what concerns the run as a whole. One of them failed, or is an error, just where the exit code is not 0.
 */
export const casesOf = (report: Report): Case[] => [
  ...report.requirements.flatMap((one) => [caseOf(one, one, one.failures), ...rowCases(one)]),
  ...ofRun(report),
];

/** How long the calls of the failures of a case took. */
export const tookMs = ({ failures }: Case): number =>
  Math.round(failures.reduce((sum, { exchanges }) => sum + exchanges.reduce((ms, one) => ms + one.tookMs, 0), 0));
