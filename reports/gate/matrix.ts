import { z } from "zod";
import { findingOf } from "./finding.ts";
import { type GateReport, gateVerdicts, type PropertyResult } from "./report.ts";
import { clientName } from "./text.ts";

const verdict = z.enum(gateVerdicts);
const finding = z.object({
  property: z.string(),
  row: z.string().optional(),
  flaky: z.boolean().optional(),
  at: z.string(),
  expected: z.string(),
  actual: z.string(),
  call: z.string().optional().describe("what differs from the plainest call; absent where nothing does"),
  answer: z.string().optional().describe("what the server answered; absent where it was a plain version"),
  path: z.string().describe("replays it, with the run's seed"),
});

/** A client's column: what its run comes to, without answers, attempts and headers. */
const columnSchema = z.object({
  client: z.object({ name: z.string(), version: z.string().optional(), note: z.string().optional() }),
  run: z.object({
    seed: z.number(),
    startedAt: z.string(),
    durationMs: z.number(),
    cases: z.number(),
    /** Cases planned in all sets, and the sets of which fewer were made; absent where the run does not say. */
    planned: z.number().optional(),
    cut: z.array(z.string()).optional(),
    ended: z.string().optional().describe("why it ended before all was judged"),
  }),
  /** The properties of each verdict, by id. */
  verdicts: z.partialRecord(verdict, z.array(z.string())),
  /** How many rows of a property fail, and how many the client cannot be asked for, where it is any. */
  rows: z.record(z.string(), z.object({ failing: z.number(), notExpressible: z.number() })),
  findings: z.array(finding),
});
export type Column = z.infer<typeof columnSchema>;
export type ColumnFinding = z.infer<typeof finding>;

/** Clients by properties, each from a run. */
export const matrixSchema = z.object({
  schema: z.literal("workers-version-conformance/gate-matrix@2"),
  madeAt: z.string(),
  suite: z.object({ version: z.string() }),
  contract: z.object({ revision: z.string() }),
  /** Every property that any client was judged by, in the gate's order. */
  properties: z.array(
    z.object({ id: z.string(), level: z.string(), text: z.string(), regressions: z.array(z.string()) }),
  ),
  clients: z.array(columnSchema),
  /** Clients that could not be run here, and why. */
  skipped: z.array(z.object({ client: z.string(), reason: z.string() })),
});
export type Matrix = z.infer<typeof matrixSchema>;

const isBad = (one: string) => ["fail", "expected-fail", "warn", "flaky"].includes(one);

/** The sets of cases of a run that its time cut short. */
const cutSets = (sets: NonNullable<GateReport["run"]["sets"]>): string[] =>
  sets.flatMap(({ set, cases, of }) => (cases < of ? [set] : []));

function rowsOf({ rows }: PropertyResult): { failing: number; notExpressible: number } {
  const count = (is: (verdict: string) => boolean) => rows.filter((one) => is(one.verdict)).length;
  return { failing: count(isBad), notExpressible: count((one) => one === "not-expressible") };
}

function findingsOf({ id, failures }: PropertyResult): ColumnFinding[] {
  return failures.map((failure) => ({
    property: id,
    ...(failure.row === undefined ? {} : { row: failure.row }),
    ...(failure.flaky ? { flaky: true } : {}),
    ...findingOf(failure),
    path: failure.path,
  }));
}

/** What the matrix keeps of a run. */
export function columnOf({ client, run, properties }: GateReport): Column {
  const { name, version, note } = client;
  const { seed, startedAt, durationMs, cases, sets, ended } = run;
  const rows = properties.map((one) => [one.id, rowsOf(one)] as const);
  const verdicts = gateVerdicts.map((one) => [one, properties.filter((own) => own.verdict === one)] as const);
  return {
    client: { name, ...(version === undefined ? {} : { version }), ...(note === undefined ? {} : { note }) },
    run: {
      seed,
      startedAt,
      durationMs,
      // Calls are more than cases: a case may have some before it, and a finding is made smaller.
      cases: sets === undefined ? cases : sets.reduce((sum, one) => sum + one.cases, 0),
      ...(sets === undefined ? {} : { planned: sets.reduce((sum, { of }) => sum + of, 0), cut: cutSets(sets) }),
      ...(ended === undefined ? {} : { ended: ended.split("\n")[0] ?? "" }),
    },
    verdicts: Object.fromEntries(
      verdicts.flatMap(([one, own]) => (own.length === 0 ? [] : [[one, own.map(({ id }) => id)]])),
    ),
    rows: Object.fromEntries(rows.filter(([, { failing, notExpressible }]) => failing + notExpressible > 0)),
    findings: properties.flatMap(findingsOf),
  };
}

/** Releases of one client stand together, the newest first. */
const byRelease = (one: Column, other: Column): number =>
  one.client.name.localeCompare(other.client.name, "en") ||
  (other.client.version ?? "").localeCompare(one.client.version ?? "", "en", { numeric: true });

/** The properties of the runs, each once, after those that were known before. */
export function propertiesOf(reports: readonly GateReport[], earlier: Matrix["properties"] = []): Matrix["properties"] {
  const all = reports.flatMap(({ properties }) => properties);
  const now = all.map(({ id, level, text, regressions }) => ({ id, level, text, regressions: [...regressions] }));
  return [
    ...new Map(
      [...now, ...earlier.filter(({ id }) => now.every((one) => one.id !== id))].map((one) => [one.id, one]),
    ).values(),
  ];
}

/** The columns as they stand beside each other. */
export const inOrder = (columns: readonly Column[]): Column[] => [...columns].sort(byRelease);

const marks: Record<(typeof gateVerdicts)[number], string> = {
  pass: "ok",
  fail: "FAIL",
  warn: "warn",
  "expected-fail": "FAIL",
  "stale-expected": "stale",
  flaky: "flaky",
  "not-expressible": "n/e",
  "adapter-error": "error",
  untested: "-",
};
export const legend =
  "ok: held in every case; FAIL: broken (a number: in so many rows); n/e: the client's interface cannot ask for it or cannot show it; -: not judged";
/** What the parts of a finding's line are. */
export const lineLegend =
  'after “call” stands what differs from the plainest call, {"main_module":"index.js"} with a token ("+": beside main_module)';

export interface Cell {
  mark: string;
  kind: "pass" | "fail" | "quiet";
}
/** What stands where a client's column meets a property's row. */
export function cellOf({ verdicts, rows }: Column, id: string): Cell {
  const verdict = gateVerdicts.find((one) => verdicts[one]?.includes(id)) ?? "untested";
  const { failing, notExpressible } = rows[id] ?? { failing: 0, notExpressible: 0 };
  if (isBad(verdict)) return { mark: failing > 0 ? `${marks[verdict]} ${failing}` : marks[verdict], kind: "fail" };
  if (verdict !== "pass") return { mark: marks[verdict], kind: "quiet" };
  return { mark: notExpressible > 0 ? `ok, ${notExpressible} n/e` : "ok", kind: "pass" };
}

const grouped = (count: number) => count.toLocaleString("en-US");
/** Fewer cases than planned were made. */
export const isCut = ({ run }: Column): boolean => (run.cut?.length ?? 0) > 0 || run.ended !== undefined;
/** How many cases a column rests on, and how many it was to rest on. */
export function casesOf(column: Column, unit = ""): string {
  const { cases, planned } = column.run;
  const of = planned === undefined ? "" : ` of ${grouped(planned)}`;
  if (isCut(column)) return `${grouped(cases)}${of}${unit}, cut`;
  return `${planned === undefined ? "" : "all "}${grouped(cases)}${unit}`;
}
/** The same in words, with the time that they took. */
export const casesLine = (column: Column): string =>
  `${casesOf(column, " cases")}${isCut(column) ? "," : ""} in ${(column.run.durationMs / 1000).toFixed(0)} s`;
export const keptOf = ({ verdicts }: Column): string => {
  const failing = gateVerdicts.filter(isBad).reduce((sum, one) => sum + (verdicts[one]?.length ?? 0), 0);
  return `${verdicts.pass?.length ?? 0} ok, ${failing} FAIL`;
};
export const dateOf = ({ run }: Column): string => run.startedAt.slice(0, 10);
/** Says that columns which were cut are no equals of the others; nothing where none was. */
export function cutNote(columns: readonly Column[]): string | undefined {
  const cut = columns.filter(isCut).map(clientName);
  if (cut.length === 0) return undefined;
  return `Cut: ${cut.join("; ")} made fewer cases than planned in the time given (--seconds), so that a fault may be hidden there that shows in another column`;
}
/** Which sets of cases of a column were cut, and why. */
export function cutLine({ run: { cut = [], ended } }: Column): string | undefined {
  const more = cut.length > mostSets ? ", …" : "";
  const sets = `fewer cases than planned in ${cut.length} ${cut.length === 1 ? "set" : "sets"}: ${cut.slice(0, mostSets).join(", ")}${more}`;
  const parts = [...(cut.length === 0 ? [] : [sets]), ...(ended === undefined ? [] : [`ended early: ${ended}`])];
  return parts.length === 0 ? undefined : parts.join("; ");
}
const mostSets = 8;

export const columnAnchor = (column: Pick<Column, "client">): string =>
  clientName(column)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Which request came how many milliseconds later is of one run alone. */
const lasting = (text: string | undefined) => text?.replace(/\d+ ms\b/g, "some ms");
const same = (one: ColumnFinding, other: ColumnFinding) =>
  (["property", "row", "at", "expected", "actual", "call", "answer"] as const).every(
    (key) => lasting(one[key]) === lasting(other[key]),
  );
/** The findings of a column that a newer release of the same client does not have, and that release with what both have. */
export function findingsBeside(
  columns: readonly Column[],
  column: Column,
): { own: ColumnFinding[]; shared: ColumnFinding[]; with: Column | undefined } {
  const newest = columns.find(({ client }) => client.name === column.client.name);
  if (newest === undefined || newest === column) return { own: column.findings, shared: [], with: undefined };
  const isShared = (one: ColumnFinding) => newest.findings.some((other) => same(one, other));
  return {
    own: column.findings.filter((one) => !isShared(one)),
    shared: column.findings.filter(isShared),
    with: newest,
  };
}
