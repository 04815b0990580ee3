import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Call } from "../../../contract/api.ts";
import { Refutation, Unjudged } from "../../../contract/refutation.ts";
import { Lacks } from "../../../harness/session/lacks.ts";
import { Lane } from "../../../harness/session/lane.ts";
import type { Session } from "../../../harness/session/session.ts";
import type { Listener } from "../../../harness/session/stage.ts";
import type { Judgement } from "../../../suites/suite.ts";
import { exchangeOf } from "../judge/bench.ts";

/** Pauses pass with the clock of the test. */
vi.mock("node:timers/promises", () => ({
  setTimeout: (ms: number) => new Promise((done) => void globalThis.setTimeout(done, ms)),
}));

const call: Call = { kind: "getVersion", method: "GET", path: "/a" };

/** A session whose exchanges are judged so, one after the other. */
function laneOf(judged: Judgement[][] = [], rest: Partial<Session["options"]> = {}) {
  const session = {
    exchange: async (one: Call) => ({ exchange: exchangeOf(one), judgements: judged.shift() ?? [] }),
    waitedInVain: new Set<string>(),
    options: { lagMs: 1000, ...rest },
    lags: false,
    lacks: new Lacks([]),
  };
  return { lane: new Lane(session as unknown as Session), session };
}
const refutation = (id?: string) => new Refutation("a", "b", id === undefined ? {} : { id });
const listening = (judged: Listener["judged"]): Listener => ({ judged, stumbled: () => {} });

describe("a call", () => {
  test("is kept in the trace of its case, which begins anew with the next one", async () => {
    const { lane } = laneOf();

    await lane.call(call);
    await lane.call({ ...call, path: "/b" });
    expect(lane.trace.map((one) => one.call.path)).toEqual(["/a", "/b"]);

    lane.begin(
      "next",
      listening(() => true),
    );
    expect(lane.trace).toEqual([]);
  });

  test("throws the first refutation that counts, once the listener was told of all", async () => {
    const [first, second] = [refutation("x"), refutation("y")];
    const heard: string[] = [];
    const { lane } = laneOf([[{ id: "held" }, { id: "x", refutation: first }, { id: "y", refutation: second }]]);
    lane.begin(
      "claim",
      listening(({ id }) => {
        heard.push(id);
        return id === "y";
      }),
    );

    await expect(lane.call(call)).rejects.toBe(second);

    expect(heard).toEqual(["held", "x", "y"]);
    expect(lane.trace).toHaveLength(1);
  });

  test("throws nothing where no case is made", async () => {
    const { lane } = laneOf([[{ id: "x", refutation: refutation() }]]);

    await expect(lane.call(call)).resolves.toMatchObject({ call });
  });

  test("that a claim left behind is waited for, whatever comes of it", async () => {
    const { lane, session } = laneOf();
    let end = () => {};
    session.exchange = () => new Promise((_done, fail) => (end = () => fail(new Error("late"))));
    const late = lane.call(call).catch((error: Error) => error.message);
    let isSettled = false;
    const settled = lane.settle().then(() => (isSettled = true));
    await Promise.resolve();

    expect(isSettled).toBe(false);
    end();
    await settled;

    expect(await late).toBe("late");
  });
});

describe("a read that may lag", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ["Date", "setTimeout"] }));
  afterEach(() => void vi.useRealTimers());
  /** When a read was made that fails so often. */
  async function reads(lane: Lane, failures: number, error: () => Error = () => refutation()) {
    const at: number[] = [];
    const ended = lane
      .eventually(async () => {
        at.push(Date.now());
        if (at.length <= failures) throw error();
        return "held";
      })
      .catch((thrown: unknown) => thrown);
    await vi.advanceTimersByTimeAsync(20_000);
    return { at, ended: await ended };
  }

  test("that holds at once is made once, and shows no lag", async () => {
    const { lane, session } = laneOf();

    expect(await reads(lane, 0)).toEqual({ at: [0], ended: "held" });

    expect(session.lags).toBe(false);
  });

  test("is made again, after pauses that double, until it holds", async () => {
    const { lane, session } = laneOf();

    expect(await reads(lane, 4)).toEqual({ at: [0, 20, 60, 140, 300], ended: "held" });

    expect(session.lags).toBe(true);
  });

  test("pauses no longer than half a second", async () => {
    const { lane } = laneOf([], { lagMs: 5000 });

    const { at } = await reads(lane, 8);

    expect(at.slice(-3)).toEqual([1120, 1620, 2120]);
  });

  test("is made less often where each read counts", async () => {
    const { lane } = laneOf([], { lagMs: 9000, meter: {} as never });

    expect((await reads(lane, 6)).at).toEqual([0, 250, 750, 1750, 3750, 5750, 7750]);
  });

  test("is hardly waited for where five promises were waited for in vain, and no read was ever seen to lag", async () => {
    const { lane, session } = laneOf();
    const vain = (count: number, key: string) => {
      session.waitedInVain = new Set(Array.from({ length: count }, (_, i) => `${key} ${i}`));
    };
    const last = async () => {
      const from = Date.now();
      return ((await reads(lane, 99, () => refutation(`id at ${from}`))).at.at(-1) ?? 0) - from;
    };

    vain(4, "claim");
    expect(await last()).toBeGreaterThanOrEqual(1000);
    vain(5, "claim");
    expect(await last()).toBeLessThan(600);
    vain(19, "premise of");
    expect(await last()).toBeGreaterThanOrEqual(1000);
    vain(20, "premise of");
    expect(await last()).toBeLessThan(600);
    vain(99, "claim");
    session.lags = true;
    expect(await last()).toBeGreaterThanOrEqual(1000);
  });

  test("stands refuted once the allowance is used up, and then no case waits for it again", async () => {
    const { lane, session } = laneOf();
    lane.begin(
      "claim",
      listening(() => true),
    );

    const first = await reads(lane, 99);
    const second = await reads(lane, 99);

    expect(first.ended).toBeInstanceOf(Refutation);
    expect(first.at.at(-1)).toBeGreaterThanOrEqual(1000);
    expect(second.at).toHaveLength(1);
    expect([...session.waitedInVain]).toEqual(["claim claim"]);
    expect(session.lags).toBe(false);
  });

  test("is waited for by what it judges: another requirement has an allowance of its own", async () => {
    const { lane, session } = laneOf();
    session.waitedInVain.add("x");

    expect((await reads(lane, 2, () => refutation("x"))).at).toHaveLength(1);
    expect((await reads(lane, 2, () => refutation("y"))).at).toHaveLength(3);
  });

  test("is waited for as a premise, too, but not where waiting mends nothing", async () => {
    const { lane } = laneOf();

    expect((await reads(lane, 1, () => new Unjudged("untested", "not yet"))).ended).toBe("held");
    expect((await reads(lane, 1, () => new Unjudged("environment", "no answer"))).at).toHaveLength(1);
    expect((await reads(lane, 1, () => new Error("ours"))).at).toHaveLength(1);
  });
});
