import type { Report, RequirementResult, Verdict } from "./report.ts";

/** One thing that is not as it was. */
export interface Change {
  what: "verdict" | "row" | "silence" | "drift" | "residue" | "incomplete";
  name: string;
  from: string;
  to: string;
}

const absent = "not in the report";
/** Verdicts of a row that are news; which rows a run could not judge is none. */
const isNews = (verdict: Verdict | undefined) =>
  verdict !== undefined && ["fail", "flaky", "unconfirmed", "broken"].includes(verdict);

const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((one) => [one.id, one]));

/** Verdicts of rows, where one of the two reports found something in them. */
function rowChanges(before: RequirementResult, after: RequirementResult): Change[] {
  const old = new Map(before.rows.map((one) => [one.row, one.verdict]));
  const now = new Map(after.rows.map((one) => [one.row, one.verdict]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((row) => {
    const [from, to] = [old.get(row), now.get(row)];
    if (from === to || !(isNews(from) || isNews(to))) return [];
    return [{ what: "row" as const, name: `${after.id} [${row}]`, from: from ?? absent, to: to ?? absent }];
  });
}

function verdictChanges(before: Report, after: Report): Change[] {
  const [old, now] = [byId(before.requirements), byId(after.requirements)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    const rows = was && is ? rowChanges(was, is) : [];
    if (was?.verdict === is?.verdict) return rows;
    return [{ what: "verdict" as const, name: id, from: was?.verdict ?? absent, to: is?.verdict ?? absent }, ...rows];
  });
}

/** What the target does where the page is silent, as far as both runs asked. */
function silenceChanges(before: Report, after: Report): Change[] {
  const old = byId(before.silences);
  return after.silences.flatMap(({ id, did }) => {
    const was = old.get(id)?.did;
    return was === undefined || was === did ? [] : [{ what: "silence" as const, name: id, from: was, to: did }];
  });
}

function driftChanges(before: Report, after: Report): Change[] {
  const named = ({ drift }: Report) =>
    new Set(drift.map(({ what, value, pointer }) => `${what} ${JSON.stringify(value)} at ${pointer}`));
  const [old, now] = [named(before), named(after)];
  const fresh = [...now].filter((one) => !old.has(one));
  const gone = [...old].filter((one) => !now.has(one));
  return [
    ...fresh.map((name) => ({ what: "drift" as const, name, from: "not seen", to: "seen" })),
    ...gone.map((name) => ({ what: "drift" as const, name, from: "seen", to: "not seen" })),
  ];
}

/** What changed from one report to a later one: verdicts, silences, drift, what was left, and whether the run was whole. */
export function changesBetween(before: Report, after: Report): Change[] {
  const left = ({ residue }: Report) => residue.left.join(", ") || "nothing";
  const isLeft = left(before) !== left(after) && after.residue.left.length > 0;
  return [
    ...(after.complete
      ? []
      : [
          {
            what: "incomplete" as const,
            name: "the later run",
            from: before.complete ? "complete" : "incomplete",
            to: `incomplete: ${after.run.ended ?? ""}`,
          },
        ]),
    ...verdictChanges(before, after),
    ...silenceChanges(before, after),
    ...driftChanges(before, after),
    ...(isLeft ? [{ what: "residue" as const, name: "Workers left", from: left(before), to: left(after) }] : []),
  ];
}

const roundsOf = ({ run }: Report) => (run.rounds === undefined ? "not known" : `${run.rounds.made}`);

/** What one should know of two reports before comparing them. */
function cautions(before: Report, after: Report): string[] {
  const pairs: [string, string, string][] = [
    ["target", before.target.baseUrl, after.target.baseUrl],
    ["suite", before.suite.version, after.suite.version],
    ["contract", before.contract.revision, after.contract.revision],
    ["seed", `${before.run.seed}`, `${after.run.seed}`],
    ["profile", before.run.profile, after.run.profile],
    ["number of rounds", roundsOf(before), roundsOf(after)],
    ["selection", before.run.only?.join(", ") ?? "everything", after.run.only?.join(", ") ?? "everything"],
  ];
  return [
    ...pairs
      .filter(([, old, now]) => old !== now)
      .map(([name, old, now]) => `note: another ${name}: ${old}, then ${now}`),
    ...(before.complete ? [] : [`note: the earlier run is incomplete: ${before.run.ended ?? ""}`]),
  ];
}

/** The changes as text; the last line counts them. */
export function diffText(before: Report, after: Report): string {
  const changes = changesBetween(before, after);
  const width = Math.max(0, ...changes.map(({ what }) => what.length));
  const lines = changes.map(({ what, name, from, to }) => `${what.padEnd(width)}  ${name}: ${from} -> ${to}`);
  const days = `${before.run.startedAt} to ${after.run.startedAt}`;
  const count = changes.length === 0 ? "nothing changed" : `${changes.length} changed`;
  return [...cautions(before, after), ...lines, `${count} (${days})`].join("\n");
}
