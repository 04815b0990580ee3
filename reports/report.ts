import { z } from "zod";
import { levels } from "../contract/level.ts";
import { type ExitCode, exitMeanings } from "./exit.ts";
import { type exchange, failure } from "./failure.ts";
import { planSchema } from "./plan.ts";

/** Only `pass` counts as passed. */
export const verdicts = [
  "pass",
  "fail",
  "warn",
  "flaky",
  "unconfirmed",
  "untested",
  "inapplicable",
  "environment",
  "broken",
] as const;
export type Verdict = (typeof verdicts)[number];
const verdict = z.enum(verdicts);

const row = z.object({ row: z.string(), verdict, judged: z.number(), reason: z.string().optional() });

const requirement = z.object({
  id: z.string(),
  level: z.enum(levels),
  text: z.string(),
  source: z.string(),
  /** All its sources; `source` is the first of them. */
  sources: z.array(z.string()).optional(),
  verdict,
  judged: z.number(),
  /** Why it was not judged, or what broke. */
  reason: z.string().optional(),
  rows: z.array(row),
  /** A baseline lists every failure of it: it does not fail the run. */
  known: z.string().optional(),
  failures: z.array(failure),
});

/** What a baseline did to a report. */
const appliedBaselineSchema = z.object({
  file: z.string(),
  /** Failures that it lists. */
  known: z.number(),
  /** Entries that pass now: they are to be removed. */
  stale: z.array(z.object({ id: z.string(), row: z.string().optional(), reason: z.string() })),
  /** Entries whose witness shows another failure of the same requirement: that one is not known. */
  changed: z.array(z.object({ id: z.string(), row: z.string().optional(), reason: z.string() })).optional(),
  /** Entries whose witness could not be made or judged: nobody knows whether they fail as they did. */
  unshown: z.array(z.object({ id: z.string(), row: z.string().optional(), reason: z.string() })).optional(),
  /** Conjectures that did not come true: worth a note. */
  unfounded: z.array(z.object({ id: z.string(), row: z.string().optional(), reason: z.string() })).optional(),
  /** Entries whose last day is over: they count no more. */
  expired: z.array(z.object({ id: z.string(), row: z.string().optional(), expires: z.string() })),
});

/** A part of the API that a target does not have: as it is declared, or as its answers say. */
const lack = z.object({
  name: z.string(),
  text: z.string(),
  isDeclared: z.boolean(),
  /** Declared, and there after all. */
  isFound: z.boolean(),
});

/** The report of a run: what every other form of it is made from. */
export const reportSchema = z.object({
  schema: z.literal("workers-version-conformance/report@1"),
  complete: z.boolean(),
  suite: z.object({ version: z.string() }),
  contract: z.object({ revision: z.string() }),
  target: z.object({
    kind: z.enum(["mock", "url", "account"]),
    baseUrl: z.string(),
    /** A value of the program that made the run: a handler or a mock of its own. */
    inProcess: z.boolean().optional(),
  }),
  run: z.object({
    seed: z.number(),
    profile: z.string(),
    /** The bar: what breaks below it is a warning. */
    level: z.enum(levels).optional(),
    /** The day of the run, in UTC: no date that it sent is later. */
    today: z.string().optional(),
    startedAt: z.string(),
    durationMs: z.number(),
    requests: z.number(),
    creates: z.number(),
    /** Creates that were under way beside another one of the same Worker: what races show, they show. */
    overlapped: z.number().optional(),
    /** Claims that made fewer cases than the profile has, since the target is slow. */
    /** Claims that made fewer cases, in reports before rounds. */
    shortened: z.number(),
    /** Rounds over all claims that were made, of how many; and whether time was up. */
    rounds: z.object({ made: z.number(), of: z.number(), outOfTime: z.boolean().optional() }).optional(),
    /** Cases that were under way at once, at the most. */
    lanes: z.number().optional(),
    /** What was selected, if not everything. */
    only: z.array(z.string()).optional(),
    /** Requirements that the suite has in all. */
    of: z.number().optional(),
    /** The configuration file that it read, if it read one. */
    config: z.string().optional(),
    /** Where it ran: the version of Node, and the system. */
    node: z.string().optional(),
    os: z.string().optional(),
    /** Settings that a replay needs as the run had them, by name; credentials are none of them. */
    settings: z.record(z.string(), z.unknown()).optional(),
    /** What the target died of, if it did. */
    died: z.string().optional(),
    /** Why the run ended early, if it did. */
    ended: z.string().optional(),
    /** What a run whose requests are counted was to cost. */
    plan: planSchema.optional(),
  }),
  totals: z.partialRecord(verdict, z.number()),
  requirements: z.array(requirement),
  coverage: z.record(z.string(), z.number()),
  /** How often each feature of `list --coverage` was tried in a request that was accepted, sent broken, or shown in an answer. */
  tried: z.record(z.string(), z.number()).optional(),
  /** How often accepted answers to each call showed a binding of each kind. */
  shown: z.record(z.string(), z.object({ create: z.number(), get: z.number(), list: z.number() })).optional(),
  /** What the cases of each area took, in ms of all lanes together, and how many there were. */
  areas: z.record(z.string(), z.object({ ms: z.number(), cases: z.number() })).optional(),
  drift: z.array(z.object({ pointer: z.string(), what: z.string(), value: z.string(), count: z.number() })),
  /** Drift beyond what is listed: so many more sightings. */
  moreDrift: z.number().optional(),
  /** What the target does where the page is silent, by the id of the request that asked. */
  silences: z.array(z.object({ id: z.string(), text: z.string(), did: z.string() })),
  /** What the target lacks: as it is declared, and as its answers say. */
  lacks: z.array(lack).optional(),
  /** Known causes that some case could have shown, and the cases that failed by each. */
  causes: z.array(z.object({ reason: z.string(), cases: z.number() })).optional(),
  /** Cases that were made of each claim; none where a plan chose them. */
  cases: z.record(z.string(), z.number()).optional(),
  /** How long answers took, by the kind of call, in ms; waits for a rate limit apart. */
  times: z.record(z.string(), z.object({ count: z.number(), medianMs: z.number(), p95Ms: z.number() })).optional(),
  /** What a baseline of known failures did. */
  baseline: appliedBaselineSchema.optional(),
  residue: z.object({
    created: z.number(),
    deleted: z.number(),
    left: z.array(z.string()),
    /** Whether the target was seen to show nothing else of the run: in its list of Workers or, without one, name by name. */
    proven: z.boolean(),
    /** What the run left on a Worker that it was given. */
    given: z
      .object({ worker: z.string(), versions: z.array(z.string()), isProven: z.boolean(), isDeployed: z.boolean() })
      .optional(),
  }),
});

export type Lack = z.infer<typeof lack>;
export type Report = z.infer<typeof reportSchema>;
export type RequirementResult = Report["requirements"][number];
export type Failure = RequirementResult["failures"][number];
export type ReportedExchange = z.infer<typeof exchange>;

/** Whether all that broke of a requirement lies below the bar. */
const isBelowBar = ({ failures }: RequirementResult) => failures.length > 0 && failures.every(({ warning }) => warning);
/** Requirements with a verdict that no baseline lists, and that is not below the bar alone. */
const newsIn = ({ requirements }: Report, verdict: Verdict) =>
  requirements.filter((one) => one.verdict === verdict && one.known === undefined && !isBelowBar(one));
/** Entries of a baseline that a whole run has shown to be over: a run that was cut short shows too little for that. */
const staleIn = ({ baseline, complete }: Report): number =>
  complete ? (baseline?.stale.length ?? 0) + (baseline?.changed?.length ?? 0) : 0;

/** Requirements that break below the bar alone; a report of an earlier release has none. */
export const warningsIn = ({ totals }: Report): number => totals.warn ?? 0;

/** The exit code that a report stands for. */
export function exitCodeOf(report: Report): ExitCode {
  const { totals, requirements } = report;
  const news = (verdict: Verdict) => newsIn(report, verdict);
  if (news("fail").length + staleIn(report) > 0) return 1;
  const count = (one: Verdict) => totals[one] ?? 0;
  if (count("broken") > 0) return 2;
  const isKnown = requirements.some((one) => one.known !== undefined);
  if (count("pass") + count("flaky") + count("unconfirmed") + count("environment") + count("warn") === 0 && !isKnown)
    return 2;
  return news("flaky").length + news("unconfirmed").length + count("environment") > 0 || !report.complete ? 3 : 0;
}

/** What had a case, where requests were counted and not everything had: of the sentences, and of the rows of the plan. */
export function scopeOf({ requirements, run }: Report): string | undefined {
  const without = (all: readonly { verdict: Verdict }[]) => all.filter(({ verdict }) => verdict === "untested").length;
  const left = { sentences: without(requirements), rows: without(requirements.flatMap((one) => one.rows)) };
  if (left.sentences + left.rows === 0 || run.plan === undefined) return undefined;
  const { of } = run.plan.rows;
  const sentences = `${requirements.length - left.sentences} of ${requirements.length} sentences`;
  return `${sentences} and ${Math.max(0, of - left.rows)} of ${of} rows had a case`;
}

/** What the exit code of a report means, in a sentence. */
export function meaningOf(report: Report): string {
  const scope = scopeOf(report);
  return `${plainMeaningOf(report)}${scope === undefined ? "" : `; ${scope}`}`;
}

function plainMeaningOf(report: Report): string {
  const isOnlyStale = newsIn(report, "fail").length === 0 && staleIn(report) > 0;
  if (isOnlyStale) return "nothing new breaks the contract, but the baseline is stale";
  const code = exitCodeOf(report);
  if (code === 0 && scopeOf(report) !== undefined) return "nothing that was tried breaks the contract";
  const warnings = code === 0 ? warningsIn(report) : 0;
  const lacks = (report.lacks ?? []).filter(({ isDeclared }) => isDeclared).length;
  const left =
    code === 0 && lacks > 0 ? `, but for ${lacks} thing${lacks === 1 ? "" : "s"} that it is said to lack` : "";
  return `${exitMeanings.server[code]}${left}${warnings > 0 ? `, ${warnings} warning${warnings === 1 ? "" : "s"}` : ""}`;
}

/** The worst of the verdicts decides; a row that could not be judged does not spoil those that were. */
export function worst(all: readonly Verdict[]): Verdict {
  const order: Verdict[] = [
    "fail",
    "broken",
    "flaky",
    "unconfirmed",
    "warn",
    "pass",
    "environment",
    "inapplicable",
    "untested",
  ];
  return order.find((one) => all.includes(one)) ?? "untested";
}
