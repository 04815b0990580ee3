import { describe, expect, test } from "vitest";
import { otherRoute, routeShape } from "../../../gate/wire/routes.ts";

const account = "023e105f4ecef8ad9ca31a8372d0c353";
const workers = ["accounts", account, "workers", "workers"];
const versions = [...workers, "my-worker", "versions"];
const made = [
  { id: "first", number: 1 },
  { id: "second", number: 2 },
];
const answer = (method: string, segments: string[], query = "") => {
  const { status, body } = otherRoute(method, segments, made, new URLSearchParams(query));
  return { status, ...(JSON.parse(body) as { result: Record<string, unknown>; success: boolean; errors: unknown[] }) };
};

describe("what clients ask for beside a create", () => {
  test.each([
    ["GET", ["user", "tokens", "verify"], { status: "active" }],
    ["GET", ["accounts", account, "tokens", "verify"], { status: "active" }],
    ["GET", ["accounts", account], { id: account }],
    ["GET", [...workers, "my-worker"], { name: "my-worker" }],
    ["GET", [...workers, account], { id: account }],
    ["GET", [...versions, "first"], { number: 1 }],
    ["GET", [...versions, "latest"], { number: 2 }],
    ["POST", ["accounts", account, "workers", "scripts", "my-worker", "assets-upload-session"], { buckets: [] }],
    ["POST", ["accounts", account, "workers", "scripts", "my-worker", "deployments"], { source: "api" }],
  ])("%s %j has an answer", (method, segments, result) => {
    const { status, success, result: actual } = answer(method, segments);

    expect([status, success]).toEqual([200, true]);
    expect(actual).toMatchObject(result);
  });

  test("versions are listed newest first, and no page follows the last", () => {
    const first = answer("GET", versions).result;
    const second = answer("GET", versions, "page=2").result;

    expect(first).toEqual([made[1], made[0]]);
    expect(second).toEqual([]);
  });

  test("a version that nobody made, a route that there is not, and a method that nobody takes are refused", () => {
    const refused = [
      answer("GET", [...versions, "third"]),
      answer("GET", ["zones", "z"]),
      answer("PATCH", ["accounts"]),
    ];

    expect(refused.map(({ status, success }) => [status, success])).toEqual([
      [404, false],
      [404, false],
      [405, false],
    ]);
  });
});

test("a route is named without the ids in it", () => {
  const shapes = [
    [...versions, "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"],
    ["accounts", account, "r2", "buckets", "bucket-1"],
  ].map(routeShape);

  expect(shapes).toEqual([
    "accounts/:account/workers/workers/:worker/versions/:version",
    "accounts/:id/r2/buckets/:id",
  ]);
});
