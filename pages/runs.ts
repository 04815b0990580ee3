import { type RequirementId, requirementIds, requirements } from "../contract/requirements/index.ts";
import { isIn, newestRevision, revision, shortName } from "../contract/revision.ts";
import { judgedUnder } from "../harness/run/kill-matrix.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { allFaults } from "../mock/faults/index.ts";
import { command } from "../reports/command.ts";
import { exampleText } from "../reports/docs/example.ts";
import type { SeenInRun } from "../reports/docs/requirement.ts";
import { suiteAt } from "../suites/index.ts";
import type { Suite } from "../suites/suite.ts";

/** One seed and one day: the same requests whenever the pages are made. */
const fixed = { profile: "quick", level: "observed", seed: 1, today: "2026-06-30" } as const;
/** Of faults that show nothing when their requirement is judged alone, so many are tried. */
const mostTried = 4;

const words: Readonly<Record<string, string>> = {
  createVersion: "create",
  getVersion: "get",
  listVersions: "list",
  deleteVersion: "delete",
};

/** The newest suite with an observer that says which requirement it judges on the answers to which call. */
function heard(note: (id: string, call: string) => void): Suite {
  const suite = suiteAt(newestRevision);
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
  await judgedUnder(heard(note), readSettings({ ...fixed, contract: newestRevision }, {}), [], false);
  const order = Object.keys(words);
  const sorted = (calls: ReadonlySet<string>) => order.filter((one) => calls.has(one)).map((one) => words[one] ?? one);
  return new Map([...seen].map(([id, calls]) => [id, sorted(calls)]));
}

type Flags = Readonly<Record<string, string | number>>;
/** Ways to look for a failure, the quickest first. */
const waysOf = (id: RequirementId): Flags[] => {
  const { since } = requirements[id];
  const contract: Flags = since === undefined ? {} : { contract: shortName(since) };
  const ways: Flags[] = [{ only: id }, { only: id, profile: "default" }, { bail: 1 }];
  return ways.map((way) => ({ ...contract, ...way }));
};

/** The smallest failure of a requirement under a fault. */
async function failureUnder(fault: string, id: RequirementId, way: Flags): Promise<SeenInRun["example"]> {
  const flags: Flags = { ...fixed, ...way };
  const only = way.only === undefined ? [] : [way.only];
  const suite = suiteAt(requirements[id].since ?? revision);
  const report = await judgedUnder(suite, readSettings({ ...flags, only }, {}), [fault], false);
  const failure = report.requirements.find((one) => one.id === id)?.failures[0];
  if (failure === undefined) return undefined;
  const words = [["fault", fault], ...Object.entries(flags)].map(([name, value]) => `--${name} ${value}`);
  return { fault, command: `${command} run ${words.join(" ")}`, text: exampleText(failure) };
}

/** The first fault of a requirement that shows, with its smallest failure. */
async function exampleOf(id: RequirementId): Promise<SeenInRun["example"]> {
  const { since = revision } = requirements[id];
  const all = Object.entries(allFaults).filter(([, one]) => one.breaks === id && isIn(one.since, since));
  for (const way of waysOf(id))
    for (const [fault] of all.slice(0, mostTried)) {
      const example = await failureUnder(fault, id, way);
      if (example) return example;
    }
  return undefined;
}

/** What runs show of each requirement. */
export async function seenInRuns(onDone: (id: string) => void): Promise<ReadonlyMap<RequirementId, SeenInRun>> {
  const answers = await answersOf();
  const { invariants } = suiteAt(newestRevision);
  const all = new Map<RequirementId, SeenInRun>();
  for (const id of requirementIds) {
    all.set(id, { answers: invariants.has(id) ? (answers.get(id) ?? []) : [], example: await exampleOf(id) });
    onDone(id);
  }
  return all;
}
