import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { anyWorld } from "../../../arbitraries/world.ts";
import { noFindings } from "../../../harness/judge/findings.ts";
import type { Judging, WorkerClaim } from "../../../harness/judge/judging.ts";
import { judgeAll } from "../../../harness/judge/lanes.ts";
import type { Progress } from "../../../harness/judge/progress.ts";
import { Session } from "../../../harness/session/session.ts";
import { Inventory } from "../../../harness/session/workspace.ts";
import { EndOfRun, TargetLost } from "../../../harness/shared/errors.ts";
import { mockTransport } from "../../../harness/target/client.ts";
import { createMock } from "../../../mock/app.ts";
import { refute, suiteOf } from "./bench.ts";

const claim = (name: string, check: () => void | Promise<void> = () => {}, rest: Partial<WorkerClaim> = {}) =>
  ({
    id: name,
    name,
    row: undefined,
    drives: [],
    weight: 1,
    after: [],
    counts: false,
    tries: 1,
    unavailable: () => undefined,
    inputs: () => fc.tuple(fc.nat()),
    check: async () => check(),
    ...rest,
  }) satisfies WorkerClaim;

function judgingOf(
  selected: WorkerClaim[],
  rest: Partial<Omit<Judging, "settings">> & Partial<Judging["settings"]> = {},
) {
  const { kind = "mock", ...settings } = rest;
  const mock = createMock();
  const suite = suiteOf<never, never>(selected.flatMap(({ id }) => id ?? [])) as unknown as Judging["suite"];
  const told: Progress[] = [];
  const judging: Judging = {
    suite,
    selected,
    world: anyWorld,
    findings: noFindings(),
    session: new Session(suite, {
      transport: mockTransport(mock),
      accountId: "0".repeat(32),
      runId: "lanes",
      lagMs: 0,
    }),
    inventory: new Inventory({ previews: true }),
    settings: { seed: 1, path: undefined, runs: undefined, profile: "quick", bail: undefined, ...settings },
    kind,
    onProgress: (one) => void told.push(one),
  };
  const judged = (id: string) => judging.findings.tally.line(id, undefined).judged;
  return { judging, told, mock, judged };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 0 }));
afterEach(() => void vi.useRealTimers());
const passes = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe("judging all claims", () => {
  test("makes as many cases as the profile says, or the runs, each on a Worker that is gone afterwards", async () => {
    const quick = judgingOf([claim("a.one"), claim("a.two", () => {}, { weight: 0.5 })]);
    const told = judgingOf([claim("a.one")], { runs: 7 });

    expect([await judgeAll(quick.judging), await judgeAll(told.judging)]).toEqual([undefined, undefined]);

    expect([quick.judged("a.one"), quick.judged("a.two"), told.judged("a.one")]).toEqual([4, 2, 7]);
    expect(quick.judging.inventory.residue).toMatchObject({ created: 6, deleted: 6 });
    expect(quick.mock.workerCount()).toBe(0);
  });

  test("tells before each claim how far it is, and that it is done", async () => {
    const { judging, told } = judgingOf([claim("a.one", () => refute()), claim("b.two")], { runs: 1 });

    await judgeAll(judging);

    expect(told.map(({ requests: _, ...one }) => one)).toEqual([
      { claim: "a.one", done: 0, of: 2, failures: 0 },
      { claim: "b.two", done: 1, of: 2, failures: 1 },
      { claim: "", done: 2, of: 2, failures: 1 },
    ]);
    expect(told.at(-1)?.requests).toBe(judging.session.requests);
  });

  test("ends where enough were found", async () => {
    const { judging, judged } = judgingOf([claim("a.one", () => refute()), claim("b.two")], { runs: 1, bail: 1 });

    expect(await judgeAll(judging)).toBe("--bail 1");

    expect(judged("b.two")).toBe(0);
  });

  test.each([
    [new TargetLost("no route"), "the target no longer answers: no route"],
    [new EndOfRun("interrupted"), "interrupted"],
  ])("ends with %s, and makes nothing more", async (error, reason) => {
    const { judging, judged } = judgingOf([
      claim("a.one", () => {
        throw error;
      }),
      claim("b.two"),
    ]);

    expect(await judgeAll(judging)).toBe(reason);

    expect(judged("b.two")).toBe(0);
  });
});

/** How many of a group's claims were under way at once, in an area that comes after a first one. */
async function mostAtOnce(firstTakesMs: number, rest: Parameters<typeof judgingOf>[1]) {
  let underWay = 0;
  let most = 0;
  const busy = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    for (let i = 0; i < 20; i += 1) await setImmediate();
    underWay -= 1;
  };
  const first = claim("first.one", () => void passes(firstTakesMs));
  const { judging } = judgingOf([first, ...Array.from({ length: 12 }, (_, i) => claim(`next.n${i}`, busy))], rest);
  await judgeAll(judging);
  return most;
}

describe("lanes", () => {
  test("are eight on a server that takes long for a request", async () => {
    expect(await mostAtOnce(31, { kind: "url", runs: 1 })).toBe(8);
  });

  test("are one on a server that is quick, on the mock, on an account, and in a replay", async () => {
    expect(await mostAtOnce(30, { kind: "url", runs: 1 })).toBe(1);
    expect(await mostAtOnce(1000, { kind: "mock", runs: 1 })).toBe(1);
    expect(await mostAtOnce(1000, { kind: "account", runs: 1 })).toBe(1);
    expect(await mostAtOnce(1000, { kind: "url", path: "0" })).toBe(1);
  });

  test("judge one area after the other: what comes later builds on it", async () => {
    const order: string[] = [];
    const noting = (name: string) => claim(name, () => void order.push(name));
    const { judging } = judgingOf(
      [claim("zero.x", () => void passes(1000)), noting("a.one"), noting("a.two"), noting("b.one")],
      {
        kind: "url",
        runs: 2,
      },
    );

    await judgeAll(judging);

    expect(order.slice(0, 4).toSorted()).toEqual(["a.one", "a.one", "a.two", "a.two"]);
    expect(order.slice(4)).toEqual(["b.one", "b.one"]);
  });
});

describe("the time of a run over HTTP", () => {
  const slow = () => claim("a.slow", () => void passes(16_000));

  test("is fifteen seconds in the quick profile: a claim that takes longer makes two cases", async () => {
    const { judging, judged } = judgingOf([slow()], { kind: "url" });

    await judgeAll(judging);

    expect(judged("a.slow")).toBe(2);
    expect([...judging.findings.shortened]).toEqual(["a.slow"]);
  });

  test("is shared by weight, and a minute in the default profile", async () => {
    const { judging, judged } = judgingOf([claim("a.slow", () => void passes(14_000)), claim("b.quick")], {
      kind: "url",
      profile: "default",
    });

    await judgeAll(judging);

    expect([judged("a.slow"), judged("b.quick")]).toEqual([3, 25]);
  });

  test.each([
    ["where somebody said how many cases to make", { kind: "url", runs: 4 }],
    ["in a nightly run", { kind: "url", profile: "nightly" }],
    ["on the mock", { kind: "mock" }],
    ["on an account", { kind: "account" }],
  ] as const)("is as much as it takes %s", async (_where, rest) => {
    const { judging } = judgingOf([slow()], rest);

    await judgeAll(judging);

    expect(judging.findings.shortened.size).toBe(0);
  });
});
