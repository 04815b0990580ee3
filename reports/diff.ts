import { type Change, type ChangeClass, changeClasses, changed, type Diff } from "./change.ts";
import { verdictChanges } from "./diff-verdicts.ts";
import type { Report } from "./report.ts";

const accepts = (did: string) => did.startsWith("accepts it");
const refuses = (did: string) => did.startsWith("refuses it");

/** Who sends a request that was accepted breaks where it is refused. */
function classOfSilence(from: string, to: string): [ChangeClass, string?] {
  if (accepts(from) && refuses(to)) return ["breaking", "what was accepted is refused"];
  return refuses(from) && accepts(to) ? ["additive"] : ["neutral"];
}

/** What the target does where the page is silent, as far as both runs asked. */
function silenceChanges(before: Report, after: Report): Change[] {
  const old = new Map(before.silences.map((one) => [one.id, one.did]));
  return after.silences.flatMap(({ id, did }) => {
    const was = old.get(id);
    return was === undefined || was === did ? [] : [changed(["silence", id], [was, did], classOfSilence(was, did))];
  });
}

type Drift = Report["drift"][number];
const named = ({ what, value, pointer }: Drift) => `${what} ${JSON.stringify(value)} at ${pointer}`;

/** Sightings from which on it is no chance that a later run has none. */
const fewestSightings = 10;

/** Who reads a key beside the contract breaks where it is gone; which kinds and members a run sees is up to its cases. */
function classOfGone({ what, count }: Drift, before: Report, after: Report): [ChangeClass, string?] {
  if (what !== "key" && what !== "filled in") return ["neutral"];
  const isThorough = after.complete && 2 * after.run.requests >= before.run.requests;
  const isAllShown = (after.moreDrift ?? 0) === 0;
  if (count < fewestSightings || !isThorough || !isAllShown) return ["neutral", "it may only not have been seen"];
  return ["breaking", `answers had it ${count} times`];
}

function driftChanges(before: Report, after: Report): Change[] {
  const [old, now] = [new Set(before.drift.map(named)), new Set(after.drift.map(named))];
  const fresh = after.drift.filter((one) => !old.has(named(one)));
  const gone = before.drift.filter((one) => !now.has(named(one)));
  return [
    ...fresh.map((one) => changed(["drift", named(one)], ["not seen", "seen"], ["additive"])),
    ...gone.map((one) => changed(["drift", named(one)], ["seen", "not seen"], classOfGone(one, before, after))),
  ];
}

/** Features that the earlier run tried and the later one did not. */
const coverageChanges = (before: Report, after: Report): Change[] =>
  after.tried === undefined
    ? []
    : Object.entries(before.tried ?? {})
        .filter(([id, count]) => count > 0 && (after.tried?.[id] ?? 0) === 0)
        .map(([id, count]) => changed(["coverage", id], [`tried, ${count} times`, "not tried"], ["neutral"]));

/** Answers behind a median that is compared, how much more it must be, and by how many ms. */
const slower = { samples: 20, times: 2, byMs: 20 };

/** Medians of answer times that more than doubled. */
function timeChanges(before: Report, after: Report): Change[] {
  return Object.entries(after.times ?? {}).flatMap(([kind, now]) => {
    const was = before.times?.[kind];
    if (was === undefined || Math.min(was.count, now.count) < slower.samples) return [];
    const isSlower = now.medianMs > slower.times * was.medianMs && now.medianMs - was.medianMs > slower.byMs;
    const shown = ({ medianMs, count }: typeof now) => `${medianMs} ms, the median of ${count}`;
    return isSlower ? [changed(["time", kind], [shown(was), shown(now)], ["neutral"])] : [];
  });
}

/** What a run that was cut short did not reach may be broken. */
function completeness(before: Report, after: Report): Change[] {
  if (after.complete) return [];
  const from = before.complete ? "complete" : "incomplete";
  const why = "what it did not reach may be broken";
  return [changed(["incomplete", "the later run"], [from, `incomplete: ${after.run.ended ?? ""}`], ["breaking", why])];
}

function residueChanges(before: Report, after: Report): Change[] {
  const left = ({ residue }: Report) => residue.left.join(", ") || "nothing";
  if (left(before) === left(after) || after.residue.left.length === 0) return [];
  return [
    changed(["residue", "Workers left"], [left(before), left(after)], ["breaking", "somebody has to remove them"]),
  ];
}

/** What changed from one report to a later one, what breaks first. */
export function changesBetween(before: Report, after: Report): Change[] {
  const all = [
    ...completeness(before, after),
    ...verdictChanges(before, after),
    ...silenceChanges(before, after),
    ...driftChanges(before, after),
    ...residueChanges(before, after),
    ...timeChanges(before, after),
    ...coverageChanges(before, after),
  ];
  return changeClasses.flatMap((kind) => all.filter((one) => one.class === kind));
}

const roundsOf = ({ run }: Report) => (run.rounds === undefined ? "not known" : `${run.rounds.made}`);

/** What one should know of two reports before comparing them. */
function notesOn(before: Report, after: Report): string[] {
  const pairs: [string, string, string][] = [
    ["target", before.target.baseUrl, after.target.baseUrl],
    ["suite", before.suite.version, after.suite.version],
    ["contract", before.contract.revision, after.contract.revision],
    ["bar", before.run.level ?? "not known", after.run.level ?? "not known"],
    ["seed", `${before.run.seed}`, `${after.run.seed}`],
    ["profile", before.run.profile, after.run.profile],
    ["number of rounds", roundsOf(before), roundsOf(after)],
    ["selection", before.run.only?.join(", ") ?? "everything", after.run.only?.join(", ") ?? "everything"],
  ];
  return [
    ...pairs.filter(([, old, now]) => old !== now).map(([name, old, now]) => `another ${name}: ${old}, then ${now}`),
    ...(before.complete ? [] : [`the earlier run is incomplete: ${before.run.ended ?? ""}`]),
  ];
}

const sideOf = ({ target, run, suite, complete }: Report): Diff["before"] => ({
  baseUrl: target.baseUrl,
  startedAt: run.startedAt,
  suite: suite.version,
  complete,
});

/** Two reports of one target, the earlier one first: what changed, by classes. */
export function diffOf(before: Report, after: Report): Diff {
  const changes = changesBetween(before, after);
  const counted = (kind: ChangeClass) => changes.filter((one) => one.class === kind).length;
  return {
    schema: "workers-version-conformance/diff@1",
    before: sideOf(before),
    after: sideOf(after),
    notes: notesOn(before, after),
    changes,
    counts: { breaking: counted("breaking"), additive: counted("additive"), neutral: counted("neutral") },
  };
}
