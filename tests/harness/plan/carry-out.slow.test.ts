import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { run } from "../../../harness/run/run.ts";
import { readSettings, type SettingName } from "../../../harness/settings/settings.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { faults } from "../../../mock/faults/index.ts";
import { serveMock } from "../../../mock/server.ts";
import { exitCodeOf, type Report } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";
import { tours } from "../../../suites/tours/index.ts";

const isNightly = process.env.CONFORMANCE_PROFILE === "nightly";

/** A run on the embedded mock, and how many requests reached it. */
async function metered(flags: Partial<Record<SettingName, unknown>>): Promise<{ report: Report; sent: number }> {
  const settings = readSettings(flags, {});
  const target = openTarget(settings, {});
  const { send } = target.transport;
  let sent = 0;
  target.transport.send = (one) => {
    sent += 1;
    return send(one);
  };
  return { report: await run(suite, settings, target), sent };
}
const notPassed = ({ requirements }: Report) =>
  requirements
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ id, verdict, reason }) => `${id}: ${verdict} ${reason}`);
const failing = ({ requirements }: Report) =>
  requirements.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);

describe("within 250 requests, clean-up included", () => {
  test("every requirement is judged over HTTP, and nothing is left", async () => {
    const mock = createMock({ token: "metered" });
    let received = 0;
    const fetch = (request: Request) => {
      received += 1;
      return mock.fetch(request);
    };
    const server = await serveMock({ ...mock, fetch });
    const flags = { baseUrl: server.baseUrl, accountId: "0".repeat(32), maxRequests: 250 };
    const settings = readSettings(flags, {});
    const target = openTarget(settings, { CLOUDFLARE_API_TOKEN: "metered" });

    const report = await run(suite, settings, target);

    await target.transport.close();
    await server.close();
    expect(notPassed(report)).toEqual([]);
    expect(report.requirements).toHaveLength(Object.keys(suite.requirements).length);
    expect(exitCodeOf(report)).toBe(0);
    expect(received).toBeLessThanOrEqual(250);
    expect(received).toBe(report.run.requests);
    expect(mock.workerCount()).toBe(0);
  });

  test.each([2, 77])(
    "every requirement is judged with seed %i too, and the plan says beforehand what it takes",
    async (seed) => {
      const { report, sent } = await metered({ maxRequests: 250, seed });

      expect(notPassed(report)).toEqual([]);
      expect(sent).toBeLessThanOrEqual(250);
      expect(report.run.plan?.requirements).toEqual({
        judged: Object.keys(suite.requirements).length,
        of: Object.keys(suite.requirements).length,
      });
      expect(sent).toBeLessThanOrEqual(report.run.plan?.requests ?? 0);
    },
  );
});

describe("the plan", () => {
  test("judges every requirement once before any row or case more: 60 requests go to 60 requirements and more", async () => {
    const { report } = await metered({ maxRequests: 60 });

    expect(report.totals.pass).toBeGreaterThan(60);
    expect(report.complete).toBe(false);
    expect(exitCodeOf(report)).toBe(3);
    expect(report.run.ended).toMatch(
      new RegExp(`too small for \\d+ of ${Object.keys(suite.requirements).length} requirements`),
    );
  });

  test("is never exceeded, whatever the seed, the budget and what is wrong with the target", async () => {
    const fault = fc.option(fc.constantFrom(...Object.keys(faults)), { nil: undefined });
    const seeds = fc.integer({ min: 1, max: 1000 });
    const property = fc.asyncProperty(
      seeds,
      fc.integer({ min: 12, max: 320 }),
      fault,
      async (seed, maxRequests, id) => {
        const { report, sent } = await metered({ seed, maxRequests, fault: id === undefined ? [] : [id] });

        expect(sent).toBeLessThanOrEqual(maxRequests);
        expect(sent).toBe(report.run.requests);
        expect(report.residue.left).toEqual([]);
        expect(report.totals.broken).toBe(0);
        if (id === undefined) expect(sent).toBeLessThanOrEqual(report.run.plan?.requests ?? 0);
      },
    );
    await fc.assert(property, { numRuns: isNightly ? 200 : 6, seed: 5 });
  });
});

describe("a failure in a metered run", () => {
  test("for whose replay no request is left is unconfirmed, and says so", async () => {
    const { report } = await metered({ maxRequests: 8, fault: ["success-missing"] });

    expect(failing(report)).toEqual([]);
    const seen = report.requirements.find(({ verdict }) => verdict === "unconfirmed");
    expect(seen?.id).toBe("envelope.success-true");
    expect(seen?.reason).toContain("the budget of requests left none");
    expect(exitCodeOf(report)).toBe(3);
  });

  test.each(["drops-service-entrypoint", "starts-at-zero", "secret-in-create"])(
    "%s is found by a tour, confirmed by a claim of its own, and can be replayed",
    async (fault) => {
      const { report } = await metered({ maxRequests: 320, fault: [fault] });

      expect(failing(report)).toEqual([faults[fault]?.breaks]);
      expect(report.totals.flaky).toBe(0);
      const [failure] = report.requirements.flatMap((one) => one.failures);
      const again = await metered({ fault: [fault], only: [failure?.claim], seed: failure?.seed, path: failure?.path });
      expect(failing(again.report)).toEqual([faults[fault]?.breaks]);
    },
  );
});

test("each tour can be replayed alone", async () => {
  for (const { name } of tours) {
    const { report } = await metered({ only: [name], path: "0" });

    expect(
      `${name}: ${notPassed(report)
        .filter((one) => !one.includes("untested"))
        .join()}`,
    ).toBe(`${name}: `);
  }
});
