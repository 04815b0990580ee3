import { describe, expect, test } from "vitest";
import { Refutation } from "../../../contract/refutation.ts";
import type { Caught } from "../../../harness/judge/findings.ts";
import { type Reporting, reported } from "../../../harness/run/failure.ts";
import { exchangeOf } from "../judge/bench.ts";

const accountId = "0123456789abcdef0123456789abcdef";
const path = `/accounts/${accountId}/workers/workers/w1/versions?deploy=true`;
const create = exchangeOf({
  kind: "createVersion",
  method: "POST",
  path,
  body: '{"main_module":"a\'b.js"}',
  workerId: "w1",
});
const caught = (rest: Partial<Caught> = {}): Caught => ({
  id: "own",
  row: undefined,
  claim: "own",
  refutation: new Refutation("less", "more"),
  input: [1],
  exchanges: [create],
  seed: 7,
  path: "0:1",
  flaky: false,
  ...rest,
});
const reporting = (settings: Partial<Reporting["settings"]> = {}): Reporting => ({
  settings: {
    fault: [],
    seed: 7,
    profile: "quick",
    level: "should",
    lacks: [],
    only: [],
    contract: "create-version/2026-06",
    ...settings,
  },
  target: { kind: "url", accountId, transport: { baseUrl: "https://t/client/v4" } as never },
});
const shown = (rest: Partial<Caught> = {}, settings?: Partial<Reporting["settings"]>) =>
  reported(caught(rest), reporting(settings));

describe("a failure in the report", () => {
  test("says what was expected, what came, and by which input", () => {
    expect(shown({ row: "queue", claim: "own/queue" })).toMatchObject({
      row: "queue",
      claim: "own/queue",
      expected: "less",
      actual: "more",
      input: [1],
      seed: 7,
      path: "0:1",
      flaky: false,
    });
    expect(shown().row).toBeUndefined();
    expect(shown().pointer).toBeUndefined();
  });

  test("shows the input and the place that the refutation names, where it does", () => {
    const refutation = new Refutation("less", undefined, { input: { a: 1 }, pointer: "/result/id" });

    expect(shown({ refutation })).toMatchObject({ input: { a: 1 }, pointer: "/result/id", actual: "(absent)" });
  });
});

describe("the replay of a failure", () => {
  test("is one command, on the mock with its faults", () => {
    expect(shown({}, { fault: ["a", "b"] }).replay).toBe(
      "npx --no-install workers-version-conformance replay --fault a --fault b --profile quick --only own --seed 7 --path 0:1",
    );
  });

  test("names the target, the resources and the configuration, as the shell takes them", () => {
    const settings = { baseUrl: "https://t/client/v4", resources: "it's.json", configFile: "my config.ts" };

    expect(shown({}, settings).replay).toBe(
      `npx --no-install workers-version-conformance replay --config 'my config.ts' --base-url https://t/client/v4 --account-id ${accountId} --resources 'it'\\''s.json' --profile quick --only own --seed 7 --path 0:1`,
    );
  });
});

describe("the guilty request", () => {
  test("is a curl that leaves account, Worker and token to the shell", () => {
    expect(shown({}, { baseUrl: "https://t/client/v4" }).curl).toBe(
      'curl -X POST "https://t/client/v4/accounts/$CLOUDFLARE_ACCOUNT_ID/workers/workers/$WORKER_ID/versions?deploy=true"' +
        " -H \"Authorization: Bearer $CLOUDFLARE_API_TOKEN\" -H 'Content-Type: application/json'" +
        " --data-binary '{\"main_module\":\"a'\\''b.js\"}'",
    );
  });

  test("goes to a mock on this machine where the embedded one was judged", () => {
    expect(shown().curl).toContain('"http://127.0.0.1:8787/client/v4/accounts/');
  });

  test("is the last create; there is none where nothing was created", () => {
    const later = exchangeOf({ kind: "createVersion", method: "POST", path: "/later" });

    expect(shown({ exchanges: [create, later, exchangeOf({ kind: "getVersion", path: "/get" })] }).curl).toContain(
      "/later",
    );
    expect(shown({ exchanges: [exchangeOf({ kind: "getVersion" })] }).curl).toBeUndefined();
  });

  test("holds no secret that it sent", () => {
    const body = JSON.stringify({ bindings: [{ type: "secret_text", name: "A", text: "hidden" }] });

    const { curl } = shown({ exchanges: [exchangeOf({ ...create.call, body })] });

    expect(curl).not.toContain("hidden");
    expect(curl).toContain('"text":"[secret]"');
  });
});

describe("the exchanges of a failure", () => {
  test("are the last forty, without the removing of Workers", () => {
    const exchanges = [
      exchangeOf({ kind: "createWorker", path: "/made" }),
      ...Array.from({ length: 42 }, (_, i) => exchangeOf({ path: `/${i}` })),
      exchangeOf({ kind: "deleteWorker", path: "/gone" }),
    ];

    expect(shown({ exchanges }).exchanges.map((one) => one.path)).toEqual(
      Array.from({ length: 40 }, (_, i) => `/${i + 2}`),
    );
    expect(shown({ exchanges }).earlier).toBe(3);
  });

  test("show bodies as JSON, and beside that the text as it was sent where it is another", () => {
    const bodies = ['{"a":1}', "{", '{"a": 1e0}'];

    const { exchanges } = shown({ exchanges: bodies.map((body) => exchangeOf({ body })) });

    expect(exchanges.map(({ body, text }) => [body, text])).toEqual([
      [{ a: 1 }, undefined],
      ["{", undefined],
      [{ a: 1 }, '{"a": 1e0}'],
    ]);
  });

  test("show of a long body what it is, with its long texts cut, and raw bytes in base64", () => {
    const long = JSON.stringify({ main_module: "a", text: "x y ".repeat(30_000) });

    const { exchanges } = shown({ exchanges: [long, new Uint8Array(3)].map((body) => exchangeOf({ body })) });

    expect(exchanges[0]).toMatchObject({ isFolded: true, body: { main_module: "a" } });
    expect(JSON.stringify(exchanges[0]?.body).length).toBeLessThan(600);
    expect(exchanges[1]).toMatchObject({ body: "3 bytes", bytes: "AAAA" });
  });

  test("show answers as JSON, and the beginning of what is none or too long", () => {
    const answers = [
      { json: { a: 1 }, text: "{}" },
      { json: undefined, text: "<html>" },
      { json: [], text: "y ".repeat(100_001) },
    ];

    const { exchanges } = shown({ exchanges: answers.map((one) => exchangeOf({}, one)) });

    expect(exchanges.map(({ answer }) => answer)).toEqual([
      { a: 1 },
      "<html>",
      `${"y ".repeat(1000)} … (200002 characters)`,
    ]);
  });

  test("of the replay are shown where it did not show the failure", () => {
    const replayed = [exchangeOf({ path: "/again" })];

    expect(shown({ flaky: true, replayed }).replayed).toMatchObject([{ path: "/again" }]);
    expect(shown({ flaky: false, replayed }).replayed).toBeUndefined();
  });

  test("are a timeline on the Workers that had several at once", () => {
    const raced = (workerId: string, concurrent: boolean, invoked: number) => ({
      ...exchangeOf({ kind: "createVersion", method: "POST", workerId, concurrent }),
      invoked,
      returned: invoked + 1,
    });

    const { timeline } = shown({ exchanges: [raced("a", true, 1), raced("b", false, 2), raced("a", false, 3)] });

    expect(timeline?.map(({ from }) => from)).toEqual([0, 2]);
    expect(shown().timeline).toBeUndefined();
  });
});
