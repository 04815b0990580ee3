import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clean } from "../../../harness/cleanup/clean.ts";
import { Journal, targetMark } from "../../../harness/cleanup/journal.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { fetchTransport } from "../../../harness/target/client.ts";
import { mockAccount } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { suite } from "../../../suites/index.ts";
import { workersOn } from "../../workers-on.ts";

test("two runs and two cleans at once, on an account with 500 Workers of others, touch nothing of each other", async () => {
  const mock = createMock({ token: "mock" });
  const { make } = workersOn(mock, mockAccount, "mock");
  const others = Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? `api-${i}` : `wvc-other${i % 7}-${i}`));
  for (const name of others) await make(name);
  const left = Array.from({ length: 12 }, (_, i) => `wvc-crashed0-${i}`);
  for (const name of left) await make(name);
  const target = { kind: "url", transport: fetchTransport(mock.fetch), accountId: mockAccount, lagMs: 0 } as const;
  const out = mkdtempSync(join(tmpdir(), "wvc-together-"));
  const journal = new Journal(out, {
    run: "crashed0",
    target: targetMark(target.transport.baseUrl, mockAccount),
    startedAt: new Date(0),
  });
  for (const number of left.keys()) journal.worker(number);
  journal.close({ keep: true });

  const judge = (runId: string) => {
    const folder = mkdtempSync(join(tmpdir(), "wvc-together-"));
    return run(suite, readSettings({ only: ["numbering"], runs: 2, out: folder }, {}), { ...target, runId });
  };
  const [first, second] = await Promise.all([
    judge("first000"),
    judge("second00"),
    clean({ target, out }),
    clean({ target, out }),
  ]);

  for (const report of [first, second]) {
    expect(report.totals).toMatchObject({ fail: 0, flaky: 0, broken: 0, environment: 0 });
    expect(report.residue).toMatchObject({ left: [], proven: true });
  }
  expect(mock.workerCount()).toBe(others.length);
}, 120_000);
