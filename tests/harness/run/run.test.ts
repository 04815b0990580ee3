import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conformance } from "../../../harness/run/conformance.ts";
import { judgeFault, unprovenOf } from "../../../harness/run/kill-matrix.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings, type SettingName } from "../../../harness/settings/settings.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { faults } from "../../../mock/faults/index.ts";
import { serveMock } from "../../../mock/server.ts";
import { markdownReport } from "../../../reports/markdown.ts";
import { exitCodeOf, type Report, reportSchema } from "../../../reports/report.ts";
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

describe("a run on the mock", () => {
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

  test("sends the same requests for the same seed, others for another", async () => {
    const [one, same, other] = [
      await runOnMock({ runs: 2, seed: 5 }),
      await runOnMock({ runs: 2, seed: 5 }),
      await runOnMock({ runs: 2, seed: 6 }),
    ];

    expect(same.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
  });

  test("ends at --max-requests and says that it is not complete", async () => {
    const { report } = await runOnMock({ maxRequests: 100 });

    expect(report.complete).toBe(false);
    expect(exitCodeOf(report)).toBe(3);
    expect(report.residue.left).toEqual([]);
  });

  test("ends when it is interrupted, removes what it made and says that it is not complete", async () => {
    const settings = readSettings({}, {});
    const target = openTarget(settings, {});
    const controller = new AbortController();
    const send = target.transport.send;
    let sent = 0;
    target.transport.send = (one) => {
      sent += 1;
      if (sent === 50) controller.abort();
      return send(one);
    };

    const report = await run(suite, settings, target, { signal: controller.signal });

    expect(report.complete).toBe(false);
    expect(report.run.ended).toBe("interrupted");
    expect(report.residue.left).toEqual([]);
  });

  test("judges each requirement that --only names by itself", async () => {
    const { report: whole } = await runOnMock({ runs: 1 });

    for (const { id } of whole.requirements) {
      const { report } = await runOnMock({ runs: 2, only: [id] });
      const result = report.requirements.find((one) => one.id === id);
      expect(`${id}: ${result?.verdict}`).toBe(`${id}: pass`);
    }
  }, 120_000);
});

describe("a failure", () => {
  test("is found once, with its smallest input and a replay that shows it again", async () => {
    const { report } = await runOnMock({ fault: ["drops-service-entrypoint"] });

    const failing = report.requirements.filter(({ verdict }) => verdict === "fail");
    expect(failing.map(({ id }) => id)).toEqual(["bindings.echoed"]);
    const [failure] = failing[0]?.failures ?? [];
    expect(failure?.row).toBe("service");
    expect(failure?.replay).toContain("--only bindings.accepted/service --seed 1 --path ");

    const again = await runOnMock({
      fault: ["drops-service-entrypoint"],
      only: [failure?.claim],
      seed: failure?.seed,
      path: failure?.path,
    });
    expect(again.report.requirements.find(({ id }) => id === "bindings.echoed")?.failures[0]?.input).toEqual(
      failure?.input,
    );
    expect(again.report.run.requests).toBeLessThan(30);
  });

  test("hides no other failure", async () => {
    const { report } = await runOnMock({
      runs: 10,
      fault: ["success-missing", "deploy-last", "drops-queue-queue_name"],
    });

    const failing = report.requirements.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
    expect(failing).toEqual(["envelope.success-true", "deploy.true-first", "bindings.echoed"]);
  });

  test("that does not repeat is flaky, not a violation", async () => {
    const settings = readSettings({ only: ["numbering.sequence"] }, {});
    let made = 0;
    const target = openTarget(settings, {});
    const send = target.transport.send;
    target.transport.send = async (sent) => {
      const answer = await send(sent);
      made += 1;
      return made === 60 ? { ...answer, contentType: "text/plain" } : answer;
    };

    const report = await run(suite, settings, target);

    const [flaky] = report.requirements.filter(({ verdict }) => verdict === "flaky");
    expect(flaky?.id ?? "none: the odd answer was not about a version").toMatch(/envelope.content-type|none/);
    expect(report.totals.fail).toBe(0);
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

describe("the kill matrix", () => {
  test("has a fault for every requirement", () => {
    expect(unprovenOf({ suite, faults })).toEqual([]);
  });

  test.each(["starts-at-zero", "deploys-on-absent", "json-as-text", "tag-not-carried", "inherits-from-deployed"])(
    "%s fails exactly its requirement",
    async (fault) => {
      const row = await judgeFault({ suite, faults }, fault, 12);

      expect(row.verdict).toBe("killed");
    },
  );
});

describe("over HTTP", () => {
  test("the same suites judge a server, and the report is written whole", async () => {
    const server = await serveMock(createMock({ token: "the-token" }));
    const out = await mkdtemp(join(tmpdir(), "wvc-"));
    const settings = readSettings({ baseUrl: server.baseUrl, accountId: "0".repeat(32), runs: 1, out }, {});

    const { report, files } = await conformance(suite, settings, { CLOUDFLARE_API_TOKEN: "the-token" });

    await server.close();
    expect(exitCodeOf(report)).toBe(0);
    expect(files.map((file) => file.slice(out.length + 1))).toEqual([
      "report.json",
      "report.html",
      "report.md",
      "report.txt",
    ]);
    const written = reportSchema.parse(JSON.parse(await readFile(join(out, "report.json"), "utf8")));
    expect(written).toEqual(report);
    expect(JSON.stringify(written)).not.toContain("the-token");
  });
});
