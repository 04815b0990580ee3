import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { headerOf, liveRate, type Rate, RateLimiter, retryAfterMs } from "../../../harness/target/rate.ts";

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  test.each([
    ["0", 0],
    ["7", 7000],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 23:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
    ["-5", undefined],
  ])("%j is %s ms", (value, expected) => {
    const ms = retryAfterMs({ "retry-after": value }, now);

    // A negative number is read as a year by some; what matters is that nobody waits for it.
    if (value === "-5") expect(ms ?? 0).toBe(0);
    else expect(ms).toBe(expected);
  });
});

test("a date in Retry-After is told by the target's own clock", () => {
  const date = "Thu, 01 Jan 2026 07:00:00 GMT";
  expect(retryAfterMs({ date, "retry-after": "Thu, 01 Jan 2026 07:00:20 GMT" })).toBe(20_000);
});

/** Time that passes at once, and only where someone waits. */
const wait = async (ms: number) => void vi.advanceTimersByTime(ms);
const gateOf = (rate?: Rate) => new RateLimiter(rate, wait);

/** When each of so many requests passed the gate. */
async function passed(
  gate: RateLimiter,
  requests: number,
  onPass: (number: number) => void = () => {},
): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < requests; number += 1) {
    await gate.pass();
    times.push(Date.now());
    onPass(number);
  }
  return times;
}
const mostIn = (times: readonly number[], windowMs: number) =>
  Math.max(...times.map((from, i) => times.slice(i).filter((at) => at < from + windowMs).length));
async function simulated<T>(act: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  try {
    return await act();
  } finally {
    vi.useRealTimers();
  }
}

describe("the rate of a metered target", () => {
  test("is kept in every window of five minutes, with a reserve, and used", async () => {
    await simulated(async () => {
      const times = await passed(gateOf(liveRate), 2500);

      expect(mostIn(times, 300_000)).toBeLessThanOrEqual(900);
      expect(times.length / ((times.at(-1) ?? 0) - (times[0] ?? 0))).toBeGreaterThan((900 / 300_000) * 0.9);
    });
  });

  test("is kept for any limit and window", async () => {
    const rates = fc.record({
      limit: fc.integer({ min: 5, max: 200 }),
      windowMs: fc.integer({ min: 1000, max: 60_000 }),
      reserve: fc.double({ min: 0, max: 0.5, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(rates, (rate) =>
        simulated(async () => {
          const times = await passed(gateOf(rate), rate.limit * 2);

          expect(mostIn(times, rate.windowMs)).toBeLessThanOrEqual(rate.limit);
        }),
      ),
      { seed: 1, numRuns: 30 },
    );
  });

  test("gives way to a stricter policy of the target", async () => {
    await simulated(async () => {
      const gate = gateOf(liveRate);
      gate.heed({ "ratelimit-policy": '"default";q=100;w=60' });
      const times = await passed(gate, 250);

      expect(mostIn(times, 60_000)).toBeLessThanOrEqual(75);
    });
  });

  test("pauses for as long as the target says where little is left", async () => {
    await simulated(async () => {
      const gate = gateOf(liveRate);
      const heed = (number: number) => {
        if (number === 2) gate.heed({ ratelimit: '"default";r=50;t=30' });
      };
      const times = await passed(gate, 5, heed);

      expect((times[3] ?? 0) - (times[2] ?? 0)).toBeGreaterThanOrEqual(30_000);
      expect((times[2] ?? 0) - (times[0] ?? 0)).toBeLessThan(5000);
    });
  });

  test.each(["", "nonsense", "1;2;3", '"default"', '"default";r=-1;t=5', '"default";r="0";t=5', "\u0000"])(
    "is not disturbed by the header %j",
    async (header) => {
      await simulated(async () => {
        const gate = gateOf();
        gate.heed({ ratelimit: header, "ratelimit-policy": header });

        const times = await passed(gate, 2);
        expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThan(10);
      });
    },
  );
});

describe("a pause that a target asks for", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "performance"], now: 0 }));
  afterEach(() => void vi.useRealTimers());

  test("closes the gate for that long, and a shorter one does not open it", async () => {
    const gate = gateOf();

    gate.close(2000);
    gate.close(1000);
    await gate.pass();

    expect(Date.now()).toBe(2000);
  });

  test("is no longer than five minutes", async () => {
    const gate = gateOf();

    gate.close(1e9);
    await gate.pass();

    expect(Date.now()).toBe(300_000);
  });

  test("is not made while more is left than the reserve", async () => {
    const gate = gateOf({ limit: 100, windowMs: 100_000, reserve: 0.25 });

    gate.heed({ ratelimit: '"default";r=26;t=30' });
    await gate.pass();
    expect(Date.now()).toBe(0);

    gate.heed({ ratelimit: '"default";r=25;t=30' });
    await gate.pass();
    expect(Date.now()).toBe(30_000);
  });

  test("is made on a target that is not metered only where nothing is left", async () => {
    const gate = gateOf();

    gate.heed({ ratelimit: '"default";r=1;t=30' });
    await gate.pass();
    expect(Date.now()).toBe(0);

    gate.heed({ ratelimit: '"default";r=0;t=30' });
    await gate.pass();
    expect(Date.now()).toBe(30_000);
  });
});

test("a policy that allows more than the rate changes nothing", async () => {
  await simulated(async () => {
    const gate = gateOf({ limit: 10, windowMs: 10_000, reserve: 0 });
    gate.heed({ "ratelimit-policy": '"default";q=1000;w=1' });

    expect(mostIn(await passed(gate, 30), 10_000)).toBeLessThanOrEqual(10);
  });
});

test("a burst is no more than a twentieth of the allowance", async () => {
  await simulated(async () => {
    const times = await passed(gateOf({ limit: 100, windowMs: 100_000, reserve: 0 }), 7);

    expect(times.filter((at) => at === times[0])).toHaveLength(5);
  });
});

test("a header that is given twice is one list", () => {
  expect(headerOf({ a: ["1", "2"], b: "3" }, "a")).toBe("1, 2");
  expect([headerOf({ b: "3" }, "b"), headerOf({}, "b")]).toEqual(["3", undefined]);
});
