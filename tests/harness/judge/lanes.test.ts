import { setImmediate } from "node:timers/promises";
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
import { refute, suiteOf, workerClaim } from "./bench.ts";

const claim = (name: string, check: () => void | Promise<void> = () => {}, rest: Partial<WorkerClaim> = {}) =>
  workerClaim(name, async () => check(), rest);

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
    settings: {
      seed: 1,
      path: undefined,
      runs: undefined,
      rounds: undefined,
      maxTime: undefined,
      profile: "quick",
      bail: undefined,
      only: [],
      ...settings,
    },
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
      { claim: "a.one", done: 0, of: 2, failures: 0, share: 0 },
      { claim: "b.two", done: 1, of: 2, failures: 1, share: 0.5 },
      { claim: "", done: 2, of: 2, failures: 1, share: 1 },
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

/** How many cases were under way at once on a target that takes so long for a request. */
async function mostAtOnce(latencyMs: number, rest: Parameters<typeof judgingOf>[1]) {
  let underWay = 0;
  let most = 0;
  const busy = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    for (let i = 0; i < 40; i += 1) await setImmediate();
    underWay -= 1;
  };
  const { judging } = judgingOf(
    Array.from({ length: 40 }, (_, i) => claim(`area${i % 5}.n${i}`, busy)),
    rest,
  );
  Object.defineProperty(judging.session, "latencyMs", { get: () => latencyMs, set: () => {} });
  await judgeAll(judging);
  expect(judging.findings.lanes).toBe(most);
  return most;
}

describe("lanes", () => {
  test("are more the longer a server takes for a request, across areas, up to sixteen", async () => {
    expect(await mostAtOnce(5, { kind: "url", runs: 1 })).toBe(1);
    expect(await mostAtOnce(20, { kind: "url", runs: 1 })).toBe(3);
    expect(await mostAtOnce(50, { kind: "url", runs: 1 })).toBe(8);
    expect(await mostAtOnce(1000, { kind: "url", runs: 1 })).toBe(16);
  });

  test("are one on the mock, on an account, and in a replay", async () => {
    expect(await mostAtOnce(1000, { kind: "mock", runs: 1 })).toBe(1);
    expect(await mostAtOnce(1000, { kind: "account", runs: 1 })).toBe(1);
    expect(await mostAtOnce(1000, { kind: "url", path: "0" })).toBe(1);
  });

  test("are fewer once the server is quick, and every case is made all the same", async () => {
    let latencyMs = 100;
    let waiting = 0;
    let release = () => {};
    const together = new Promise<void>((done) => {
      release = done;
    });
    // All lanes end their first case at once, and none of them is needed any more.
    const meet = async () => {
      waiting += 1;
      if (waiting === 16) {
        latencyMs = 0;
        release();
      }
      await together;
    };
    const { judging, judged } = judgingOf(
      Array.from({ length: 60 }, (_, i) => claim(`area.n${i}`, meet)),
      { kind: "url", runs: 1 },
    );
    Object.defineProperty(judging.session, "latencyMs", { get: () => latencyMs, set: () => {} });

    await judgeAll(judging);

    expect(judging.findings.lanes).toBe(16);
    for (let i = 0; i < 60; i += 1) expect(judged(`area.n${i}`)).toBe(1);
  });

  test("share the cases of one claim", async () => {
    let underWay = 0;
    let most = 0;
    const { judging, judged } = judgingOf(
      [
        claim("a.long", async () => {
          underWay += 1;
          most = Math.max(most, underWay);
          for (let i = 0; i < 40; i += 1) await setImmediate();
          underWay -= 1;
        }),
      ],
      { kind: "url", runs: 64 },
    );
    Object.defineProperty(judging.session, "latencyMs", { get: () => 100, set: () => {} });

    await judgeAll(judging);

    expect(judged("a.long")).toBe(64);
    expect(most).toBeGreaterThan(4);
  });
});

describe("rounds", () => {
  test("go over all claims, each twice as long as all before it", async () => {
    const order: string[] = [];
    const noting = (name: string) => claim(name, () => void order.push(name.slice(2)));
    const { judging } = judgingOf([noting("a.A"), noting("b.B")], { runs: 5 });

    await judgeAll(judging);

    expect(order.join("")).toBe("ABABAABBAB");
    expect(judging.findings).toMatchObject({ rounds: { made: 4, of: 4 }, isOutOfTime: false });
    expect([...judging.findings.cases]).toEqual([
      ["a.A", 5],
      ["b.B", 5],
    ]);
  });

  test("are as many as they are told to be", async () => {
    const { judging, judged } = judgingOf([claim("a.one")], { runs: 20, rounds: 3 });

    await judgeAll(judging);

    expect(judged("a.one")).toBe(4);
    expect(judging.findings.rounds).toEqual({ made: 3, of: 6 });
  });
});

describe("the time of a run", () => {
  const slow = (ms: number) => claim("a.slow", () => void passes(ms));
  const madeIn = async (ms: number, rest: Parameters<typeof judgingOf>[1]) => {
    const { judging, judged } = judgingOf([slow(ms)], rest);
    await judgeAll(judging);
    return { cases: judged("a.slow"), isOutOfTime: judging.findings.isOutOfTime };
  };

  test("ends it before a round that would end too late, and never before the first is made", async () => {
    expect(await madeIn(16_000, { kind: "url" })).toEqual({ cases: 2, isOutOfTime: true });
    expect(await madeIn(90_000, { kind: "url" })).toEqual({ cases: 1, isOutOfTime: true });
    expect(await madeIn(12_000, { kind: "url" })).toEqual({ cases: 4, isOutOfTime: false });
  });

  test("is longer in the default profile, or as it is told", async () => {
    expect(await madeIn(16_000, { kind: "url", profile: "default" })).toEqual({ cases: 8, isOutOfTime: true });
    expect(await madeIn(16_000, { kind: "url", maxTime: 40 })).toEqual({ cases: 2, isOutOfTime: true });
    expect(await madeIn(16_000, { kind: "mock", maxTime: 20 })).toEqual({ cases: 1, isOutOfTime: true });
  });

  test.each([
    ["where somebody said how many cases to make", { kind: "url", runs: 4 }],
    ["where somebody said how many rounds to make", { kind: "url", rounds: 3 }],
    ["in a nightly run", { kind: "url", profile: "nightly" }],
    ["on the mock", { kind: "mock" }],
    ["on an account", { kind: "account" }],
  ] as const)("is as much as it takes %s", async (_where, rest) => {
    expect((await madeIn(30_000, rest)).isOutOfTime).toBe(false);
  });
});
