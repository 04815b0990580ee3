import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clean } from "../../../harness/cleanup/clean.ts";
import { findJournals, Journal, targetMark } from "../../../harness/cleanup/journal.ts";
import { journalOf, provision } from "../../../harness/cleanup/provision.ts";
import { fetchTransport, handlerUrl, mockTransport } from "../../../harness/target/client.ts";
import { createMock, type Mock } from "../../../mock/app.ts";
import { workersOn } from "../../workers-on.ts";

const accountId = "0".repeat(32);
const run = "0a1b2c3d";
const folder = () => mkdtempSync(join(tmpdir(), "wvc-clean-"));
const target = (mock: Mock) => ({ transport: fetchTransport(mock.fetch), accountId, lagMs: 0 });
const mark = targetMark(handlerUrl, accountId);
/** A journal of a run that is over, with room for so many Workers. */
function journal(out: string, below: number): Journal {
  const one = new Journal(out, { run, target: mark, startedAt: new Date(0) });
  for (let number = 0; number < below; number += 1) one.worker(number);
  one.close({ keep: true });
  return one;
}

/** A journal that hears nothing of what was made. */
const made = () => {};

/** Names that look like the run's, and are not. */
const nearMisses = [
  `wvc-${run}`,
  `wvc-${run}-`,
  `wvc-${run}-1x`,
  `wvc-${run}-01`,
  `wvc-${run}-1-missing`,
  `wvc-${run}0-1`,
  `x-wvc-${run}-1`,
  `wvc-0a1b2c3e-1`,
  "wvc-production-api",
  "api",
];
const names = fc.uniqueArray(
  fc.oneof(
    fc.nat({ max: 60 }).map((number) => `wvc-${run}-${number}`),
    fc.constantFrom(...nearMisses),
    fc.string({ unit: fc.constantFrom(..."wvc-0a1b2c3d"), minLength: 1, maxLength: 14 }).map((text) => `w${text}`),
  ),
  { maxLength: 12 },
);
const isOwn = (name: string) => new RegExp(`^wvc-${run}-(0|[1-9][0-9]*)$`).test(name);

/** A share of a length, each as likely as any other: doubles are mostly tiny. */
const place = fc.integer({ min: 0, max: 9999 }).map((one) => one / 10_000);

describe("clean", () => {
  test.each(["before its answer", "after its answer"])(
    "removes what a run provisioned and crashed %s, and nothing of another name",
    async (moment) => {
      const mock = createMock();
      const { send } = mockTransport(mock);
      const out = folder();
      const own = new Journal(out, { run, target: mark, startedAt: new Date(0) });
      const site = { accountId, runId: run, made: [] };
      await provision({
        ...site,
        send,
        journal: { ...journalOf(own), ...(moment.startsWith("before") ? { made } : {}) },
      });
      own.close({ keep: true });
      await provision({ ...site, send, runId: "another1", journal: journalOf(undefined) });

      const { left } = await clean({ target: target(mock), out });

      expect([left, mock.resourceCount()]).toEqual([0, 4]);
    },
  );

  test("deletes what the run's journal or prefix owns, and no other Worker", async () => {
    await fc.assert(
      fc.asyncProperty(names, fc.nat({ max: 40 }), async (all, below) => {
        const mock = createMock();
        const workers = workersOn(mock, accountId);
        for (const name of all) await workers.make(name);
        const out = folder();
        journal(out, below);

        const { left } = await clean({ target: target(mock), out });

        expect(await workers.names()).toEqual(all.filter((name) => !isOwn(name)).sort());
        expect(left).toBe(0);
        expect(readdirSync(out)).toEqual([]);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test("does the same where the journal is cut off or damaged at any byte", async () => {
    const damage = fc.record({
      at: place,
      byte: fc.nat({ max: 255 }),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(names, fc.array(damage, { minLength: 1, maxLength: 3 }), async (all, damages) => {
        const mock = createMock();
        const workers = workersOn(mock, accountId);
        for (const name of all) await workers.make(name);
        const out = folder();
        const { file } = journal(out, 20);
        let bytes = readFileSync(file);
        for (const { at, byte, cut } of damages) {
          const index = Math.floor(at * bytes.length);
          if (cut) bytes = bytes.subarray(0, index);
          else bytes[index] = byte;
        }
        writeFileSync(file, bytes);

        await clean({ target: target(mock), out });

        expect(await workers.names()).toEqual(all.filter((name) => !isOwn(name)).sort());
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  test("leaves the runs of other targets alone", async () => {
    const mock = createMock();
    await workersOn(mock, accountId).make(`wvc-${run}-0`);
    const out = folder();
    new Journal(out, { run, target: targetMark("elsewhere", accountId), startedAt: new Date(0) }).close({ keep: true });

    const { lines } = await clean({ target: target(mock), out });

    expect(mock.workerCount()).toBe(1);
    expect(readdirSync(out)).toHaveLength(1);
    expect(lines.join("\n")).toContain(`clean --run ${run}`);
  });

  test("finds a run without its journal by --run", async () => {
    const mock = createMock();
    const workers = workersOn(mock, accountId);
    await workers.make(`wvc-${run}-7`);
    await workers.make("wvc-ffffffff-7");

    const { lines } = await clean({ target: target(mock), out: folder(), run });

    expect(await workers.names()).toEqual(["wvc-ffffffff-7"]);
    expect(lines).toContain(`deleted wvc-${run}-7`);
  });

  test("finds Workers by the names of the journal where the target lists none", async () => {
    const mock = createMock();
    const workers = workersOn(mock, accountId);
    await workers.make(`wvc-${run}-3`);
    await workers.make("mine");
    const out = folder();
    journal(out, 5);
    const blind = { ...mock, fetch: refusing(mock, (request) => /\/workers\/workers\?/.test(request.url), 405) };

    const { left } = await clean({ target: target(blind), out });

    expect(await workers.names()).toEqual(["mine"]);
    expect(left).toBe(0);
  });

  test("deletes Workers that others refer to, in whatever order they were made", async () => {
    const mock = createMock();
    const workers = workersOn(mock, accountId);
    for (const number of [1, 2, 3]) await workers.make(`wvc-${run}-${number}`);
    // 1 refers to 2, and 2 to 3: the newest is in nobody's way last.
    const blocked = async (request: Request) => {
      const id = request.url.split("/").at(-1) ?? "";
      const all = await workers.all();
      const name = all.find((one) => one.id === id)?.name;
      return request.method === "DELETE" && all.some((one) => one.name < (name ?? ""));
    };
    const fetch = async (request: Request) => ((await blocked(request)) ? refusal(400) : mock.fetch(request));

    const { left } = await clean({ target: target({ ...mock, fetch }), out: folder(), run });

    expect(mock.workerCount()).toBe(0);
    expect(left).toBe(0);
  });

  test("takes force where Workers refer to each other", async () => {
    const mock = createMock();
    const workers = workersOn(mock, accountId);
    for (const number of [1, 2]) await workers.make(`wvc-${run}-${number}`);
    const isPlain = (request: Request) => request.method === "DELETE" && request.url.includes("/workers/workers/");
    const fetch = refusing(mock, (request) => isPlain(request) && mock.workerCount() > 1, 400);

    const { left } = await clean({ target: target({ ...mock, fetch }), out: folder(), run });

    expect(mock.workerCount()).toBe(0);
    expect(left).toBe(0);
  });

  test("says what it cannot delete, and keeps the journal", async () => {
    const mock = createMock();
    await workersOn(mock, accountId).make(`wvc-${run}-1`);
    const out = folder();
    journal(out, 2);
    const fetch = refusing(mock, (request) => request.method === "DELETE", 403);

    const { left, lines } = await clean({ target: target({ ...mock, fetch }), out });

    expect(left).toBe(1);
    expect(lines.join("\n")).toMatch(new RegExp(`left wvc-${run}-1: refused even with force: status 403`));
    expect(findJournals(out)).toHaveLength(1);
  });

  test("removes what the journal names beside Workers, and what it only set out to make", async () => {
    const out = folder();
    const one = new Journal(out, { run, target: mark, startedAt: new Date(0) });
    one.add({ kind: "kv_namespace", path: "/storage/kv/namespaces/first" });
    one.add({ kind: "d1", path: "/d1/database/second" });
    one.gone({ path: "/d1/database/second" });
    const search = { kind: "r2_bucket", list: "/r2/buckets", nameField: "name", idField: "name" };
    one.intend({ ...search, name: `wvc-${run}-bucket` });
    one.close({ keep: true });
    const mock = createMock();
    const deleted: string[] = [];
    const buckets = { success: true, result: { buckets: [{ name: `wvc-${run}-bucket` }, { name: "photos" }] } };
    const fetch = async (request: Request) => {
      const path = new URL(request.url).pathname.split(accountId)[1] ?? "";
      if (path.startsWith("/workers")) return mock.fetch(request);
      if (request.method === "GET") return Response.json(buckets);
      deleted.push(path);
      return Response.json({ success: true, result: null });
    };

    const { left } = await clean({ target: target({ ...mock, fetch }), out });

    expect(deleted).toEqual(["/storage/kv/namespaces/first", `/r2/buckets/wvc-${run}-bucket`]);
    expect(left).toBe(0);
  });
});

describe("a damaged journal", () => {
  test("never leads to a path that nobody wrote down", async () => {
    const path = "/storage/kv/namespaces/0123456789abcdef";
    await fc.assert(
      fc.asyncProperty(place, fc.nat({ max: 255 }), async (at, byte) => {
        const out = folder();
        const one = new Journal(out, { run, target: mark, startedAt: new Date(0) });
        one.add({ kind: "kv_namespace", path });
        one.close({ keep: true });
        const bytes = readFileSync(one.file);
        bytes[Math.floor(at * bytes.length)] = byte;
        writeFileSync(one.file, bytes);
        const mock = createMock();
        const deleted: string[] = [];
        const fetch = async (request: Request) => {
          if (request.method === "DELETE") deleted.push(new URL(request.url).pathname.split(accountId)[1] ?? "");
          return mock.fetch(request);
        };

        await clean({ target: target({ ...mock, fetch }), out });

        expect(deleted.filter((each) => each !== path)).toEqual([]);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe("a journal", () => {
  test.each(["/workers/workers/x", "/workers/scripts/x", "/../y", "/a/../b", "x", "/a//b", "/a?b"])(
    "takes no %s as the path of something to delete",
    (path) => {
      const one = new Journal(folder(), { run, target: mark, startedAt: new Date(0) });

      expect(() => one.add({ kind: "kv_namespace", path })).toThrow();
    },
  );

  test("has a name on disk before its Worker is made", () => {
    const out = folder();
    const one = new Journal(out, { run, target: mark, startedAt: new Date(0) });

    for (let number = 0; number < 100; number += 1) {
      one.worker(number);
      expect(findJournals(out)[0]?.below).toBeGreaterThan(number);
    }
  });
});

const refusal = (status: number) =>
  Response.json(
    { success: false, errors: [{ code: 10142, message: "in use" }], messages: [], result: null },
    { status },
  );
const refusing = (mock: Mock, which: (request: Request) => boolean, status: number) => async (request: Request) =>
  which(request) ? refusal(status) : mock.fetch(request);
