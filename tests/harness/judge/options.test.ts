import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Patience } from "../../../harness/judge/options.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 0 }));
afterEach(() => void vi.useRealTimers());

describe("what shrinking may take of a run's time", () => {
  test("is ten seconds in any case, then half of what its lanes have had", () => {
    const patience = new Patience(() => 2);
    patience.spend(10_000);
    expect(patience.isOver).toBe(false);
    patience.spend(1);
    expect(patience.isOver).toBe(true);

    vi.setSystemTime(10_001);
    expect(patience.isOver).toBe(false);
    patience.spend(1);
    expect(patience.isOver).toBe(true);
  });
});
