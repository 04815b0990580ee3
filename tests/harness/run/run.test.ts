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
import { exitCodeOf, type Report, reportSchema } from "../../../reports/report.ts";
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
  test("sends the same requests for the same seed, others for another", async () => {
    const only = ["version"];
    const [one, same, other] = [
      await runOnMock({ runs: 2, only, seed: 5 }),
      await runOnMock({ runs: 2, only, seed: 5 }),
      await runOnMock({ runs: 2, only, seed: 6 }),
    ];

    expect(same.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
  });

  test("ends at --max-requests and says that it is not complete", async () => {
    const { report } = await runOnMock({ maxRequests: 12, only: ["deploy"] });

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
});

describe("a failure", () => {
  test("is found once, with its smallest input and a replay that shows it again", async () => {
    const { report } = await runOnMock({ fault: ["drops-service-entrypoint"], only: ["bindings"] });

    const failing = report.requirements.filter(({ verdict }) => verdict === "fail");
    expect(failing.map(({ id }) => id)).toEqual(["bindings.echoed"]);
    const [failure] = failing[0]?.failures ?? [];
    expect(failure?.row).toBe("service");
    expect(failure?.replay).toContain("--only visit.forms --seed 1 --today ");

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
});

describe("the kill matrix", () => {
  test("has a fault for every requirement", () => {
    expect(unprovenOf({ suite, faults })).toEqual([]);
  });

  test.each(["starts-at-zero", "tag-not-carried"])("%s fails exactly its requirement", async (fault) => {
    const row = await judgeFault({ suite, faults }, fault, { runs: 12 });

    expect(row.verdict).toBe("killed");
  });
});

describe("over HTTP", () => {
  test("the same suites judge a server, and the report is written whole", async () => {
    const server = await serveMock(createMock({ token: "the-token" }));
    const out = await mkdtemp(join(tmpdir(), "wvc-"));
    const settings = readSettings(
      { baseUrl: server.baseUrl, accountId: "0".repeat(32), runs: 1, only: ["version", "deploy"], out },
      {},
    );

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
