/**
 * `npm run bench:network [-- profile latencies shares]`: runs over HTTP on a clean mock that takes so many ms to answer (0,50,200)
 * and refuses such a share of the calls with 429, in percent (0,3): time, requests, and how many were under way at once.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../harness/run/run.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { httpTransport } from "../harness/target/client.ts";
import { mockAccount } from "../harness/target/target.ts";
import { createMock } from "../mock/app.ts";
import { serveMock } from "../mock/server.ts";
import { exitCodeOf, type Report } from "../reports/report.ts";
import { suite } from "../suites/index.ts";
import { table, whole } from "./table.ts";

const [profile = "default", latencies = "0,50,200", shares = "0,3"] = process.argv.slice(2);
/** Calls before the first that is refused. */
const answeredFirst = 20;
/** Spreads the refused calls evenly. */
const spread = 7919;

const refusal = () =>
  Response.json(
    { success: false, errors: [{ code: 10_429, message: "too many" }], messages: [], result: null },
    { status: 429, headers: { "retry-after": "1" } },
  );

/** One run, and how many calls were under way on average. */
async function judged(latencyMs: number, share: number): Promise<{ report: Report; atOnce: number }> {
  const mock = createMock({ seed: "network", token: "mock" });
  let count = 0;
  let callMs = 0;
  const fetch = async (request: Request) => {
    const startedAt = performance.now();
    count += 1;
    const isRefused = count > answeredFirst && (count * spread) % 1000 < share * 10;
    await sleep(latencyMs);
    const answer = isRefused ? refusal() : await mock.fetch(request);
    callMs += performance.now() - startedAt;
    return answer;
  };
  const server = await serveMock({ ...mock, fetch });
  const transport = httpTransport(server.baseUrl, { authorization: "Bearer mock" }, 30_000);
  const settings = readSettings({ profile }, {});
  const target = { kind: "url", transport, accountId: mockAccount, runId: "network0", lagMs: 5000 } as const;
  const report = await run(suite, settings, target);
  await transport.close();
  await server.close();
  return { report, atOnce: callMs / report.run.durationMs };
}

const rows: string[][] = [];
for (const share of shares.split(",").map(Number))
  for (const latencyMs of latencies.split(",").map(Number)) {
    const { report, atOnce } = await judged(latencyMs, share);
    const { durationMs, requests, rounds, lanes = 1 } = report.run;
    const made = `${rounds?.made} of ${rounds?.of}`;
    const seconds = (durationMs / 1000).toFixed(1);
    rows.push([
      `${latencyMs} ms, ${share} %`,
      seconds,
      whole(requests),
      made,
      `${lanes}`,
      atOnce.toFixed(1),
      `${exitCodeOf(report)}`,
    ]);
  }
console.log(`profile ${profile}, ${new Date().toISOString().slice(0, 10)}\n`);
console.log(table(["an answer, and 429", "seconds", "requests", "rounds", "lanes", "under way", "exit"], rows));
