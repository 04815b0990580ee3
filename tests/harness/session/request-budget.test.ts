import { describe, expect, test } from "vitest";
import { isRemoval, RequestBudget } from "../../../harness/session/request-budget.ts";
import { EndOfRun } from "../../../harness/shared/errors.ts";

const spent = (limit: number) => new EndOfRun(`the budget of ${limit} requests is spent`);

describe("a budget of requests", () => {
  test("sets one aside for the look at the end", () => {
    const budget = new RequestBudget(3);

    budget.admit("getVersion");
    budget.admit("getVersion");

    expect(() => budget.admit("getVersion")).toThrow(spent(3));
    expect([budget.spent, budget.spare]).toEqual([2, 0]);
  });

  test.each(["createWorker", "createResource"] as const)("sets the removal aside that a %s leads to", (kind) => {
    const budget = new RequestBudget(3);

    budget.admit(kind);

    expect(budget.spare).toBe(0);
    expect(() => budget.admit("getVersion")).toThrow(EndOfRun);
    expect(() => new RequestBudget(2).admit(kind)).toThrow(EndOfRun);
  });

  test.each(["deleteWorker", "deleteResource"] as const)("always lets a %s through, and counts it", (kind) => {
    const budget = new RequestBudget(1);

    budget.admit(kind);
    budget.admit(kind);

    expect(budget.spent).toBe(2);
    expect([isRemoval(kind), isRemoval("createWorker")]).toEqual([true, false]);
  });

  test("has a removal to spare again once what was made is gone", () => {
    const budget = new RequestBudget(10);
    budget.admit("createWorker");
    budget.answered("createWorker", 200);

    budget.admit("deleteWorker");
    const before = budget.spare;
    budget.answered("deleteWorker", 204);

    expect([before, budget.spare]).toEqual([10 - 2 - 2, 10 - 2 - 1]);
  });

  test.each([
    ["a create that was refused needs no removal", "createWorker", 400, 1],
    ["a create that succeeded does", "createWorker", 200, 0],
    ["one that the target failed at may", "createWorker", 500, 0],
    ["what was not found is gone", "deleteWorker", 404, 1],
    ["what was refused is not", "deleteWorker", 403, 0],
    ["what a redirect says is not", "deleteWorker", 302, 0],
    ["other calls change nothing", "getVersion", 404, 0],
  ] as const)("%s", (_what, kind, status, freed) => {
    const budget = new RequestBudget(10);
    budget.admit("createWorker");
    const before = budget.spare;

    budget.answered(kind, status);

    expect(budget.spare - before).toBe(freed);
  });

  test("keeps what the steps to come will take out of what it can spare", () => {
    const budget = new RequestBudget(10);

    budget.planned = 4;

    expect(budget.spare).toBe(5);
  });
});

describe("the look at the end", () => {
  test("takes what was set aside for it, once", () => {
    const budget = new RequestBudget(2);
    budget.admit("getVersion");

    budget.admit("other", true);

    expect([budget.spent, budget.spare]).toEqual([2, 0]);
    expect(() => budget.admit("other", true)).toThrow(spent(2));
  });

  test("may be had again while requests are left", () => {
    const budget = new RequestBudget(3);

    budget.admit("other", true);
    budget.admit("other", true);

    expect([budget.spent, budget.spare]).toEqual([2, 1]);
  });
});
