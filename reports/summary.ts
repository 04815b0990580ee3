import { areaOf } from "../contract/requirements/index.ts";
import { plain } from "./door.ts";
import { exitLine } from "./exit.ts";
import { exitCodeOf, meaningOf, type Report, type RequirementResult, scopeOf, type Verdict, worst } from "./report.ts";

/** So many of something. */
export const counted = (n: number, noun: string): string => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

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

/** How many of its requirements pass. */
export const passedIn = ({ requirements }: Area): number =>
  requirements.filter(({ verdict }) => verdict === "pass").length;
/** Whether only some of it could be judged. */
export const isPartly = (area: Area): boolean =>
  passedIn(area) > 0 && ["untested", "inapplicable"].includes(area.verdict);

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
  return `${all}; ${counted(run.requests, "request")}, ${counted(run.creates, "create")}${run.overlapped ? ` (${run.overlapped} while another was under way)` : ""}, ${seconds} s, seed ${run.seed}${slow}`;
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
  return exitLine(code, plain(`${meaningOf(report)}${ended}${ofBaseline(report, code)}; ${scopeText(report)}`));
}

/** What a verdict is about, in one phrase: how much was judged, and what narrowed it. */
export function scopeText(report: Report): string {
  const { requirements, run, lacks = [] } = report;
  const judged = requirements.filter(({ judged: times }) => times > 0).length;
  const of = run.of ?? requirements.length;
  const declared = lacks.filter(({ isDeclared }) => isDeclared).length;
  const failing = report.totals.fail ?? 0;
  const found =
    failing > 0 ? [`${failing} of ${judged} judged ${judged === 1 ? "requirement fails" : "requirements fail"}`] : [];
  // Where requests were counted, the verdict itself says how much had a case.
  const judgedOf = scopeOf(report) === undefined && (failing === 0 || judged < of);
  return [
    ...found,
    ...(judgedOf ? [failing > 0 ? `${of} in all` : `${judged} of ${counted(of, "requirement")} judged`] : []),
    ...(run.only === undefined ? [] : [`--only ${run.only.join(" ")}`]),
    ...(declared === 0 ? [] : [`${counted(declared, "feature")} left out`]),
    ...(run.config === undefined ? [] : [`settings of ${run.config}`]),
    `bar: ${run.level ?? "should"}`,
  ].join(", ");
}

const targetName = ({ kind, baseUrl, inProcess }: Report["target"]): string => {
  if (inProcess) return kind === "mock" ? "a mock of the program" : "a handler of the program";
  return kind === "mock" ? "the embedded mock" : plain(baseUrl);
};

/** Where and how a run was made, in one line. */
export function settingLine({ suite, contract, target, run }: Report): string {
  return [
    targetName(target),
    `profile ${run.profile}`,
    ...(run.rounds && run.rounds.of > 0 ? [`${run.rounds.made} of ${counted(run.rounds.of, "round")}`] : []),
    `started ${run.startedAt}`,
    ...(run.node === undefined ? [] : [`Node ${run.node} on ${run.os}`]),
    `suite ${suite.version}, contract ${contract.revision}`,
  ].join(", ");
}
