import { expect, test } from "vitest";
import { isObject, toJson } from "../contract/json.ts";
import { readDeployments } from "../contract/neighbours.ts";
import { mockTransport } from "../harness/client.ts";
import { createMock, type MockOptions } from "../harness/mock/app.ts";
import type { Behaviour } from "../harness/mock/behaviour.ts";
import { run } from "../harness/run.ts";
import { readSettings } from "../harness/settings.ts";
import { mockAccount, type Target } from "../harness/target.ts";
import { variants } from "./variants.ts";

/** What a metered run wrongly blames a target for that keeps every promise in a way of its own. */
async function alarms(options: MockOptions, changes: Partial<Target> = {}): Promise<string[]> {
  const transport = mockTransport(createMock({ seed: "variant", ...options }));
  const target: Target = { kind: "url", transport, accountId: mockAccount, runId: "variant", lagMs: 0, ...changes };
  const report = await run(readSettings({ maxRequests: 300 }, {}), target);
  return report.requirements
    .filter(({ verdict }) => !["pass", "untested", "inapplicable"].includes(verdict))
    .flatMap(({ id, verdict, reason, failures }) => [
      `${id} ${verdict} ${reason ?? ""} ${failures.map((one) => `[${one.row ?? ""}] ${one.claim}: expected ${one.expected}, got ${JSON.stringify(one.actual)}`).join("; ")}`.slice(
        0,
        600,
      ),
    ]);
}

test.each(Object.keys(variants))(
  "a metered run against a target with %s raises no alarm",
  async (name) => {
    expect(await alarms({ behaviour: variants[name] ?? {} })).toEqual([]);
  },
  120_000,
);

test("a metered run against a target whose reads lag behind raises no alarm", async () => {
  const lagMs = 30;
  const isFresh = (createdOn: string) => Date.now() - Date.parse(createdOn) < lagMs;
  const behaviour: Behaviour = {
    find: (right) => (right && isFresh(right.createdOn) ? undefined : right),
    list: (versions) => versions.filter((one) => !isFresh(one.createdOn)),
    answer: (call, reply) => {
      const list = readDeployments(isObject(reply.body) ? reply.body.result : undefined);
      if (call !== "listDeployments" || !list || !isObject(reply.body)) return reply;
      const deployments = toJson(list.filter((one) => !isFresh(String(one.created_on))));
      return { ...reply, body: { ...reply.body, result: { deployments } } };
    },
  };

  expect(await alarms({ behaviour }, { lagMs: 5000 })).toEqual([]);
}, 120_000);
