import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { plainVersion } from "../../../arbitraries/version.ts";
import { run } from "../../../harness/run/run.ts";
import { Session } from "../../../harness/session/session.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { NoAnswer } from "../../../harness/shared/errors.ts";
import { mockTransport, type Transport } from "../../../harness/target/client.ts";
import type { Target } from "../../../harness/target/target.ts";
import { createMock } from "../../../mock/app.ts";
import { faultyBehaviour } from "../../../mock/faults/index.ts";
import type { Report } from "../../../reports/report.ts";
import { suite } from "../../../suites/index.ts";

/** Whether the n-th request is struck, by a seed. */
const strikes = (seed: number, number: number, every: number) =>
  createHash("sha256").update(`${seed}:${number}`).digest().readUInt16BE(0) % every === 0;

/** A mock whose writes are done, or not, and not answered, now and then; reads are answered. */
function forgetful(seed: number, fault: string[] = [], every = 12): { transport: Transport; lost: () => number } {
  const inner = mockTransport(createMock({ token: "mock", seed: String(seed), behaviour: faultyBehaviour(fault) }));
  let count = 0;
  let lost = 0;
  const send: Transport["send"] = async (sent, options) => {
    count += 1;
    const number = count;
    if (sent.method === "GET" || sent.idempotent || !strikes(seed, number, every)) return inner.send(sent, options);
    lost += 1;
    // Done, done half (the version is made, and not deployed), or not done.
    if (strikes(seed + 1, number, 2)) await inner.send(sent, options);
    else if (strikes(seed + 2, number, 2) && sent.path.endsWith("/versions?deploy=true"))
      await inner.send({ ...sent, path: sent.path.replace("?deploy=true", "") }, options);
    throw new NoAnswer(`${sent.method}: the connection was reset`, { maybeDone: true });
  };
  return { transport: { ...inner, send }, lost: () => lost };
}

async function judged(only: string[], seed: number, fault: string[] = []): Promise<{ report: Report; lost: number }> {
  const { transport, lost } = forgetful(seed, fault);
  const target: Target = { kind: "mock", transport, accountId: "0".repeat(32), runId: "unknown", lagMs: 0 };
  const report = await run(suite, readSettings({ only, runs: 8, seed }, {}), target);
  return { report, lost: lost() };
}

const areas = ["numbering", "deploy"];

describe("writes that get no answer", () => {
  test.each(areas)("raise no alarm in %s, and lose no verdict", async (area) => {
    const { report, lost } = await judged([area], 1);

    const odd = report.requirements.filter(({ id, verdict }) => id.startsWith(area) && verdict !== "pass");
    expect(odd.map(({ id, verdict, reason }) => `${id}: ${verdict}, ${reason ?? ""}`)).toEqual([]);
    expect(lost).toBeGreaterThan(3);
    expect(report.residue).toMatchObject({ left: [], proven: true });
  });

  test.each([
    ["starts-at-zero", "numbering.first-is-one"],
    ["lost-update", "concurrency.none-lost"],
  ])("do not hide the fault %s", async (fault, id) => {
    const area = id.split(".")[0] ?? "";

    const { report, lost } = await judged([area, "history"], 3, [fault]);

    const failing = report.requirements.filter(({ verdict }) => verdict === "fail").map((one) => one.id);
    expect(failing).toEqual([id]);
    expect(lost).toBeGreaterThan(3);
  });

  test("of a create are resolved by the list: the number that it took is judged, and so is the next one", async () => {
    const mock = createMock({ token: "mock" });
    const inner = mockTransport(mock);
    const paths: string[] = [];
    let creates = 0;
    const send: Transport["send"] = async (sent, options) => {
      paths.push(`${sent.method} ${sent.path.replace(/.*\/versions/, "versions")}`);
      const answer = await inner.send(sent, options);
      if (sent.method !== "POST" || !/\/versions$/.test(sent.path)) return answer;
      creates += 1;
      if (creates === 2) throw new NoAnswer("reset", { maybeDone: true });
      return answer;
    };
    const target: Target = {
      kind: "mock",
      transport: { ...inner, send },
      accountId: "0".repeat(32),
      runId: "one",
      lagMs: 0,
    };

    const report = await run(suite, readSettings({ only: ["numbering.after-delete"], runs: 3, seed: 4 }, {}), target);

    const lostAt = paths.findIndex((one, i) => one === "POST versions" && paths[i + 1] === "GET versions?per_page=100");
    expect(paths[lostAt + 2]).toMatch(/^GET versions\/[0-9a-f-]{36}$/);
    expect(paths[lostAt + 3]).not.toMatch(/workers$/);
    expect(report.totals).toMatchObject({ fail: 0, flaky: 0, environment: 0 });
    expect(mock.workerCount()).toBe(0);
  });
});

/** One conversation about one Worker of a mock, with answers lost as told. */
async function conversation(lose: (number: number) => "answer" | "request" | undefined) {
  const inner = mockTransport(createMock({ token: "mock" }));
  const accountId = "0".repeat(32);
  let creates = 0;
  const gates: Promise<unknown>[] = [];
  const send: Transport["send"] = async (sent, options) => {
    if (sent.method !== "POST" || !sent.path.includes("/versions")) return inner.send(sent, options);
    creates += 1;
    const what = lose(creates);
    const gate = gates[creates];
    if (what === "request") throw new NoAnswer("reset", { maybeDone: true });
    const answer = await inner.send(sent, options);
    await gate;
    if (what === "answer") throw new NoAnswer("reset", { maybeDone: true });
    return answer;
  };
  const session = new Session(suite, { transport: { ...inner, send }, accountId, runId: "talk", lagMs: 0 });
  const path = `/accounts/${accountId}/workers/workers`;
  const made = await inner.send({ method: "POST", path, body: JSON.stringify({ name: "talk" }) });
  const workerId = (made.json as { result: { id: string } }).result.id;
  const create = (deploy?: boolean) => {
    const request = plainVersion();
    const query = deploy === undefined ? "" : `?deploy=${deploy}`;
    const own = { kind: "createVersion", method: "POST", path: `${path}/${workerId}/versions${query}` } as const;
    return session.exchange({
      ...own,
      body: JSON.stringify(request),
      request,
      workerId,
      ...(deploy === undefined ? {} : { deploy }),
    });
  };
  return { create, gates };
}
const refutedIn = ({ judgements }: { judgements: { id: string; refutation?: unknown }[] }) =>
  judgements.filter((one) => one.refutation !== undefined).map(({ id }) => id);

describe("numbers after a create without an answer", () => {
  test("may have been used up, where nobody can tell", async () => {
    const { create } = await conversation((number) => (number === 2 ? "answer" : undefined));

    expect(refutedIn(await create())).toEqual([]);
    // With deploy=true the list does not tell how far it came.
    await expect(create(true)).rejects.toBeInstanceOf(NoAnswer);
    expect(refutedIn(await create())).toEqual([]);
  });

  test("of another client that is under way are not taken for its own", async () => {
    const { create, gates } = await conversation((number) => (number === 3 ? "request" : undefined));
    await create();
    let open = () => {};
    gates[2] = new Promise<void>((done) => {
      open = done;
    });

    const other = create();
    const lost = create().then(
      () => "taken",
      (error: unknown) => (error instanceof NoAnswer ? "unknown" : "broken"),
    );

    expect(await lost).toBe("unknown");
    open();
    expect(refutedIn(await other)).toEqual([]);
  });
});
