import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { httpTransport } from "../../harness/target/client.ts";
import { createMock, type Mock } from "../../mock/app.ts";
import { faultyBehaviour } from "../../mock/faults/index.ts";
import { ConnectionClosed } from "../../mock/refusal.ts";
import { serveMock } from "../../mock/server.ts";
import { exitCodeOf, type Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";
import { lagging } from "../variants/catalogue/lists.ts";

type Answers = (request: Request) => Promise<Response>;
const accountId = "0".repeat(32);
/** What an answer takes: enough for several lanes. */
const latencyMs = 12;

/** A quick run over HTTP on whoever answers so. */
async function judged(mock: Mock, answers: Answers, flags: Parameters<typeof readSettings>[0] = {}): Promise<Report> {
  const fetch: Answers = async (request) => {
    await sleep(latencyMs);
    return answers(request);
  };
  const server = await serveMock({ ...mock, fetch });
  const transport = httpTransport(server.baseUrl, { authorization: "Bearer mock" }, 2000);
  const out = mkdtempSync(join(tmpdir(), "wvc-ill-"));
  const settings = readSettings({ profile: "quick", runs: 1, level: "observed", out, ...flags }, {});
  try {
    return await run(suite, settings, { kind: "url", transport, accountId, runId: "ill00000", lagMs: 4000 });
  } finally {
    await transport.close();
    await server.close();
  }
}

const failed = ({ requirements }: Report) =>
  requirements.filter(({ verdict }) => /fail|flaky|unconfirmed|broken|environment/.test(verdict)).map(({ id }) => id);

const done = (result: unknown) => Response.json({ success: true, errors: [], messages: [], result });
const nowhere = () =>
  Response.json(
    { success: false, errors: [{ code: 7003, message: "no route" }], messages: [], result: null },
    { status: 404 },
  );
const idOf = (count: number) => `${count.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;

/** Parts of the suite of every kind: reads that are waited for, refusals, races, stories. */
const parts = ["numbering.", "deploy.true", "read-back.replay", "refusal.enum", "concurrency"];

/** Takes everything, and keeps nothing. */
function keepsNothing(): Answers {
  let count = 0;
  return async (request) => {
    const { pathname } = new URL(request.url);
    count += 1;
    if (request.method === "DELETE") return done(null);
    if (request.method === "GET") return done(pathname.endsWith("/deployments") ? { deployments: [] } : []);
    const body = (await request.json().catch(() => ({}))) as { name?: string };
    const version = { id: idOf(count), number: 1, created_on: new Date().toISOString(), urls: [], source: "api" };
    return done(pathname.endsWith("/workers") ? { id: idOf(count).replaceAll("-", ""), name: body.name } : version);
  };
}

test.each<[string, () => Answers]>([
  ["keeps nothing", keepsNothing],
  ["answers the same to all", () => async () => done({ id: idOf(1), number: 1 })],
])(
  "a target that %s is found out, and the run ends",
  async (_what, answers) => {
    const report = await judged(createMock(), answers(), { only: parts });

    expect(exitCodeOf(report)).toBe(1);
    expect(report.totals.broken).toBe(0);
    expect(report.run.requests).toBeLessThan(10_000);
  },
  600_000,
);

/** Every second of the calls beside the page's own. */
const half = /^(GET .*\/versions\/[^/]+|PATCH .*|DELETE .*\/versions\/[^/]+|GET .*\/workers\/workers)$/;
test.each<[string, RegExp]>([
  ["has half of the calls", half],
  [
    "has the other half of the calls",
    /^(GET .*\/versions|GET .*\/workers\/workers\/[^/]+|(GET|POST) .*\/deployments)$/,
  ],
])(
  "a target that %s is judged by what it has",
  async (_what, missing) => {
    const mock = createMock();
    const answers: Answers = async (request) =>
      missing.test(`${request.method} ${new URL(request.url).pathname}`) ? nowhere() : mock.fetch(request);
    const report = await judged(mock, answers, { only: ["numbering.", "read-back", "deploy.true", "addressing"] });

    expect(failed(report)).toEqual([]);
    expect(report.totals.inapplicable).toBeGreaterThan(0);
    expect(mock.workerCount()).toBe(0);
  },
  600_000,
);

test.each<[string, () => boolean]>([
  ["whose reads lag 2 s behind", () => true],
  ["of two replicas, one of which lags 2 s behind", everySecond()],
])(
  "a target %s raises no alarm",
  async (_what, isBehind) => {
    const mock = createMock({ behaviour: lagging(2000, isBehind) });
    const report = await judged(mock, mock.fetch, {
      only: ["numbering.sequence", "deploy.true-first", "read-back.replay", "addressing.rename-keeps"],
    });

    expect(failed(report)).toEqual([]);
    expect(mock.workerCount()).toBe(0);
  },
  600_000,
);

function everySecond(): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % 2 === 0;
  };
}

test("a target that dies of one request and comes back fails that, and nothing else", async () => {
  const mock = createMock({ behaviour: faultyBehaviour(["closes-on-a-number-of-bindings"]) });
  let awayUntil = 0;
  const report = await judged(
    mock,
    async (request) => {
      if (Date.now() < awayUntil) throw new ConnectionClosed("closes");
      try {
        return await mock.fetch(request);
      } catch (error) {
        awayUntil = Date.now() + 50;
        throw error;
      }
    },
    { only: ["refusal.type/bindings:type", "refusal.type/limits:type", "transport.methods"] },
  );

  expect(failed(report)).toEqual(["transport.survives"]);
  expect(mock.workerCount()).toBe(0);
}, 600_000);
