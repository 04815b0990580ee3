import { describe, expect, test } from "vitest";
import { anyWorld } from "../../../arbitraries/world.ts";
import type { WorkerPort } from "../../../contract/api.ts";
import { noFindings } from "../../../harness/judge/findings.ts";
import type { Judging, WorkerClaim } from "../../../harness/judge/judging.ts";
import { judgeAll } from "../../../harness/judge/lanes.ts";
import { selectedOf } from "../../../harness/run/run.ts";
import { Session } from "../../../harness/session/session.ts";
import { Inventory } from "../../../harness/session/workspace.ts";
import { mockTransport } from "../../../harness/target/client.ts";
import { createMock } from "../../../mock/app.ts";
import { suite as wholeSuite } from "../../../suites/index.ts";
import { stop } from "../../../suites/words/stop.ts";
import { refute, suiteOf, workerClaim } from "./bench.ts";

const claim = (name: string, check: (worker: WorkerPort) => unknown, rest: Partial<WorkerClaim> = {}) =>
  workerClaim(name, async (worker) => void (await check(worker)), rest);

/** A tour that stumbles over these. */
const tourOver = (...ids: string[]) =>
  claim(
    "tour.all",
    async (worker) => {
      for (const id of ids) await stop(worker, [id as "envelope.json"], async () => refute());
    },
    { id: undefined, drives: ids },
  );

/** A run of these claims after this tour: the claims that were made, in order, and what failed. */
async function judged(tour: WorkerClaim, claims: WorkerClaim[], only: string[] = []) {
  const made: string[] = [];
  const noted = claims.map((one) => ({
    ...one,
    check: (worker: WorkerPort, inputs: unknown[]) => {
      made.push(one.name);
      return one.check(worker, inputs);
    },
  }));
  const ids = [...claims.flatMap(({ id }) => id ?? []), ...tour.drives];
  const suite = suiteOf<WorkerPort, unknown>(ids, { claims: noted, tours: [tour] } as never) as Judging["suite"];
  const transport = mockTransport(createMock());
  const session = new Session(suite, { transport, accountId: "0".repeat(32), runId: "tours", lagMs: 0 });
  const findings = noFindings();
  const settings = {
    seed: 1,
    path: undefined,
    runs: 1,
    rounds: undefined,
    maxTime: undefined,
    bail: undefined,
  } as const;
  await judgeAll({
    suite,
    selected: noted,
    world: anyWorld,
    findings,
    session,
    inventory: new Inventory({ previews: true }),
    settings: { ...settings, profile: "quick", only },
    kind: "mock",
  });
  const failed = findings.tally.failing().map((id) => [id, ...findings.tally.caught(id).map((one) => one.claim)]);
  return { made, failed };
}

describe("a run that begins with tours", () => {
  test("looks at once for what they stumble over, by the claim of its own", async () => {
    const bad = claim("b.bad", () => refute());
    const { made, failed } = await judged(tourOver("b.bad"), [claim("a.good", () => {}), bad]);

    expect(made[0]).toBe("b.bad");
    expect(failed).toEqual([["b.bad", "b.bad"]]);
  });

  test("looks first in the plainest claim for what no claim is about", async () => {
    const { made } = await judged(tourOver("c.always"), [claim("a.plain", () => {}), claim("b.other", () => {})]);

    expect(made[0]).toBe("a.plain");
  });

  test("keeps what only a tour has shown, from the tour", async () => {
    const { failed } = await judged(tourOver("c.rare"), [claim("a.good", () => {}), claim("c.rare", () => {})]);

    expect(failed).toEqual([["c.rare", "tour.all"]]);
  });

  test("leaves to the rounds what no claim has shown at once", async () => {
    let count = 0;
    const late = claim("b.late", () => {
      count += 1;
      if (count > 1) refute();
    });
    const { failed } = await judged(tourOver("b.late"), [claim("a.good", () => {}), late, claim("b.late2", () => {})]);

    expect(failed).toEqual([["b.late", "b.late"]]);
  });

  test("makes none where something is selected", async () => {
    const { failed } = await judged(tourOver("c.rare"), [claim("a.good", () => {})], ["a."]);

    expect(failed).toEqual([]);
  });

  test("shows what failed again by the name that its replay gives: every tour can be selected", () => {
    for (const { name } of [...wholeSuite.tours, ...wholeSuite.rowTours])
      expect(selectedOf(wholeSuite, { only: [name] }).map((one) => one.name)).toEqual([name]);
  });
});
