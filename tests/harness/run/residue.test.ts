import { expect, test } from "vitest";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { fetchTransport } from "../../../harness/target/client.ts";
import { mockAccount } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { residueLine } from "../../../reports/summary.ts";
import { suite } from "../../../suites/index.ts";

type Answers = (request: Request) => Promise<Response>;
const done = { success: true, errors: [], messages: [], result: null };
const call = (request: Request) =>
  `${request.method} ${new URL(request.url).pathname.replace(/.*\/workers\/workers/, "")}`;
const isDelete = (request: Request) => /^DELETE \/[^/]+$/.test(call(request));

/** A run about numbering on a mock behind this, and the Workers that are there at its end. */
async function judged(between: (request: Request, answers: Answers) => Promise<Response>) {
  const mock = createMock({ seed: "residue" });
  const transport = fetchTransport((request) => between(request, mock.fetch));
  const target = { kind: "url", transport, accountId: mockAccount, runId: "residue", lagMs: 0 } as const;
  const report = await run(suite, readSettings({ only: ["numbering.first-is-one"], runs: 2 }, {}), target);
  const list = await mock.fetch(
    new Request(`http://mock/client/v4/accounts/${mockAccount}/workers/workers?per_page=100`, {
      headers: { authorization: "Bearer mock" },
    }),
  );
  const there = ((await list.json()) as { result: { name: string }[] }).result.map(({ name }) => name).sort();
  return { report, there };
}
/** Tells what is missing by a path that leads nowhere. */
const nowhere = () => Response.json({ success: false, errors: [{ code: 7003, message: "no route" }] }, { status: 404 });

test.each<[string, (request: Request, answers: Answers) => Promise<Response>]>([
  ["says that it deletes, and does not", async (one, answers) => (isDelete(one) ? Response.json(done) : answers(one))],
  ["has no call that deletes a Worker", async (one, answers) => (isDelete(one) ? nowhere() : answers(one))],
])("what a target that %s has left is named", async (_, between) => {
  const { report, there } = await judged(between);

  expect(there.length).toBeGreaterThan(2);
  expect([...report.residue.left].sort()).toEqual(there);
  expect(report.residue).toMatchObject({ created: there.length, deleted: 0 });
});

test("what a refused create has made all the same is found and removed", async () => {
  let count = 0;
  const { report, there } = await judged(async (one, answers) => {
    const answer = await answers(one);
    if (call(one) !== "POST ") return answer;
    count += 1;
    return count === 3 ? Response.json({ ...done, success: false, errors: [] }, { status: 500 }) : answer;
  });

  expect(there).toEqual([]);
  expect(report.residue).toMatchObject({ left: [], proven: true });
});

test("a target that shows no Workers proves nothing", async () => {
  const { report, there } = await judged(async (one, answers) =>
    /^GET (\/[^/]+)?$/.test(call(one)) ? nowhere() : answers(one),
  );

  expect(there).toEqual([]);
  expect(report.residue.proven).toBe(false);
  expect(residueLine(report)).toMatch(
    /^Workers created \d+, deleted 0, left, or not known to be gone, \d+: wvc-residue-/,
  );
});
