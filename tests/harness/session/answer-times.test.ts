import { describe, expect, test } from "vitest";
import { AnswerTimes } from "../../../harness/session/answer-times.ts";

describe("answer times", () => {
  test("are counted by the kind of call, with their median and 95th percentile", () => {
    const times = new AnswerTimes();
    for (let ms = 100; ms >= 1; ms -= 1) times.add("createVersion", ms);
    times.add("createWorker", 7.126);

    expect(times.summary()).toEqual({
      createVersion: { count: 100, medianMs: 50, p95Ms: 95 },
      createWorker: { count: 1, medianMs: 7.13, p95Ms: 7.13 },
    });
  });

  test("of a run without an answer are none", () => {
    expect(new AnswerTimes().summary()).toBeUndefined();
  });

  test("keep counting when no more of them are kept", () => {
    const times = new AnswerTimes();
    for (let i = 0; i < 50_001; i += 1) times.add("getVersion", i < 50_000 ? 1 : 1000);

    expect(times.summary()?.getVersion).toEqual({ count: 50_001, medianMs: 1, p95Ms: 1 });
  });
});
