import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { plainCall } from "../../../arbitraries/calls.ts";
import type { Reaction } from "../../../gate/adapters/adapter.ts";
import { ProcessAdapter } from "../../../gate/adapters/process.ts";
import { type Job, type Manifest, manifestSchema } from "../../../gate/contract/protocol.ts";

const open: ProcessAdapter[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function adapting(how: string, manifest: Partial<Manifest> = {}): ProcessAdapter {
  const command = [process.execPath, "answering.mjs", how];
  const adapter = new ProcessAdapter(
    manifestSchema.parse({ client: how, command, mode: "stream", ...manifest }),
    join(import.meta.dirname, ".."),
    { ...process.env } as Record<string, string>,
  );
  open.push(adapter);
  return adapter;
}
const job = (worker_id: string, rest: Partial<Job> = {}): Job => ({
  protocol: 1,
  case: `case-${worker_id}`,
  base_url: "http://127.0.0.1:1/client/v4",
  auth: { token: "t" },
  deadline_ms: 20_000,
  call: { ...plainCall, worker_id },
  ...rest,
});
const seen = ({ outcome }: Reaction) =>
  outcome?.outcome === "version" ? (outcome.version as { worker: string; pid: number; variable?: string }) : outcome;
const worker = (one: Reaction) => (seen(one) as { worker: string }).worker;
const pid = (one: Reaction) => (seen(one) as { pid: number }).pid;

/** A command whose processes leave their ids in a file, and end by themselves while another one is there. */
async function counting() {
  const folder = await mkdtemp(join(tmpdir(), "wvc-adapters-"));
  const [pids, over] = [join(folder, "pids"), join(folder, "over")];
  const program = `const fs = require("node:fs");
    fs.appendFileSync(${JSON.stringify(pids)}, process.pid + "\\n");
    setInterval(() => fs.existsSync(${JSON.stringify(over)}) && process.exit(3), 20);
    process.argv.splice(1, 0, "answering", "once");
    import("./answering.mjs");`;
  const started = async () => (await readFile(pids, "utf8")).trim().split("\n").map(Number);
  return { command: [process.execPath, "-e", program], started, over };
}
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("protocol 2", () => {
  const two = { protocol: 2 } as const;

  test("several jobs are on their way at once, and answers come in any order", async () => {
    const adapter = adapting("reversed", two);

    const all = await Promise.all(["a", "b", "c"].map((name) => adapter.call(job(name), {})));

    expect(adapter.atOnce).toBe(8);
    expect(all.map(worker)).toEqual(["a", "b", "c"]);
    expect(new Set(all.map(pid)).size).toBe(1);
  });

  test.each([
    ["unknown-id", "the adapter answered id 77, which nobody asked"],
    ["no-id", "the adapter printed a line without the id of its job: "],
    ["nonsense", "the adapter printed no JSON: this is no JSON"],
  ])("an answer with %s is the adapter's error", async (how, reason) => {
    await expect(adapting(how, two).call(job("a"), {})).rejects.toThrow(reason);
  });

  test("an answer that is given twice is the adapter's error, and names its id", async () => {
    const adapter = adapting("twice", two);

    const calls = Promise.all([adapter.call(job("a"), {}), adapter.call(job("b"), {})]);

    await expect(calls).rejects.toThrow("the adapter answered id 1 twice");
  });

  test("a late one ends the process for those that follow, and spoils no other that is on its way", async () => {
    const adapter = adapting("silent-for-slow", two);
    const first = await adapter.call(job("first"), {});

    const [slow, beside] = await Promise.all([
      adapter.call(job("slow", { deadline_ms: 50 }), {}),
      adapter.call(job("beside"), {}),
    ]);
    const after = await adapter.call(job("after"), {});

    expect(slow.outcome).toBeUndefined();
    expect([pid(first), worker(beside)]).toEqual([pid(beside), "beside"]);
    expect(pid(after)).not.toBe(pid(first));
  });
});

describe("protocol 1", () => {
  test("jobs come without an id, one at a time", async () => {
    const adapter = adapting("right");

    const { outcome } = await adapter.call(job("a"), {});

    expect(adapter.atOnce).toBe(1);
    expect(outcome).not.toHaveProperty("id");
  });

  test("what it writes to stderr meanwhile is said", async () => {
    const adapter = adapting("says");

    const said = [await adapter.call(job("a"), {}), await adapter.call(job("b"), {})].map((one) => one.said);

    expect(said).toEqual(["begins;saw a;", "saw b;"]);
  });

  test("texts keep what some readers take for the end of a line", async () => {
    const text = "a\u0085b\u2028c\u2029d\r\ne";

    const reaction = await adapting("right").call(job("a", { call: { ...plainCall, body: { text } } }), {});

    expect(seen(reaction)).toMatchObject({ text });
  });

  test("each environment has a process of its own, and no more than eight stay", async () => {
    const adapter = adapting("right");
    const environments = Array.from({ length: 9 }, (_, i) => ({ DECOY: String(i) }));

    const first = [];
    for (const one of environments) first.push(await adapter.call(job("a"), one));
    const again = [await adapter.call(job("a"), { DECOY: "8" }), await adapter.call(job("a"), { DECOY: "0" })];

    expect(first.map((one) => (seen(one) as { variable: string }).variable)).toEqual(
      environments.map(({ DECOY }) => DECOY),
    );
    expect(pid(again[0] as Reaction)).toBe(pid(first[8] as Reaction));
    expect(pid(again[1] as Reaction)).not.toBe(pid(first[0] as Reaction));
  });
});

describe("mode spawn", () => {
  test.each([0, 2])("has a process for each call, with %i started ahead", async (pool) => {
    const adapter = adapting("once", { mode: "spawn", pool });

    const all = [];
    for (const name of ["a", "b", "c"]) all.push(await adapter.call(job(name), {}));

    expect(all.map(worker)).toEqual(["a", "b", "c"]);
    expect(new Set(all.map(pid)).size).toBe(3);
    expect(all.map(({ said }) => said)).toEqual(["begins;", "begins;", "begins;"]);
  });

  test("a process has the environment of its own call, whatever was started ahead", async () => {
    const adapter = adapting("once", { mode: "spawn" });

    const all = [];
    for (const DECOY of ["1", "1", "2", "1", "2"]) all.push(await adapter.call(job("a"), { DECOY }));

    expect(all.map((one) => (seen(one) as { variable: string }).variable)).toEqual(["1", "1", "2", "1", "2"]);
  });

  test("one that ended before it was asked is nobody's answer", async () => {
    const { command, started, over } = await counting();
    const adapter = adapting("impatient", { mode: "spawn", command });
    const first = await adapter.call(job("a"), {});
    await vi.waitFor(async () => expect(await started()).toHaveLength(3), { timeout: 20_000 });
    await writeFile(over, "");
    await vi.waitFor(async () => expect((await started()).filter(isAlive)).toEqual([]), { timeout: 20_000 });
    await rm(over);

    const second = await adapter.call(job("b"), {});

    expect([worker(first), worker(second)]).toEqual(["a", "b"]);
  });

  test("one that ends by itself whenever it is asked is the adapter's error", async () => {
    const adapter = adapting("ends", { mode: "spawn", command: [process.execPath, "-e", "process.exit(3)"] });

    await expect(adapter.call(job("a"), {})).rejects.toThrow("the adapter ended with code 3");
    await expect(adapter.call(job("a"), {})).rejects.toThrow("the adapter ended with code 3");
  });

  test("none of them outlives the adapter", async () => {
    const { command, started } = await counting();
    const adapter = adapting("once", { mode: "spawn", command });
    await adapter.call(job("a"), {});
    await vi.waitFor(async () => expect(await started()).toHaveLength(3), { timeout: 20_000 });

    await adapter.close();

    await vi.waitFor(async () => expect((await started()).filter(isAlive)).toEqual([]), { timeout: 20_000 });
  });
});
