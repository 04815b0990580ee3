import { describe, expect, test } from "vitest";
import { Refutation } from "../../../contract/refutation.ts";
import { noFindings } from "../../../harness/judge/findings.ts";
import { Tours } from "../../../harness/judge/tour.ts";
import { Bench, claimOf, refute, type Subject, suiteOf } from "./bench.ts";

function touring() {
  const findings = noFindings();
  const bench = new Bench();
  const tours = new Tours(suiteOf<Subject, undefined>(["own", "other", "cause"]), bench, findings, 1);
  return { findings, bench, tours };
}
const refuted = (details: Refutation["details"] = {}) => new Refutation("less", "more", details);

describe("a tour", () => {
  test("goes on after what it stumbles upon, which is no failure yet", async () => {
    const { findings, bench, tours } = touring();
    let isDone = false;
    const tour = claimOf(
      "tour.all",
      (_value, { listener }) => {
        listener.stumbled(refuted(), "own", "queue");
        listener.judged({ id: "other", refutation: refuted() });
        isDone = true;
      },
      { id: undefined },
    );

    const suspects = await tours.make(tour, undefined, 0);

    expect(isDone).toBe(true);
    expect(suspects.map(({ key }) => key)).toEqual(["own/queue", "other"]);
    expect(findings.tally.failing()).toEqual([]);
    expect(bench.made).toBe(1);
  });

  test("suspects the same thing once, and nothing that is known already", async () => {
    const { findings, tours } = touring();
    findings.muted.add("other");
    const tour = claimOf(
      "tour.all",
      (_value, { listener }) => {
        for (const id of ["own", "own", "other"]) listener.stumbled(refuted(), id);
      },
      { id: undefined },
    );

    const suspects = await tours.make(tour, undefined, 0);

    expect(suspects.map(({ key }) => key)).toEqual(["own"]);
  });

  test("suspects what ends it, with the input of its case", async () => {
    const { tours } = touring();

    const [suspect] = await tours.make(
      claimOf("tour.all", () => refute({ id: "own" }), { id: undefined }),
      undefined,
      3,
    );

    expect(suspect).toMatchObject({ key: "own", input: [expect.any(Number)] });
  });

  test("suspects nothing where what ends it is known already", async () => {
    const { findings, tours } = touring();
    findings.muted.add("own");

    const suspects = await tours.make(
      claimOf("tour.all", () => refute({ id: "own" }), { id: undefined }),
      undefined,
      3,
    );

    expect(suspects).toEqual([]);
  });

  test("that breaks is our own fault, and none of the target's", async () => {
    const { findings, tours } = touring();
    const tour = claimOf(
      "tour.all",
      () => {
        throw new TypeError("ours");
      },
      { id: undefined, drives: ["own"] },
    );

    expect(await tours.make(tour, undefined, 2)).toEqual([]);

    expect(findings.tally.line("own", undefined).broken[0]).toContain("tour.all at 2: TypeError: ours");
  });
});

describe("a suspect", () => {
  test("is settled where a failure that is known by now explains it", async () => {
    const { findings, tours } = touring();
    const [suspect] = await tours.make(
      claimOf("tour.all", () => refute({ id: "own" }), { id: undefined }),
      undefined,
      0,
    );
    if (!suspect) throw new Error("no suspect");

    expect(tours.settles(suspect, ["cause"])).toBe(false);
    findings.tally.line("cause", undefined).caught.push({ flaky: false } as never);
    expect(tours.settles(suspect, [])).toBe(false);
    expect(tours.settles(suspect, ["cause"])).toBe(true);

    expect([...findings.tally.line("own", undefined).reasons.keys()]).toEqual(["untested"]);
  });
});
