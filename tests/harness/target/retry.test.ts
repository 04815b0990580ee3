import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EndOfRun, NoAnswer, TargetLost } from "../../../harness/shared/errors.ts";
import { type Headers, RateLimiter } from "../../../harness/target/rate.ts";
import { answerOf, messageOf, type Patience, persistent, type Raw } from "../../../harness/target/retry.ts";

/** Pauses pass with the clock of the test. */
vi.mock("node:timers/promises", () => ({
  setTimeout: (ms: number, _value?: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise<void>((done, fail) => {
      globalThis.setTimeout(done, ms);
      signal?.addEventListener("abort", () => fail(signal.reason));
    }),
}));
const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

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
  return patient(patience, ...steps);
}
/** May be away for so long that no busy machine takes a pause for its end. */
const away = { timeoutMs: 60_000, outageMs: 60_000 };
function patient(patience: Patience, ...steps: (Raw | Error)[]) {
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
      const reads = patient(away, failing(code), ok);
      const creates = patient(away, failing(code), ok);

      expect((await reads.send(get)).status).toBe(200);
      await expect(creates.send(post)).rejects.toMatchObject({ maybeDone: true, verdict: "environment" });

      expect(reads.sent).toEqual(["GET", "GET"]);
      expect(creates.sent).toEqual(["POST"]);
    },
  );

  test.each([502, 503, 504, 520, 524, 530])("from an edge with status %i: the same", async (status) => {
    const edge: Raw = { status, headers: {}, text: "<html>", json: undefined };
    const reads = patient(away, edge, edge, ok);
    const creates = patient(away, edge, ok);

    expect((await reads.send(get)).status).toBe(200);
    await expect(creates.send(post)).rejects.toBeInstanceOf(NoAnswer);

    expect(creates.sent).toEqual(["POST"]);
  });

  test("that was never sent is sent again, POST too", async () => {
    const creates = patient(away, failing("ECONNREFUSED"), failing("ECONNREFUSED"), ok);

    expect((await creates.send(post)).status).toBe(200);
    expect(creates.sent).toEqual(["POST", "POST", "POST"]);
  });

  test("is the target's own where its 5xx speaks JSON", async () => {
    const creates = target(answered(503, {}, { success: false }));

    expect((await creates.send(post)).status).toBe(503);
  });

  test("again and again means that the target is lost", async () => {
    const gone = target(ok, failing("ECONNREFUSED"));
    await gone.send(get);

    await expect(gone.send(post)).rejects.toBeInstanceOf(TargetLost);
    expect(gone.sent.length).toBeGreaterThanOrEqual(6);
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

  test("does not count as the time that the answer took", async () => {
    const busy = target(answered(429, { "retry-after": "1" }), ok);
    const times: number[] = [];

    await busy.send(post, { took: (ms) => void times.push(ms) });

    expect(times).toEqual([expect.any(Number)]);
    expect(times[0]).toBeLessThan(900);
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

/** Time that passes only where someone waits, or where an attempt takes it. */
describe("how long a target is put up with", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ["Date", "setTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  /** When each attempt was made, where each takes so long, and what came of it. */
  async function attempts(
    method: string,
    rest: Partial<Patience>,
    takes: number | readonly number[],
    ...steps: (Raw | Error)[]
  ) {
    const at: number[] = [];
    const raw = async () => {
      const number = at.push(Date.now()) - 1;
      const ms = typeof takes === "number" ? takes : (takes[number] ?? 0);
      if (ms > 0) await sleep(ms);
      const step = steps[Math.min(number, steps.length - 1)] ?? ok;
      if (step instanceof Error) throw step;
      return step;
    };
    const send = persistent(raw, new RateLimiter(undefined, sleep), { timeoutMs: 1000, outageMs: 10_000, ...rest });
    const one = async (waitMs = 600_000) => {
      const ended = send({ method, path: "/a?b=c" }).then(
        ({ status }) => status,
        (error: unknown) => error,
      );
      await vi.advanceTimersByTimeAsync(waitMs);
      return ended;
    };
    return { at, one };
  }

  test("the pauses between attempts grow fourfold, to two seconds at the most", async () => {
    const { at, one } = await attempts("GET", { outageMs: 7000 }, 0, ok, failing("ECONNREFUSED"));
    await one();
    at.length = 1;

    expect(await one()).toBeInstanceOf(TargetLost);

    const begun = at[1] ?? 0;
    expect(at.slice(1).map((ms) => ms - begun)).toEqual([0, 50, 250, 1050, 3050, 5050, 7050]);
  });

  test("a target that never answered is lost after a second", async () => {
    const { at, one } = await attempts("GET", {}, 0, failing("ECONNREFUSED"));

    expect(await one()).toMatchObject({ message: "GET /a: ECONNREFUSED", maybeDone: false });

    expect(at).toEqual([0, 50, 250, 1050]);
  });

  test("a read is tried three times, but once where an attempt took all the time there is", async () => {
    const late = Object.assign(new Error("x"), { name: "TimeoutError" });
    const reset = await attempts("GET", {}, 0, ok, failing("ECONNRESET"));
    const silent = await attempts("GET", {}, [0, 1000, 1000], ok, late);
    for (const { one } of [reset, silent]) await one();

    expect(await reset.one()).toBeInstanceOf(NoAnswer);
    expect(await silent.one()).toMatchObject({ message: "GET /a: no answer in time", maybeDone: true });

    expect([reset.at.length - 1, silent.at.length - 1]).toEqual([3, 1]);
  });

  test("a target is lost where two calls, one after the other, are not answered in time", async () => {
    const late = Object.assign(new Error("x"), { name: "TimeoutError" });
    const { one } = await attempts("POST", {}, [0, 1000, 1000], ok, late);
    await one();

    expect(await one()).toBeInstanceOf(NoAnswer);
    expect(await one()).toEqual(new TargetLost("POST /a: no answer in time"));
  });

  test("but not where something answers between", async () => {
    const late = Object.assign(new Error("x"), { name: "TimeoutError" });
    const { one } = await attempts("POST", {}, [0, 1000, 0, 1000], ok, late, ok, late);
    for (let i = 0; i < 3; i += 1) await one();

    expect(await one()).toBeInstanceOf(NoAnswer);
  });

  test("an outage begins anew where an answer came between", async () => {
    const outage = Array(4).fill(failing("ECONNREFUSED"));
    const { one } = await attempts("POST", { outageMs: 0 }, 0, ok, ...outage, ok, ...outage, ok);
    for (let answers = 0; answers < 2; answers += 1) await one();

    expect(await one()).toBe(200);
  });

  test("a target is lost where most of the time goes to answers that never come", async () => {
    const { one } = await attempts("POST", { timeoutMs: 1000, outageMs: 1e9 }, 3000, ok, failing("ECONNRESET"));
    await one(3000);

    const ended = [await one(5100), await one(5100), await one(5100), await one(5100)];

    expect(ended.slice(0, 3).every((error) => error instanceof NoAnswer)).toBe(true);
    expect(ended[3]).toEqual(
      new TargetLost("most of the time went to answers that never came, the last one: POST /a: ECONNRESET"),
    );
  });

  test("refusals without Retry-After are waited out twice as long each time, six in a row are too many", async () => {
    const { at, one } = await attempts("GET", {}, 0, answered(429));

    expect(await one()).toMatchObject({ message: "status 429 again and again: its rate limit" });

    expect(at).toEqual([0, 1000, 3000, 7000, 15_000, 31_000]);
  });

  test("an edge that asks for a pause gets it", async () => {
    const edge: Raw = { status: 503, headers: { "retry-after": "7" }, text: "<html>", json: undefined };
    const { at, one } = await attempts("GET", {}, 0, edge, ok);

    expect(await one()).toBe(200);

    expect(at).toEqual([0, 7000]);
  });
});

describe("an edge", () => {
  test.each([500, 501, 505, 519, 531])("does not answer with status %i: that is the target's own", async (status) => {
    const { send } = target({ status, headers: {}, text: "<html>", json: undefined });

    expect((await send(post)).status).toBe(status);
  });
});

describe("the reason of a network error", () => {
  test.each([
    ["its code", failing("ECONNRESET"), "ECONNRESET"],
    ["the code of its cause", new TypeError("fetch failed", { cause: failing("EPIPE") }), "EPIPE"],
    ["its message, where it has no code", new Error("odd"), "odd"],
    ["said in words, where time is over", Object.assign(failing("X"), { name: "TimeoutError" }), "no answer in time"],
    ["the thing itself, where it is no error", "text", "text"],
  ])("is %s", (_what, error, reason) => {
    expect(messageOf(error)).toBe(reason);
  });
});

describe("an answer", () => {
  test("has the server's clock where it sends a date that can be read", () => {
    const date = "Thu, 01 Jan 2026 00:00:00 GMT";

    expect(answerOf({ ...ok, headers: { date, "content-type": "text/plain" } })).toEqual({
      status: 200,
      contentType: "text/plain",
      serverDate: Date.parse(date),
      text: "{}",
      json: {},
    });
    expect(answerOf({ ...ok, headers: { date: "now" } })).toEqual({
      status: 200,
      contentType: "",
      text: "{}",
      json: {},
    });
  });
});
