/** `npm run bench:histories` judges 10,000 histories on a clean mock with random latencies, and times the search alone. */
import { setImmediate } from "node:timers/promises";
import { run } from "../harness/run/run.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { mockTransport } from "../harness/target/client.ts";
import { mockAccount, type Target } from "../harness/target/target.ts";
import { createMock } from "../mock/app.ts";
import { type Seen, sequential } from "../suites/histories/concurrent-model.ts";
import { linearizable, type Operation } from "../suites/histories/linearizable.ts";
import { suite } from "../suites/index.ts";
import { table, times, whole } from "./table.ts";

/** Whole numbers below a bound, the same for the same seed. */
function lottery(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

const histories = { concurrency: 8000, history: 2000 } as const;
/** `weight` of the two claims: a run makes so many cases for each of its runs. */
const casesPerRun = { concurrency: 1.2, history: 2 } as const;
const mostTurns = 5;

async function judged(area: keyof typeof histories): Promise<string[]> {
  const draw = lottery(7);
  const delay = async () => {
    for (let turns = draw(mostTurns); turns > 0; turns -= 1) await setImmediate();
  };
  const transport = mockTransport(createMock({ delay, token: "mock" }));
  const target: Target = { kind: "mock", transport, accountId: mockAccount, runId: "bench", lagMs: 0 };
  const runs = Math.ceil(histories[area] / casesPerRun[area]);
  const startedAt = performance.now();
  const report = await run(suite, readSettings({ runs, only: [area] }, {}), target);
  const seconds = (performance.now() - startedAt) / 1000;
  const alarms = report.requirements.filter(({ verdict }) => verdict !== "pass").length;
  return [area, whole(histories[area]), whole(report.run.requests), whole(histories[area] / seconds), String(alarms)];
}

type Event = { at: number; client: number; call?: Seen };
/** A history that has an order: each client's calls take effect at a moment between their begin and their end. */
function made(clients: number, calls: number): Operation<Seen>[] {
  const draw = lottery(clients * 1000 + calls);
  const events: Event[] = [];
  for (let client = 0; client < clients; client += 1)
    for (let i = 0, at = draw(20); i < calls; i += 1, at += 10 + draw(20)) events.push({ at, client });
  events.sort((a, b) => a.at - b.at);
  const ids: string[] = [];
  const deployments: { version_id: string; percentage: number }[][] = [];
  return events.flatMap(({ at }, i) => {
    const [invoked, returned] = [at - draw(10), at + 1 + draw(9)];
    const dice = draw(10);
    if (dice < 3) return [{ call: { kind: "listed", ids: [...ids] }, invoked, returned }];
    if (dice < 4) return [{ call: { kind: "showed", deployments: deployments.slice(0, 10) }, invoked, returned }];
    const id = `v${i}`;
    ids.push(id);
    if (dice < 8) return [{ call: { kind: "created", id }, invoked, returned }];
    deployments.unshift([{ version_id: id, percentage: 100 }]);
    return [
      { call: { kind: "created", id }, invoked, returned },
      { call: { kind: "deployed", id }, invoked, returned },
    ] as Operation<Seen>[];
  });
}

function searched(clients: number, calls: number, before: number | undefined): { row: string[]; tookMs: number } {
  const history = made(clients, calls);
  const startedAt = performance.now();
  const answer = linearizable(sequential(history), history);
  const tookMs = performance.now() - startedAt;
  const row = [
    `${clients} × ${calls}`,
    whole(history.length),
    answer,
    tookMs.toFixed(1),
    before === undefined ? "" : times(tookMs / before),
  ];
  return { row, tookMs };
}

const sizes = [
  [2, 10],
  [2, 50],
  [2, 200],
  [4, 50],
  [4, 200],
  [8, 50],
  [8, 200],
  [16, 50],
  [16, 200],
] as const;

searched(4, 50, undefined);
const rows: string[][] = [];
let before: number | undefined;
for (const [clients, calls] of sizes) {
  const { row, tookMs } = searched(clients, calls, before);
  rows.push(row);
  before = tookMs;
}
process.stdout.write(`${table(["clients × calls", "operations", "answer", "ms", "row before"], rows)}\n\n`);
if (process.argv.includes("--search")) process.exit();
const areas = [await judged("concurrency"), await judged("history")];
process.stdout.write(`${table(["claims", "histories", "requests", "per second", "alarms"], areas)}\n`);
