import { expect, test } from "vitest";
import { plainVersion } from "../../../arbitraries/version.ts";
import { readDeployments } from "../../../contract/neighbours.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { CannotRun } from "../../../harness/shared/errors.ts";
import { fetchTransport, mockTransport, type Transport } from "../../../harness/target/client.ts";
import { mockAccount } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { exitCodeOf, type Report } from "../../../reports/report.ts";
import { residueLine } from "../../../reports/summary.ts";
import { suite } from "../../../suites/index.ts";

const account = `/accounts/${mockAccount}/workers`;

/** A mock with a Worker that has a history, on which no Worker can be made or deleted; and what is not there besides. */
async function withOneWorker(missing: RegExp = /^$/) {
  const mock = createMock({ seed: "given" });
  const whole = mockTransport(mock);
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await whole.send({ method, path: account + path, ...(body ? { body: JSON.stringify(body) } : {}) });
    return (answer.json as { result: never }).result;
  };
  const worker = (await ask("POST", "/workers", { name: "mine" })) as { id: string };
  for (const note of ["1", "2", "3"])
    await ask("POST", `/workers/${worker.id}/versions?deploy=${note !== "3"}`, plainVersion(note));
  const made: string[] = [];
  const fetch = async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname}`;
    if (/^(POST|PATCH|DELETE) .*\/workers\/workers(\/[^/]+)?$/.test(call)) made.push(call);
    const isThere = !/^(POST|DELETE) .*\/workers\/workers(\/[^/]+)?$/.test(call) && !missing.test(call);
    return isThere ? mock.fetch(request) : new Response("no such call", { status: 405 });
  };
  const seen = async () => ({
    deployed: readDeployments(await ask("GET", "/scripts/mine/deployments"))?.[0]?.versions,
    versions: ((await ask("GET", `/workers/${worker.id}/versions?per_page=100`)) as { id: string }[]).map(
      ({ id }) => id,
    ),
    name: ((await ask("GET", `/workers/${worker.id}`)) as { name: string }).name,
  });
  return { worker, made, seen, transport: fetchTransport(fetch) };
}

const judge = (transport: Transport, worker: string, flags: { runs?: number; maxRequests?: number } = { runs: 1 }) =>
  run(
    suite,
    { ...readSettings(flags, {}), worker },
    { kind: "url", transport, accountId: mockAccount, runId: "given", lagMs: 0 },
  );

/** What is wrong with a run, in lines. */
const alarms = ({ requirements }: Report) =>
  requirements
    .filter(({ verdict }) => !["pass", "inapplicable"].includes(verdict))
    .map(({ id, verdict, reason, failures: [first] }) =>
      [id, verdict, reason, first?.claim, first?.expected, JSON.stringify(first?.actual)?.slice(0, 200)].join(" "),
    );

test("a run on a Worker that exists blames nobody, and leaves the Worker as it was", async () => {
  const target = await withOneWorker();
  const before = await target.seen();

  const report = await judge(target.transport, "mine");

  expect(alarms(report)).toEqual([]);
  expect(exitCodeOf(report)).toBe(0);
  expect(report.totals.pass).toBeGreaterThan(90);
  expect(target.made).toEqual([]);
  expect(await target.seen()).toEqual(before);
  expect(report.residue.given).toEqual({ worker: "mine", versions: [], isProven: true, isDeployed: true });
});

test.each([
  ["deletes no version", /^DELETE/],
  ["shows no deployments", /deployments$/],
  ["lists no versions", /^GET .*versions$/],
  ["shows no version", /^GET .*versions\/[^/]+$/],
  ["shows no Worker", /^GET .*workers\/workers\/[^/]+$/],
])("neither on one of a target that %s", async (_, missing) => {
  const { worker, transport } = await withOneWorker(missing);

  const report = await judge(transport, worker.id);

  expect(alarms(report)).toEqual([]);
});

test("neither in a run whose requests are counted, which leaves it as it was as well", async () => {
  const { worker, transport, seen } = await withOneWorker();
  const before = await seen();

  const report = await judge(transport, worker.id, { maxRequests: 250 });

  expect(alarms(report).filter((line) => !line.includes(" untested "))).toEqual([]);
  expect(report.run.requests).toBeLessThanOrEqual(250);
  expect(await seen()).toEqual(before);
});

test("what cannot be taken back is named", async () => {
  const { worker, transport, seen } = await withOneWorker(/^(DELETE|POST) .*(versions\/[^/]+|deployments)$/);
  const before = await seen();

  const report = await judge(transport, worker.id);

  const { versions, deployed } = await seen();
  const left = versions.filter((id) => !before.versions.includes(id));
  expect(deployed).not.toEqual(before.deployed);
  expect(report.residue.given).toMatchObject({ worker: "mine", isDeployed: false });
  expect(report.residue.given?.versions).toEqual(expect.arrayContaining(left));
  expect(residueLine(report)).toContain("what was deployed on it before is NOT deployed again");
});

test("a Worker that is not there is said so", async () => {
  const { transport } = await withOneWorker();

  await expect(judge(transport, "nobodys")).rejects.toThrow(CannotRun);
  await expect(judge(transport, "nobodys")).rejects.toThrow("the target shows no Worker nobodys (status 404)");
});
