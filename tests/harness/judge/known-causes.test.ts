import { describe, expect, test } from "vitest";
import type { Answer, Call, Exchange } from "../../../contract/api.ts";
import { KnownCauses } from "../../../harness/judge/known-causes.ts";
import { run } from "../../../harness/run/run.ts";
import { applied } from "../../../harness/settings/baseline.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { mockTransport } from "../../../harness/target/client.ts";
import { createMock } from "../../../mock/app.ts";
import type { KnownCause } from "../../../reports/known.ts";
import { exitCodeOf } from "../../../reports/report.ts";
import { textReport } from "../../../reports/text.ts";
import { suite } from "../../../suites/index.ts";

const cause: KnownCause = {
  cause: { request: ["/placement/region", "/placement/host"], status: 500, text: "invalid placement" },
  reason: "targeted placements cannot be read",
};
const exchange = (call: Partial<Call>, answer: Partial<Answer> = {}): Exchange => ({
  call: { kind: "getVersion", method: "GET", path: "/", workerId: "w", ...call },
  answer: { status: 200, contentType: "application/json", text: "{}", json: {}, ...answer },
  startedAt: 0,
  endedAt: 0,
  invoked: 0,
  returned: 0,
});
const create = exchange({ kind: "createVersion", request: { placement: { region: "aws:us-east-1" } } });
const broken = exchange({}, { status: 500, text: "json: invalid placement target type" });

describe("a known cause", () => {
  test("explains a case whose create held what it needs, and whose answer is what it makes of it", () => {
    const causes = new KnownCauses([cause]);

    expect(causes.explain([create, broken])).toBe(true);
    expect(causes.cases.get(cause)).toBe(1);
  });

  test.each([
    ["no such create came before", [broken]],
    ["the create came after", [broken, create]],
    [
      "the create held another placement",
      [exchange({ kind: "createVersion", request: { placement: { mode: "smart" } } }), broken],
    ],
    ["the status is another", [create, exchange({}, { status: 502, text: "invalid placement" })]],
    ["the text is another", [create, exchange({}, { status: 500, text: "oops" })]],
    [
      "the answer is of another Worker",
      [create, exchange({ workerId: "other" }, { status: 500, text: "invalid placement" })],
    ],
  ])("explains nothing where %s", (_what, trace) => {
    expect(new KnownCauses([cause]).explain(trace)).toBe(false);
  });

  test("excuses an invariant only where the answer at hand is meant", () => {
    const causes = new KnownCauses([cause]);

    expect(causes.explainLast([create, broken, exchange({})])).toBe(false);
    expect(causes.explainLast([create, broken])).toBe(true);
  });
});

/** The live API of 2026-09: a version with a targeted placement cannot be read, nor any list that it is in. */
async function poisoned(entries: KnownCause[]) {
  const text = "json: error calling MarshalJSON for type *placement.Placement: invalid placement target type";
  const mock = createMock({
    behaviour: {
      answer: (call, reply) => {
        const isRead = call === "getVersion" || call === "listVersions";
        const isTargeted = /"(region|hostname|host|target)":/.test(JSON.stringify(reply.body));
        return isRead && isTargeted ? { status: 500, contentType: "text/plain", body: text } : reply;
      },
    },
  });
  const target = {
    kind: "url",
    transport: mockTransport(mock),
    accountId: "0".repeat(32),
    runId: "poisoned",
    lagMs: 0,
  } as const;
  const settings = readSettings({ runs: 4, only: ["read-back.get-finds", "read-back.agree", "placement"] }, {});
  return applied(await run(suite, settings, target, { causes: entries }), entries, "baseline.json");
}

describe("a run against a target with a cause that a baseline knows", () => {
  test("fails by nothing else, and says how often", async () => {
    const known = {
      ...cause,
      cause: {
        ...cause.cause,
        request: ["/placement/region", "/placement/hostname", "/placement/host", "/placement/target"],
        text: "invalid placement target type",
      },
    };

    const report = await poisoned([known]);

    expect(report.requirements.flatMap(({ id, verdict }) => (verdict === "fail" ? [id] : []))).toEqual([]);
    expect(exitCodeOf(report)).toBe(0);
    expect(textReport(report)).toContain("failed by this cause: targeted placements cannot be read");
  });

  test("fails without it", async () => {
    expect(exitCodeOf(await poisoned([]))).toBe(1);
  });

  test("says that the cause is over where nothing fails by it any more", async () => {
    const gone = { ...cause, cause: { ...cause.cause, status: 599 } };
    const settings = readSettings({ runs: 2, only: ["placement"] }, {});
    const mock = createMock();
    const target = {
      kind: "url",
      transport: mockTransport(mock),
      accountId: "0".repeat(32),
      runId: "healed",
      lagMs: 0,
    } as const;

    const report = applied(await run(suite, settings, target, { causes: [gone] }), [gone], "baseline.json");
    const conjecture = { ...gone, conjecture: true as const };
    const noted = applied(await run(suite, settings, target, { causes: [conjecture] }), [conjecture], "baseline.json");

    expect([exitCodeOf(report), exitCodeOf(noted)]).toEqual([1, 0]);
    expect(textReport(noted)).toContain("note     (cause) [/placement/region] passes, though it was thought to fail");
  });
});
