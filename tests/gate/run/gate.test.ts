import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Adapter, AdapterError, type Reaction } from "../../../gate/adapters/adapter.ts";
import { readFlags } from "../../../gate/adapters/settings.ts";
import { type Job, manifestSchema } from "../../../gate/contract/protocol.ts";
import { gate } from "../../../gate/run/gate.ts";
import { unproven } from "../../../gate/run/proving.ts";

const manifest = manifestSchema.parse({ client: "c", command: ["c"] });
const client = { manifest, folder: ".", expected: [] };

function adapting(call: (job: Job) => Promise<Reaction>) {
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

test("a client that speaks no HTTP is told so", async () => {
  const { adapter } = adapting(async ({ base_url }) => {
    const { hostname, port } = new URL(base_url);
    const socket = connect(Number(port), hostname, () => socket.end("\u0016\u0003\u0001 hello\r\n\r\n"));
    await once(socket.resume(), "close");
    return { outcome: { outcome: "client_error", phase: "transport", message: "no TLS" }, said: "" };
  });

  const judging = gate(client, readFlags({ only: ["call.sent"] }), {}, { adapter, ...unproven });

  await expect(judging).rejects.toThrow("something that is no HTTP reached the gate: Parse Error");
});

test("a report says when the gate proved itself", async () => {
  const { adapter } = adapting(async () => {
    throw new AdapterError("no client");
  });
  const provedAt = "2026-11-30T09:00:00.000Z";

  const report = await gate(client, readFlags({ only: ["deploy"] }), {}, { adapter, ...unproven, provedAt });

  expect(report.proof.provedAt).toBe(provedAt);
});
