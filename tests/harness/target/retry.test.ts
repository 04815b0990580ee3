import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { EndOfRun, NoAnswer, TargetLost } from "../../../harness/shared/errors.ts";
import { type Headers, liveRate, type Rate, RateLimiter, retryAfterMs } from "../../../harness/target/rate.ts";
import { persistent, type Raw } from "../../../harness/target/retry.ts";

const patience = { timeoutMs: 1000, outageMs: 200 };
const ok: Raw = { status: 200, headers: {}, text: "{}", json: {} };
const answered = (status: number, headers: Headers = {}, json: unknown = {}): Raw => ({
  status,
  headers,
  text: "",
  json,
});
const failing = (code: string) => Object.assign(new Error(code), { code });

/** A target that answers, or fails, so many times in turn. */
function target(...steps: (Raw | Error)[]) {
  const sent: string[] = [];
  const raw = async ({ method }: { method: string; path: string }) => {
    const step = steps[Math.min(sent.length, steps.length - 1)] ?? ok;
    sent.push(method);
    if (step instanceof Error) throw step;
    return step;
  };
  return { sent, send: persistent(raw, new RateLimiter(), patience) };
}
const get = { method: "GET", path: "/a" };
const post = { method: "POST", path: "/a" };

describe("a request without an answer", () => {
  test.each(["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT"])(
    "after %s: GET is sent again, POST never",
    async (code) => {
      const reads = target(failing(code), ok);
      const creates = target(failing(code), ok);

      expect((await reads.send(get)).status).toBe(200);
      await expect(creates.send(post)).rejects.toMatchObject({ maybeDone: true, verdict: "environment" });

      expect(reads.sent).toEqual(["GET", "GET"]);
      expect(creates.sent).toEqual(["POST"]);
    },
  );

  test.each([502, 503, 504, 520, 524, 530])("from an edge with status %i: the same", async (status) => {
    const edge: Raw = { status, headers: {}, text: "<html>", json: undefined };
    const reads = target(edge, edge, ok);
    const creates = target(edge, ok);

    expect((await reads.send(get)).status).toBe(200);
    await expect(creates.send(post)).rejects.toBeInstanceOf(NoAnswer);

    expect(creates.sent).toEqual(["POST"]);
  });

  test("that was never sent is sent again, POST too", async () => {
    const creates = target(failing("ECONNREFUSED"), failing("ECONNREFUSED"), ok);

    expect((await creates.send(post)).status).toBe(200);
    expect(creates.sent).toEqual(["POST", "POST", "POST"]);
  });

  test("is the target's own where its 5xx speaks JSON", async () => {
    const creates = target(answered(503, {}, { success: false }));

    expect((await creates.send(post)).status).toBe(503);
  });

  test("again and again means that the target is lost", async () => {
    const away = target(ok, failing("ECONNREFUSED"));
    await away.send(get);

    await expect(away.send(post)).rejects.toBeInstanceOf(TargetLost);
    expect(away.sent.length).toBeGreaterThanOrEqual(6);
  });

  test("counts each time that it is sent, and not beyond what is allowed", async () => {
    const reads = target(failing("ECONNRESET"));
    let allowed = 1;
    const again = () => {
      if (allowed === 0) throw new EndOfRun("the budget is spent");
      allowed -= 1;
    };

    await expect(reads.send(get, { again })).rejects.toThrow("the budget is spent");
    expect(reads.sent).toHaveLength(2);
  });

  test("is not waited for once the run is told to stop", async () => {
    const controller = new AbortController();
    const busy = target(answered(429, { "retry-after": "200" }));
    setTimeout(() => controller.abort(), 20);

    await expect(busy.send(get, { signal: controller.signal })).rejects.toThrow("interrupted");
    expect(busy.sent).toHaveLength(1);
  });
});

describe("429", () => {
  test("is waited out, for POST too: nothing was done", async () => {
    const busy = target(answered(429, { "retry-after": "0" }), answered(429, { "retry-after": "0" }), ok);

    expect((await busy.send(post)).status).toBe(200);
  });

  test("without end ends the run", async () => {
    const busy = target(answered(429, { "retry-after": "0" }));

    await expect(busy.send(get)).rejects.toBeInstanceOf(TargetLost);
    expect(busy.sent.length).toBeLessThan(10);
  });

  test("that asks for more patience than there is ends the run", async () => {
    const busy = target(answered(429, { "retry-after": "3600" }));

    await expect(busy.send(get)).rejects.toThrow("asks to wait for 3600 s");
  });
});

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
