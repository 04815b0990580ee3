import { keyOf } from "../../harness/shared/tally.ts";
import { focuses } from "../cases/cases.ts";
import type { Focus } from "../cases/focus.ts";
import { type PropertyId, propertyIds } from "../contract/properties.ts";
import { manifestSchema } from "../contract/protocol.ts";
import { GateEngine, type GateOptions } from "../engine/engine.ts";
import { Recorder } from "../wire/recorder.ts";
import { type Mutant, mutants } from "./mutants/index.ts";
import { InProcess, type Parts, referenceParts } from "./reference.ts";

export interface ProofRow {
  mutant: string;
  breaks: PropertyId;
  failed: string[];
  verdict: "caught" | "missed" | "spread";
}
export interface Proof {
  /** Findings against the reference client: each is a false alarm. */
  alarms: string[];
  rows: ProofRow[];
  /** Properties that no mutant breaks. */
  unproven: PropertyId[];
  cases: number;
  tookMs: number;
}

const manifest = manifestSchema.parse({
  client: "reference",
  command: ["(in this process)"],
  protocol: 2,
  auth: ["token", "key_email"],
});

/** Judges a client of this process: the properties that it breaks. */
export async function judgeParts(
  parts: Parts,
  which: readonly Focus[],
  options: Partial<GateOptions> = {},
): Promise<{ failed: string[]; cases: number; engine: GateEngine }> {
  const recorder = await Recorder.start();
  const client = new InProcess(parts);
  const engine = new GateEngine(client, recorder, manifest, {
    seed: 1,
    runs: 12,
    budgetMs: 600_000,
    shrinks: 20,
    shrinkMs: 2000,
    ...options,
  });
  try {
    await engine.judge(which);
  } finally {
    await client.close();
    await recorder.close();
  }
  // What does not show again came from outside: another program that had the port, a machine that stood still.
  const caught = engine.tally.failing().flatMap((id) => engine.tally.caught(id));
  const failed = caught.filter(({ flaky }) => !flaky).map(({ finding }) => keyOf(finding.property, finding.row));
  return { failed, cases: engine.cases, engine };
}

const propertyOf = (key: string) => key.split("/")[0];

/** A few of what is visited, from another one on for each mutant, so that all together see all. */
const some = <Item>(all: readonly Item[], share: number, from: number): Item[] =>
  share >= 1 ? [...all] : all.filter((_, i) => (i + from) % Math.round(1 / share) === 0);

/** The focuses about a mutant whole, of the others a share: of the sets where it is drawn from, and of each set's cases. */
function against({ breaks }: Mutant, beside: number, from: number): Focus[] {
  const others = beside > 0 ? some(focuses, beside, from) : [];
  return focuses.flatMap((one) => {
    if (one.property === breaks) return [one];
    if (!others.includes(one)) return [];
    const visits = some(one.visits, beside, from);
    return visits.length === 0 && one.weight === 0 ? [] : [{ ...one, visits, weight: one.weight * beside }];
  });
}

async function judgeMutant(
  one: Mutant,
  beside: number,
  seed: number,
  from: number,
): Promise<ProofRow & { cases: number }> {
  const { failed, cases } = await judgeParts(one.parts(), against(one, beside, from), { shrinks: 0, seed });
  const isCaught = failed.some((key) => propertyOf(key) === one.breaks);
  const isAlone = failed.every((key) => propertyOf(key) === one.breaks);
  const verdict = !isCaught ? "missed" : isAlone ? "caught" : "spread";
  return { mutant: one.text, breaks: one.breaks, failed, verdict, cases };
}

/** Mutants that are judged at once: most of what they do is to wait. */
const atOnce = 6;

/** What becomes of each item, in the order of the items, a few at a time. */
async function inOrder<Item, Done>(
  items: readonly Item[],
  lanes: number,
  make: (item: Item, i: number) => Promise<Done>,
) {
  const done: Done[] = [];
  const left = [...items.entries()];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) done[next[0]] = await make(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return done;
}

/**
 * The gate against itself: the reference client must pass, and each mutant must be caught by exactly its property.
 * `beside` is the share of the other properties' cases that it is held against, too; 0 looks only whether each mutant is
 * caught, and 1 at everything.
 */
export async function prove(
  { runs = 12, beside = 0, seed = 1 }: { runs?: number | undefined; beside?: number; seed?: number },
  onRow: (row: ProofRow, done: number, of: number) => void = () => {},
): Promise<Proof> {
  const started = Date.now();
  const clean = await judgeParts(referenceParts, focuses, { runs, seed });
  let cases = clean.cases;
  let done = 0;
  const rows = await inOrder(mutants, atOnce, async (one, i): Promise<ProofRow> => {
    const { cases: made, ...row } = await judgeMutant(one, beside, seed, seed + i);
    cases += made;
    done += 1;
    onRow(row, done, mutants.length);
    return row;
  });
  const broken = new Set(mutants.map(({ breaks }) => breaks));
  return {
    alarms: clean.failed,
    rows,
    unproven: propertyIds.filter((id) => !broken.has(id)),
    cases,
    tookMs: Date.now() - started,
  };
}

export const isProven = ({ alarms, rows, unproven }: Proof): boolean =>
  alarms.length + unproven.length === 0 && rows.every(({ verdict }) => verdict === "caught");

/** The proof as a person reads it. */
export function proofText(proof: Proof): string {
  const width = Math.max(...proof.rows.map(({ breaks }) => breaks.length)) + 2;
  const lines = proof.rows.map(
    ({ mutant, breaks, failed, verdict }) =>
      `${verdict.padEnd(8)}${breaks.padEnd(width)}${mutant}${verdict === "caught" ? "" : `  failed: ${failed.join(", ") || "nothing"}`}`,
  );
  const caught = proof.rows.filter(({ verdict }) => verdict === "caught").length;
  return [
    ...lines,
    "",
    ...proof.alarms.map((key) => `false alarm: the reference client fails ${key}`),
    ...proof.unproven.map((id) => `no mutant breaks ${id}`),
    `${caught}/${proof.rows.length} mutants caught by exactly their property, ${propertyIds.length - proof.unproven.length}/${propertyIds.length} properties proven, ${proof.cases} cases, ${(proof.tookMs / 1000).toFixed(0)} s`,
  ].join("\n");
}
