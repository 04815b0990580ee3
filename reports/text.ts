import { areaOf } from "../contract/requirements/index.ts";
import { baselineLines } from "./baseline.ts";
import { exitLine } from "./exit.ts";
import {
  exitCodeOf,
  type Failure,
  meaningOf,
  type Report,
  type RequirementResult,
  type Verdict,
  worst,
} from "./report.ts";
import { shownSources, sourceLine } from "./sources.ts";
import { timelineText } from "./timeline.ts";
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

const shortest = 600;
/** A value on one line, cut where it is long. */
export function short(value: unknown, limit = shortest): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > limit ? `${text.slice(0, limit)} … (${text.length} characters)` : text;
}

export interface Area {
  name: string;
  verdict: Verdict;
  requirements: RequirementResult[];
}

/** The requirements by area, in the contract's order. */
export function areasOf(report: Report): Area[] {
  const names = [...new Set(report.requirements.map(({ id }) => areaOf(id)))];
  return names.map((name) => {
    const requirements = report.requirements.filter(({ id }) => areaOf(id) === name);
    return { name, requirements, verdict: areaVerdict(requirements) };
  });
}
/** An area passes only if everything in it was judged and passed. */
function areaVerdict(requirements: readonly RequirementResult[]): Verdict {
  const all = requirements.map(({ verdict }) => verdict);
  const bad = worst(all);
  return bad === "pass" ? (all.find((one) => one !== "pass") ?? "pass") : bad;
}

const counted = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;

function areaLine({ name, verdict, requirements }: Area): string {
  const passed = requirements.filter((one) => one.verdict === "pass").length;
  const judged = requirements.reduce((sum, one) => sum + one.judged, 0);
  const mark = passed > 0 && ["untested", "inapplicable"].includes(verdict) ? "partly" : marks[verdict];
  const line = `${mark.padEnd(12)}${name.padEnd(16)}${`${passed}/${requirements.length}`.padStart(6)} requirements${String(judged).padStart(9)} judgements`;
  return line;
}

/** As what a failure is shown. */
export function markOf({ flaky, unconfirmed, warning }: Failure): Verdict {
  if (flaky) return "flaky";
  if (unconfirmed) return "unconfirmed";
  return warning ? "warn" : "fail";
}

function failureLines(one: RequirementResult, failure: Failure): string[] {
  const { id, text, level } = one;
  const mark = marks[markOf(failure)];
  const title = `${failure.known === undefined ? mark : "KNOWN"}  ${id}${failure.row === undefined ? "" : ` [${failure.row}]`}`;
  return [
    title,
    `  requirement  the API ${level === "must" ? "MUST" : "SHOULD"} ${text}${level === "observed" ? " (observed on the live API)" : ""}`,
    ...shownSources(one).map((source, i) => `  ${i === 0 ? "source" : "      "}       ${sourceLine(source)}`),
    ...(failure.known === undefined ? [] : [`  known        ${failure.known}`]),
    `  input        ${short(failure.input)}`,
    `  expected     ${short(failure.expected)}`,
    `  actual       ${short(failure.actual)}${failure.pointer ? `  at ${failure.pointer}` : ""}`,
    `  replay       ${failure.replay}`,
    ...(failure.timeline ? ["", ...timelineText(failure.timeline).map((line) => `  ${line}`)] : []),
    "",
  ];
}

type Failed = [one: RequirementResult, failure: Failure];
/** What broke, and apart from it what broke below the bar alone. */
export function failuresOf({ requirements }: Report): { failures: Failed[]; warnings: Failed[] } {
  const all = requirements.flatMap((one) => one.failures.map((failure): Failed => [one, failure]));
  return {
    failures: all.filter(([, { warning }]) => !warning),
    warnings: all.filter(([, { warning }]) => warning),
  };
}

/** The failures of one requirement, as the text report has them. */
export const failureText = (one: RequirementResult): string =>
  one.failures.flatMap((failure) => failureLines(one, failure)).join("\n");

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
function unjudgedLines(report: Report): string[] {
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
  return lines.length === 0 ? [] : ["Not judged:", ...lines.map((line) => `  ${line}`), ""];
}

/** Kinds of drift on a terminal; the other reports have more. */
const mostDriftLines = 40;
function driftLines({ drift, moreDrift = 0 }: Report): string[] {
  if (drift.length === 0) return [];
  const kinds = drift
    .slice(0, mostDriftLines)
    .map(({ pointer, what, value, count }) => `  ${what} ${JSON.stringify(value)} at ${pointer} (${count} times)`);
  const hidden = drift.length - kinds.length;
  const more = hidden + moreDrift > 0 ? [`  and more: ${hidden} kinds, and ${moreDrift} sightings of others`] : [];
  const lines = [...kinds, ...more];
  return ["Drift: what answers hold beside the contract (no failure):", ...lines, ""];
}

/** What the target lacks, and what of it is there after all. */
export function lackLines({ lacks = [] }: Report): string[] {
  const declared = lacks.filter((one) => one.isDeclared);
  const seen = lacks.filter((one) => !one.isDeclared);
  const found = declared.filter((one) => one.isFound).map(({ name }) => name);
  return [
    ...(declared.length > 0
      ? [`Left out, as --lacks or --worker says: ${declared.map(({ name }) => name).join(", ")}`]
      : []),
    ...(found.length > 0 ? [`The target has after all what --lacks leaves out: ${found.join(", ")}`] : []),
    ...(seen.length > 0 ? [`The target was seen to have no ${seen.map(({ text }) => text).join(", no ")}`] : []),
  ];
}

/** How many requests asked what the page does not say; the other reports have the answers. */
function silenceLines({ silences }: Report): string[] {
  if (silences.length === 0) return [];
  const accepted = silences.filter(({ did }) => did.startsWith("accepts")).length;
  return [
    `Where the page is silent: of ${counted(silences.length, "request")} the target accepts ${accepted} (the Markdown and JSON reports have each).`,
    "",
  ];
}

const mostNames = 5;
/** Names of what is left, in one line. */
export const firstOf = (names: readonly string[]): string =>
  `${names.slice(0, mostNames).join(", ")}${names.length > mostNames ? `, and ${names.length - mostNames} more` : ""}`;
export const residueLine = ({ residue: { created, deleted, left, proven, given } }: Report): string => {
  if (given) {
    const kept = given.versions.length === 0 ? "no version" : firstOf(given.versions);
    const seen = given.isProven ? "" : ", as far as its deletes were answered";
    const deployed = given.isDeployed ? "" : "; what was deployed on it before is NOT deployed again";
    return `Worker ${given.worker} was there before, and keeps ${kept} of this run${seen}${deployed}`;
  }
  const shown = proven ? " (the target shows none)" : " that is known of (the target does not show what is there)";
  const are = left.length === 0 ? `none${shown}` : `, or not known to be gone, ${left.length}: ${firstOf(left)}`;
  return `Workers created ${created}, deleted ${deleted}, left ${are}`.replace(" ,", ",");
};

/** What the target was found to do, in one paragraph of numbers. */
export function summaryLine({ totals, run }: Report): string {
  const parts = Object.entries(totals).filter(
    ([verdict, count]) => count > 0 || verdict === "pass" || verdict === "fail",
  );
  const seconds = (run.durationMs / 1000).toFixed(1);
  const all = parts.map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  const { rounds } = run;
  const slow =
    rounds && rounds.made < rounds.of
      ? `; ${rounds.made} of ${rounds.of} rounds${rounds.outOfTime ? " in the time" : ""} (see --max-time, --rounds)`
      : "";
  return `${all}; ${counted(run.requests, "request")}, ${counted(run.creates, "create")}${run.overlapped ? ` (${run.overlapped} beside another)` : ""}, ${seconds} s, seed ${run.seed}${slow}`;
}

/** What a baseline has to do with an exit code. */
function ofBaseline({ baseline }: Report, code: number): string {
  if (code === 1 && baseline && baseline.stale.length > 0) return ` (stale in the baseline: ${baseline.stale.length})`;
  return code === 0 && baseline && baseline.known > 0 ? `, but for ${counted(baseline.known, "known failure")}` : "";
}

/** The last line of every run: the exit code, and what it means. */
export function closingLine(report: Report): string {
  const code = exitCodeOf(report);
  const ended = report.run.ended === undefined ? "" : ` (the run ended early: ${report.run.ended})`;
  return exitLine(code, `${meaningOf(report)}${ended}${ofBaseline(report, code)}`);
}

/** The report as a person reads it in a terminal. */
export function textReport(report: Report): string {
  const { target, suite, contract, run } = report;
  const head = [
    ...(run.died === undefined ? [] : [run.died]),
    `workers-version-conformance ${suite.version}, contract ${contract.revision}`,
    `target: ${target.kind === "mock" ? "the embedded mock" : target.baseUrl}, profile ${run.profile}, started ${run.startedAt}`,
    "",
  ];
  const { failures, warnings } = failuresOf(report);
  return [
    ...head,
    ...areasOf(report).map(areaLine),
    "",
    ...failures.flatMap(([one, failure]) => failureLines(one, failure)),
    ...(warnings.length > 0
      ? [`Warnings: what breaks below the bar (--level ${run.level}), and fails no run:`, ""]
      : []),
    ...warnings.flatMap(([one, failure]) => failureLines(one, failure)),
    ...unjudgedLines(report),
    ...driftLines(report),
    ...silenceLines(report),
    ...[triedLine(report)].flatMap((line) => (line === undefined ? [] : [line, ""])),
    ...baselineLines(report),
    ...lackLines(report),
    summaryLine(report),
    residueLine(report),
    closingLine(report),
    "",
  ].join("\n");
}
