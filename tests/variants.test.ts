import { expect, test } from "vitest";
import { isObject, toJson } from "../contract/json.ts";
import { readDeployments } from "../contract/neighbours.ts";
import { mockTransport } from "../harness/client.ts";
import { createMock, type MockOptions } from "../harness/mock/app.ts";
import type { Behaviour } from "../harness/mock/behaviour.ts";
import { run } from "../harness/run.ts";
import { readSettings } from "../harness/settings.ts";
import { mockAccount, type Target } from "../harness/target.ts";
import type { Report } from "../reports/report.ts";
import { variants } from "./variants.ts";

const runs = 5;

const budget = 250;

async function judged(options: MockOptions, changes: Partial<Target>, flags: Parameters<typeof readSettings>[0]) {
  const mock = createMock({ seed: "variant", ...options });
  const target: Target = {
    kind: "url",
    transport: mockTransport(mock),
    accountId: mockAccount,
    runId: "variant",
    lagMs: 0,
    ...changes,
  };
  return run(readSettings(flags, {}), target);
}

async function alarms(options: MockOptions, changes: Partial<Target> = {}, only: string[] = []): Promise<string[]> {
  return alarmsIn(await judged(options, changes, { runs, only }));
}

function alarmsIn(report: Report): string[] {
  return report.requirements
    .filter(({ verdict }) => !["pass", "untested", "inapplicable"].includes(verdict))
    .flatMap(({ id, verdict, reason, failures }) => [
      `${id} ${verdict} ${reason ?? ""} ${failures.map((one) => `[${one.row ?? ""}] ${one.claim}: expected ${one.expected}, got ${JSON.stringify(one.actual)}`).join("; ")}`.slice(
        0,
        600,
      ),
    ]);
}

test.each(Object.keys(variants))("a target with %s raises no alarm", async (name) => {
  const found = await alarms({ behaviour: variants[name] ?? {} });

  expect(found).toEqual([]);
});

test.each(["any token", ...Object.keys(variants)])(
  "a target with %s raises no alarm in a run of 250 requests, which leaves nothing",
  async (name) => {
    const options = name === "any token" ? {} : { behaviour: variants[name] ?? {}, token: "mock" };

    const report = await judged(options, {}, { maxRequests: budget });

    expect(alarmsIn(report)).toEqual([]);
    expect(report.run.requests).toBeLessThanOrEqual(budget);
    expect(report.residue).toMatchObject({ left: [], proven: true });
  },
);

test("a target whose clock is hours off raises no alarm", async () => {
  const found = await alarms({ now: () => Date.now() - 5 * 3_600_000 });

  expect(found).toEqual([]);
});

/** A target whose reads lag behind its writes. */
function lagging(): Behaviour {
  const lag = 30;
  const isFresh = (createdOn: string) => Date.now() - Date.parse(createdOn) < lag;
  return {
    find: (right) => (right && isFresh(right.createdOn) ? undefined : right),
    list: (versions) => versions.filter((one) => !isFresh(one.createdOn)),
    answer: (call, reply) => {
      const list = readDeployments(isObject(reply.body) ? reply.body.result : undefined);
      if (call !== "listDeployments" || !list || !isObject(reply.body)) return reply;
      const deployments = toJson(list.filter((one) => !isFresh(String(one.created_on))));
      return { ...reply, body: { ...reply.body, result: { deployments } } };
    },
  };
}

test("a target whose reads lag behind raises no alarm", async () => {
  const areas = ["read-back", "numbering", "deploy", "migrations", "addressing", "concurrency"];
  const found = await alarms({ behaviour: lagging() }, { lagMs: 5000 }, areas);

  expect(found).toEqual([]);
}, 300_000);

test("a target that asks to wait raises no alarm", async () => {
  const mock = createMock({ seed: "variant" });
  let count = 0;
  const fetch = async (request: Request) => {
    count += 1;
    return count % 7 === 0
      ? new Response("slow down", { status: 429, headers: { "retry-after": "0" } })
      : mock.fetch(request);
  };

  const found = await alarms({}, { transport: mockTransport({ ...mock, fetch }) });

  expect(found).toEqual([]);
});

test("a target whose reads lag behind raises no alarm in a run of 250 requests", async () => {
  const report = await judged({ behaviour: lagging(), token: "mock" }, { lagMs: 5000 }, { maxRequests: budget });

  expect(alarmsIn(report)).toEqual([]);
  expect(report.residue).toMatchObject({ left: [], proven: true });
});
