import { describe, expect, test } from "vitest";
import type { Call, Exchange } from "../../../contract/api.ts";
import { differencesIn, placesIn } from "../../../harness/run/against-differences.ts";
import { aligned, Placeholders, type Shown, type Step, stepsOf } from "../../../harness/run/against-steps.ts";

const answerOf = (json: unknown, status = 200) => ({
  status,
  contentType: "application/json",
  text: JSON.stringify(json),
  json,
});
const step = (call: Partial<Call>, json: unknown, status = 200): Step => ({
  call: { kind: "createVersion", method: "POST", path: "/accounts/acc/workers/workers/w/versions", ...call },
  answer: answerOf(json, status),
});
const shown = (...steps: Step[]): Shown => ({ steps, isOverlapping: false, isUnanswered: false });
const between = (a: Shown, b: Shown) => differencesIn([a, b], ["acc", "other"]);

const [here, there] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
const made = (id: string, rest: object = {}) =>
  step({ workerId: `${id}-worker` }, { success: true, errors: [], result: { id, ...rest } });

describe("what two targets have of their own", () => {
  test("stands by placeholders: account, Workers, ids, times, hosts, digests, measurements and texts of errors", () => {
    const names = new Placeholders([made(here)], "0123456789abcdef");

    expect(
      names.value({
        id: here,
        path: `/accounts/0123456789abcdef/workers/${here}-worker/x`,
        etag: "abc",
        startup_time_ms: 12,
        created_on: "2026-01-01T10:00:00.123Z",
        urls: ["https://1.example.dev/a"],
        other: there,
        errors: [{ code: 10021, message: "no" }],
      }),
    ).toEqual({
      id: "<id 2>",
      path: "/accounts/<account>/workers/<id 1>/x",
      etag: "<string>",
      startup_time_ms: "<number>",
      created_on: "<time>",
      urls: ["<url>/a"],
      other: "<id>",
      errors: [{ code: 10021, message: "<string>" }],
    });
  });

  test("is no value that was sent: it has to come back as it was", () => {
    const body = JSON.stringify({ bindings: [{ namespace_id: there, at: "2026-01-01T10:00:00Z" }] });
    const names = new Placeholders([step({ body }, {})], "acc");

    expect(names.text(there)).toBe(there);
    expect(names.text("2026-01-01T10:00:00Z")).toBe("2026-01-01T10:00:00Z");
  });

  test("finds a short id as a whole text only", () => {
    const names = new Placeholders([step({ versionId: "7" }, {})], "acc");

    expect([names.text("7"), names.text("a 7 b")]).toEqual(["<id 1>", "a 7 b"]);
  });
});

describe("two JSON values differ", () => {
  test.each<[string, unknown, unknown, string[]]>([
    ["in a value", { a: 1 }, { a: 2 }, ["value /a"]],
    ["in a type", { a: 1 }, { a: "1" }, ["type /a"]],
    ["in null", { a: null }, { a: {} }, ["type /a"]],
    ["in keys", { a: 1 }, { b: 1 }, ["only in a /a", "only in b /b"]],
    ["in a length", { a: [1] }, { a: [1, 2] }, ["length /a"]],
    ["in the order of a list", { a: [1, 2] }, { a: [2, 1] }, ["order /a"]],
    ["in an item", { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, ["value /a/1/b"]],
    ["in the kind of a thing, and so in all of it", { type: "x", b: 1 }, { type: "y", c: 1 }, ["value /type"]],
    ["in an item that has a name", { a: [{ name: "x", b: 2 }] }, { a: [{ name: "x", b: 3 }] }, ["value /a/0/b"]],
    [
      "in the order of items that have names, and in one of them",
      [{ name: "x" }, { name: "y", b: 2 }],
      [{ name: "y", b: 3 }, { name: "x" }],
      ["order ", "value /0/b"],
    ],
    ["in items that only one has", [{ name: "x" }], [{ name: "x" }, { name: "y" }], ["only in b /0"]],
    ["in nothing", { a: [1, { b: 2 }], c: null }, { c: null, a: [1, { b: 2 }] }, []],
  ])("%s", (_how, a, b, places) => {
    expect(placesIn(a, b).map(({ what, pointer }) => `${what} ${pointer}`)).toEqual(places);
  });
});

describe("a case on two targets", () => {
  test("that differs in ids alone does not differ", () => {
    expect(between(shown(made(here)), shown(made(there)))).toEqual({ all: [], isDiverged: false });
  });

  test("differs by call, place and statuses: what does so twice is one finding", () => {
    const [a, b] = [
      shown(made(here, { bindings: [{ x: 1 }, { x: 1 }] })),
      shown(made(there, { bindings: [{ x: 2 }, { x: 2 }] })),
    ];

    const { all } = between(a, b);

    expect(all.map(({ pointer, what, statuses }) => ({ pointer, what, statuses }))).toEqual(
      [1, 2].map(() => ({ pointer: "/result/bindings/*/x", what: "value", statuses: [200, 200] })),
    );
    expect(new Set(all.map(({ key }) => key)).size).toBe(1);
  });

  test("tells no differences apart by the data of the case", () => {
    const binding = (json: unknown) => ({ bindings: [{ type: "json", json }] });

    const { all } = between(shown(made(here, binding({ a: 1 }))), shown(made(there, binding({ a: 2 }))));

    expect(all.map(({ pointer }) => pointer)).toEqual(["/result/bindings/*/json"]);
  });

  test("ends where the statuses differ, with the codes, and names what was broken on purpose", () => {
    const call = { fault: "limits.cpu_ms:type" };
    const refused = step(call, { success: false, errors: [{ code: 10021, message: "x" }] }, 400);

    const { all } = between(shown(refused, made(here, { x: 1 })), shown(step(call, {}), made(there, { x: 2 })));

    expect(all).toMatchObject([
      {
        what: "status",
        statuses: [400, 200],
        broken: "limits.cpu_ms",
        a: { status: 400, codes: [10021] },
        b: { status: 200 },
      },
    ]);
  });

  test("differs where one of them closes the connection", () => {
    const closed: Step = { call: made(there).call, answer: undefined };

    expect(between(shown(made(here)), shown(closed)).all).toMatchObject([{ statuses: [200, null], b: "no answer" }]);
  });

  test("differs in the type of the content, and in a body that is no JSON", () => {
    const html = {
      call: made(here).call,
      answer: { status: 200, contentType: "text/html", text: "<p>", json: undefined },
    };

    expect(between(shown(made(here)), shown(html)).all.map(({ what }) => what)).toEqual(["content type", "body"]);
  });

  test("has diverged where something else is asked of each", () => {
    const get = (path: string) => step({ kind: "getVersion", method: "GET", path }, {});

    expect(between(shown(get("/a")), shown(get("/b")))).toEqual({ all: [], isDiverged: true });
    expect(between(shown(get("/a"), get("/b")), shown(get("/a")))).toEqual({ all: [], isDiverged: true });
  });
});

describe("the calls of a case", () => {
  const exchange = (invoked: number, call: Partial<Call>, json: unknown): Exchange => ({
    ...(step(call, json) as Pick<Exchange, "call" | "answer">),
    startedAt: 0,
    endedAt: 0,
    invoked,
    returned: invoked + 1,
  });
  const get = { kind: "getVersion" as const, method: "GET", path: "/v" };

  test("stand in the order in which they were made, a repeated read by its last answer", () => {
    const trace = [exchange(5, get, 2), exchange(3, get, 1), exchange(1, {}, 0)];

    expect(stepsOf(trace, undefined).map(({ answer }) => answer?.json)).toEqual([0, 2]);
  });

  test("end with the one whose connection was closed", () => {
    const { call } = made(here);

    expect(stepsOf([exchange(1, {}, 0)], call).at(-1)).toEqual({ call, answer: undefined });
  });

  test("that only read are aligned by what they ask for", () => {
    const of = (...paths: string[]) => shown(...paths.map((path) => step({ ...get, path }, path)));

    expect(aligned(of("/b", "/a"), "acc")).toEqual(of("/a", "/b"));
  });
});
