import { type Finding, findingOf } from "./finding.ts";
import type { GateReport, GateVerdict, PropertyResult } from "./report.ts";

type Verdict = GateVerdict | "absent";

/** What became of one property, or of one row of it, between two reports. */
export interface Change {
  id: string;
  row?: string;
  /** The property's sentence: the client must …. */
  level: PropertyResult["level"];
  text: string;
  before: Verdict;
  after: Verdict;
  /** Why it has no verdict in the later report, where it has none. */
  reason?: string;
  /** How it breaks in the later report. */
  finding?: Finding & { replay: string };
}

/** Two reports on a client side by side, as release notes have it. */
export interface Comparison {
  fixed: Change[];
  broken: Change[];
  stillFailing: Change[];
  noLongerJudged: Change[];
  newlyJudged: Change[];
  /** In what the two runs are not alike, so that a difference may be the run's and not the client's. */
  unlike: string[];
}

/** What is known to fail fails; an entry that is stale passes. */
const isBad = (verdict: Verdict) => ["fail", "expected-fail", "warn", "flaky"].includes(verdict);
const isGood = (verdict: Verdict) => verdict === "pass" || verdict === "stale-expected";
const isJudged = (verdict: Verdict) => isBad(verdict) || isGood(verdict);

/** Whether a run had it among what it was asked to judge. */
function isChosen({ run: { only = [] } }: GateReport, id: string, row: string | undefined): boolean {
  const key = row === undefined ? id : `${id}/${row}`;
  return (
    only.length === 0 ||
    only.some(
      (one) => key === one || key.startsWith(`${one}/`) || key.startsWith(`${one}.`) || one.startsWith(`${key}/`),
    )
  );
}

/** The rows of a property that have a verdict of their own in both reports; itself where it has none, or fails beside them. */
function rowsOf(before: PropertyResult | undefined, after: PropertyResult | undefined): (string | undefined)[] {
  const [old = [], now = []] = [before?.rows, after?.rows].map((rows) => rows?.map(({ row }) => row));
  const haveRows = (old.length > 0 || before === undefined) && (now.length > 0 || after === undefined);
  if (!haveRows) return [undefined];
  const failsBeside = [before, after].some(
    (one) => one && isBad(one.verdict) && one.rows.every(({ verdict }) => !isBad(verdict)),
  );
  return [...new Set([...old, ...now]), ...(failsBeside ? [undefined] : [])];
}

function verdictOf(property: PropertyResult | undefined, row: string | undefined): Verdict {
  if (row === undefined) return property?.verdict ?? "absent";
  return property?.rows.find((one) => one.row === row)?.verdict ?? "absent";
}

function changeOf(
  before: PropertyResult | undefined,
  after: PropertyResult | undefined,
  row: string | undefined,
): Change | undefined {
  const property = after ?? before;
  if (property === undefined) return undefined;
  const failure = after?.failures.find((one) => one.row === row);
  const reason = row === undefined ? after?.reason : after?.rows.find((one) => one.row === row)?.reason;
  return {
    id: property.id,
    ...(row === undefined ? {} : { row }),
    level: property.level,
    text: property.text,
    before: verdictOf(before, row),
    after: verdictOf(after, row),
    ...(reason === undefined ? {} : { reason }),
    ...(failure === undefined ? {} : { finding: { ...findingOf(failure), replay: failure.replay } }),
  };
}

/** Everything that both runs were asked to judge, or that broke in the later one all the same. */
function changesBetween(before: GateReport, after: GateReport): Change[] {
  const ids = [...new Set([...after.properties, ...before.properties].map(({ id }) => id))];
  const all = ids.flatMap((id) => {
    const [old, now] = [before, after].map(({ properties }) => properties.find((one) => one.id === id));
    return rowsOf(old, now).flatMap((row) => changeOf(old, now, row) ?? []);
  });
  return all.filter(
    ({ id, row, before: was, after: is }) =>
      (isChosen(before, id, row) && isChosen(after, id, row)) || (isGood(was) && isBad(is)),
  );
}

/** Fewer cases find less; a tenth more or less is the client's pace. */
const muchFewer = 0.9;

const listed = (names: readonly string[] | undefined) => names?.join(", ") || "everything";

/** What of the runs differs that a difference of verdicts may come from. */
function unlikeIn(before: GateReport, after: GateReport): string[] {
  const differs = (what: string, was: unknown, is: unknown) =>
    String(was) === String(is) ? [] : [`${what} ${was}, then ${is}`];
  const [fewer = 0, more = 0] = [before.run.cases, after.run.cases].toSorted((a, b) => a - b);
  const [was, is] = [listed(before.run.only), listed(after.run.only)];
  const early = [before, after].flatMap(({ complete, run }, i) =>
    complete ? [] : [`the ${i === 0 ? "first" : "second"} run did not end (${run.ended ?? "no reason given"})`],
  );
  return [
    ...differs("client", before.client.name, after.client.name),
    ...differs("suite", before.suite.version, after.suite.version),
    ...differs("contract", before.contract.revision, after.contract.revision),
    ...differs("level", before.run.level ?? "should", after.run.level ?? "should"),
    ...differs("seed", before.run.seed, after.run.seed),
    ...differs("cases of each set", before.run.runs, after.run.runs),
    ...differs("only", was, is),
    ...(was === is && fewer < more * muchFewer ? [`${before.run.cases} cases, then ${after.run.cases}`] : []),
    ...early,
  ];
}

/** What changed from one release of a client to the next. */
export function compareGates(before: GateReport, after: GateReport): Comparison {
  const changes = changesBetween(before, after);
  const those = (is: (was: Verdict, now: Verdict) => boolean) =>
    changes.filter(({ before: was, after: now }) => is(was, now));
  return {
    fixed: those((was, now) => isBad(was) && isGood(now)),
    broken: those((was, now) => isGood(was) && isBad(now)),
    stillFailing: those((was, now) => isBad(was) && isBad(now)),
    noLongerJudged: those((was, now) => isJudged(was) && !isJudged(now)),
    newlyJudged: those((was, now) => !isJudged(was) && isJudged(now)),
    unlike: unlikeIn(before, after),
  };
}

/** Exit code 1 where something broke; what is below the bar, or did not fail again, breaks nothing. */
export const brokeIn = ({ broken }: Comparison): Change[] =>
  broken.filter(({ after }) => after === "fail" || after === "expected-fail");
