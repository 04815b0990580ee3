import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { doctor } from "../../../harness/commands/doctor.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { serveMock } from "../../../mock/server.ts";
import { suite } from "../../../suites/index.ts";

/** The calls that a server may lack, as a run notices that they are missing. */
const calls = {
  get: /^GET .*\/versions\/[^/]+$/,
  list: /^GET .*\/versions$/,
  worker: /^GET .*\/workers\/workers\/[^/]+$/,
  deployments: /deployments$/,
  delete: /^DELETE .*\/versions\/[^/]+$/,
};
const names = Object.keys(calls) as (keyof typeof calls)[];
/** What tells a run which calls there are. */
const only = ["read-back.get-finds", "read-back.list-finds", "read-back.deleted-gone", "deploy.true-deployed-on"];
const env = { CLOUDFLARE_API_TOKEN: "doctor-token" };
const accountId = "0123456789abcdef0123456789abcdef";

/** Twenty of the 32 sets of calls. */
const sets = Array.from({ length: 20 }, (_, i) => names.filter((_name, bit) => ((i * 13 + 7) % 32) & (1 << bit)));

test.each(sets.map((missing) => [missing]))("doctor and run find the same calls missing: %s", async (missing) => {
  const mock = createMock();
  const nowhere = () =>
    Response.json({ success: false, errors: [{ code: 7003, message: "no route" }] }, { status: 404 });
  const fetch = async (request: Request) => {
    const call = `${request.method} ${new URL(request.url).pathname}`;
    return missing.some((name) => calls[name].test(call)) ? nowhere() : mock.fetch(request);
  };
  const server = await serveMock({ ...mock, fetch });
  const flags = { baseUrl: server.baseUrl, accountId, out: mkdtempSync(join(tmpdir(), "wvc-doctor-")) };

  const checks = await doctor(suite, readSettings(flags, {}), env);
  const settings = readSettings({ ...flags, only, runs: 1 }, {});
  const target = openTarget(settings, env);
  const report = await run(suite, settings, target);
  await target.transport.close();
  await server.close();

  const told = checks.flatMap(({ todo }) => /^--lacks (\S+)/.exec(todo ?? "")?.[1] ?? []);
  const seen = (report.lacks ?? []).map(({ name }) => name);
  expect(told.sort()).toEqual([...missing].sort());
  expect(missing).toEqual(expect.arrayContaining(seen));
  expect(report.totals).toMatchObject({ fail: 0, flaky: 0, unconfirmed: 0, broken: 0 });
  expect(mock.workerCount()).toBe(0);
});
