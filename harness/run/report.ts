import type { PlanSummary } from "../../reports/plan.ts";
import {
  type Report,
  type RequirementResult,
  reportSchema,
  type Verdict,
  verdicts,
  worst,
} from "../../reports/report.ts";
import type { Feature } from "../../suites/coverage/features.ts";
import type { Sentence } from "../../suites/suite.ts";
import { type Findings, type RunLine, verdictOfRow } from "../judge/findings.ts";
import { notAnswering } from "../judge/judging.ts";
import { isSelected } from "../judge/select.ts";
import type { Session } from "../session/session.ts";
import type { Residue } from "../session/workspace.ts";
import { cutOff } from "../shared/mask.ts";
import { version as suiteVersion } from "../shared/package.ts";
import { redact } from "../shared/redact.ts";
import { keyOf } from "../shared/tally.ts";
import { maskedBody, type Reporting, reported } from "./failure.ts";
import { lackFor, lacksOf } from "./lacks.ts";
import { settingsForReplay } from "./replay.ts";

/** What a run ended with. */
export interface Ended extends Reporting {
  requirements: Readonly<Record<string, Sentence>>;
  features: readonly Feature[];
  /** The requirement that a target breaks which dies of a request. */
  survival: string | undefined;
  session: Session;
  findings: Findings;
  startedAt: Date;
  residue: Residue;
  /** Why it ended early, if it did. */
  ended: string | undefined;
  planned: PlanSummary | undefined;
  /** Requirements that the selected claims are meant to exercise. */
  driven: ReadonlySet<string>;
}

/** The report of a run, with what nobody may read masked. */
export function reportOf(end: Ended): Report {
  const { requirements, settings, target, session, startedAt, residue, ended, driven, findings, planned } = end;
  const failing = new Set(findings.tally.failing());
  const results = Object.entries(requirements)
    .filter(([id]) => isSelected(id, settings.only) || driven.has(id) || failing.has(id))
    .map(([id, sentence]) => resultOf(id, sentence, end));
  const totals = Object.fromEntries(
    verdicts.map((one) => [one, results.filter(({ verdict }) => verdict === one).length]),
  );
  const whole = reportSchema.parse({
    schema: "workers-version-conformance/report@1",
    complete: ended === undefined,
    suite: { version: suiteVersion },
    contract: { revision: settings.contract },
    target: { kind: target.kind, baseUrl: target.transport.baseUrl, inProcess: target.isGiven },
    run: {
      seed: settings.seed,
      profile: settings.profile,
      level: settings.level,
      today: settings.today,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      requests: session.requests,
      creates: session.creates,
      overlapped: session.overlapped,
      shortened: 0,
      rounds: findings.rounds.of > 0 ? { ...findings.rounds, outOfTime: findings.isOutOfTime || undefined } : undefined,
      lanes: findings.lanes > 1 ? findings.lanes : undefined,
      only: settings.only.length > 0 ? settings.only : undefined,
      of: Object.keys(requirements).length,
      config: settings.config ?? settings.configFile,
      node: process.version.slice(1),
      os: `${process.platform} ${process.arch}`,
      settings: settingsForReplay(settings, target),
      died: diedOf(end),
      ended,
      plan: planned,
    },
    totals,
    requirements: results,
    coverage: Object.fromEntries(results.map(({ id, judged }) => [id, judged])),
    tried: Object.fromEntries(end.features.map(({ id }) => [id, session.tried.get(id) ?? 0])),
    shown: session.shown.counts,
    areas: Object.fromEntries(findings.areas),
    drift: [...session.drift.values()],
    moreDrift: session.moreDrift > 0 ? session.moreDrift : undefined,
    silences: [...session.silences.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    lacks: lacksOf(session),
    causes: causesOf(findings),
    cases: findings.cases.size > 0 ? Object.fromEntries(findings.cases) : undefined,
    times: session.times.summary(),
    residue,
  });
  return redact(whole, session.secrets, target.secrets ?? []);
}

/** What the target died of, in one line: the request as it was sent, and what came. */
function diedOf({ survival, findings: { tally } }: Ended): string | undefined {
  const [caught] = survival === undefined ? [] : tally.caught(survival);
  const call = caught?.exchanges.at(-1)?.call;
  if (!caught || !call) return undefined;
  const body = typeof call.body === "string" ? folded(maskedBody(call.body)) : "";
  return `the target dies of a request: ${caught.refutation.actual}, with the body ${cutOff(body, 300)}`;
}

/** JSON text without its long strings, which hide the rest. */
const folded = (text: string): string =>
  text.replace(/"([^"\\]{12})[^"\\]{40,}"/g, (whole, start) => `"${start}… (${whole.length - 2} characters)"`);

/** Known causes that cases could have shown, and how many failed by each. */
const causesOf = ({ causes: { tried, cases } }: Findings) =>
  tried.size === 0 ? undefined : [...tried].map((one) => ({ reason: one.reason, cases: cases.get(one) ?? 0 }));

/** How often a line was judged: each time that it held, that it failed, and that it failed again. */
function judgedIn(line: RunLine, again: ReadonlyMap<string, number> | undefined): number {
  return [...(again?.values() ?? [])].reduce((sum, times) => sum + times, line.judged + line.caught.length);
}
const reasonsOf = (line: RunLine) => [...line.broken, ...line.reasons.values()];

function resultOf(id: string, { level, text, source, sources }: Sentence, end: Ended): RequirementResult {
  const { findings, ended, session } = end;
  const lines = findings.tally.lines(id);
  const notReached: Verdict = ended?.startsWith(notAnswering) ? "environment" : "untested";
  const found =
    lines.length === 0
      ? notReached
      : worst(lines.map(({ row, line }) => verdictOfRow(line, findings.isWarning(id, row))));
  // What nothing has judged that cannot be judged without what the target lacks, does not apply to it.
  const lack = ["untested", "inapplicable"].includes(found) ? lackFor(id, session) : undefined;
  const verdict = lack === undefined ? found : "inapplicable";
  const [reason = lack] =
    lack !== undefined || lines.length === 0 ? [lack ?? ended] : lines.flatMap(({ line }) => reasonsOf(line));
  return {
    id,
    level,
    text,
    source,
    sources: [...sources],
    verdict,
    judged: lines.reduce((sum, { row, line }) => sum + judgedIn(line, findings.also.get(keyOf(id, row))), 0),
    reason: whyNot(verdict, reason),
    rows: lines.flatMap(({ row, line }) =>
      row === undefined ? [] : [rowOf(row, line, findings.isWarning(id, row), findings.also.get(keyOf(id, row)))],
    ),
    failures: lines.flatMap(({ row, line }) =>
      line.caught.map((one) => ({
        ...reported(one, { ...end, also: findings.also, calls: findings.calls }),
        warning: findings.isWarning(id, row) || undefined,
      })),
    ),
  };
}

/** Why there is no clear verdict; a failure that did not repeat needs no words of its own. */
function whyNot(verdict: Verdict, reason: string | undefined): string | undefined {
  const isClear = ["pass", "fail", "warn"].includes(verdict);
  return isClear || (["flaky", "unconfirmed"].includes(verdict) && reason === undefined)
    ? undefined
    : (reason ?? "no case reached it");
}

function rowOf(
  row: string,
  line: RunLine,
  isWarning: boolean,
  again: ReadonlyMap<string, number> | undefined,
): RequirementResult["rows"][number] {
  const [reason] = reasonsOf(line);
  const verdict = verdictOfRow(line, isWarning);
  return { row, verdict, judged: judgedIn(line, again), reason: verdict === "pass" ? undefined : reason };
}
