import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TimeBudget } from "../../../harness/shared/time-budget.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

test("a claim's share is by its weight", () => {
  const budget = new TimeBudget(100);

  expect([budget.take(1).deadline, budget.take(0.5).deadline]).toEqual([100, 50]);
});

test("what a claim leaves, the next one may use, and only that one", () => {
  const budget = new TimeBudget(100);
  const first = budget.take(1);

  vi.setSystemTime(30);
  first.giveBack();

  expect(budget.take(1).deadline).toBe(30 + 100 + 70);
  expect(budget.take(1).deadline).toBe(30 + 100);
});

test("what a claim took too long is nobody's debt", () => {
  const budget = new TimeBudget(100);
  const first = budget.take(1);

  vi.setSystemTime(500);
  first.giveBack();

  expect(budget.take(1).deadline).toBe(600);
});

test("each of several lanes may take so much longer", () => {
  const budget = new TimeBudget(100);

  budget.lanes = 8;

  expect(budget.take(0.5).deadline).toBe(400);
});
