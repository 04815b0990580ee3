import { describe, expect, test } from "vitest";
import { Refutation } from "../../../contract/refutation.ts";
import { type Caught, noFindings } from "../../../harness/judge/findings.ts";
import { type Ended, reportOf } from "../../../harness/run/report.ts";
import { Session } from "../../../harness/session/session.ts";
import { suiteOf } from "../judge/bench.ts";

const caught = (rest: Partial<Caught> = {}): Caught => ({
  id: "a.one",
  row: undefined,
  claim: "a.one",
  refutation: new Refutation("less", "more"),
  input: [],
  exchanges: [],
  seed: 1,
  path: "0",
  flaky: false,
  ...rest,
});

/** What a run ended with, about three requirements. */
function ended(rest: Partial<Ended> = {}): Ended {
  const { requirements, ...suite } = suiteOf<never, never>(["a.one", "a.two", "b.three"]);
  const transport = { baseUrl: "https://t/client/v4", send: async () => ({}) as never, close: async () => {} };
  return {
    requirements,
    features: [],
    survival: undefined,
    session: new Session(suite, { transport, accountId: "acc", runId: "run", lagMs: 0 }),
    findings: noFindings(),
    startedAt: new Date("2026-01-01T00:00:00Z"),
    residue: { created: 2, deleted: 2, left: [], proven: true },
    ended: undefined,
    planned: undefined,
    driven: new Set(),
    settings: {
      fault: [],
      seed: 5,
      profile: "quick",
      level: "should",
      lacks: [],
      contract: "create-version/2026-06" as const,
      only: [],
    },
    target: { kind: "url", accountId: "acc", transport },
    ...rest,
  };
}
const verdicts = (end: Ended) => reportOf(end).requirements.map(({ id, verdict }) => `${id} ${verdict}`);

describe("a report", () => {
  test("says of a run what it was, and what it left", () => {
    const end = ended();
    end.session.requests = 9;
    end.session.creates = 4;
    end.findings.rounds = { made: 2, of: 5 };
    end.findings.isOutOfTime = true;
    end.findings.cases.set("a.one", 3);
    end.session.times.add("createVersion", 12.5);

    const report = reportOf(end);

    expect(report).toMatchObject({
      complete: true,
      target: { kind: "url", baseUrl: "https://t/client/v4" },
      run: { seed: 5, profile: "quick", startedAt: "2026-01-01T00:00:00.000Z", requests: 9, creates: 4 },
      residue: { created: 2, deleted: 2, left: [], proven: true },
      times: { createVersion: { count: 1, medianMs: 12.5, p95Ms: 12.5 } },
    });
    expect(report.run.rounds).toEqual({ made: 2, of: 5, outOfTime: true });
    expect(report.cases).toEqual({ "a.one": 3 });
    expect([report.run.ended, report.run.only]).toEqual([undefined, undefined]);
  });

  test("is not complete where the run ended early, and says why", () => {
    const report = reportOf(ended({ ended: "interrupted" }));

    expect([report.complete, report.run.ended]).toEqual([false, "interrupted"]);
    expect(report.requirements[0]).toMatchObject({ verdict: "untested", reason: "interrupted" });
  });

  test("takes what was never reached as the environment's where the target was lost, else as untested", () => {
    const lost = ended({ ended: "the target no longer answers: no route" });
    lost.findings.tally.judged("a.one", undefined);

    expect(verdicts(lost)).toEqual(["a.one pass", "a.two environment", "b.three environment"]);
    expect(reportOf(ended()).requirements[0]).toMatchObject({ verdict: "untested", reason: "no case reached it" });
  });

  test("counts verdicts, and cases that were judged by requirement", () => {
    const end = ended();
    const { tally } = end.findings;
    tally.judged("a.one", "x");
    tally.judged("a.one", "y");
    tally.line("a.one", "y").caught.push(caught({ row: "y" }));
    tally.judged("a.two", undefined);

    const report = reportOf(end);

    expect(report.totals).toMatchObject({ pass: 1, fail: 1, untested: 1, flaky: 0 });
    expect(report.coverage).toEqual({ "a.one": 3, "a.two": 1, "b.three": 0 });
  });

  test("has what was selected, what the selection exercises, and what failed beside", () => {
    const end = ended({
      settings: {
        fault: [],
        seed: 1,
        profile: "quick",
        level: "should",
        lacks: [],
        contract: "create-version/2026-06" as const,
        only: ["a.one"],
      },
      driven: new Set(["a.two"]),
    });

    expect(verdicts(end)).toEqual(["a.one untested", "a.two untested"]);
    end.findings.tally.line("b.three", undefined).caught.push(caught({ id: "b.three" }));
    expect(verdicts(end)).toEqual(["a.one untested", "a.two untested", "b.three fail"]);
    expect(reportOf(end).run.only).toEqual(["a.one"]);
  });

  test("sorts what the target does where the page is silent, and masks what nobody may read", () => {
    const end = ended({ target: { ...ended().target, secrets: [{ text: "token-text", as: "$TOKEN" }] } });
    end.session.note({ id: "b", text: "B" }, "says token-text");
    end.session.note({ id: "a", text: "A" }, "takes it");

    expect(reportOf(end).silences).toEqual([
      { id: "a", text: "A", did: "takes it" },
      { id: "b", text: "B", did: "says $TOKEN" },
    ]);
  });
});

describe("the verdict of a requirement", () => {
  test.each<[string, (end: Ended) => void, string, string | undefined]>([
    [
      "is fail where one row fails, whatever the others do",
      ({ findings: { tally } }) => {
        tally.judged("a.one", "x");
        tally.line("a.one", "y").caught.push(caught());
      },
      "fail",
      undefined,
    ],
    [
      "is flaky where one row failed once, though the others pass",
      ({ findings: { tally } }) => {
        tally.judged("a.one", "x");
        tally.judged("a.one", "y");
        tally.line("a.one", "y").caught.push(caught({ flaky: true }));
      },
      "flaky",
      undefined,
    ],
    [
      "is broken where one row broke on our side",
      ({ findings: { tally } }) => {
        tally.judged("a.one", "x");
        tally.line("a.one", "y").broken.push("ours");
      },
      "broken",
      "ours",
    ],
    [
      "is pass where a row could not be judged and another was",
      ({ findings: { tally } }) => {
        tally.unjudged("a.one", "x", "inapplicable", "lacking");
        tally.judged("a.one", "y");
      },
      "pass",
      undefined,
    ],
    [
      "is what the reason says where nothing was judged",
      ({ findings: { tally } }) => {
        tally.unjudged("a.one", "x", "untested", "explained");
        tally.unjudged("a.one", "y", "inapplicable", "lacking");
      },
      "inapplicable",
      "explained",
    ],
  ])("%s", (_what, arrange, verdict, reason) => {
    const end = ended();
    arrange(end);

    const [result] = reportOf(end).requirements;

    expect([result?.verdict, result?.reason]).toEqual([verdict, reason]);
  });

  test("stands beside those of its rows, each with its own reason unless it passed", () => {
    const end = ended();
    const { tally } = end.findings;
    tally.judged("a.one", "x");
    tally.unjudged("a.one", "x", "inapplicable", "at times");
    tally.unjudged("a.one", "y", "inapplicable", "lacking");
    tally.judged("a.one", undefined);

    expect(reportOf(end).requirements[0]?.rows).toEqual([
      { row: "x", verdict: "pass", judged: 1 },
      { row: "y", verdict: "inapplicable", judged: 0, reason: "lacking" },
    ]);
  });
});
