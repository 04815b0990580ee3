import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { clean } from "../../../harness/cleanup/clean.ts";
import { httpTransport } from "../../../harness/target/client.ts";
import { createMock, type Mock } from "../../../mock/app.ts";
import { serveMock } from "../../../mock/server.ts";
import { workersOn } from "../../workers-on.ts";

const isNightly = process.env.CONFORMANCE_PROFILE === "nightly";
const kills = isNightly ? 100 : 4;
const accountId = "0".repeat(32);
const root = resolve(import.meta.dirname, "../../..");

/** A moment in a run: at its n-th request, before the target handles it, after that, or a while later. */
interface Moment {
  request: number;
  phase: "before" | "handled" | "later";
  laterMs: number;
}
const moment: fc.Arbitrary<Moment> = fc.record({
  request: fc.integer({ min: 1, max: 120 }),
  phase: fc.constantFrom("before", "handled", "later"),
  laterMs: fc.nat({ max: 200 }),
});
const areas = ["numbering", "deploy", "history", "concurrency", "addressing", "refusal"];

/** A mock that calls back at one moment. */
function watched(mock: Mock, { request, phase, laterMs }: Moment, strike: () => void): Mock {
  let count = 0;
  return {
    ...mock,
    fetch: async (one) => {
      count += 1;
      const isNow = count === request;
      if (isNow && phase === "before") strike();
      const answer = await mock.fetch(one);
      if (isNow && phase === "handled") strike();
      if (isNow && phase === "later") setTimeout(strike, laterMs);
      return answer;
    },
  };
}

function startRun(baseUrl: string, area: string, out: string): ChildProcess {
  const args = ["bin/wvc.js", "run", "--base-url", baseUrl, "--account-id", accountId, "--only", area, "--out", out];
  const env = { PATH: process.env.PATH, CLOUDFLARE_API_TOKEN: "crash" };
  return spawn(process.execPath, [...args, "--runs", "50"], { cwd: root, env, stdio: "ignore" });
}

test(
  `kill -9 at a random moment, followed by clean, leaves nothing and touches nothing else: ${kills} times`,
  async () => {
    let leftBehind = 0;
    const property = fc.asyncProperty(moment, fc.constantFrom(...areas), async (when, area) => {
      const out = mkdtempSync(join(tmpdir(), "wvc-crash-"));
      const mock = createMock();
      const workers = workersOn(mock, accountId);
      await workers.make("not-ours");
      let child: ChildProcess | undefined;
      const server = await serveMock(watched(mock, when, () => child?.kill("SIGKILL")));
      child = startRun(server.baseUrl, area, out);
      await once(child, "exit");
      leftBehind += mock.workerCount() - 1;

      const transport = httpTransport(server.baseUrl, { authorization: "Bearer crash" }, 30_000);
      const { left } = await clean({ target: { transport, accountId, lagMs: 100 }, out });

      await transport.close();
      await server.close();
      expect(await workers.names()).toEqual(["not-ours"]);
      expect(left).toBe(0);
      expect(readdirSync(out).filter((name) => name.startsWith("journal"))).toEqual([]);
    });

    await fc.assert(property, { seed: 5, numRuns: kills, endOnFailure: true });

    if (isNightly) console.log(`${kills} runs killed, ${leftBehind} Workers left behind by them, none after clean`);
    expect(leftBehind).toBeGreaterThan(0);
  },
  isNightly ? 3_600_000 : 300_000,
);
