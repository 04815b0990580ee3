// Every export in plain Node, and what each of them is for, once.
import { CannotRun, conformanceTests, defineConfig, exitCodeOf, run } from "workers-version-conformance";
import { anyWorld, fc, version } from "workers-version-conformance/arbitraries";
import baseline from "workers-version-conformance/baselines/cloudflare.json" with { type: "json" };
import { jsonSchemas, requestSchema, requirementIds } from "workers-version-conformance/contract";
import { createRecorder, gate, gateExitCode } from "workers-version-conformance/gate";
import { createMock, serveMock, targetFaults } from "workers-version-conformance/mock";
import { htmlReport, reportSchema } from "workers-version-conformance/reports";
import reportJson from "workers-version-conformance/schemas/report.schema.json" with { type: "json" };

const holds = (what, is) => {
  if (!is) throw new Error(`${what} on Node ${process.version}`);
};
const [[one]] = [fc.sample(version(anyWorld), { numRuns: 1, seed: 1 })];
holds("a version is valid", requestSchema.safeParse(one).success);
holds("fast-check is one instance", (await import("fast-check")).default === fc);
holds(
  "schemas",
  reportJson.title === "report.json" && jsonSchemas().request.type === "object" && Array.isArray(baseline),
);
const broken = await run({ target: createMock({ faults: ["deploy-joins"] }), only: ["deploy.supersedes"], runs: 1 });
holds("a fault is found", exitCodeOf(broken) === 1 && targetFaults["deploy-joins"].breaks === "deploy.supersedes");
holds("reports", htmlReport(broken).includes("deploy.supersedes") && reportSchema.parse(broken).complete);
const server = await serveMock();
holds(
  "a server is judged",
  exitCodeOf(await run({ target: server.baseUrl, only: ["numbering.first-is-one"], runs: 1 })) === 0,
);
await server.close();
holds("tests", conformanceTests({ contract: "2026-11" }).length === requirementIds.length + 1);
holds("settings", defineConfig({ seed: 2 }).seed === 2);
holds("an error", (await run({ profile: "x" }).catch((error) => error)) instanceof CannotRun);
const recorder = await createRecorder();
holds("a recorder", recorder.judge().requests === 0);
await recorder.close();
const client = async ({ base_url, auth, call }) => {
  const path = `/accounts/${call.account_id}/workers/workers/${encodeURIComponent(call.worker_id)}/versions`;
  const headers = { "content-type": "application/json", authorization: `Bearer ${auth.token}` };
  const response = await fetch(base_url + path, { method: "POST", headers, body: JSON.stringify(call.body) });
  return { outcome: "version", version: (await response.json()).result };
};
const judged = await gate(client, { only: ["deploy.absent-stays-absent"], runs: 1 });
holds("a gate", gateExitCode(judged) === 0);
console.log(`every export works on Node ${process.version}`);
