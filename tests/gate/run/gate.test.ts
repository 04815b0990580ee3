import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Adapter, AdapterError } from "../../../gate/adapters/adapter.ts";
import { readFlags } from "../../../gate/adapters/settings.ts";
import { type Job, manifestSchema } from "../../../gate/contract/protocol.ts";
import { gate } from "../../../gate/run/gate.ts";
import { unproven } from "../../../gate/run/proving.ts";

const manifest = manifestSchema.parse({ client: "c", command: ["c"] });
const client = { manifest, folder: ".", expected: [] };

function adapting(call: (job: Job) => Promise<never>) {
  const jobs: Job[] = [];
  let closed = 0;
  const adapter: Adapter = {
    atOnce: 1,
    call: (job) => {
      jobs.push(job);
      return call(job);
    },
    close: async () => {
      closed += 1;
    },
  };
  return { adapter, jobs, closed: () => closed };
}

describe("an adapter that cannot start", () => {
  const crashing = () =>
    adapting(async () => {
      throw new AdapterError("the adapter ended with code 127: no such module");
    });

  test("is said after one call, before the gate proves itself, and is closed", async () => {
    const { adapter, jobs, closed } = crashing();
    const env = { XDG_CACHE_HOME: await mkdtemp(join(tmpdir(), "wvc-cache-")) };

    const judging = gate(client, readFlags({ only: ["deploy"] }), env, { adapter });

    await expect(judging).rejects.toThrow(
      "the adapter does not get through the plainest call: the adapter ended with code 127: no such module",
    );
    expect([jobs.length, closed()]).toEqual([1, 1]);
    expect(jobs[0]?.call).toMatchObject({ worker_id: "my-worker", query: {} });
  });

  test("is a report of a run that ended where the proof is known", async () => {
    const { adapter } = crashing();

    const report = await gate(client, readFlags({ only: ["deploy"] }), {}, { adapter, ...unproven });

    expect(report.run.ended).toContain("the adapter failed 5 times in a row");
  });
});

test("a report says when the gate proved itself", async () => {
  const { adapter } = adapting(async () => {
    throw new AdapterError("no client");
  });
  const provedAt = "2026-11-30T09:00:00.000Z";

  const report = await gate(client, readFlags({ only: ["deploy"] }), {}, { adapter, ...unproven, provedAt });

  expect(report.proof.provedAt).toBe(provedAt);
});
