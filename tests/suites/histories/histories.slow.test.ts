import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Client, schedules, stories } from "../../../arbitraries/histories.ts";
import { isObject } from "../../../contract/json.ts";
import { equal, initial, step } from "../../../contract/model.ts";
import { areaOf } from "../../../contract/requirements/index.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { mockTransport } from "../../../harness/target/client.ts";
import { mockAccount, openTarget, type Target } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { faults } from "../../../mock/faults/index.ts";
import { type Failure, type Report, reportSchema } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";

const version = (id: string) => ({ id, bindings: {} });
const full = (id: string) => [{ version_id: id, percentage: 100 }];

describe("the model", () => {
  test("deploys a created version only where that is asked for", () => {
    const one = step(initial, { kind: "created", version: version("a"), deploy: false });
    const two = step(one, { kind: "created", version: version("b"), deploy: true });

    expect(one.deployments).toEqual([]);
    expect(two.deployments).toEqual([full("b")]);
  });

  test("applies a migration when its version is deployed, and not before", () => {
    const pending = { tag: "v1", classes: ["A"] };
    const waiting = step(initial, { kind: "created", version: { ...version("a"), pending }, deploy: false });
    const applied = step(waiting, { kind: "deployed", shares: full("a") });

    expect([waiting.tag, waiting.classes]).toEqual([undefined, []]);
    expect([applied.tag, applied.classes]).toEqual(["v1", ["A"]]);
  });

  test("is what it was after a refusal, and lacks what was deleted", () => {
    const one = step(initial, { kind: "created", version: version("a"), deploy: false });

    expect(equal(step(one, { kind: "refused" }), one)).toBe(true);
    expect(step(one, { kind: "deleted", id: "a" }).versions).toEqual([]);
  });
});

describe("what is generated", () => {
  const sample = <T>(arbitrary: fc.Arbitrary<T>) => fc.sample(arbitrary, { numRuns: 300, seed: 4 });

  test("has long stories and short ones, of every command", () => {
    const all = sample(stories());

    const kinds = new Set(all.flat().map((one) => one.do));
    expect(kinds.size).toBe(13);
    expect(Math.max(...all.map((one) => one.length))).toBeGreaterThan(45);
    expect(Math.min(...all.map((one) => one.length))).toBeLessThan(5);
  });

  test("has few clients and many", () => {
    const clients = sample(schedules()).map((one) => one.length);

    expect(Math.max(...clients)).toBeGreaterThan(13);
    expect(clients.filter((count) => count > 1).length).toBeGreaterThan(250);
  });
});

/** Turns of waiting before and after each request, from a seed. */
function delays(seed: number): () => Promise<void> {
  let state = seed;
  return async () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    for (let turns = (state >>> 16) % 5; turns > 0; turns -= 1) await setImmediate();
  };
}

const slowTarget = (seed: number): Target => ({
  kind: "mock",
  transport: mockTransport(createMock({ delay: delays(seed), token: "mock" })),
  accountId: mockAccount,
  runId: `slow${seed}`,
  lagMs: 0,
});

test("400 concurrent histories and 40 stories on a clean mock with random latencies raise no alarm", async () => {
  const [races, tales] = [
    await run(suite, readSettings({ runs: 333, only: ["concurrency"] }, {}), slowTarget(1)),
    await run(suite, readSettings({ runs: 20, only: ["history"] }, {}), slowTarget(2)),
  ];

  for (const { requirements } of [races, tales])
    expect(requirements.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
});

/** Sizes of a failure: commands of a story, or calls of a concurrent history. */
const callsIn = ({ claim, input }: Failure): number => {
  const [first, second] = input as unknown[];
  if (claim === "history.story") return (first as unknown[]).length;
  if (claim === "concurrency.linearizable") return (first as Client[]).flatMap(({ calls }) => calls).length;
  return claim === "numbering.sequence" ? 1 + (second as unknown[]).length : 1;
};

describe("faults that only histories find, in the default profile", () => {
  const failuresUnder = async (fault: string): Promise<{ report: Report; failures: Failure[] }> => {
    const only = [areaOf(faults[fault]?.breaks ?? ""), "history", "concurrency"];
    const settings = readSettings({ fault: [fault], only }, {});
    const report = await run(suite, settings, openTarget(settings, {}));
    return { report, failures: report.requirements.flatMap((one) => one.failures) };
  };

  test.each([
    "skips-every-seventh",
    "repeats-the-newest",
    "no-deployment-from-the-twelfth",
    "absent-ends-a-split",
    "inherits-from-deployed",
    "migrates-at-upload",
    "refusal-advances-the-tag",
    "delete-drops-a-deployment",
  ])("%s has a story of at most 6 commands", async (fault) => {
    const { failures } = await failuresUnder(fault);

    expect(failures.length).toBe(1);
    expect(failures.map(callsIn)[0]).toBeLessThanOrEqual(6);
  });

  test.each([
    "race-in-numbering",
    "lost-update",
    "lost-deployment",
    "version-twice",
    "stale-list",
    "numbers-swapped",
    "late-deployment-behind",
  ])("%s has a history of at most 4 calls, and a timeline", async (fault) => {
    const { report, failures } = await failuresUnder(fault);

    expect(failures.length).toBe(1);
    expect(failures.map(callsIn)[0]).toBeLessThanOrEqual(4);
    expect(reportSchema.safeParse(report).success).toBe(true);
    expect(isObject(failures[0]) && failures[0].timeline?.length).toBeGreaterThan(1);
  });
});
