import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../contract/api.ts";
import { Refutation } from "../../../contract/refutation.ts";
import { Engine } from "../../../harness/judge/engine.ts";
import { noFindings, verdictOfRow } from "../../../harness/judge/findings.ts";
import type { Listener, Stage } from "../../../harness/session/stage.ts";
import type { Observer, Suite } from "../../../suites/suite.ts";
import type { Claim } from "../../../suites/words/claim.ts";

/** A server of another trade: it keeps numbers, and adds them up. */
class Adder {
  readonly #breaks: string;
  readonly #kept: number[] = [];

  constructor(breaks: string) {
    this.#breaks = breaks;
  }

  add(number: number): void {
    if (!(this.#breaks === "zero" && number === 0)) this.#kept.push(number);
  }

  sum(): number {
    const all = this.#kept.reduce((sum, one) => sum + one, 0);
    return this.#breaks === "overflow" && all > 1000 ? 1000 : all;
  }

  count(): number {
    return this.#kept.length;
  }
}

/** Cases on a fresh adder each; there is no network, so there are no exchanges. */
class AdderStage implements Stage<Adder> {
  readonly #breaks: string;
  readonly trace: Exchange[] = [];
  readonly cost = 1;
  readonly unanswered = undefined;
  readonly hasAnswered = true;
  claims: string[] = [];

  constructor(breaks: string) {
    this.#breaks = breaks;
  }

  begin(claim: string, _listener: Listener): void {
    this.claims.push(claim);
  }
  fresh = async () => new Adder(this.#breaks);
  end = async () => {};
  forget(): void {}
}

type AdderClaim = Claim<Adder, { most: number }, string>;
const claim = (id: string, check: (adder: Adder, numbers: number[]) => void): AdderClaim => ({
  id,
  name: id,
  row: undefined,
  drives: [],
  weight: 1,
  after: [],
  counts: true,
  tries: 1,
  unavailable: ({ most }) => (most === 0 ? "nothing can be added" : undefined),
  inputs: ({ most }) => fc.tuple(fc.array(fc.nat({ max: most }))),
  check: async (adder, [numbers]) => check(adder, numbers as number[]),
});
const same = (expected: number, actual: number) => {
  if (expected !== actual) throw new Refutation(String(expected), actual);
};

const sentence = (text: string) => ({ level: "must" as const, text, source: "manual", sources: ["manual"] });
const unused = (): Observer => {
  throw new Error("an adder has no exchanges to observe");
};
const adders: Suite<Adder, { most: number }> = {
  requirements: {
    "sum.adds": sentence("add up what it was given"),
    "sum.counts": sentence("count what it was given"),
    "sum.empty": sentence("have the sum 0 before anything was given"),
  },
  retired: {},
  levelOf: () => undefined,
  claims: [
    claim("sum.adds", (adder, numbers) => {
      for (const one of numbers) adder.add(one);
      same(
        numbers.reduce((sum, one) => sum + one, 0),
        adder.sum(),
      );
    }),
    claim("sum.counts", (adder, numbers) => {
      for (const one of numbers) adder.add(one);
      same(numbers.length, adder.count());
    }),
    claim("sum.empty", (adder) => same(0, adder.sum())),
  ],
  tours: [],
  rowTours: [],
  invariants: new Set(),
  observer: unused,
  features: [],
  partsOf: () => [],
  rootsOf: () => [],
  isConclusive: () => false,
  isOptional: () => false,
  rowsOfAnswers: [],
};

async function judged(breaks: string, given = { most: 1000 }) {
  const findings = noFindings();
  const stage = new AdderStage(breaks);
  const engine = new Engine(adders, stage, findings, { seed: 1, runs: 200, shrinkAllowance: 1000 });
  for (const one of adders.claims) await engine.judge(one, given);
  const { tally } = findings;
  const verdicts = Object.keys(adders.requirements).map((id) => verdictOfRow(tally.line(id, undefined)));
  return { verdicts, caught: tally.failing().flatMap((id) => tally.caught(id)), stage };
}

describe("the engine, on a suite about something else", () => {
  test("passes a server that keeps every promise", async () => {
    const { verdicts, caught, stage } = await judged("nothing");

    expect(verdicts).toEqual(["pass", "pass", "pass"]);
    expect(caught).toEqual([]);
    expect(stage.claims).toHaveLength(600);
  });

  test("shrinks what breaks one promise to its smallest input, and leaves the others alone", async () => {
    const { verdicts, caught } = await judged("zero");

    expect(verdicts).toEqual(["pass", "fail", "pass"]);
    expect(caught).toMatchObject([{ id: "sum.counts", input: [[0]], flaky: false }]);
  });

  test("finds a boundary", async () => {
    const { verdicts, caught } = await judged("overflow");

    expect(verdicts).toEqual(["fail", "pass", "pass"]);
    expect(caught[0]?.input.flat().reduce((sum: number, one) => sum + Number(one), 0)).toBe(1001);
  });

  test("says why a claim cannot be judged", async () => {
    const { verdicts } = await judged("nothing", { most: 0 });

    expect(verdicts).toEqual(["untested", "untested", "untested"]);
  });
});
