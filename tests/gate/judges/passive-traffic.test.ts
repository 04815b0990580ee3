import { describe, expect, test } from "vitest";
import { countRoutes, coverageOf, judgeKeys, sentAgain } from "../../../gate/judges/passive-traffic.ts";
import type { Recorded } from "../../../gate/wire/recorder.ts";
import { prefix, sent } from "../seen.ts";

const target = `${prefix}/accounts/acc/workers/workers/my-worker/versions`;
const create = (body: object, rest: Parameters<typeof sent>[0] = {}): Recorded =>
  sent({ target, body: JSON.stringify(body), ...rest });
const keyed = (key: string, body: object) => create(body, { headers: [["Idempotency-Key", key]] });

test("one key for different versions is a finding, for the same one it is a retry", () => {
  const requests = [keyed("a", { main_module: "a" }), keyed("a", { main_module: "a" }), keyed("b", {}), create({})];
  const other = keyed("a", { main_module: "b" });

  const found = judgeKeys([...requests, other]);

  expect(judgeKeys(requests)).toEqual([]);
  expect(found).toMatchObject([{ request: other, found: { at: "header idempotency-key" } }]);
});

describe("a create that is sent again", () => {
  const again = (status: number | undefined, ...requests: Recorded[]) => sentAgain(requests, () => status);

  test.each([
    [200, 1],
    [400, 1],
    [429, 0],
    [408, 0],
    [503, 0],
    [undefined, 0],
  ])("after %s is said so many times: %i", (status, times) => {
    expect(again(status, create({}), create({}))).toHaveLength(times);
  });

  test("is another one where its bytes, its path or its connection are others, or another came between", () => {
    const others = [
      create({ main_module: "b" }),
      create({}, { target: `${target}?deploy=true` }),
      create({}, { connection: 2 }),
    ];

    expect(others.flatMap((one) => again(200, create({}), one))).toEqual([]);
    expect(again(200, create({}), create({ main_module: "b" }), create({}))).toEqual([]);
  });
});

test("what the traffic covered of Create Version, and what it never sent", () => {
  const requests = [
    create({ bindings: [{ name: "A", type: "ai" }], placement: { mode: "smart" } }),
    create({ migrations: { steps: [] } }, { target: `${target}?deploy=true` }),
    create({}, { body: "{" }),
  ];

  const { kinds, placements, migrations, deploy } = coverageOf(requests, prefix);

  expect([kinds.sent, kinds.never.length]).toEqual([["ai"], 34]);
  expect([placements.sent, placements.never.length]).toEqual([["smart"], 7]);
  expect(migrations).toEqual({ sent: ["multi"], never: ["single"] });
  expect(deploy).toEqual({ sent: ["true", "absent"], never: ["false"] });
});

test("other routes are counted by what they are about", () => {
  const get = (path: string) => sent({ method: "GET", target: path });
  const requests = [
    get(`${prefix}/accounts/a/workers/workers/one`),
    get(`${prefix}/accounts/b/workers/workers/two?x=1`),
    get("/health"),
  ];

  expect(countRoutes(requests, prefix)).toEqual([
    { method: "GET", route: "accounts/:account/workers/workers/:worker", times: 2 },
    { method: "GET", route: "outside the base URL: /health", times: 1 },
  ]);
});
