import { afterEach, expect, test } from "vitest";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { httpTransport } from "../../../harness/target/client.ts";
import { mockAccount } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { type MockServer, serveMock } from "../../../mock/server.ts";
import { exitCodeOf } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";

/** Requests that are answered before the target changes. */
const before = 60;
/** Cases that a busy machine may have under way at once when the target changes: each of them asks once more. */
const underWay = 16;
const timeoutMs = 1000;
const error = { success: false, errors: [{ code: 10_429, message: "no" }], messages: [], result: null };

let server: MockServer | undefined;
afterEach(() => server?.close());

/** A run on a target that answers everything so from some request on, and what it is asked after that. */
async function judged(answer: () => Promise<Response>) {
  const mock = createMock({ seed: "ends", token: "mock" });
  let count = 0;
  const after: string[] = [];
  const fetch = (request: Request): Promise<Response> => {
    count += 1;
    if (count <= before) return mock.fetch(request);
    after.push(`${request.method} ${/order_by/.test(request.url) ? "the list" : "something"}`);
    return answer();
  };
  server = await serveMock({ ...mock, fetch });
  const transport = httpTransport(server.baseUrl, { authorization: "Bearer mock" }, timeoutMs, { outageMs: 2000 });
  const target = { kind: "url", transport, accountId: mockAccount, runId: "ends", lagMs: 5000 } as const;
  const report = await run(suite, readSettings({ profile: "quick", only: ["deploy", "bindings"] }, {}), target);
  await transport.close();
  return { report, after };
}

test.each<[string, number, () => Promise<Response>]>([
  ["asks to wait for a day", 2, async () => Response.json(error, { status: 429, headers: { "retry-after": "86400" } })],
  ["says nothing any more", 3, () => new Promise(() => {})],
  ["is behind an edge that fails", 12, async () => new Response("<html>", { status: 503 })],
  ["makes no Worker any more", 60, async () => Response.json(error, { status: 403 })],
])("a run ends soon where the target %s, and says so", async (_, most, answer) => {
  const { report, after } = await judged(answer);

  expect(after.length).toBeLessThanOrEqual(most + underWay);
  expect(report.run.ended).toMatch(/^the target no longer answers: /);
  expect(report.complete).toBe(false);
  expect(exitCodeOf(report)).toBeGreaterThan(0);
  expect(report.residue.left.length).toBeGreaterThan(0);
});
