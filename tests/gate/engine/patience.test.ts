import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AdapterLost } from "../../../gate/adapters/adapter.ts";
import { Patience } from "../../../gate/engine/patience.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const [one, other, traffic] = [
  { property: "deploy.true-sent" as const },
  { property: "call.sent" as const },
  { property: undefined },
];
const started = (budgetMs: number) => {
  const patience = new Patience(budgetMs);
  patience.start();
  return patience;
};
const times = (count: number, act: () => string) => Array.from({ length: count }, act).at(-1);

describe("a call may take", () => {
  test.each([
    ["half of all the time", 16_000, 8000],
    ["twenty seconds at the most", 100_000, 20_000],
    ["two seconds at the least", 1000, 2000],
  ])("%s", (_what, budgetMs, ms) => {
    expect(started(budgetMs).deadlineMs()).toBe(ms);
  });

  test("no longer than twice the time that was given, all together", () => {
    const patience = started(1000);

    vi.setSystemTime(1500);
    expect(patience.deadlineMs()).toBe(500);
    vi.setSystemTime(5000);
    expect(patience.deadlineMs()).toBe(1);
  });

  test("three times what the slowest answer took, once three calls had none", () => {
    const patience = started(100_000);
    patience.answered(900);
    patience.answered(1000);
    patience.answered(10);

    times(2, () => patience.silence(one, 1));
    expect(patience.deadlineMs()).toBe(20_000);
    patience.silence(one, 1);
    expect(patience.deadlineMs()).toBe(3000);
  });
});

describe("a call without an answer", () => {
  test("says how long it was waited for; the third ends the cases of its property, and of no other", () => {
    const patience = started(100_000);

    expect(times(2, () => patience.silence(one, 77))).toBe("no answer within 77 ms");
    expect(patience.isOver(one)).toBe(false);
    const reason = patience.silence(one, 77);

    expect(reason).toBe("no answer within 77 ms; after 3 calls without an answer the rest of its cases is left out");
    expect([patience.skipped(one), patience.skipped(other)]).toEqual([reason, undefined]);
    expect([patience.isOver(one), patience.isOver(other)]).toEqual([true, false]);
  });
});

describe("an adapter that fails", () => {
  test("five times in a row is not asked about that property again", () => {
    const patience = started(100_000);
    patience.answered(1);

    expect(times(4, () => patience.crash(one, "exit 1"))).toBe("exit 1");
    expect(patience.isOver(one)).toBe(false);
    const reason = patience.crash(one, "exit 1");

    expect(reason).toBe("the adapter failed 5 times in a row, the rest of its cases is left out: exit 1");
    expect([patience.skipped(one), patience.skipped(other)]).toEqual([reason, undefined]);
    expect(patience.lost).toBeUndefined();
  });

  test("and answers between is asked on", () => {
    const patience = started(100_000);
    times(4, () => patience.crash(one, "exit 1"));

    patience.answered(1);

    expect(times(4, () => patience.crash(one, "exit 1"))).toBe("exit 1");
    expect(patience.isOver(one)).toBe(false);
  });

  test("five times in a row without ever having answered is lost", () => {
    const patience = started(100_000);

    times(5, () => patience.crash(one, "exit 1"));

    expect(patience.lost).toEqual(new AdapterLost("the adapter failed 5 times in a row: exit 1"));
    expect(patience.isOver(other)).toBe(true);
  });

  test("in calls where everything comes together is not asked for those again", () => {
    const patience = started(100_000);
    patience.answered(1);

    times(5, () => patience.crash(traffic, "exit 1"));

    expect([patience.isOver(traffic), patience.isOver(one)]).toEqual([true, false]);
  });
});

describe("a run", () => {
  test("is over after twice the time that it was given, not before", () => {
    const patience = started(16_000);
    patience.silence(one, 1);

    vi.setSystemTime(31_999);
    expect(patience.lost).toBeUndefined();
    vi.setSystemTime(32_000);

    expect(patience.lost?.message).toBe(
      "2 times the 16 s that were given are over, 1 calls had no answer; --seconds gives more",
    );
  });

  test("has no end before it has begun", () => {
    vi.setSystemTime(1e9);

    expect(new Patience(1).lost).toBeUndefined();
  });
});
