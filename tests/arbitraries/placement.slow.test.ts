import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { fetchTransport } from "../../harness/target/client.ts";
import type { Target } from "../../harness/target/target.ts";
import { createMock } from "../../mock/app.ts";
import { suite } from "../../suites/index.ts";

/** As the live API was seen: a version with a targeted placement makes every read of its Worker's versions fail. */
function likeLive() {
  const mock = createMock({ token: "mock" });
  const spoiled = new Set<string>();
  const fetch = async (request: Request) => {
    const versions = /^(.*\/workers\/workers\/[^/]+\/versions)/.exec(request.url)?.[1] ?? "";
    if (request.method === "GET" && spoiled.has(versions)) return goError();
    const body = request.method === "POST" && versions !== "" ? await request.clone().text() : "";
    const answer = await mock.fetch(request);
    if (answer.ok && /"placement":\{(?!"mode":"smart"\})/.test(body)) spoiled.add(versions);
    return answer;
  };
  return fetch;
}
const goError = () =>
  new Response("json: error calling MarshalJSON for type *placement.Placement: invalid placement target type", {
    status: 500,
    headers: { "content-type": "text/plain" },
  });

test("a live API that cannot read targeted placements fails placement.echoed, and nothing else", async () => {
  const settings = readSettings(
    { profile: "quick", runs: 2, maxRequests: 20_000, out: mkdtempSync(join(tmpdir(), "wvc-live-")) },
    {},
  );
  const transport = fetchTransport(likeLive());
  const target: Target = { kind: "account", transport, accountId: "0".repeat(32), runId: "live", lagMs: 0 };

  const report = await run(suite, settings, target);

  const failing = report.requirements.filter(({ verdict }) => ["fail", "flaky", "broken"].includes(verdict));
  expect(failing.map(({ id }) => id)).toEqual(["placement.echoed"]);
  expect(failing[0]?.rows.filter(({ verdict }) => verdict !== "pass").map(({ row }) => row)).not.toContain("smart");
  expect(report.residue).toMatchObject({ left: [], proven: true });
});
