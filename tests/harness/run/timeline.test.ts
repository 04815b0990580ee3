import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../contract/api.ts";
import { timelineOf } from "../../../harness/run/timeline.ts";
import { exchangeOf } from "../judge/bench.ts";

const [one, two] = ["aaaaaaaa-1111", "bbbbbbbb-2222"];
const at = (
  [invoked, returned]: [number, number],
  call: Partial<Exchange["call"]>,
  result?: unknown,
  status = 200,
): Exchange => ({ ...exchangeOf(call, { status, json: { result } }), invoked, returned });

describe("a timeline", () => {
  test("is in the order in which the calls were made, from moment 0", () => {
    const timeline = timelineOf([at([9, 12], { kind: "getVersion" }), at([7, 10], { kind: "createVersion" })]);

    expect(timeline.map(({ call, from, to }) => [call, from, to])).toEqual([
      ["create", 0, 3],
      ["get", 2, 5],
    ]);
  });

  test.each<[string, Partial<Exchange["call"]>, unknown, string, string]>([
    ["a create", { kind: "createVersion" }, { id: one, number: 3 }, "create", "version 3 (aaaaaaaa)"],
    ["a deploy with it", { kind: "createVersion", deploy: false }, {}, "create deploy=false", "status 200"],
    ["a read", { kind: "getVersion", versionId: one }, { id: one, number: 3 }, "get aaaaaaaa", "version 3 (aaaaaaaa)"],
    [
      "a list",
      { kind: "listVersions" },
      [{ id: two, number: 2 }, { id: one, number: 1 }, null],
      "list",
      "versions 2 (bbbbbbbb), 1 (aaaaaaaa), no version",
    ],
    [
      "deployments",
      { kind: "listDeployments" },
      {
        deployments: [
          {
            id: "d",
            strategy: "percentage",
            created_on: "2026-01-01T00:00:00Z",
            versions: [
              { version_id: one, percentage: 40 },
              { version_id: two, percentage: 60 },
            ],
          },
        ],
      },
      "deployments",
      "deployed aaaaaaaa+bbbbbbbb",
    ],
    ["no deployments", { kind: "listDeployments" }, { deployments: [] }, "deployments", "nothing deployed"],
    ["a removal", { kind: "deleteVersion", versionId: two }, null, "delete bbbbbbbb", "status 200"],
    ["anything else", { kind: "other", method: "PATCH" }, null, "PATCH", "status 200"],
  ])("names %s and what came of it", (_what, call, result, name, outcome) => {
    expect(timelineOf([at([0, 1], call, result)])).toMatchObject([{ call: name, outcome }]);
  });

  test("has the status of what was refused, whatever it says", () => {
    expect(timelineOf([at([0, 1], { kind: "listVersions" }, [], 300)])).toMatchObject([{ outcome: "status 300" }]);
  });
});
