import { mkdtemp, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mutants } from "../../../gate/proof/mutants/index.ts";
import type { Proof } from "../../../gate/proof/prove.ts";
import { digestOfGate, provenGate } from "../../../gate/run/proving.ts";

const whole: Proof = {
  alarms: [],
  rows: mutants.map(({ text, breaks }) => ({ mutant: text, breaks, failed: [breaks], verdict: "caught" })),
  unproven: [],
  cases: 100,
  tookMs: 1,
};

/** A cache of its own, and how often the gate was asked to prove itself. */
async function proving(proof: Proof = whole) {
  const folder = await mkdtemp(join(tmpdir(), "wvc-cache-"));
  const asked = { times: 0 };
  const make = async () => {
    asked.times += 1;
    return proof;
  };
  return { env: { XDG_CACHE_HOME: folder }, folder: join(folder, "workers-version-conformance"), asked, make };
}
const fileIn = async (folder: string) => join(folder, (await readdir(folder))[0] ?? "");

describe("the proof of the gate", () => {
  test("is made once, and then known with its date", async () => {
    const { env, asked, make } = await proving();

    const first = await provenGate({ env, make });
    const second = await provenGate({ env, make });

    expect(asked.times).toBe(1);
    expect(second).toMatchObject(first);
    expect(first.provedAt).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  });

  test("is made anew where it is asked for", async () => {
    const { env, asked, make } = await proving();

    await provenGate({ env, make });
    await provenGate({ env, make, when: "anew" });

    expect(asked.times).toBe(2);
  });

  test("is never made for a replay, which takes one that is known", async () => {
    const { env, asked, make } = await proving();

    const before = await provenGate({ env, make, when: "never" });
    await provenGate({ env, make });
    const after = await provenGate({ env, make, when: "never" });

    expect(asked.times).toBe(1);
    expect([before.proof.rows.length, after.proof.rows.length]).toEqual([0, mutants.length]);
  });

  test("is made each time where the user has no cache", async () => {
    const { asked, make } = await proving();

    for (const env of [{}, { XDG_CACHE_HOME: "relative" }, { XDG_CACHE_HOME: "/proc/none" }])
      await provenGate({ env, make });

    expect(asked.times).toBe(3);
  });

  test.each([
    ["is no JSON", () => "{"],
    ["is empty", () => ""],
    ["is another's", (text: string) => text.replace(digestOfGate(), "0".repeat(64))],
    [
      "lacks a mutant",
      (text: string) => JSON.stringify({ ...JSON.parse(text), proof: { ...whole, rows: whole.rows.slice(1) } }),
    ],
    ["has a mutant that was missed", (text: string) => text.replace('"caught"', '"missed"')],
    ["has a date that is none", (text: string) => text.replace(/"provedAt":"[^"]*"/, '"provedAt":"\\u001b[31mnow"')],
    ["is too large", (text: string) => text + " ".repeat(2 ** 21)],
  ])("that is kept in a file which %s is as if it were not there", async (_, spoil) => {
    const { env, folder, asked, make } = await proving();
    await provenGate({ env, make });
    const file = await fileIn(folder);
    await writeFile(file, spoil(await readFile(file, "utf8")));

    await provenGate({ env, make });
    await provenGate({ env, make });

    expect(asked.times).toBe(2);
  });

  test("is kept for the last states of the gate alone", async () => {
    const { env, folder, make } = await proving();
    await provenGate({ env, make });
    const file = await fileIn(folder);
    for (let i = 0; i < 12; i += 1) {
      const older = join(folder, `gate-proof-${i.toString(16).padStart(16, "0")}.json`);
      await writeFile(older, "{}");
      await utimes(older, 1000 + i, 1000 + i);
    }

    await provenGate({ env, make, when: "anew" });

    expect(await readdir(folder)).toHaveLength(8);
    expect(await readFile(file, "utf8")).toContain('"provedAt"');
  });

  test("that does not hold judges nobody, and is not kept", async () => {
    const { env, asked, make } = await proving({ ...whole, alarms: ["call.sent"] });

    const reason = "the gate does not prove itself on this machine: call.sent";
    await expect(provenGate({ env, make })).rejects.toThrow(reason);
    await expect(provenGate({ env, make })).rejects.toThrow(reason);

    expect(asked.times).toBe(2);
  });
});
