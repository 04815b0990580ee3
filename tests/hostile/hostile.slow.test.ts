import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean } from "../../harness/cleanup/clean.ts";
import { findJournals } from "../../harness/cleanup/journal.ts";
import { run } from "../../harness/run/run.ts";
import { writeReports } from "../../harness/run/write.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { CannotRun } from "../../harness/shared/errors.ts";
import { httpTransport } from "../../harness/target/client.ts";
import type { Target } from "../../harness/target/target.ts";
import { createMock, type Mock } from "../../mock/app.ts";
import { serveMock } from "../../mock/server.ts";
import { exitCodeOf, type Report, reportSchema } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";
import { workersOn } from "../workers-on.ts";
import { type FaultName, faultNames, hostileFaults } from "./faults.ts";
import { hostileProxy, type Strike } from "./proxy.ts";

const isNightly = process.env.CONFORMANCE_PROFILE === "nightly";
const runs = isNightly ? 1000 : 40;
const accountId = "0".repeat(32);
const token = "hostile-token";
const timeoutMs = 250;

const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));

interface Outcome {
  report: Report | undefined;
  code: number;
  /** Workers that are there after the run. */
  names: string[];
  struck: Map<FaultName, number>;
  tookMs: number;
  peakBytes: number;
  out: string;
}

interface Scene {
  only: string;
  seed: number;
  cases: number;
  strike: (number: number, request: { method: string; path: string }) => Strike | undefined;
}

/** The most memory in use while something goes on. */
function watchMemory(): () => number {
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const before = used();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, used());
  }, 10);
  return () => {
    clearInterval(timer);
    return Math.max(peak, used()) - before;
  };
}

/** A run against a mock whose exchanges are spoiled; what it leaves is cleaned up once the target is well again. */
async function hostileRun({ only, seed, cases, strike }: Scene): Promise<Outcome> {
  const mock = createMock({ token, seed: String(seed) });
  await workersOn(mock, accountId, token).make("not-ours");
  const proxy = await hostileProxy(mock, { strike, foreverMs: 2 * timeoutMs, awayMs: 100 });
  const out = mkdtempSync(join(tmpdir(), "wvc-hostile-"));
  const settings = readSettings(
    { only, seed, runs: cases, out, baseUrl: proxy.baseUrl, accountId, format: "json", profile: "quick" },
    {},
  );
  const authorization = { authorization: `Bearer ${token}` };
  const transport = httpTransport(proxy.baseUrl, authorization, timeoutMs, { outageMs: 400 });
  const target: Target = { kind: "url", transport, accountId, runId: `h${seed >>> 0}`, lagMs: 50 };
  const started = Date.now();
  const peak = watchMemory();
  const ended = await run(suite, settings, target).then(
    (report) => ({ report, code: exitCodeOf(report) as number }),
    (error: unknown) => {
      if (!(error instanceof CannotRun)) throw error;
      return { report: error.report, code: 2 };
    },
  );
  if (ended.report) await writeReports(ended.report, out, ["json"]);
  const names = (await workersOn(mock, accountId, token).names()).filter((name) => name !== "not-ours");
  const outcome = { ...ended, names, struck: proxy.struck, tookMs: Date.now() - started, peakBytes: peak(), out };
  proxy.heal();
  await clean({ target: { transport, accountId, lagMs: 0 }, out });
  expect(await workersOn(mock, accountId, token).names()).toEqual(["not-ours"]);
  await transport.close();
  await proxy.close();
  return outcome;
}

/** What went wrong with a run, whatever the faults were. */
function complaints({ report, code, names, struck, tookMs, out }: Outcome): string[] {
  const all: string[] = [];
  if (![0, 1, 2, 3].includes(code)) all.push(`exit code ${code}`);
  if (unhandled.length > 0) all.push(`unhandled: ${unhandled.splice(0).join()}`);
  if (!report) return [...all, "no report"];
  const written = reportSchema.parse(JSON.parse(readFileSync(join(out, "report.json"), "utf8")));
  if (written.run.startedAt !== report.run.startedAt) all.push("another report was written");
  const said = new Set(report.residue.left);
  const hidden = names.filter((name) => !said.has(name));
  if (hidden.length > 0 && report.residue.proven) all.push(`left unsaid: ${hidden.join()}`);
  if (names.length > 0 && findJournals(out).length > 0) all.push("left, and no journal");
  if (tookMs > 300_000) all.push(`took ${tookMs} ms`);
  const isContent = [...struck.keys()].some((one) => hostileFaults[one].is === "content");
  const isLate = struck.size > 0;
  const allowed = [...(isContent ? ["envelope.json"] : []), ...(isLate ? ["transport.answered"] : [])];
  const odd = report.requirements.filter(
    ({ verdict, id }) => /fail|flaky|broken/.test(verdict) && !allowed.includes(id),
  );
  for (const { id, verdict, failures, reason } of odd)
    all.push(`${id} is ${verdict}: ${reason ?? ""} ${JSON.stringify(failures).slice(0, 3000)}`);
  return all;
}

/** Parts of the suite, small ones: what matters is where a run is struck, not how long it is. */
const parts = [
  "numbering.sequence",
  "numbering.parallel",
  "numbering.after-delete",
  "deploy.true-one",
  "deploy.supersedes",
  "deploy.absent",
  "history",
  "concurrency",
  "addressing.id-or-name",
  "addressing.rename",
  "read-back.get",
  "read-back.pages",
  "secrecy",
  "inherit.latest",
  "envelope",
  "refusal.body/body:empty",
  "transport.answered/body",
  "transport.methods",
  "bindings.accepted/kv",
  "migrations.tag",
];
/** How often a run is struck; more makes it only longer. */
const mostStrikes = 6;
const strikes = fc.record({
  faults: fc.uniqueArray(fc.constantFrom(...faultNames), { minLength: 1, maxLength: 4 }),
  /** One of so many requests is struck, from this one on. */
  every: fc.integer({ min: 3, max: 25 }),
  from: fc.integer({ min: 1, max: 20 }),
  dice: fc.nat(),
});
type Strikes = typeof strikes extends fc.Arbitrary<infer T> ? T : never;
const scene = fc.record({
  only: fc.constantFrom(...parts),
  seed: fc.nat({ max: 1e6 }),
  cases: fc.integer({ min: 1, max: 2 }),
  strikes,
});

/** Strikes at random moments. */
function atRandom({ faults, every, from, dice }: Strikes): Scene["strike"] {
  const next = rolling(dice);
  let left = mostStrikes;
  return (number) => {
    if (left === 0 || number < from || next() >= 1 / every) return undefined;
    left -= 1;
    const fault = faults[Math.floor(next() * faults.length)] ?? "reset";
    return { fault, handles: next() < 0.5, fraction: next() };
  };
}

/** Numbers from 0 to 1 that follow from a seed. */
function rolling(seed: number): () => number {
  let rolled = 0;
  return () => {
    rolled += 1;
    return createHash("sha256").update(`${seed}:${rolled}`).digest().readUInt16BE(0) / 0x10000;
  };
}

const total = {
  runs: 0,
  struck: new Map<FaultName, number>(),
  codes: new Map<number, number>(),
  slowestMs: 0,
  peakBytes: 0,
  left: 0,
};
function count({ struck, code, tookMs, peakBytes, names }: Outcome): void {
  total.runs += 1;
  for (const [fault, times] of struck) total.struck.set(fault, (total.struck.get(fault) ?? 0) + times);
  total.codes.set(code, (total.codes.get(code) ?? 0) + 1);
  total.slowestMs = Math.max(total.slowestMs, tookMs);
  total.peakBytes = Math.max(total.peakBytes, peakBytes);
  total.left += names.length;
}

/** Runs side by side: most of their time is waiting. */
const atOnce = 4;

describe("a target behind a network that does everything wrong", () => {
  test(
    `${runs} random runs with faults at random moments: no false alarm, nothing left unsaid, nothing left after clean`,
    async () => {
      const scenes = fc.array(scene, { minLength: atOnce, maxLength: atOnce });
      const property = fc.asyncProperty(scenes, async (all) => {
        const outcomes = await Promise.all(all.map((one) => hostileRun({ ...one, strike: atRandom(one.strikes) })));

        for (const one of outcomes) count(one);
        if (isNightly && total.runs % 100 === 0) console.log(`${total.runs} runs`);
        expect(outcomes.flatMap(complaints)).toEqual([]);
      });

      await fc.assert(property, { seed: isNightly ? 20 : 10, numRuns: runs / atOnce, endOnFailure: true });

      if (isNightly) console.log(summary());
    },
    isNightly ? 7_200_000 : 600_000,
  );
});

/** What a fault at every answer about versions comes to. */
function expected(fault: FaultName): { code: number; verdict: string } {
  if (fault === "some-1xx") return { code: 0, verdict: "pass" };
  return hostileFaults[fault].is === "content" ? { code: 1, verdict: "fail" } : { code: 3, verdict: "environment" };
}

describe("a target that is always so", () => {
  test.each(faultNames)("%s gives the right verdict, in bounded time and memory", async (fault) => {
    const outcome = await hostileRun({
      only: "numbering.sequence",
      seed: 1,
      cases: 2,
      strike: (_number, { path }) =>
        path.endsWith("/versions") || path.endsWith("per_page=100")
          ? { fault, handles: false, fraction: 0.4 }
          : undefined,
    });

    const { code, verdict } = expected(fault);
    const { report, tookMs, peakBytes } = outcome;
    const failed = report?.requirements.filter((one) => one.verdict === "fail").map(({ id }) => id);
    expect({ code: outcome.code, failed }).toEqual({ code, failed: verdict === "fail" ? ["envelope.json"] : [] });
    const judged = report?.requirements.find(({ id }) => id === "numbering.one-more")?.verdict;
    expect(judged).toBe(verdict === "fail" ? "untested" : verdict);
    expect(complaints(outcome)).toEqual([]);
    expect(tookMs).toBeLessThan(60_000);
    expect(peakBytes).toBeLessThan(400e6);
  });
});

describe("a target behind someone who answers in its place", () => {
  test("is not blamed for a delete that it never heard of", async () => {
    const outcome = await hostileRun({
      only: "history",
      seed: 3,
      cases: 3,
      strike: (_number, { method, path }) =>
        method === "DELETE" && /\/versions\/./.test(path)
          ? { fault: "unknown-coding", handles: false, fraction: 0 }
          : undefined,
    });

    expect(outcome.struck.get("unknown-coding") ?? 0).toBeGreaterThan(0);
    expect(outcome.report?.totals).toMatchObject({ fail: 0, flaky: 0, broken: 0 });
    expect(complaints(outcome)).toEqual([]);
  });
});

describe("a target that is otherwise well", () => {
  test("may have a clock that is hours off", async () => {
    const mock = createMock({ token, now: () => Date.now() + 7 * 3_600_000 });
    const { report, names } = await onMock(mock, "version");

    expect(exitCodeOf(report)).toBe(0);
    expect(names).toEqual([]);
  });

  test("keeps the Workers of another run of the same seed", async () => {
    const mock = createMock({ token });
    await workersOn(mock, accountId, token).make("wvc-same-3");
    await workersOn(mock, accountId, token).make("wvc-same-900");

    const { report, names } = await onMock(mock, "numbering");

    expect(exitCodeOf(report)).toBe(0);
    expect(names).toEqual(["wvc-same-3", "wvc-same-900"]);
    expect(report.residue.left).toEqual([]);
  });
});

async function onMock(mock: Mock, only: string): Promise<{ report: Report; names: string[] }> {
  const server = await serveMock(mock);
  const settings = readSettings({ only, runs: 2, out: mkdtempSync(join(tmpdir(), "wvc-hostile-")) }, {});
  const transport = httpTransport(server.baseUrl, { authorization: `Bearer ${token}` }, 30_000);
  const report = await run(suite, settings, { kind: "url", transport, accountId, runId: "same", lagMs: 50 });
  await transport.close();
  await server.close();
  return { report, names: await workersOn(mock, accountId, token).names() };
}

const summary = () =>
  [
    `${total.runs} runs, exit codes ${[...total.codes].map(([code, times]) => `${code}: ${times}`).join(", ")}`,
    `slowest ${total.slowestMs} ms, most memory ${(total.peakBytes / 1e6).toFixed(0)} MB, Workers left by runs ${total.left}, after clean 0`,
    ...[...total.struck].sort().map(([fault, times]) => `  ${fault}: ${times}`),
  ].join("\n");
