import { describe, expect, test } from "vitest";
import type { WorkerClaim } from "../../../harness/judge/judging.ts";
import { coverOf, type PlanOptions, planOf } from "../../../harness/plan/plan.ts";
import type { Rehearsal, Step } from "../../../harness/plan/rehearsal.ts";

const step = (requests: number, ...judges: string[]) => ({ requests, judges: new Set(judges) }) as unknown as Step;

describe("a cover", () => {
  test("takes what judges most for its price", () => {
    const [a, b, both] = [step(3, "a"), step(3, "b"), step(4, "a", "b", "c")];

    expect(coverOf([a, b, both], new Set(["a", "b", "c"]), 100)).toEqual([both]);
  });

  test("takes nothing that it cannot afford", () => {
    const [a, both] = [step(3, "a"), step(4, "a", "b", "c")];

    expect(coverOf([a, both], new Set(["a", "b"]), 3)).toEqual([a]);
    expect(coverOf([a, both], new Set(["a", "b"]), 2)).toEqual([]);
  });

  test("takes nothing that judges only what is not wanted", () => {
    expect(coverOf([step(1, "a")], new Set(["b"]), 100)).toEqual([]);
  });

  test("leaves out what was taken first, where others judge all of it in the end", () => {
    const [first, left, right] = [step(4, "1", "2", "3", "4"), step(4, "1", "2", "5"), step(4, "3", "4", "6")];

    const cover = coverOf([first, left, right], new Set(["1", "2", "3", "4", "5", "6"]), 100);

    expect(cover).toEqual([left, right]);
  });

  test("leaves out the dearer one of two where either would do", () => {
    const [dear, cheap] = [step(10, "1", "2"), step(6, "1", "3")];
    const [left, right] = [step(50, "2", "4", "6", "7"), step(40, "3", "5", "8", "9")];
    const wanted = new Set(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);

    expect(coverOf([dear, cheap, left, right], wanted, 1000)).toEqual([cheap, right, left]);
  });
});

interface Costs {
  requests: number;
  judges: string[];
}
const claim = (name: string, rest: Partial<WorkerClaim> = {}) =>
  ({ id: name, name, row: undefined, drives: [], weight: 1, ...rest }) as WorkerClaim;

/** A rehearsal of which is known what each claim's cases cost and judge; and which cases it was asked for. */
function rehearsalOf(costs: Readonly<Record<string, (index: number) => Costs>>) {
  const asked: string[] = [];
  const rehearsal = {
    canMake: ({ name }: WorkerClaim) => name in costs,
    step: async (one: WorkerClaim, index: number) => {
      const { requests, judges } = costs[one.name]?.(index) ?? { requests: 0, judges: [] };
      asked.push(`${one.name} ${index}`);
      return one.name in costs
        ? { claim: one, index, requests, creates: 1, workers: 2, judges: new Set(judges) }
        : undefined;
    },
  };
  return { rehearsal: rehearsal as unknown as Rehearsal, asked };
}
const options = (
  rest: Partial<Omit<PlanOptions, "suite">> & { ids: string[]; tours?: WorkerClaim[] },
): PlanOptions => ({
  claims: [],
  only: [],
  budget: 100,
  beside: 3,
  runs: 1,
  ...rest,
  suite: {
    requirements: Object.fromEntries(rest.ids.map((id) => [id, {} as never])),
    tours: rest.tours ?? [],
    rowTours: [],
  },
});
const always =
  (requests: number, ...judges: string[]) =>
  () => ({ requests, judges });
const names = (steps: readonly Step[]) => steps.map(({ claim: { name }, index }) => `${name} ${index}`);

describe("a plan", () => {
  test("covers what is wanted in the order of the claims, then makes more cases", async () => {
    const { rehearsal } = rehearsalOf({ a: always(4, "a"), b: always(2, "b") });
    const claims = [claim("a"), claim("b")];

    const plan = await planOf(rehearsal, options({ ids: ["a", "b"], claims, runs: 2 }));

    expect(names(plan.cover)).toEqual(["a 0", "b 0"]);
    expect(names(plan.more)).toEqual(["a 1", "b 1"]);
    expect(plan).toMatchObject({
      requests: 3 + 12,
      creates: 4 + 1,
      workers: 8 + 1,
      limit: 100,
      missed: [],
      impossible: [],
    });
  });

  test("keeps a tenth of the budget for what no rehearsal shows, and spends it in the end", async () => {
    const { rehearsal } = rehearsalOf({ a: always(10, "a") });

    const whole = await planOf(rehearsal, options({ ids: ["a"], claims: [claim("a")], budget: 15 }));
    const short = await planOf(rehearsal, options({ ids: ["a"], claims: [claim("a")], budget: 14 }));

    expect([whole.cover.length, short.cover.length]).toEqual([1, 0]);
    expect(names(short.more)).toEqual(["a 0"]);
    expect(short.missed).toEqual([]);
  });

  test("tells what the budget is too small for from what nothing can judge", async () => {
    const { rehearsal } = rehearsalOf({ a: always(4, "a"), dear: always(400, "dear") });
    const claims = [claim("a"), claim("dear"), claim("lacking")];

    const plan = await planOf(rehearsal, options({ ids: ["a", "dear", "lacking", "orphan"], claims }));

    expect(plan.missed).toEqual(["dear"]);
    expect(plan.impossible).toEqual(["lacking", "orphan"]);
    expect(plan.wanted).toEqual(["a", "dear", "lacking", "orphan"]);
  });

  test("takes rows before it takes more cases, and counts them", async () => {
    const queue = claim("a", { row: "queue" });
    const json = claim("a", { row: "json" });
    const { rehearsal } = rehearsalOf({ a: always(4, "a"), b: always(4, "b") });
    const { step: rehearse } = rehearsal;
    rehearsal.step = async (one, index) => {
      const made = await rehearse.call(rehearsal, one, index);
      return made && { ...made, judges: new Set([...made.judges, ...(one.row ? [`a/${one.row}`] : [])]) };
    };

    const plan = await planOf(rehearsal, options({ ids: ["a", "b"], claims: [queue, json, claim("b")], budget: 18 }));

    expect(plan.cover.map((one) => one.claim)).toEqual([queue, claim("b")]);
    expect(plan.more.map((one) => one.claim)).toEqual([json]);
    expect(plan.rows).toEqual({ judged: 2, of: 2 });
  });

  test("makes no more cases of a claim than its weight and the runs say, none twice", async () => {
    const { rehearsal } = rehearsalOf({ a: always(1, "a"), b: always(1, "b") });
    const claims = [claim("a", { weight: 0.5 }), claim("b", { weight: 0.01 })];

    const plan = await planOf(rehearsal, options({ ids: ["a", "b"], claims, runs: 6 }));

    expect(names(plan.cover)).toEqual(["a 0", "b 0"]);
    expect(names(plan.more)).toEqual(["a 1", "a 2"]);
  });

  test("chooses the cheapest of a claim's first cases", async () => {
    const { rehearsal } = rehearsalOf({ a: (index) => ({ requests: index === 5 ? 2 : 9, judges: ["a"] }) });

    const plan = await planOf(rehearsal, options({ ids: ["a"], claims: [claim("a")], budget: 9, runs: 1 }));

    expect(names(plan.cover)).toEqual(["a 5"]);
  });
});

describe("tours", () => {
  const tour = claim("tour.all", { id: undefined, drives: ["a", "b"] });
  const claims = [claim("a"), claim("b")];

  test("judge what they judge for less, and come first", async () => {
    const { rehearsal, asked } = rehearsalOf({
      "tour.all": always(5, "a", "b"),
      a: always(4, "a"),
      b: always(4, "b"),
    });

    const plan = await planOf(rehearsal, options({ ids: ["a", "b"], claims, tours: [tour], runs: 0 }));

    expect(names(plan.cover)).toEqual(["tour.all 0"]);
    expect(asked.slice(0, 2)).toEqual(["tour.all 0", "tour.all 1"]);
  });

  test("are left where they cost more than there is", async () => {
    const { rehearsal } = rehearsalOf({
      "tour.all": always(50, "a", "b"),
      a: always(4, "a"),
      b: always(4, "b"),
      c: always(4, "c"),
    });

    const plan = await planOf(
      rehearsal,
      options({ ids: ["a", "b", "c"], claims: [...claims, claim("c")], tours: [tour], runs: 0, budget: 40 }),
    );

    expect(names(plan.cover)).toEqual(["a 0", "b 0", "c 0"]);
  });

  test("leave room for what they do not judge", async () => {
    const { rehearsal } = rehearsalOf({
      "tour.all": always(5, "a", "b"),
      a: always(4, "a"),
      b: always(4, "b"),
      c: always(4, "c"),
    });

    const plan = await planOf(
      rehearsal,
      options({ ids: ["a", "b", "c"], claims: [...claims, claim("c")], tours: [tour], runs: 0, budget: 14 }),
    );

    expect(names(plan.cover)).toEqual(["tour.all 0", "c 0"]);
    expect(plan.requests).toBe(3 + 9);
  });

  test("are taken first where a free choice would cost more in the end", async () => {
    const whole = claim("tour.all", { id: undefined, drives: ["a", "b", "c"] });
    const [broad, narrow] = [claim("broad", { id: "d" }), claim("narrow", { id: "d" })];
    const { rehearsal } = rehearsalOf({
      "tour.all": always(6, "a", "b", "c"),
      broad: always(4, "a", "b", "d"),
      narrow: always(2, "d"),
    });

    const plan = await planOf(
      rehearsal,
      options({ ids: ["a", "b", "c", "d"], claims: [broad, narrow], tours: [whole], runs: 0 }),
    );

    expect(names(plan.cover)).toEqual(["tour.all 0", "narrow 0"]);
  });

  test("are not made where something is selected", async () => {
    const { rehearsal } = rehearsalOf({ "tour.all": always(1, "a", "b"), a: always(4, "a") });

    const plan = await planOf(
      rehearsal,
      options({ ids: ["a", "b"], claims: [claim("a")], tours: [tour], only: ["a"] }),
    );

    expect(plan.wanted).toEqual(["a"]);
    expect(names(plan.cover)).toEqual(["a 0"]);
  });
});

describe("the way to a key that a tour leaves open", () => {
  const own = claim("a", { row: "queue" });
  const driving = claim("story", { id: undefined, drives: ["a"] });
  const { rehearsal } = rehearsalOf({ a: always(9, "a", "a/queue"), story: always(2, "a") });
  const planned = () => planOf(rehearsal, options({ ids: ["a"], claims: [own, driving] }));

  test("is the cheapest case that judges the key itself", async () => {
    const { alternative } = await planned();

    expect((await alternative("a/queue"))?.claim).toBe(own);
    expect((await alternative("a"))?.claim).toBe(driving);
  });

  test("is one that judges its requirement, where none judges its row; and none where there is none", async () => {
    const { alternative } = await planned();

    expect((await alternative("a/json"))?.claim).toBe(driving);
    expect(await alternative("b")).toBeUndefined();
  });
});

describe("a plan after earlier runs", () => {
  const claims = [claim("a"), claim("b"), claim("c")];
  const { rehearsal } = rehearsalOf({ a: always(4, "a"), b: always(4, "b"), c: always(4, "c") });
  const after = (tried: Record<string, number>, budget = 12) =>
    planOf(
      rehearsal,
      options({ ids: ["a", "b", "c"], claims, runs: 1, budget, tried: new Map(Object.entries(tried)) }),
    );

  test("wants what they tried least, and takes the rest in the order of how often they did", async () => {
    const plan = await after({ a: 2, c: 1 });

    expect(plan.wanted).toEqual(["b"]);
    expect(names([...plan.cover, ...plan.more])).toEqual(["b 0", "c 0"]);
    expect([...plan.done]).toEqual(["a", "c"]);
    expect(plan.missed).toEqual([]);
  });

  test("wants everything once more where all was tried as often", async () => {
    const plan = await after({ a: 3, b: 3, c: 3 }, 100);

    expect(plan.wanted).toEqual(["a", "b", "c"]);
    expect(plan.judged).toEqual(["a", "b", "c"]);
  });
});
