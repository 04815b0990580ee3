import { describe, expect, test } from "vitest";
import type { WorkerPort } from "../../../contract/api.ts";
import type { WorkerClaim, WorkerSuite } from "../../../harness/judge/judging.ts";
import { Rehearsal } from "../../../harness/plan/rehearsal.ts";
import { refute, suiteOf, workerClaim } from "../judge/bench.ts";

const suite = suiteOf<never, never>(["own", "other"]) as unknown as WorkerSuite;
const open = () => Rehearsal.open(suite, { seed: 1, world: { largestBodyMiB: 1 }, previews: true });
const claim = (check: (worker: WorkerPort, value: number) => Promise<void>, rest: Partial<WorkerClaim> = {}) =>
  workerClaim("own", (worker, [value]) => check(worker, value as number), rest);

describe("a rehearsal", () => {
  test("says what a case costs: its Worker, its calls, and the removal", async () => {
    const one = claim(async (worker) => {
      await worker.create({ main_module: "index.js", modules: [] });
      await worker.list();
    });

    const step = await (await open()).step(one, 3);

    expect(step).toMatchObject({ claim: one, index: 3, requests: 4, creates: 1, workers: 1 });
  });

  test("says what a case judges: the requirement, and its row", async () => {
    const rehearsal = await open();
    const row = claim(async (worker) => worker.judged("other" as never, "json"), { row: "queue" });
    const judging = claim(async (worker) => void (await worker.list()), { id: undefined, name: "traffic" });

    expect([...((await rehearsal.step(row, 0))?.judges ?? [])]).toEqual(["own", "own/queue", "other", "other/json"]);
    expect([...((await rehearsal.step(judging, 0))?.judges ?? [])]).toEqual([]);
  });

  test("judges nothing by a case that fails", async () => {
    const step = await (await open()).step(
      claim(async () => refute()),
      0,
    );

    expect([...(step?.judges ?? [])]).toEqual([]);
  });

  test("makes each case once, and another for another index", async () => {
    const values: number[] = [];
    const one = claim(async (_worker, value) => void values.push(value));
    const rehearsal = await open();

    const [first, same] = [await rehearsal.step(one, 0), await rehearsal.step(one, 0)];
    await rehearsal.step(one, 1);

    expect(same).toBe(first);
    expect(new Set(values).size).toBe(2);
    expect(values).toHaveLength(2);
  });

  test("counts cases that are asked for at once each by itself", async () => {
    const one = claim(async (worker) => void (await worker.list()));
    const rehearsal = await open();

    const steps = await Promise.all([0, 1, 2].map((index) => rehearsal.step(one, index)));

    expect(steps.map((step) => step?.requests)).toEqual([3, 3, 3]);
  });

  test("leaves out what cannot be made with what exists", async () => {
    const lacking = claim(async () => {}, { unavailable: ({ resources }) => (resources ? undefined : "no resource") });
    const rehearsal = await open();

    expect(rehearsal.canMake(lacking)).toBe(false);
    expect(await rehearsal.step(lacking, 0)).toBeUndefined();
  });

  test("knows what the Worker costs that others name: made, deployed, removed", async () => {
    expect((await open()).peerRequests).toBe(3);
  });
});
