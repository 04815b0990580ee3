import { describe, expect, test } from "vitest";
import type { Plan } from "../../../harness/plan/plan.ts";
import { mostRequests, planRun, stepsOf, summaryOf } from "../../../harness/plan/prepare.ts";
import type { Step } from "../../../harness/plan/rehearsal.ts";
import { suiteOf } from "../judge/bench.ts";

const step = (name: string, requests: number, ...judges: string[]) =>
  ({ claim: { name }, index: 0, requests, creates: 1, workers: 1, judges: new Set(judges) }) as unknown as Step;
const plan: Plan = {
  cover: [step("tour", 40, "a", "b"), step("a", 4, "a")],
  more: [step("a", 6, "a", "c"), step("d", 1)],
  requests: 301,
  creates: 20,
  workers: 21,
  limit: 400,
  asked: ["a", "b", "c", "e", "f"],
  judged: ["a", "b", "c"],
  done: new Set(),
  wanted: ["a", "b", "c", "e", "f"],
  missed: ["e"],
  impossible: ["f"],
  rows: { judged: 3, of: 9 },
  alternative: async () => undefined,
};

describe("the requests of a run", () => {
  test.each([
    ["none to count on the mock", {}, "mock", undefined],
    ["none to count on a server", {}, "url", undefined],
    ["250 on an account, in the quick profile", { profile: "quick" }, "account", 250],
    ["1000 on an account, in the default profile", {}, "account", 1000],
    ["5000 on an account, in the nightly profile", { profile: "nightly" }, "account", 5000],
    ["what was given", { maxRequests: 7 }, "account", 7],
    ["what was given, on the mock too", { maxRequests: 7 }, "mock", 7],
    ["not counted in a replay", { maxRequests: 7, path: "0" }, "account", undefined],
  ] as const)("are %s", (_what, settings, kind, expected) => {
    expect(mostRequests({ maxRequests: undefined, path: undefined, profile: "default", ...settings }, kind)).toBe(
      expected,
    );
  });
});

describe("a plan in figures", () => {
  test("has its cost in requests, seconds and percent, and what it judges", () => {
    expect(summaryOf(plan)).toEqual({
      requests: 301,
      atMost: 400,
      creates: 20,
      workers: 21,
      seconds: 101,
      percentOfLimit: 26,
      requirements: { judged: 3, of: 5 },
      rows: { judged: 3, of: 9 },
      missed: ["e"],
      impossible: ["f"],
    });
  });

  test("has its steps by claim, with what each judges of what is wanted", () => {
    expect(stepsOf(plan)).toEqual([
      { name: "tour", requests: 40, requirements: 2 },
      { name: "a", requests: 10, requirements: 2 },
      { name: "d", requests: 1, requirements: 0 },
    ]);
  });
});

test("a budget in which not even one case fits is refused, with what to give instead", async () => {
  const planning = {
    suite: suiteOf<never, never>(["a"]) as never,
    selected: [],
    settings: {
      seed: 1,
      only: [],
      runs: undefined,
      profile: "quick" as const,
      provision: false,
      lacks: [],
      contract: "create-version/2026-06" as const,
    },
    kind: "account" as const,
    world: {},
  };

  await expect(planRun(planning, 5)).rejects.toMatchObject({
    message: "a budget of 5 requests is too small to judge anything and to remove what that makes",
    hint: "give --max-requests more; about 250 judge every requirement that can be judged",
  });
});
