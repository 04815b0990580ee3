import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refutation, Unjudged } from "../../../contract/refutation.ts";
import { Engine } from "../../../harness/judge/engine.ts";
import { noFindings } from "../../../harness/judge/findings.ts";
import type { EngineOptions, Slice } from "../../../harness/judge/options.ts";
import { seedOfClaim } from "../../../harness/judge/options.ts";
import { RequestBudget } from "../../../harness/session/request-budget.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../../../harness/shared/errors.ts";
import { Bench, type BenchClaim, claimOf, refute, type Subject, suiteOf } from "./bench.ts";

const ids = ["own", "other", "cause", "heard"];
function judging(options: Partial<EngineOptions> = {}, rest: Parameters<typeof suiteOf<Subject, undefined>>[1] = {}) {
  const findings = noFindings();
  const bench = new Bench();
  const suite = suiteOf<Subject, undefined>(ids, rest);
  const engine = new Engine(suite, bench, findings, { seed: 1, runs: 20, shrinkAllowance: 1000, ...options });
  const judge = (claim: BenchClaim, slice?: Slice) => engine.judge(claim, undefined, slice);
  return { findings, bench, engine, judge, line: (id: string, row?: string) => findings.tally.line(id, row) };
}
/** Inputs with many smaller ones. */
const longTexts = { inputs: () => fc.tuple(fc.array(fc.nat(), { minLength: 20, maxLength: 20 })) };
const least = (most: number) => (value: number) => void (value > most && refute());

describe("a claim that holds", () => {
  test("is counted case by case, as many as the runs and its weight say", async () => {
    const { judge, line, bench } = judging();

    await judge(claimOf("own", () => {}, { weight: 0.5 }));
    await judge(claimOf("other", () => {}, { weight: 0.01, row: "queue" }));

    expect(line("own").judged).toBe(10);
    expect(line("other", "queue").judged).toBe(1);
    expect([bench.made, bench.ended]).toEqual([11, 11]);
    expect(bench.begun.at(-1)).toBe("other/queue");
  });

  test("counts for what an invariant judges only where it says so", async () => {
    const { judge, line } = judging({}, { invariants: new Set(["own", "other"]) });

    await judge(claimOf("own", () => {}));
    await judge(claimOf("other", () => {}, { counts: true }));

    expect([line("own").judged, line("other").judged]).toEqual([0, 20]);
  });

  test("is not made where the world lacks what it needs", async () => {
    const { judge, line, bench } = judging();

    await judge(claimOf("own", () => {}, { unavailable: () => "no resource" }));

    expect([...line("own").reasons]).toEqual([["untested", "no resource"]]);
    expect(bench.made).toBe(0);
  });

  test("makes the same cases for the same seed, others for another row", async () => {
    const made = async (seed: number, row?: string) => {
      const values: number[] = [];
      await judging({ seed }).judge(claimOf("own", (value) => void values.push(value), { row }));
      return values.join();
    };

    expect(await made(1)).toBe(await made(1));
    expect(new Set([await made(1), await made(2), await made(1, "queue")]).size).toBe(3);
    expect(seedOfClaim(1, { name: "a", row: "b" })).toBe(seedOfClaim(1, { name: "a/b", row: undefined }));
  });
});

describe("a failure", () => {
  test("is kept with its smallest input and a path that leads to it", async () => {
    const { judge, line, findings } = judging();
    const claim = claimOf("own", least(499), { row: "queue" });

    await judge(claim);

    const [caught] = line("own", "queue").caught;
    expect(caught).toMatchObject({
      id: "own",
      row: "queue",
      claim: "own/queue",
      input: [500],
      seed: 1,
      flaky: false,
      refutation: { expected: "less" },
    });
    expect(line("own", "queue").caught).toHaveLength(1);
    expect([...findings.muted]).toEqual(["own/queue"]);
    const again = judging({ path: caught?.path });
    await again.judge(claim);
    expect(again.line("own", "queue").caught).toMatchObject([{ input: [500], path: caught?.path }]);
    expect(again.bench.made).toBe(3);
  });

  test("hides no other failure of its claim", async () => {
    const { judge, findings } = judging();

    await judge(
      claimOf("own", (value) => {
        if (value > 800) refute({ id: "other" });
        if (value > 500) refute();
      }),
    );

    expect(findings.tally.failing().toSorted()).toEqual(["other", "own"]);
    expect(findings.tally.caught("other")[0]?.input).toEqual([801]);
    expect(findings.tally.caught("own")[0]?.input).toEqual([501]);
  });

  test("is no news where another failure explains it, and not judged is what it then is", async () => {
    const { judge, line } = judging();

    await judge(claimOf("cause", least(0)));
    await judge(claimOf("own", least(0), { after: ["cause"] }));

    expect(line("own").caught).toEqual([]);
    expect([...line("own").reasons]).toEqual([["untested", "another failure explains its failure: cause"]]);
  });

  test("that an invariant shows ends the case, for what the invariant judges", async () => {
    const { judge, line } = judging({}, { invariants: new Set(["heard"]) });

    await judge(
      claimOf("own", (value, { listener }) => {
        const refutation = new Refutation("less", value, { id: "heard" });
        if (value > 700 && listener.judged({ id: "heard", refutation })) throw refutation;
      }),
    );

    expect(line("heard").caught).toMatchObject([{ input: [701], claim: "own", flaky: false }]);
    expect(line("own").caught).toEqual([]);
  });

  test("that a stop shows ends the case, for what the stop judges", async () => {
    const { judge, line } = judging();

    await judge(
      claimOf("own", (value, { listener }) => {
        if (value > 700) listener.stumbled(new Refutation("less", value), "other", "queue");
      }),
    );

    expect(line("other", "queue").caught).toMatchObject([{ input: [701], flaky: false }]);
  });

  test("that does not show again is one all the same where its history proves it", async () => {
    let made = 0;
    const { judge, line } = judging({ shrinkAllowance: 0 }, { isConclusive: (id) => id === "own" });

    const third = () => {
      made += 1;
      if (made === 3) refute();
    };
    await judge(claimOf("own", third));

    expect(line("own").caught).toMatchObject([{ flaky: false }]);
  });

  test("that does not show again is flaky", async () => {
    const { judge, line } = judging();

    await judge(claimOf("own", (_value, { number }) => void (number === 5 && refute())));

    expect(line("own").caught).toMatchObject([{ flaky: true }]);
  });

  test("of what is no requirement is our own fault", async () => {
    const { judge, line } = judging();

    await judge(claimOf("own", () => refute({ id: "unknown" })));

    expect(line("own").broken[0]).toContain("own refutes unknown, which is no requirement");
  });

  test("ends the run where enough were found", async () => {
    const { judge, line } = judging({ bail: 1 });

    await expect(judge(claimOf("own", least(0)))).rejects.toThrow(new EndOfRun("--bail 1"));

    expect(line("own").caught).toHaveLength(1);
  });
});

describe("over a network", () => {
  test("a failure that does not show twice is not shrunk", async () => {
    const { judge, line, bench } = judging({ confirms: true, runs: 5 });

    await judge(claimOf("own", (_value, { number }) => void (number === 5 && refute())));

    expect(line("own").caught).toMatchObject([{ flaky: true }]);
    expect(bench.made).toBe(5 + 1 + 1 + 5);
  });

  test("a failure that does is shrunk as usual", async () => {
    const { judge, line } = judging({ confirms: true });

    await judge(claimOf("own", least(499)));

    expect(line("own").caught).toMatchObject([{ flaky: false, input: [500] }]);
  });

  test("no smaller input is looked for after fifty in a row without the failure", async () => {
    const made = async (confirms: boolean) => {
      const { judge, bench } = judging({ confirms, runs: 1 });
      let first: number | undefined;
      await judge(
        claimOf(
          "own",
          (value) => {
            first ??= value;
            if (value === first) refute();
          },
          longTexts,
        ),
      );
      return bench.made;
    };

    expect([await made(true), (await made(false)) > 60]).toEqual([1 + 1 + 50 + 1 + 1, true]);
  });
});

describe("shrinking", () => {
  test("takes no more executions than allowed", async () => {
    const { judge, bench } = judging({ runs: 1, shrinkAllowance: 3 });

    await judge(claimOf("own", () => refute(), longTexts));

    expect(bench.made).toBe(1 + 3 + 1 + 1);
  });

  test("is short where three rows of a requirement are known to fail", async () => {
    const { judge, findings, bench } = judging({ runs: 1 });
    for (const row of ["a", "b"]) findings.muted.add(`own/${row}`);

    await judge(claimOf("own", () => refute(), { row: "c", ...longTexts }));
    const thorough = bench.made;
    await judge(claimOf("own", () => refute(), { row: "d", ...longTexts }));

    expect(thorough).toBeGreaterThan(20);
    expect(bench.made - thorough).toBe(1 + 12 + 1 + 1);
  });

  test("tries a race as often as its claim says, its replay too", async () => {
    const { judge, bench, line } = judging({ runs: 1, shrinkAllowance: 0 });

    await judge(claimOf("own", (_value, { number }) => void ([1, 4].includes(number) && refute()), { tries: 3 }));

    expect(line("own").caught).toMatchObject([{ flaky: false }]);
    expect(bench.made).toBe(1 + 3 + 1);
  });
});

describe("a case", () => {
  test("of a race is made once until it fails", async () => {
    const { engine, bench, judge } = judging({ runs: 1 });
    const race = claimOf("own", () => {}, { tries: 3 });

    await judge(race);
    await engine.judgeCase(race, undefined, 0);

    expect(bench.made).toBe(2);
  });

  test("that could not be judged counts for nothing, and says why", async () => {
    const { judge, line } = judging();

    await judge(
      claimOf("own", () => {
        throw new Unjudged("inapplicable", "not here");
      }),
    );

    expect(line("own")).toMatchObject({ judged: 0, caught: [], broken: [] });
    expect([...line("own").reasons]).toEqual([["inapplicable", "not here"]]);
  });

  test("without an answer is tried three times, and each time begins anew", async () => {
    const { judge, line, bench } = judging({ runs: 1 });

    await judge(
      claimOf("own", (_value, { number }) => {
        if (number < 3) throw new NoAnswer("no answer", { maybeDone: true });
      }),
    );

    expect(line("own").judged).toBe(1);
    expect([bench.made, bench.ended, bench.forgotten]).toEqual([3, 3, 2]);
  });

  test("that never has an answer says so of all that it was made for", async () => {
    const { judge, line, bench } = judging({ runs: 1 });
    const silent = () => {
      throw new NoAnswer("no answer", { maybeDone: true });
    };

    await judge(claimOf("traffic", silent, { id: undefined, drives: ["own", "other"] }));

    expect(bench.made).toBe(3);
    expect([...line("own").reasons, ...line("other").reasons]).toEqual([
      ["environment", "no answer"],
      ["environment", "no answer"],
    ]);
  });

  test("that breaks is our own fault, with the place where it did", async () => {
    const { judge, line } = judging();

    await judge(
      claimOf("own", (value) => {
        if (value > 300) throw new TypeError("undefined is no function");
      }),
    );

    expect(line("own").caught).toEqual([]);
    expect(line("own").broken[0]).toMatch(/^own at \d+(:\d+)*: TypeError: undefined is no function {5}at /);
  });

  test("that loses the target ends the run", async () => {
    const lost = () => {
      throw new TargetLost("gone");
    };

    await expect(judging().judge(claimOf("own", lost))).rejects.toBeInstanceOf(TargetLost);
  });

  test("of a path that leads nowhere says what to take instead", async () => {
    const { judge, line } = judging({ path: "0:99:99" });

    await judge(claimOf("own", least(-1)));

    expect(line("own").broken).toEqual([
      "own at generation: --path 0:99:99 leads to no case with seed 1: take both from a replay line",
    ]);
  });
});

describe("some of the cases of a claim", () => {
  test("are those that it makes in one go, by their numbers", async () => {
    const values = async (slice?: { from: number; count: number }) => {
      const seen: number[] = [];
      await judging({ runs: 8 }).judge(
        claimOf("own", (value) => void seen.push(value)),
        slice,
      );
      return seen;
    };

    const all = await values();
    expect(all).toHaveLength(8);
    expect([...(await values({ from: 0, count: 3 })), ...(await values({ from: 3, count: 5 }))]).toEqual(all);
  });

  test("have paths that lead to them in the whole", async () => {
    const { judge, line } = judging({ runs: 8 });
    let made = 0;

    await judge(
      claimOf("own", () => {
        made += 1;
        if (made === 2) refute();
      }),
      { from: 4, count: 4 },
    );

    expect(line("own").caught[0]?.path).toMatch(/^5/);
  });

  test("are counted", async () => {
    const { judge, findings } = judging({ runs: 8 });

    await judge(
      claimOf("own", () => {}, { row: "queue" }),
      { from: 2, count: 3 },
    );

    expect([...findings.cases]).toEqual([["own/queue", 3]]);
  });
});

describe("where requests are counted", () => {
  test("a failure for whose replay none is left is unconfirmed, and says so", async () => {
    const requests = new RequestBudget(10);
    const { judge, line, bench } = judging({ runs: 1, requests });
    bench.cost = 100;

    await judge(claimOf("own", least(-1)));

    expect(bench.made).toBe(2);
    expect(line("own").caught).toMatchObject([{ flaky: false, unconfirmed: true }]);
    expect([...line("own").reasons]).toEqual([
      ["untested", "it failed, and the budget of requests left none to see whether it does so again"],
    ]);
  });

  test("a smaller input is looked for only where a replay fits beside it", async () => {
    const requests = new RequestBudget(10);
    const { engine, bench, line } = judging({ runs: 1, requests });
    bench.cost = 5;

    await engine.judgeCase(claimOf("own", least(-1)), undefined, 0);

    expect(bench.made).toBe(1 + 1 + 1);
    expect(line("own").caught).toMatchObject([{ flaky: false }]);
  });

  test("a failure is flaky where it was tried again in vain, and unconfirmed where it was not", () => {
    const { engine, line } = judging();
    const evidence = { refutation: new Refutation("less", "more"), exchanges: [], input: [1] };

    engine.keepUnconfirmed(
      "own/queue",
      evidence,
      claimOf("tour", () => {}),
      3,
      false,
    );
    engine.keepUnconfirmed(
      "other",
      evidence,
      claimOf("tour", () => {}),
      4,
      true,
    );

    expect(line("own", "queue").caught).toMatchObject([{ claim: "tour", path: "3", unconfirmed: true, input: [1] }]);
    expect(line("own", "queue").reasons.size).toBe(1);
    expect(line("other").caught).toMatchObject([{ path: "4", flaky: true }]);
    expect(line("other").reasons.size).toBe(0);
  });
});
