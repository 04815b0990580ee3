import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { NoAnswer } from "../../../harness/shared/errors.ts";
import { mockTransport, type Transport } from "../../../harness/target/client.ts";
import type { Target } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { faultyBehaviour } from "../../../mock/faults/index.ts";
import type { Report } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";

/** Whether the n-th request is struck, by a seed. */
const strikes = (seed: number, number: number, every: number) =>
  createHash("sha256").update(`${seed}:${number}`).digest().readUInt16BE(0) % every === 0;

/** A mock whose writes are done, or not, and not answered, now and then; reads are answered. */
function forgetful(seed: number, fault: string[] = [], every = 12): { transport: Transport; lost: () => number } {
  const inner = mockTransport(createMock({ token: "mock", seed: String(seed), behaviour: faultyBehaviour(fault) }));
  let count = 0;
  let lost = 0;
  const send: Transport["send"] = async (sent, options) => {
    count += 1;
    const number = count;
    if (sent.method === "GET" || sent.idempotent || !strikes(seed, number, every)) return inner.send(sent, options);
    lost += 1;
    // Done, done half (the version is made, and not deployed), or not done.
    if (strikes(seed + 1, number, 2)) await inner.send(sent, options);
    else if (strikes(seed + 2, number, 2) && sent.path.endsWith("/versions?deploy=true"))
      await inner.send({ ...sent, path: sent.path.replace("?deploy=true", "") }, options);
    throw new NoAnswer(`${sent.method}: the connection was reset`, { maybeDone: true });
  };
  return { transport: { ...inner, send }, lost: () => lost };
}

async function judged(only: string[], seed: number, fault: string[] = []): Promise<{ report: Report; lost: number }> {
  const { transport, lost } = forgetful(seed, fault);
  const target: Target = { kind: "mock", transport, accountId: "0".repeat(32), runId: "unknown", lagMs: 0 };
  const report = await run(suite, readSettings({ only, runs: isNightly ? 15 : 8, seed }, {}), target);
  return { report, lost: lost() };
}

const isNightly = process.env.CONFORMANCE_PROFILE === "nightly";
const seeds = isNightly ? [1, 2, 3, 4] : [1];
const areas = ["numbering", "deploy", "history", "concurrency", "addressing", "inherit", "read-back", "migrations"];

describe("writes that get no answer", () => {
  test.each(areas)("raise no alarm in %s, and lose no verdict", async (area) => {
    for (const seed of seeds) {
      const { report, lost } = await judged([area], seed);

      const odd = report.requirements.filter(({ verdict }) => verdict !== "pass");
      expect(odd.map(({ id, verdict, reason }) => `${id}: ${verdict}, ${reason ?? ""}`)).toEqual([]);
      expect(lost).toBeGreaterThan(3);
      expect(report.residue).toMatchObject({ left: [], proven: true });
    }
  });

  test.each([
    ["starts-at-zero", "numbering.first-is-one"],
    ["skips-every-seventh", "numbering.one-more"],
    ["repeats-the-newest", "numbering.live-distinct"],
    ["deploys-on-absent", "deploy.absent-moves-nothing"],
    ["deploy-joins", "deploy.supersedes"],
    ["lost-update", "concurrency.none-lost"],
    ["tag-not-carried", "migrations.tag-carried"],
  ])("do not hide the fault %s", async (fault, id) => {
    const area = id.split(".")[0] ?? "";

    const { report, lost } = await judged([area, "history"], 3, [fault]);

    const failing = report.requirements.filter(({ verdict }) => verdict === "fail").map((one) => one.id);
    expect(failing).toEqual([id]);
    expect(lost).toBeGreaterThan(3);
  });
});
