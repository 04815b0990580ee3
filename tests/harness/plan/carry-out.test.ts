import { describe, expect, test } from "vitest";
import { run } from "../../../harness/run/run.ts";
import { readSettings, type SettingName } from "../../../harness/settings/settings.ts";
import { CannotRun } from "../../../harness/shared/errors.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { faults } from "../../../mock/faults/index.ts";
import type { Report } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";

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
  test("every requirement is judged, as the plan says; rows for which no request was left are named, and are no pass", async () => {
    const { report, sent } = await metered({ maxRequests: 250 });

    expect(notPassed(report)).toEqual([]);
    expect(sent).toBeLessThanOrEqual(250);
    expect(report.run.plan?.requirements).toEqual({
      judged: Object.keys(suite.requirements).length,
      of: Object.keys(suite.requirements).length,
    });
    expect(sent).toBeLessThanOrEqual(report.run.plan?.requests ?? 0);
    const rows = report.requirements.find(({ id }) => id === "refusal.type")?.rows ?? [];
    const untested = rows.filter(({ verdict }) => verdict === "untested");
    expect(rows.filter(({ verdict }) => verdict === "pass").length).toBeGreaterThan(0);
    expect(untested.length).toBeGreaterThan(100);
    expect(untested[0]?.reason).toBe("the budget of 250 requests left no case for it");
  });
});

describe("the plan", () => {
  test("is refused where not even one case and its removal fit", async () => {
    await expect(metered({ maxRequests: 4, only: ["deploy"] })).rejects.toThrow(CannotRun);
  });

  test("keeps to what --only names", async () => {
    const { report, sent } = await metered({ maxRequests: 40, only: ["deploy.supersedes"] });

    expect(report.requirements.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(["deploy.supersedes pass"]);
    expect(sent).toBeLessThanOrEqual(40);
  });
});

describe("a failure in a metered run", () => {
  test.each(["deploy-joins"])(
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
