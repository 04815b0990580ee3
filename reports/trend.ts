import type { Report, Verdict } from "./report.ts";

/** One run, as far as a trend shows it. */
export interface Night {
  startedAt: string;
  complete: boolean;
  totals: Readonly<Partial<Record<Verdict, number>>>;
  requests: number;
  drift: number;
  /** Medians of answer times in ms, by the kind of call. */
  medians: Readonly<Record<string, number>>;
}

/** The runs of one target, the oldest first. */
export interface Trend {
  kind: string;
  baseUrl: string;
  nights: Night[];
  /** Older runs that are not among them. */
  older: number;
}

/** A run with its target, and what tells it from any other one. */
export interface Point extends Pick<Trend, "kind" | "baseUrl"> {
  seed: number;
  night: Night;
}

/** What a trend takes of a report. */
export const pointOf = ({ target, run, complete, totals, drift, moreDrift = 0, times = {} }: Report): Point => ({
  kind: target.kind,
  baseUrl: target.baseUrl,
  seed: run.seed,
  night: {
    startedAt: run.startedAt,
    complete,
    totals,
    requests: run.requests,
    drift: drift.length + moreDrift,
    medians: Object.fromEntries(Object.entries(times).map(([kind, { medianMs }]) => [kind, medianMs])),
  },
});

const momentOf = ({ night }: Point) => Date.parse(night.startedAt);
const placeOf = ({ kind, baseUrl }: Point) => `${kind} ${baseUrl}`;
const keyOf = (one: Point) => `${placeOf(one)} ${one.night.startedAt} ${one.seed}`;

/** The last runs of each target, each once however many files hold it: two targets are never one line. */
export function trendsOf(points: readonly Point[], last: number): Trend[] {
  const distinct = [...new Map(points.map((one) => [keyOf(one), one])).values()];
  const sorted = distinct.filter((one) => !Number.isNaN(momentOf(one))).sort((a, b) => momentOf(a) - momentOf(b));
  return [...new Set(sorted.map(placeOf))].map((place) => {
    const own = sorted.filter((one) => placeOf(one) === place);
    const { kind = "", baseUrl = "" } = own[0] ?? {};
    return { kind, baseUrl, nights: own.slice(-last).map(({ night }) => night), older: Math.max(0, own.length - last) };
  });
}

/** One line of a chart: a value for each night, or none. */
export interface Line {
  name: string;
  values: (number | undefined)[];
}
export interface Chart {
  title: string;
  unit: string;
  lines: Line[];
}

/** Kinds of calls whose times are drawn: more lines nobody tells apart. */
const mostKinds = 6;

const verdictLine = (nights: readonly Night[], verdict: Verdict): Line => ({
  name: verdict,
  values: nights.map(({ totals }) => totals[verdict]),
});

/** The kinds of calls that most nights know, in the order of their names. */
function kindsIn(nights: readonly Night[]): string[] {
  const counts = new Map<string, number>();
  for (const kind of nights.flatMap(({ medians }) => Object.keys(medians)))
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const usual = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostKinds);
  return usual.map(([kind]) => kind).sort();
}

/** What is drawn of a target; what no night has is left out. */
export function chartsOf({ nights }: Trend): Chart[] {
  const charts: Chart[] = [
    {
      title: "Failures and warnings",
      unit: "requirements",
      lines: (["fail", "warn"] as const).map((one) => verdictLine(nights, one)),
    },
    {
      title: "Passed and untested",
      unit: "requirements",
      lines: (["pass", "untested"] as const).map((one) => verdictLine(nights, one)),
    },
    {
      title: "Median answer times",
      unit: "ms",
      lines: kindsIn(nights).map((kind) => ({ name: kind, values: nights.map(({ medians }) => medians[kind]) })),
    },
    {
      title: "Requests",
      unit: "requests",
      lines: [{ name: "requests", values: nights.map(({ requests }) => requests) }],
    },
    {
      title: "Drift",
      unit: "keys, kinds and members that the contract does not know",
      lines: [{ name: "drift", values: nights.map(({ drift }) => drift) }],
    },
  ];
  const isKnown = ({ values }: Line) => values.some((one) => one !== undefined);
  return charts
    .map((chart) => ({ ...chart, lines: chart.lines.filter(isKnown) }))
    .filter(({ lines }) => lines.length > 0);
}

export const trendHead = [
  "started",
  "pass",
  "fail",
  "warn",
  "untested",
  "other",
  "requests",
  "drift",
  "create, median ms",
];
const others: readonly Verdict[] = ["flaky", "unconfirmed", "inapplicable", "environment", "broken"];

/** When a run started, to the minute, in UTC: whatever the report wrote. */
export const whenOf = ({ startedAt }: Pick<Night, "startedAt">): string =>
  new Date(startedAt).toISOString().slice(0, 16).replace("T", " ");

/** A night as the cells of a table. */
export function trendRow(night: Night): string[] {
  const { complete, totals, requests, drift, medians } = night;
  const count = (verdict: Verdict) => totals[verdict] ?? 0;
  const other = others.filter((one) => count(one) > 0).map((one) => `${count(one)} ${one}`);
  return [
    `${whenOf(night)}${complete ? "" : " (incomplete)"}`,
    ...(["pass", "fail", "warn", "untested"] as const).map((one) => `${count(one)}`),
    other.join(", "),
    `${requests}`,
    `${drift}`,
    `${medians.createVersion ?? ""}`,
  ];
}

/** How a target is called. */
export const nameOf = ({ kind, baseUrl }: Pick<Trend, "kind" | "baseUrl">): string =>
  kind === "mock" ? "the embedded mock" : baseUrl;
