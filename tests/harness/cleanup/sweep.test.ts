import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../../../contract/api.ts";
import { type Ask, find, listWorkers, removeThings, type Sweeping, sweep } from "../../../harness/cleanup/sweep.ts";
import { EndOfRun, NoAnswer, TargetLost } from "../../../harness/shared/errors.ts";

/** Pauses pass with the clock of the test. */
vi.mock("node:timers/promises", () => ({
  setTimeout: async (ms: number) => void vi.setSystemTime(Date.now() + ms),
}));
beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const answer = (status: number, json?: unknown): Answer => ({
  status,
  contentType: "application/json",
  text: json === undefined ? "" : JSON.stringify(json),
  json,
});
const listed = (names: readonly string[]) => answer(200, { result: names.map((name) => ({ id: `id-${name}`, name })) });
const done = answer(200, { success: true, result: null });
const silent = () => new NoAnswer("no answer", { maybeDone: false });

/** A target with these Workers, and the calls that it was asked; what a call is answered with instead, if anything. */
function targetWith(
  names: readonly string[],
  instead: (call: string, number: number) => Answer | Error | undefined = () => undefined,
) {
  const workers = new Set(names);
  const calls: string[] = [];
  const ask: Ask = async (method, path) => {
    const call = `${method} ${path.replace("/workers/workers", "").replace(/\?order_by.*page=/, "?")}`;
    calls.push(call);
    const other = instead(call, calls.length);
    if (other instanceof Error) throw other;
    if (other) return other;
    const name = path
      .split(/[/?]/)
      .find((part) => workers.has(part.replace("id-", "")))
      ?.replace("id-", "");
    if (method === "GET" && path.includes("order_by")) return listed([...workers]);
    if (name === undefined) return answer(404, { success: false });
    if (method === "GET") return answer(200, { result: { id: `id-${name}`, name } });
    workers.delete(name);
    return done;
  };
  return { ask, calls, workers };
}
const sweeping = (ask: Ask, rest: Partial<Sweeping> = {}): Sweeping => ({
  ask,
  owns: (name) => name.startsWith("wvc-"),
  names: [],
  lagMs: 0,
  patienceMs: 1000,
  ...rest,
});

describe("a sweep", () => {
  test("deletes what is ours, the newest first, and nothing else; a look shows that nothing is left", async () => {
    const { ask, calls, workers } = targetWith(["wvc-run-2", "mine", "wvc-run-10"]);

    const swept = await sweep(sweeping(ask));

    expect(swept).toEqual({ removed: ["wvc-run-2", "wvc-run-10"], left: [], unknown: [], proven: true, done: true });
    expect([...workers]).toEqual(["mine"]);
    expect(calls).toEqual(["GET ?1", "DELETE /id-wvc-run-10", "DELETE /id-wvc-run-2", "GET ?1"]);
  });

  test("looks twice, with the lag between, where something may yet appear", async () => {
    const { ask, calls, workers } = targetWith([], (_call, number) => {
      if (number === 2) workers.add("wvc-run-1");
      return undefined;
    });

    const swept = await sweep(sweeping(ask, { lagMs: 5000, mayAppear: true }));

    expect(swept).toMatchObject({ removed: ["wvc-run-1"], done: true });
    expect(calls.filter((call) => call === "GET ?1")).toHaveLength(4);
    expect(Date.now()).toBe(10_000);
  });

  test("tries a Worker in somebody's way again, and then by force", async () => {
    const { ask, calls, workers } = targetWith(["wvc-run-1"], (call) =>
      call.startsWith("DELETE /id") ? answer(409, { success: false }) : undefined,
    );

    const swept = await sweep(sweeping(ask));

    expect(calls.slice(1, 5)).toEqual([
      "DELETE /id-wvc-run-1",
      "DELETE /id-wvc-run-1",
      "DELETE /workers/scripts/wvc-run-1?force=true",
      "GET /id-wvc-run-1",
    ]);
    expect(swept).toMatchObject({ removed: ["wvc-run-1"], left: [], done: true });
    expect(workers.size).toBe(0);
  });

  test("says what it cannot delete, after two rounds", async () => {
    const { ask, calls } = targetWith(["wvc-run-1"], (call) => (call.startsWith("DELETE") ? answer(403) : undefined));

    const swept = await sweep(sweeping(ask));

    expect(swept).toMatchObject({
      removed: [],
      left: [{ name: "wvc-run-1", reason: "refused even with force: status 403 " }],
      proven: true,
      done: false,
    });
    expect(calls.filter((call) => call === "GET ?1")).toHaveLength(2);
  });

  test.each([
    ["404", answer(404, {}), true],
    ["204", answer(204), true],
    ["200 with an envelope", done, true],
    ["200 without one", answer(200), false],
    ["500", answer(500, {}), false],
  ])("takes %s for what it is", async (_what, one, isGone) => {
    const { ask } = targetWith(["wvc-run-1"], (call) => (call.startsWith("DELETE /id") ? one : undefined));

    const [first, again] = [await ask("DELETE", "/workers/workers/id-wvc-run-1"), removeThings(ask, [])];
    const left = await removeThings(ask, [{ kind: "kv", path: "/id-wvc-run-1" }]);

    expect(first).toBe(one);
    expect(await again).toEqual([]);
    expect(left.length).toBe(isGone ? 0 : 1);
  });

  test("asks by name where the target lists no Workers", async () => {
    const { ask, calls } = targetWith(["wvc-run-1"], (call) => (call.includes("?") ? answer(405) : undefined));

    const swept = await sweep(sweeping(ask, { names: ["wvc-run-0", "wvc-run-1"] }));

    expect(swept).toMatchObject({ removed: ["wvc-run-1"], left: [], unknown: [], proven: true, done: true });
    expect(calls.slice(1, 4)).toEqual(["GET /wvc-run-0", "GET /wvc-run-1", "DELETE /id-wvc-run-1"]);
  });

  test("does not believe a delete that deletes nothing", async () => {
    const { ask, calls } = targetWith(["wvc-run-1", "wvc-run-2"], (call) =>
      call.startsWith("DELETE") ? done : undefined,
    );

    const swept = await sweep(sweeping(ask, { lagMs: 1000 }));

    const reason = "its delete was answered as done, and it is still there";
    expect(swept).toMatchObject({ removed: [], left: ["wvc-run-1", "wvc-run-2"].map((name) => ({ name, reason })) });
    expect(swept.done).toBe(false);
    expect(calls.filter((call) => call.startsWith("DELETE"))).toHaveLength(2);
    expect(Date.now()).toBe(1000);
  });

  test("waits for a list that lags behind the deletes", async () => {
    const { ask } = targetWith([], (call) =>
      call.startsWith("DELETE")
        ? done
        : call.startsWith("GET ?")
          ? listed(Date.now() < 2000 ? ["wvc-run-1"] : [])
          : undefined,
    );

    const swept = await sweep(sweeping(ask, { lagMs: 5000 }));

    expect(swept).toMatchObject({ removed: ["wvc-run-1"], left: [], proven: true, done: true });
  });

  test("knows nothing where the target neither lists Workers nor shows one", async () => {
    const { ask } = targetWith(["wvc-run-1"], (call) =>
      call.startsWith("GET") ? answer(404, { errors: [{ code: 7003 }] }) : undefined,
    );

    const swept = await sweep(sweeping(ask, { names: ["wvc-run-1"] }));

    expect(swept).toMatchObject({ removed: [], left: [], unknown: ["wvc-run-1"], proven: false });
  });

  test.each([
    ["is silent", () => silent()],
    ["is lost", () => new TargetLost("gone")],
    ["answers with a list that nobody can read", () => answer(200, { result: "none" })],
    ["fails", () => answer(500, {})],
  ])("goes on asking a target that %s, as long as it has patience", async (_what, one) => {
    const { ask, calls } = targetWith(["wvc-run-1"], one);

    const swept = await sweep(sweeping(ask, { patienceMs: 1000 }));

    expect(swept).toEqual({ removed: [], left: [], unknown: [], proven: false, done: false });
    expect([calls.length, Date.now()]).toEqual([5, 1000]);
  });

  test("goes on where a target is back in time", async () => {
    const { ask } = targetWith(["wvc-run-1"], (_call, number) => (number < 3 ? silent() : undefined));

    expect(await sweep(sweeping(ask))).toMatchObject({ removed: ["wvc-run-1"], proven: true, done: true });
  });

  test("ends where the run may ask no more, and what breaks on our side is thrown", async () => {
    const over = targetWith(["wvc-run-1"], () => new EndOfRun("the budget is spent"));
    const broken = targetWith([], () => new Error("ours"));

    expect(await sweep(sweeping(over.ask))).toMatchObject({ done: false });
    expect(over.calls).toHaveLength(1);
    await expect(sweep(sweeping(broken.ask))).rejects.toThrow("ours");
  });

  test("ends at once where it is told to hurry", async () => {
    const { ask, calls } = targetWith(["wvc-run-1"]);

    const swept = await sweep(sweeping(ask, { hurry: AbortSignal.abort() }));

    expect(swept).toEqual({ removed: [], left: [], unknown: [], proven: false, done: false });
    expect(calls).toEqual([]);
  });

  test("ends where Workers appear faster than they are deleted", async () => {
    let next = 0;
    const { ask, calls, workers } = targetWith([], (call) => {
      if (call === "GET ?1") workers.add(`wvc-run-${next++}`);
      return undefined;
    });

    const swept = await sweep(sweeping(ask));

    expect(swept).toMatchObject({ proven: false, done: false });
    expect(calls.filter((call) => call === "GET ?1")).toHaveLength(40);
  });
});

describe("the list of Workers", () => {
  test("is read page by page, until one is not full or shows nothing new", async () => {
    const page = (from: number, count: number) => listed(Array.from({ length: count }, (_, i) => `w${from + i}`));
    const pages = [page(0, 100), page(100, 100), page(200, 3)];
    const calls: string[] = [];
    const ask: Ask = async (_method, path) => pages[calls.push(path) - 1] ?? page(0, 0);
    const same: Ask = async (_method, path) => (calls.push(path) > 0 ? page(0, 100) : page(0, 0));

    expect(await listWorkers(ask)).toHaveLength(203);
    expect(calls).toEqual([1, 2, 3].map((one) => `/workers/workers?order_by=name&order=asc&per_page=100&page=${one}`));
    calls.length = 0;
    expect(await listWorkers(same)).toHaveLength(100);
    expect(calls).toHaveLength(2);
  });

  test("has only what has an id and a name", async () => {
    const ask: Ask = async () =>
      answer(200, { result: [{ id: "1", name: "a" }, { id: "2" }, { name: "b" }, "c", null] });

    expect(await listWorkers(ask)).toEqual([{ id: "1", name: "a" }]);
  });

  test("is none where the target refuses it, and nobody knows where it fails", async () => {
    expect(await listWorkers(async () => answer(405))).toBeUndefined();
    await expect(listWorkers(async () => answer(500, {}))).rejects.toBeInstanceOf(NoAnswer);
  });
});

describe("what is no Worker", () => {
  const search = { kind: "r2_bucket", name: "wvc-run-x", list: "/r2/buckets", nameField: "name", idField: "id" };

  test.each([
    ["a list", [{ name: "wvc-run-x", id: "a/b" }, { name: "photos", id: "2" }, { name: "wvc-run-x" }]],
    ["an object of lists", { buckets: [{ name: "wvc-run-x", id: "a/b" }, null] }],
  ])("is found by its name in %s", async (_what, result) => {
    expect(await find(async () => answer(200, { result }), search)).toEqual([
      { kind: "r2_bucket", path: "/r2/buckets/a%2Fb" },
    ]);
  });

  test("is not found where there is no list", async () => {
    expect(await find(async () => answer(404, { result: null }), search)).toEqual([]);
  });
});
