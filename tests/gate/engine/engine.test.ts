import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { plainResult } from "../../../arbitraries/answers.ts";
import { calling, plainCall } from "../../../arbitraries/calls.ts";
import { refusal } from "../../../arbitraries/failures.ts";
import type { ClientCase } from "../../../contract/client.ts";
import { type Adapter, AdapterError, AdapterLost } from "../../../gate/adapters/adapter.ts";
import { type Focus, visiting, visitingLater } from "../../../gate/cases/focus.ts";
import { type Job, manifestSchema, type Outcome } from "../../../gate/contract/protocol.ts";
import { GateEngine, type GateOptions } from "../../../gate/engine/engine.ts";
import type { Recorded, Recorder } from "../../../gate/wire/recorder.ts";
import { caseOf, focusOf, prefix, sent } from "../seen.ts";

const manifest = manifestSchema.parse({ client: "test", command: ["test"], decode: "raw", mode: "stream" });
const version: Outcome = { outcome: "version", version: plainResult };

/** What a client does with a job: what it sends, if anything, and what it gives back. */
type Client = (job: Job, number: number) => { request?: Parameters<typeof sent>[0]; outcome: Outcome | undefined };

/** An engine over a client that sends nothing over a wire: its requests are put where the recorder would. */
function judging(
  client: Client,
  options: Partial<GateOptions> = {},
  { atOnce = 1, protocol = 1 as 1 | 2, cannot = [] as string[] } = {},
) {
  let attempts: Recorded[] = [];
  const recorder = {
    strays: [],
    origin: "http://gate",
    open: () => {
      attempts = [];
      return { baseUrl: `http://gate${prefix}`, prefix, attempts, others: [], moved: [] };
    },
  };
  const jobs: Job[] = [];
  const adapter: Adapter = {
    atOnce,
    call: async (job) => {
      jobs.push(job);
      const { request, outcome } = client(job, jobs.length);
      if (request) attempts.push(sent({ body: JSON.stringify(job.call.body), target: targetOf(job), ...request }));
      return { outcome, said: "" };
    },
    close: async () => {},
  };
  const engine = new GateEngine(
    adapter,
    recorder as unknown as Recorder,
    { ...manifest, protocol, cannot },
    {
      seed: 1,
      runs: 4,
      budgetMs: 60_000,
      shrinks: 60,
      shrinkMs: 2500,
      ...options,
    },
  );
  return { engine, jobs };
}
const targetOf = ({ call: { account_id, worker_id, query } }: Job) =>
  `${prefix}/accounts/${account_id}/workers/workers/${worker_id}/versions${query.deploy === undefined ? "" : `?deploy=${query.deploy}`}`;

const right: Client = () => ({ request: {}, outcome: version });
/** Cases with one number each, from the plainest on. */
const numbered = (most = 1000): fc.Arbitrary<ClientCase> =>
  fc.nat({ max: most }).map((cpu_ms) => caseOf({ call: calling({ main_module: "index.js", limits: { cpu_ms } }) }));
const focus = (rest: Partial<Focus> = {}): Focus => focusOf("body.limits", { cases: numbered(), ...rest });
/** Loses the limits from so many on. */
const losing =
  (least: number): Client =>
  ({ call }) => {
    const { limits, ...rest } = call.body as { limits: { cpu_ms: number } };
    return { request: limits.cpu_ms >= least ? { body: JSON.stringify(rest) } : {}, outcome: version };
  };

describe("a focus", () => {
  test("makes as many cases as the runs and its weight say, one at the least", async () => {
    const { engine, jobs } = judging(right, { runs: 10 });

    await engine.judge([focus({ weight: 0.5 }), focusOf("body.strings", { cases: numbered(), weight: 0.01 })]);

    expect(engine.tally.line("body.limits", undefined).judged).toBe(5);
    expect(engine.tally.line("body.strings", undefined).judged).toBe(1);
    expect([jobs.length, engine.cases, engine.requests]).toEqual([6, 6, 6]);
  });

  test("that covers rows counts for each of them, and only where nothing was found", async () => {
    const covering = focus({ covers: ["a", "b"] });
    const passes = judging(right);
    const fails = judging(() => ({ request: { method: "PUT" }, outcome: version }));

    await passes.engine.judge([covering]);
    await fails.engine.judge([covering]);

    expect(passes.engine.tally.lines("body.limits").map(({ row, line }) => [row, line.judged])).toEqual([
      ["a", 4],
      ["b", 4],
    ]);
    expect(fails.engine.tally.wasJudged("body.limits/a")).toBe(false);
    expect(fails.engine.tally.wasJudged("body.limits/b")).toBe(false);
  });

  test("makes the same cases for the same seed, others for another or for another row", async () => {
    const bodies = async (seed: number, row?: string) => {
      const { engine, jobs } = judging(right, { seed });
      await engine.judge([focus({ row })]);
      return JSON.stringify(jobs.map(({ call }) => call.body));
    };

    expect(await bodies(1)).toBe(await bodies(1));
    expect(new Set([await bodies(1), await bodies(2), await bodies(1, "r")]).size).toBe(3);
  });

  test("is told of before it is judged, and the line is there even where no case comes so far", async () => {
    const told: string[] = [];
    const { engine } = judging(() => ({ outcome: { outcome: "not_expressible", why: "no flag" } }));

    await engine.judge([focus(), focusOf("body.strings", { cases: numbered() })], ({ property }, i) => {
      told.push(`${i} ${property}`);
    });

    expect(told).toEqual(["0 body.limits", "1 body.strings"]);
    expect([...engine.tally.line("body.limits", undefined).reasons.values()]).toEqual(["no flag"]);
  });
});

describe("cases that are visited", () => {
  const numbers = (jobs: readonly Job[]) => jobs.map(({ call }) => (call.body.limits as { cpu_ms: number }).cpu_ms);
  const visits = [7001, 7002, 7003].map((cpu_ms) => caseOf({ call: calling({ limits: { cpu_ms } }) }));

  test("are made first, each once and in their order, and the drawn ones after them", async () => {
    const { engine, jobs } = judging(right, { runs: 5 });

    await engine.judge([focus({ visits })]);

    expect(numbers(jobs).slice(0, 3)).toEqual([7001, 7002, 7003]);
    expect(numbers(jobs).slice(3)).toHaveLength(5);
    expect(
      numbers(jobs)
        .slice(3)
        .filter((one) => one > 7000),
    ).toEqual([]);
    expect(engine.tally.line("body.limits", undefined).judged).toBe(8);
  });

  test("are all there are where nothing is drawn, however many runs there are", async () => {
    const { engine, jobs } = judging(right, { runs: 100 });

    await engine.judge([visiting("body.limits", visits)]);

    expect(numbers(jobs)).toEqual([7001, 7002, 7003]);
  });

  test("show what is wrong with the second of them, which its path leads to again", async () => {
    const wrong: Client = (job, number) => (numbers([job])[0] === 7002 ? losing(0)(job, number) : right(job, number));
    const { engine } = judging(wrong);
    await engine.judge([visiting("body.limits", visits)]);
    const [caught] = engine.tally.caught("body.limits");

    const again = judging(wrong, { path: caught?.path });
    await again.engine.judge([visiting("body.limits", visits)]);

    expect(caught?.seen.case.call.body).toEqual({ limits: { cpu_ms: 7002 } });
    expect(again.engine.tally.caught("body.limits")[0]?.seen.case.call.body).toEqual({ limits: { cpu_ms: 7002 } });
    expect(again.engine.tally.caught("body.limits")[0]?.flaky).toBe(false);
  });
});

describe("the sets of cases", () => {
  test("say how many of each were made, of how many, in the order of the run", async () => {
    const { engine } = judging(right, { runs: 6 });

    await engine.judge([
      focus({ row: "a", visits: [caseOf(), caseOf()] }),
      focusOf(undefined, { row: "1", cases: numbered(), weight: 0.5 }),
      visiting("body.strings", [caseOf()]),
    ]);

    expect(engine.sets).toEqual([
      { set: "body.limits/a", cases: 8, of: 8 },
      { set: "everything/1", cases: 3, of: 3 },
      { set: "body.strings", cases: 1, of: 1 },
    ]);
  });

  test("count no smaller case and no case that is made once more", async () => {
    const { engine, jobs } = judging(losing(300), { runs: 6 });

    await engine.judge([focus()]);

    expect(jobs.length).toBeGreaterThan(12);
    expect(engine.sets).toEqual([{ set: "body.limits", cases: 6, of: 6 }]);
  });

  test("are what was made where the rest is left out on purpose", async () => {
    const { engine, jobs } = judging(losing(0), { runs: 30, shrinks: 0 });

    await engine.judge([focus({ waits: true })]);

    expect(jobs).toHaveLength(2);
    expect(engine.sets).toEqual([{ set: "body.limits", cases: 1, of: 1 }]);
  });

  test("count each case up to the one that ends them", async () => {
    const three = [100, 200, 300].map((cpu_ms) => caseOf({ call: calling({ limits: { cpu_ms } }) }));
    const { engine, jobs } = judging(losing(300), { shrinks: 0 });

    await engine.judge([visiting("body.limits", [...three, ...three], { waits: true })]);

    expect(jobs).toHaveLength(3 + 1);
    expect(engine.sets).toEqual([{ set: "body.limits", cases: 3, of: 3 }]);
  });

  test("say what was cut where the adapter crashed", async () => {
    const { engine } = judging(
      (job, number) => {
        if (number > 1) throw new AdapterError("exit 1");
        return right(job, number);
      },
      { runs: 9 },
    );

    await engine.judge([focus()]);

    expect(engine.sets).toEqual([{ set: "body.limits", cases: 6, of: 9 }]);
  });
});

describe("protocol 1", () => {
  const beside = visiting("calls.apart", [{ ...caseOf(), beside: caseOf() }], { row: "b" });
  const slash = visiting("call.base-url", [caseOf({ base: "/client/v4/" })], { row: "slash", fromProtocol: 2 });
  const remedy = '"protocol": 2 in its manifest says that an adapter takes more';

  test("has no two calls at a time and no base URL with a slash at its end: neither is made, and both say what helps", async () => {
    const { engine, jobs } = judging(right);

    await engine.judge([beside, slash]);

    expect(jobs).toEqual([]);
    expect(engine.sets).toEqual([]);
    expect([...engine.tally.line("calls.apart", "b").reasons]).toEqual([
      ["not-expressible", `its adapter takes one call at a time: ${remedy}`],
    ]);
    expect([...engine.tally.line("call.base-url", "slash").reasons]).toEqual([
      ["not-expressible", `protocol 1 has base URLs that end in /client/v4: ${remedy}`],
    ]);
    expect(engine.tally.wasJudged("calls.apart")).toBe(false);
  });

  test("goes by what the manifest says for base URLs, and by what the adapter does for calls at a time", async () => {
    const jobsOf = async (adapter: { atOnce?: number; protocol?: 1 | 2 }) => {
      const { engine, jobs } = judging(right, {}, adapter);
      await engine.judge([beside, slash]);
      return [jobs.length, ...engine.sets.map(({ set }) => set)];
    };

    expect(await jobsOf({ atOnce: 8, protocol: 2 })).toEqual([3, "calls.apart/b", "call.base-url/slash"]);
    expect(await jobsOf({ atOnce: 8 })).toEqual([2, "calls.apart/b"]);
    expect(await jobsOf({ protocol: 2 })).toEqual([1, "call.base-url/slash"]);
  });
});

test("cases that are large come only where many runs are asked for, and have no line before", async () => {
  const later = visitingLater("body.content", 50, () => caseOf(), { row: "10-mib" });
  const made = async (runs: number) => {
    const { engine, jobs } = judging(right, { runs });
    await engine.judge([later, focusOf("body.strings", { weight: 0.01 })]);
    return [jobs.length, engine.tally.lines("body.content").length, engine.sets.length];
  };

  expect(await made(49)).toEqual([1, 0, 1]);
  expect(await made(50)).toEqual([2, 1, 2]);
});

describe("a finding", () => {
  test("is kept with its smallest case, its focus and the path that shows it again", async () => {
    const { engine } = judging(losing(300), { runs: 20 });

    await engine.judge([focus()]);

    const [caught, ...others] = engine.tally.caught("body.limits");
    expect(caught).toMatchObject({
      focus: "body.limits",
      flaky: false,
      finding: { property: "body.limits", at: "body/limits", actual: undefined },
    });
    expect(caught?.seen.case.call.body).toMatchObject({ limits: { cpu_ms: 300 } });
    expect(others).toEqual([]);
    const again = judging(losing(300), { path: caught?.path });
    await again.engine.judge([focus()]);
    expect(again.engine.tally.caught("body.limits")).toMatchObject([{ path: caught?.path, flaky: false }]);
  });

  test("is made smaller by leaving out bindings, which the making of its case cannot", async () => {
    const bindings = ["A", "B", "C", "D"].map((name) => ({ name, type: name === "C" ? "queue" : "ai" }));
    const all = focusOf("body.kinds", { cases: fc.constant(caseOf({ call: calling({ bindings }) })) });
    const { engine } = judging(({ call }) => {
      const list = call.body.bindings as { type: string }[];
      return {
        request: { body: JSON.stringify({ bindings: list.filter(({ type }) => type !== "queue") }) },
        outcome: version,
      };
    });

    await engine.judge([all]);

    expect(engine.tally.caught("body.kinds")[0]?.seen.case.call.body.bindings).toEqual([{ name: "C", type: "queue" }]);
  });

  test("that does not show again is flaky", async () => {
    const { engine } = judging(({ call }, number) => ({
      request: number === 3 ? { body: JSON.stringify({ ...call.body, limits: undefined }) } : {},
      outcome: version,
    }));

    await engine.judge([focus()]);

    expect(engine.tally.caught("body.limits")).toMatchObject([{ flaky: true }]);
  });

  test("of another property than the focus's own is kept for that one", async () => {
    const { engine } = judging(() => ({ request: { method: "PUT" }, outcome: version }));

    await engine.judge([focus()]);

    expect(engine.tally.failing()).toEqual(["call.method"]);
    expect(engine.tally.line("body.limits", undefined).judged).toBe(1 + 1 + 4);
  });

  test.each([
    [[], ["body.limits/r", "call.method"]],
    [["call.method"], ["body.limits/r"]],
    [["call"], ["body.limits/r"]],
    [["body.limits/r", "call"], []],
    [
      ["body.limits/other", "call.meth"],
      ["body.limits/r", "call.method"],
    ],
  ])("is none where the manifest says that the client cannot show it: %j", async (cannot, expected) => {
    const lost: Client = (job, number) => ({
      request: { ...losing(0)(job, number).request, method: "PUT" },
      outcome: version,
    });
    const { engine } = judging(lost, { runs: 3 }, { cannot });

    await engine.judge([focus({ row: "r" })]);

    const failing = engine.tally.failing().flatMap((id) => engine.tally.caught(id));
    expect(failing.map(({ finding }) => [finding.property, finding.row].filter(Boolean).join("/")).toSorted()).toEqual(
      expected,
    );
  });

  test("is none where the plainest call of all is known not to be sent", async () => {
    const { engine } = judging(() => ({ outcome: { outcome: "client_error", message: "no" } }));
    const plain = focusOf("call.sent", { cases: fc.constant(caseOf()) });

    await engine.judge([
      plain,
      focusOf("body.kinds", { row: "queue", cases: fc.constant(caseOf({ call: plainCall })) }),
    ]);

    expect(engine.tally.failing()).toEqual(["call.sent"]);
    expect(engine.tally.wasJudged("body.kinds")).toBe(false);
  });

  test("is none where the plainest answer of all is known not to come back", async () => {
    const { engine } = judging(() => ({ request: {}, outcome: { outcome: "client_error", message: "no" } }));

    await engine.judge([focusOf("result.returned"), focusOf("result.strings")]);

    expect(engine.tally.failing()).toEqual(["result.returned"]);
  });

  test("is none where the plainest refusal is known not to be reported", async () => {
    const { engine } = judging(right);
    const refused = fc.constant(caseOf({ replies: [refusal(400, [{ code: 1, message: "no" }])] }));

    await engine.judge([focusOf("failure.reported", { cases: refused }), focusOf("failure.code", { cases: refused })]);

    expect(engine.tally.failing()).toEqual(["failure.reported"]);
  });

  test("ends a focus whose clients make the gate wait", async () => {
    const { engine, jobs } = judging(losing(0), { runs: 30, shrinks: 0 });

    await engine.judge([focus({ waits: true })]);

    expect(jobs).toHaveLength(2);
    expect(engine.tally.caught("body.limits")).toHaveLength(1);
  });
});

describe("an adapter that gives nothing", () => {
  const failing: Client = () => {
    throw new AdapterError("exit 1");
  };

  test("is to blame itself, and is lost after five times", async () => {
    const { engine, jobs } = judging(failing, { runs: 9 });

    await expect(engine.judge([focus()])).rejects.toEqual(
      new AdapterLost("the adapter failed 5 times in a row: exit 1"),
    );

    expect(jobs).toHaveLength(5);
    expect(engine.tally.line("body.limits", undefined)).toMatchObject({ judged: 0, caught: [] });
    expect(engine.tally.line("body.limits", undefined).broken).toHaveLength(1);
  });

  test("on some calls is asked about the other properties, and one reason stands for all", async () => {
    const { engine, jobs } = judging(
      (job, number) => (number === 1 || number > 6 ? right(job, number) : failing(job, number)),
      {
        runs: 9,
      },
    );

    await engine.judge([focus({ row: "a" }), focus({ row: "b" }), focusOf("body.strings", { cases: numbered() })]);

    const reason = "the adapter failed 5 times in a row, the rest of its cases is left out: exit 1";
    expect(engine.tally.line("body.limits", "a").broken).toEqual([reason]);
    expect(engine.tally.line("body.limits", "b")).toMatchObject({ judged: 0, broken: [reason] });
    expect(engine.tally.line("body.strings", undefined)).toMatchObject({ judged: 9, broken: [] });
    expect(jobs).toHaveLength(6 + 9);
  });

  test("without an answer in time says how long it was waited for", async () => {
    const { engine } = judging(() => ({ request: {}, outcome: undefined }), { runs: 1 });

    await engine.judge([focus()]);

    expect(engine.tally.line("body.limits", undefined).broken).toEqual(["no answer within 20000 ms"]);
  });
});

describe("the time of a gate", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());
  const taking =
    (ms: number): Client =>
    (job, number) => {
      vi.setSystemTime(Date.now() + ms);
      return right(job, number);
    };

  test("is shared by the focuses: each makes one case, however long it takes", async () => {
    const { engine } = judging(taking(6000), { budgetMs: 10_000 });

    await engine.judge([focus(), focusOf("body.strings", { cases: numbered() })]);

    expect(engine.tally.line("body.limits", undefined).judged).toBe(1);
    expect(engine.tally.line("body.strings", undefined).judged).toBe(1);
  });

  test("once it is over, makes one more case after a finding, but none of what another focus has covered", async () => {
    const made = async (...covers: string[]) => {
      const broken = losing(0);
      const { engine, jobs } = judging(
        (job, number) => {
          vi.setSystemTime(Date.now() + 9000);
          return number === 1 ? right(job, number) : broken(job, number);
        },
        { budgetMs: 20_000, shrinks: 0, runs: 1 },
      );
      await engine.judge([focus({ covers }), focus({ row: "a" })]);
      return jobs.length;
    };

    expect([await made("a"), await made("b")]).toEqual([3, 4]);
  });

  /** A client that takes two seconds for limits and none for the rest; shares of five seconds for four cases each. */
  const slowOnLimits = (client: Client = right): Client => {
    return (job, number) => {
      if ("limits" in job.call.body) vi.setSystemTime(Date.now() + 2000);
      return client(job, number);
    };
  };
  const shares = { budgetMs: 10_000, runs: 4 };
  const quick = focusOf("body.strings");
  const bodies = (jobs: readonly Job[]) => jobs.map(({ call }) => call.body).filter((body) => "limits" in body);

  test("that others left goes to what took longer than its share, which goes on where it ended", async () => {
    for (const visits of [[], [1001, 1002].map((cpu_ms) => caseOf({ call: calling({ limits: { cpu_ms } }) }))]) {
      const all = [focus({ visits, weight: (4 - visits.length) / 4 }), quick];
      const hurried = judging(slowOnLimits(), shares);
      const calm = judging(slowOnLimits(), { ...shares, budgetMs: 1e6 });

      await hurried.engine.judge(all);
      await calm.engine.judge(all);

      expect(hurried.jobs.map(({ call }) => "limits" in call.body).slice(0, 4)).toEqual([true, true, true, false]);
      expect(bodies(hurried.jobs)).toEqual(bodies(calm.jobs));
      expect(hurried.engine.sets).toEqual([
        { set: "body.limits", cases: 4, of: 4 },
        { set: "body.strings", cases: 4, of: 4 },
      ]);
      expect(hurried.engine.tally.line("body.limits", undefined).judged).toBe(4);
    }
  });

  test("that nobody left is none: what was cut stays cut, and says so", async () => {
    const { engine } = judging(slowOnLimits(), shares);

    await engine.judge([quick, focus({ row: "a" }), focus({ row: "b" })]);

    expect(engine.sets.map(({ cases, of }) => [cases, of])).toEqual([
      [4, 4],
      [4, 4],
      [2, 4],
    ]);
  });

  test("that others left shows findings, whose paths lead to them again", async () => {
    let made = 0;
    const fourth: Client = (job, number) => {
      made += "limits" in job.call.body ? 1 : 0;
      return made >= 4 && "limits" in job.call.body ? losing(0)(job, number) : right(job, number);
    };
    const { engine } = judging(slowOnLimits(fourth), { ...shares, shrinks: 0 });

    await engine.judge([focus(), quick]);

    const [caught] = engine.tally.caught("body.limits");
    expect(caught).toMatchObject({ path: "3", flaky: false });
    const again = judging(losing(0), { path: caught?.path });
    await again.engine.judge([focus()]);
    expect(again.jobs[0]?.call).toEqual(caught?.seen.case.call);
  });

  test("is over for good after twice as much", async () => {
    const { engine } = judging(taking(21_000), { budgetMs: 10_000 });

    await expect(engine.judge([focus()])).rejects.toThrow("2 times the 10 s that were given are over");
  });

  test("for a smaller case is as long as it is allowed", async () => {
    const slow = losing(0);
    const { engine, jobs } = judging(
      (job, number) => {
        vi.setSystemTime(Date.now() + 1000);
        return slow(job, number);
      },
      { runs: 1, shrinkMs: 2500 },
    );

    await engine.judge([focus({ waits: true })]);

    expect(jobs.length).toBeLessThanOrEqual(1 + 3 + 1 + 3);
  });
});

test("a path that leads nowhere is refused, with what to take instead", async () => {
  const { engine } = judging(losing(0), { path: "0:99:99", seed: 7 });

  await expect(engine.judge([focus({ row: "r" })])).rejects.toMatchObject({
    message: "--path 0:99:99 leads to no case of body.limits/r with seed 7",
    hint: "take --only, --seed and --path from the replay line of one failure",
  });
});

test("a gate that is interrupted judges no further focus", async () => {
  const { engine, jobs } = judging(right, { signal: AbortSignal.abort() });

  await expect(engine.judge([focus()])).rejects.toEqual(new AdapterLost("interrupted"));

  expect(jobs).toEqual([]);
});
