import { describe, expect, test } from "vitest";
import { judgeFault } from "../../../harness/run/kill-matrix.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings, type SettingName } from "../../../harness/settings/settings.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { faults } from "../../../mock/faults/index.ts";
import { serveMock } from "../../../mock/server.ts";
import { markdownReport } from "../../../reports/markdown.ts";
import { exitCodeOf, type Report } from "../../../reports/report.ts";
import { textReport } from "../../../reports/text.ts";
import { suite } from "../../../suites/index.ts";

async function runOnMock(flags: Partial<Record<SettingName, unknown>>): Promise<{ report: Report; digest: string }> {
  const settings = readSettings(flags, {});
  let digest = "";
  const report = await run(suite, settings, openTarget(settings, {}), {
    onDigest: (hex) => {
      digest = hex;
    },
  });
  return { report, digest };
}

describe("a whole run on the mock", () => {
  test("passes every requirement, leaves nothing untested and nothing behind", async () => {
    const { report } = await runOnMock({ profile: "quick" });

    const notPassed = report.requirements
      .filter(({ verdict }) => verdict !== "pass")
      .map(({ id, verdict }) => `${id}: ${verdict}`);
    expect(notPassed).toEqual([]);
    expect(exitCodeOf(report)).toBe(0);
    expect(report.residue.left).toEqual([]);
    expect(report.residue.created).toBe(report.residue.deleted);
  });

  test("sends the same requests for the same seed", async () => {
    const [one, same] = [await runOnMock({ runs: 2, seed: 5 }), await runOnMock({ runs: 2, seed: 5 })];

    expect(same.digest).toBe(one.digest);
  });

  test("judges each requirement that --only names by itself", async () => {
    const { report: whole } = await runOnMock({ runs: 1 });

    for (const { id } of whole.requirements) {
      const { report } = await runOnMock({ runs: 2, only: [id] });
      const result = report.requirements.find((one) => one.id === id);
      expect(`${id}: ${result?.verdict}`).toBe(`${id}: pass`);
    }
  });
});

describe("a failure, in a whole run", () => {
  test("is found once", async () => {
    const { report } = await runOnMock({ fault: ["drops-service-entrypoint"] });

    const failing = report.requirements.filter(({ verdict }) => verdict === "fail");
    expect(failing.map(({ id }) => id)).toEqual(["bindings.echoed"]);
    const [failure] = failing[0]?.failures ?? [];
    expect(failure?.row).toBe("service");
    expect(failure?.replay).toContain("--only bindings.accepted/service --seed 1 --path ");
  });

  test("hides no other failure", async () => {
    const { report } = await runOnMock({
      runs: 10,
      fault: ["success-missing", "deploy-last", "drops-queue-queue_name"],
    });

    const failing = report.requirements.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
    expect(failing).toEqual(["envelope.success-true", "deploy.true-first", "bindings.echoed"]);
  });

  test("shows no secret in any report", async () => {
    const { report } = await runOnMock({
      fault: ["secret-in-create", "key-in-get", "jwk-in-get", "jwt-in-get"],
      runs: 10,
    });

    const all = [JSON.stringify(report), textReport(report), markdownReport(report)].join("\n");
    expect(report.totals).toMatchObject({ fail: 2, warn: 1 });
    expect(all).toContain("[secret]");
    expect(all).not.toMatch(/wvc(secret|token)[0-9a-f]/);
    expect(all).not.toMatch(/"(key_base64|k|d)":"(?!\[secret\])[^"]{8,}"/);
  });
});

test.each(["deploys-on-absent", "json-as-text", "inherits-from-deployed"])(
  "%s fails exactly its requirement",
  async (fault) => {
    const row = await judgeFault({ suite, faults }, fault, { runs: 12 });

    expect(row.verdict).toBe("killed");
  },
);

test("the whole suite judges a server", async () => {
  const server = await serveMock(createMock({ token: "the-token" }));
  const settings = readSettings({ baseUrl: server.baseUrl, accountId: "0".repeat(32), runs: 1 }, {});
  const target = openTarget(settings, { CLOUDFLARE_API_TOKEN: "the-token" });

  const report = await run(suite, settings, target);

  await target.transport.close();
  await server.close();
  expect(exitCodeOf(report)).toBe(0);
});
