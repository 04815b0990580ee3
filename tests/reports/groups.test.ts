import { describe, expect, test } from "vitest";
import { groupsOf, type Member, signOf } from "../../reports/groups.ts";
import type { Failure, ReportedExchange, RequirementResult } from "../../reports/report.ts";
import { sampleReport } from "./sample.ts";

const answered = (status: number, answer: unknown = {}): ReportedExchange => ({
  method: "POST",
  path: "/accounts/a/workers/workers/w/versions",
  kind: "createVersion",
  status,
  contentType: "application/json",
  answer,
  startedAt: "2026-01-01T00:00:00.000Z",
  tookMs: 1,
});
const refusal = (message: string) => answered(400, { success: false, errors: [{ code: 10021, message }] });

function member(id: string, rest: Partial<Failure> = {}): Member {
  const failure: Failure = {
    claim: id,
    hash: `${id}${rest.row ?? ""}`,
    expected: "1",
    actual: "2",
    input: [],
    seed: 1,
    path: "0",
    replay: "",
    flaky: false,
    exchanges: [answered(200)],
    ...rest,
  };
  const requirement: RequirementResult = {
    id,
    level: "must",
    text: "hold",
    source: "page:query.deploy",
    verdict: "fail",
    judged: 1,
    rows: [],
    failures: [failure],
  };
  return { requirement, failure };
}
const grouped = (members: readonly Member[], requirements: RequirementResult[] = []) =>
  groupsOf(sampleReport({ requirements }), members).map((group) =>
    group.members.map(({ requirement, failure }) => `${requirement.id}/${failure.row ?? ""}`),
  );
const places = (n: number) => Array.from({ length: n }, (_, i) => ({ row: `r${i}` }));

describe("failures are one group", () => {
  test("where one check is missing for many fields", () => {
    const taken = places(6).map((rest) => member("refusal.type", rest));

    expect(grouped(taken)).toHaveLength(1);
  });

  test("where the same answer comes to different requests", () => {
    const refused = [
      member("bindings.accepted", { row: "kv", exchanges: [refusal('no such field "kv_1"')] }),
      member("placement.accepted", { row: "smart", exchanges: [refusal('no such field "mode_2"')] }),
      member("limits.accepted", { exchanges: [refusal("something else")] }),
    ];

    expect(grouped(refused)).toEqual([["bindings.accepted/kv", "placement.accepted/smart"], ["limits.accepted/"]]);
  });

  test("where the same place shows the same, whatever sentence it breaks", () => {
    const ids = [
      member("version.id-uuid", { pointer: "/result/id", actual: "fixed" }),
      member("version.id-unique", { pointer: "/result/id", actual: "fixed" }),
      member("version.number-integer", { pointer: "/result/number", actual: "1" }),
    ];

    expect(grouped(ids).map((one) => one.length)).toEqual([2, 1]);
  });

  test("where many rules have no check at all, but not where few have none", () => {
    const rules = ["refusal.format", "refusal.main-module", "refusal.part-kind"].map((id) => member(id));

    expect(grouped(rules)).toHaveLength(1);
    expect(grouped(rules.slice(1))).toHaveLength(2);
  });
});

test("the group that explains most comes first, and names what it explains", () => {
  const [small, root] = [member("limits.echoed", { pointer: "/a" }), member("version.id-uuid", { pointer: "/b" })];
  const unjudged = {
    ...small.requirement,
    id: "deploy.supersedes",
    failures: [],
    reason: "another failure explains its failure: version.id-uuid",
  };

  const [first] = groupsOf(sampleReport({ requirements: [unjudged] }), [small, root]);

  expect([first?.id, first?.explains]).toEqual(["version.id-uuid", ["deploy.supersedes"]]);
});

test("what a failure looks like has no id, no time and no name of a Worker in it", () => {
  const signs = ["5c70ee55-6e54-4ab3-8414-d755f403158a", "d43675b9-9521-4b79-895f-729563e492bd"].map((id, i) =>
    signOf(
      member("deploy.supersedes", {
        pointer: `/result/deployments/${i}/versions`,
        actual: [
          { version_id: id, at: `2026-01-0${i + 1}T00:00:00Z`, name: `wvc-${id.slice(0, 8)}-${i}`, percentage: 50 },
        ],
      }),
    ),
  );

  expect(signs[0]).toBe(signs[1]);
  expect(signs[0]).toContain('"percentage":50');
});
