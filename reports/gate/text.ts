import { areaOf } from "../../contract/requirements/index.ts";
import { plain, short } from "../door.ts";
import { exitLine, exitMeanings } from "../exit.ts";
import { explainCommand } from "../links.ts";
import { type GateFailure, type GateReport, type GateVerdict, gateExitCode, type PropertyResult } from "./report.ts";

/** A client with its version. */
export const clientName = ({ client }: { client: Pick<GateReport["client"], "name" | "version"> }): string =>
  client.version === undefined ? client.name : `${client.name} ${client.version}`;

export const failureTitle = ({ id }: PropertyResult, { row }: GateFailure): string =>
  row === undefined ? id : `${id} [${row}]`;

/** What of a text is seen: without marks that do not show, and with every form of a letter as one. */
const seen = (text: string) => text.normalize("NFKC").replaceAll(/[\p{Cf}\s]/gu, "");
const escaped = (text: string) =>
  text.replaceAll(/[^\n\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A value of a finding: as JSON where it is a part of a body, so that a text is not taken for what it spells. */
function sideOf({ at }: GateFailure, value: unknown): string {
  return /^(body|version|errors)\//.test(at) ? (JSON.stringify(value) ?? "nothing") : short(value, 20_000);
}

/** What was expected and what came, as texts; in escapes where one could not tell them apart. */
export function shownSides(failure: GateFailure): { expected: string; actual: string } {
  const [expected, actual] = [sideOf(failure, failure.expected), sideOf(failure, failure.actual)];
  const areAlike = expected !== actual && seen(expected) === seen(actual);
  return areAlike ? { expected: escaped(expected), actual: escaped(actual) } : { expected, actual };
}

/** How a failure is marked that does not fail the gate. */
const quietMarks: Partial<Record<GateVerdict, string>> = { "expected-fail": "expected", warn: "warn" };

/** What the smallest call needs beside itself, each with a name: calls before it and beside it, a credential, an environment. */
export function circumstances({
  earlier = [],
  beside,
  auth,
  environment,
}: GateFailure): [name: string, text: string][] {
  const told = ({ call, replies }: { call: unknown; replies: string[] }) =>
    `${short(call)}, answered by ${short(replies.join(" then "), 400)}`;
  return [
    ...earlier.map((one, i): [string, string] => [i === 0 ? "before" : "then", told(one)]),
    ...(beside ? [["meanwhile", told(beside)] as [string, string]] : []),
    ...(auth === "token" ? [] : [["credential", auth] as [string, string]]),
    ...(environment.length === 0 ? [] : [["variables", environment.join(", ")] as [string, string]]),
  ];
}

function failureLines(property: PropertyResult, failure: GateFailure): string[] {
  const { level, text, source, regressions } = property;
  const known = regressions.length === 0 ? "" : ` (${regressions.join(", ")})`;
  const { expected, actual } = shownSides(failure);
  return [
    `${failure.flaky ? "FLAKY" : (quietMarks[property.verdict] ?? "FAIL")}  ${failureTitle(property, failure)}`,
    `  property   the client ${level === "must" ? "MUST" : "SHOULD"} ${text}${known}`,
    `  source     ${source}`,
    ...circumstances(failure).map(([name, text]) => `  ${name.padEnd(10)} ${short(text, 1500)}`),
    `  call       ${short(failure.call)}`,
    `  answer     ${short(failure.replies.join(" then "))}`,
    `  at         ${failure.at}`,
    `  expected   ${short(expected)}`,
    `  actual     ${short(actual)}`,
    `  curl       ${short(failure.curl, 1500)}`,
    `  explain    ${explainCommand(property.id)}`,
    `  replay     ${failure.replay}`,
    "",
  ];
}

function areaLine(name: string, all: readonly PropertyResult[]): string {
  const own = all.filter(({ id }) => areaOf(id) === name);
  const passed = own.filter(({ verdict }) => verdict === "pass").length;
  const failed = own.filter(({ verdict }) => verdict === "fail").length;
  const judged = own.reduce((sum, one) => sum + one.judged, 0);
  return `${(failed > 0 ? "FAIL" : passed === own.length ? "ok" : "").padEnd(6)}${name.padEnd(10)}${`${passed}/${own.length}`.padStart(6)} properties${String(judged).padStart(7)} cases`;
}

/** What has no verdict on the client, with the reason. */
function unjudgedLines({ properties }: GateReport): string[] {
  const quiet = ["not-expressible", "adapter-error", "untested", "stale-expected"];
  const lines = properties.flatMap(({ id, verdict, reason, rows }) => {
    const own = quiet.includes(verdict) ? [`${verdict}  ${id}: ${reason ?? ""}`] : [];
    const parts = rows.filter((one) => quiet.includes(one.verdict) && one.verdict !== verdict);
    return [...own, ...parts.map((one) => `${one.verdict}  ${id} [${one.row}]: ${one.reason ?? ""}`)];
  });
  return lines.length === 0 ? [] : ["Not judged:", ...lines.map((line) => `  ${line}`), ""];
}

/** What was found, in one line of numbers. */
export function gateSummary({ totals, run }: GateReport): string {
  const parts = Object.entries(totals).filter(
    ([verdict, count]) => count > 0 || verdict === "pass" || verdict === "fail",
  );
  return `${parts.map(([verdict, count]) => `${count} ${verdict}`).join(", ")}; ${run.cases} cases, ${run.requests} requests, ${(run.durationMs / 1000).toFixed(1)} s, seed ${run.seed}`;
}

/** How many names a closing line has. */
const mostNames = 10;
const listed = (ids: readonly string[], one: string, many: string): string[] => {
  const more = ids.length > mostNames ? ` and ${ids.length - mostNames} more` : "";
  return ids.length === 0
    ? []
    : [`${ids.length} ${ids.length === 1 ? one : many}: ${ids.slice(0, mostNames).join(", ")}${more}`];
};

/** Which properties are broken, and which entries of the expected failures are stale. */
function broken({ properties }: GateReport): string {
  const having = (wanted: string) => properties.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
  return [
    ...listed(having("fail"), "property broken", "properties broken"),
    ...listed(having("stale-expected"), "stale entry", "stale entries"),
  ].join("; ");
}

/** What a client that keeps its properties does all the same: known failures, and what lies below the bar. */
function butFor({ totals }: GateReport): string {
  const count = (verdict: GateVerdict) => totals[verdict] ?? 0;
  const known = count("expected-fail");
  const warnings = count("warn");
  return [
    ...(known > 0 ? [`, but for ${known} expected ${known === 1 ? "failure" : "failures"}`] : []),
    ...(warnings > 0 ? [`, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
  ].join("");
}

export function gateClosing(report: GateReport): string {
  const code = gateExitCode(report);
  const why = code === 1 ? broken(report) : `${exitMeanings.client[code]}${code === 0 ? butFor(report) : ""}`;
  return exitLine(code, `${why}${report.run.ended === undefined ? "" : ` (${report.run.ended})`}`);
}

/** Says so where the client was made from another revision of the contract. */
export function revisionNote({ client, contract }: GateReport): string | undefined {
  if (client.contract === undefined || client.contract === contract.revision) return undefined;
  return `the client was made from contract ${client.contract}, this suite holds ${contract.revision}: a failure may be news`;
}

const longestLine = 30_000;

/** Whether the gate was shown to catch what it claims to catch. */
export function proofLine({ proof }: Pick<GateReport, "proof">): string {
  const { mutants, caught, alarms, provedAt } = proof;
  if (mutants === 0) return "the gate was not asked to prove itself in this run; gate prove does";
  const when = provedAt === undefined ? "" : ` on ${provedAt.slice(0, 10)}`;
  return `the gate proved itself${when}: ${caught} of ${mutants} mutants caught, ${alarms} false alarms`;
}

/** Says so where fewer cases were made than planned, since fewer find less. */
export function cutWarning({ run: { sets = [] } }: Pick<GateReport, "run">): string | undefined {
  const cut = sets.filter(({ cases, of }) => cases < of);
  if (cut.length === 0) return undefined;
  const [made, planned] = [sets.reduce((sum, one) => sum + one.cases, 0), sets.reduce((sum, { of }) => sum + of, 0)];
  const names = cut.slice(0, mostNames).map(({ set, cases, of }) => `${set} ${cases}/${of}`);
  const more = cut.length > mostNames ? ` and ${cut.length - mostNames} more` : "";
  return `cut: ${made} of ${planned} cases were made, fewer than planned in ${cut.length} of ${sets.length} sets (${names.join(", ")}${more}); what they would have found is not known: --seconds gives more time`;
}

/** How many routes a line names. */
const mostRoutes = 6;
/** What the client sent beside its creates. */
export function othersLine({ run: { others = [] } }: Pick<GateReport, "run">): string | undefined {
  if (others.length === 0) return undefined;
  const named = others.slice(0, mostRoutes).map(({ route, requests }) => `${route} (${requests})`);
  const more = others.length > mostRoutes ? ` and ${others.length - mostRoutes} more routes` : "";
  return `beside its creates the client sent, and nothing of that was judged: ${named.join(", ")}${more}`;
}

/** The report as a person reads it in a terminal. */
export function gateText(report: GateReport): string {
  const areas = [...new Set(report.properties.map(({ id }) => areaOf(id)))];
  const note = revisionNote(report);
  const cut = cutWarning(report);
  const others = othersLine(report);
  return [
    `gate for ${clientName(report)}, suite ${report.suite.version}, contract ${report.contract.revision}`,
    proofLine(report),
    ...(note === undefined ? [] : [note]),
    "",
    ...areas.map((name) => areaLine(name, report.properties)),
    "",
    ...report.properties.flatMap((one) => one.failures.flatMap((failure) => failureLines(one, failure))),
    ...unjudgedLines(report),
    gateSummary(report),
    ...(others === undefined ? [] : [others]),
    ...(cut === undefined ? [] : [cut]),
    gateClosing(report),
    "",
  ]
    .map((line) => plain(line, longestLine))
    .join("\n");
}
