import { type RequirementId, requirementIds } from "../contract/requirements/index.ts";
import { judgedUnder } from "../harness/run/kill-matrix.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { faults } from "../mock/faults/index.ts";
import { exampleText } from "../reports/docs/example.ts";
import type { SeenInRun } from "../reports/docs/requirement.ts";
import { suite } from "../suites/index.ts";
import type { Suite } from "../suites/suite.ts";

/** One seed and one day: the same requests whenever the pages are made. */
const fixed = { profile: "quick", level: "observed", seed: 1, today: "2026-06-30" } as const;
/** Faults that show in another place whenever two instants of an answer are the same millisecond. */
const unsteady = ["false", "absent"].flatMap((one) => [`deployed-on-moves-at-${one}`, `deploys-on-${one}`]);
/** Of faults that show nothing when their requirement is judged alone, so many are tried. */
const mostTried = 4;

const words: Readonly<Record<string, string>> = {
  createVersion: "create",
  getVersion: "get",
  listVersions: "list",
  deleteVersion: "delete",
};

/** The suite with an observer that says which requirement it judges on the answers to which call. */
function heard(note: (id: string, call: string) => void): Suite {
  const observer = (today?: string) => {
    const one = suite.observer(today);
    const saw = one.saw.bind(one);
    one.saw = (exchange) => {
      const result = saw(exchange);
      for (const { id } of result.judgements) note(id, exchange.call.kind);
      return result;
    };
    return one;
  };
  return { ...suite, observer };
}

/** The calls on whose answers each invariant is judged, as a quick run against the mock shows it. */
async function answersOf(): Promise<ReadonlyMap<string, readonly string[]>> {
  const seen = new Map<string, Set<string>>();
  const note = (id: string, call: string) => seen.set(id, (seen.get(id) ?? new Set()).add(call));
  await judgedUnder(heard(note), readSettings(fixed, {}), [], false);
  const order = Object.keys(words);
  const sorted = (calls: ReadonlySet<string>) => order.filter((one) => calls.has(one)).map((one) => words[one] ?? one);
  return new Map([...seen].map(([id, calls]) => [id, sorted(calls)]));
}

type Flags = Readonly<Record<string, string | number>>;
/** Ways to look for a failure, the quickest first. */
const waysOf = (id: RequirementId): Flags[] => [{ only: id }, { only: id, profile: "default" }, { bail: 1 }];

/** The smallest failure of a requirement under a fault. */
async function failureUnder(fault: string, id: RequirementId, way: Flags): Promise<SeenInRun["example"]> {
  const flags: Flags = { ...fixed, ...way };
  const only = way.only === undefined ? [] : [way.only];
  const { requirements } = await judgedUnder(suite, readSettings({ ...flags, only }, {}), [fault], false);
  const failure = requirements.find((one) => one.id === id)?.failures[0];
  if (failure === undefined) return undefined;
  const words = [["fault", fault], ...Object.entries(flags)].map(([name, value]) => `--${name} ${value}`);
  return { fault, command: `npx workers-version-conformance run ${words.join(" ")}`, text: exampleText(failure) };
}

/** The first fault of a requirement that shows, with its smallest failure. */
async function exampleOf(id: RequirementId): Promise<SeenInRun["example"]> {
  const breaking = Object.keys(faults).filter((fault) => faults[fault]?.breaks === id && !unsteady.includes(fault));
  for (const way of waysOf(id))
    for (const fault of breaking.slice(0, mostTried)) {
      const example = await failureUnder(fault, id, way);
      if (example) return example;
    }
  return undefined;
}

/** What runs show of each requirement. */
export async function seenInRuns(onDone: (id: string) => void): Promise<ReadonlyMap<RequirementId, SeenInRun>> {
  const answers = await answersOf();
  const all = new Map<RequirementId, SeenInRun>();
  for (const id of requirementIds) {
    all.set(id, { answers: suite.invariants.has(id) ? (answers.get(id) ?? []) : [], example: await exampleOf(id) });
    onDone(id);
  }
  return all;
}
