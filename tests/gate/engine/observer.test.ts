import { describe, expect, test } from "vitest";
import { plainSuccess } from "../../../arbitraries/answers.ts";
import { plainCall } from "../../../arbitraries/calls.ts";
import { ambient, keyAndEmail } from "../../../arbitraries/credentials.ts";
import { refusal } from "../../../arbitraries/failures.ts";
import type { ClientCase, ServerReply } from "../../../contract/client.ts";
import { type Adapter, AdapterError, type Reaction } from "../../../gate/adapters/adapter.ts";
import type { Observation } from "../../../gate/cases/finding.ts";
import { type Job, manifestSchema, type Outcome } from "../../../gate/contract/protocol.ts";
import { CaseObserver } from "../../../gate/engine/observer.ts";
import { Patience } from "../../../gate/engine/patience.ts";
import type { Correspondence, Recorded, Recorder } from "../../../gate/wire/recorder.ts";
import { caseOf, focusOf, sent } from "../seen.ts";

const manifest = manifestSchema.parse({ client: "test", command: ["test"], mode: "stream" });
const outcome: Outcome = { outcome: "version", version: {} };
const ticks = async (count: number) => {
  for (let i = 0; i < count; i += 1) await new Promise(setImmediate);
};

type Environment = Readonly<Record<string, string>>;
/** What happens in a call: undefined for a client that is right. */
type Doing = (open: Correspondence, strays: Recorded[], worker: string) => Reaction | undefined;

/** An observer over a client that takes two turns of the event loop for a call, and of what it was asked. */
function observing(doing: Doing = () => undefined) {
  const opened: { name: string; replies: readonly ServerReply[]; base: string; open: Correspondence }[] = [];
  const strays: Recorded[] = [];
  const recorder = {
    strays,
    origin: "http://gate",
    open: (name: string, replies: readonly ServerReply[], base: string): Correspondence => {
      const prefix = `/c/${opened.length + 1}${base}`;
      const open = { baseUrl: `http://gate${prefix}`, prefix, attempts: [], others: [], moved: [] };
      opened.push({ name, replies, base, open });
      return open;
    },
  };
  const jobs: Job[] = [];
  const environments: Environment[] = [];
  const order: string[] = [];
  const adapter: Adapter = {
    atOnce: 8,
    call: async (job, environment) => {
      const worker = job.call.worker_id;
      jobs.push(job);
      environments.push(environment);
      order.push(`> ${worker}`);
      await ticks(2);
      order.push(`< ${worker}`);
      const { open } = opened.find((one) => one.open.baseUrl === job.base_url) ?? {};
      if (!open) throw new Error("no such base URL");
      const reaction = doing(open, strays, worker);
      if (reaction) return reaction;
      open.attempts.push(sent());
      return { outcome, said: `said by ${worker}` };
    },
    close: async () => {},
  };
  const observer = new CaseObserver(adapter, recorder as unknown as Recorder, manifest, new Patience(60_000));
  const observe = (one: ClientCase, focus = focusOf("calls.apart", { row: "r", owns: true })) =>
    observer.observe(focus, one);
  return { observer, observe, opened, jobs, environments, order };
}
const named = (worker_id: string, rest: Partial<ClientCase> = {}) =>
  caseOf({ call: { ...plainCall, worker_id }, ...rest });
const workersOf = (list: readonly Observation[]) => list.map((one) => one.case.call.worker_id);
function seenIn(result: Observation | string): Observation {
  if (typeof result === "string") throw new Error(result);
  return result;
}

describe("a case", () => {
  test("is one call, under a base URL of its own, with what the case says of it", async () => {
    const { observe, jobs, opened } = observing();
    const replies = [refusal(400, []), plainSuccess];
    const one = named("a", { auth: keyAndEmail, base: "/api/client/v4", replies, patienceMs: 3000 });

    const seen = seenIn(await observe(one));

    expect(jobs).toEqual([
      {
        protocol: 1,
        case: "1",
        base_url: "http://gate/c/1/api/client/v4",
        auth: keyAndEmail,
        deadline_ms: 3000,
        call: one.call,
      },
    ]);
    expect(opened).toMatchObject([{ name: "calls.apart/r", replies, base: "/api/client/v4" }]);
    expect(seen).toMatchObject({ case: one, prefix: "/c/1/api/client/v4", outcome, said: "said by a", earlier: [] });
    expect([seen.beside, seen.focus.property, seen.attempts.length]).toEqual([undefined, "calls.apart", 1]);
  });

  test("has the calls before it made first, one after the other, and itself last", async () => {
    const { observe, order } = observing();

    const seen = seenIn(await observe(named("c", { earlier: [named("a"), named("b")] })));

    expect(order).toEqual(["> a", "< a", "> b", "< b", "> c", "< c"]);
    expect(workersOf(seen.earlier)).toEqual(["a", "b"]);
    expect(seen.case.call.worker_id).toBe("c");
  });

  test("has the call beside it made at the same time, after those before", async () => {
    const { observe, order } = observing();

    const seen = seenIn(await observe(named("b", { earlier: [named("a")], beside: named("c") })));

    expect(order).toEqual(["> a", "< a", "> b", "> c", "< b", "< c"]);
    expect(seen.beside?.case.call.worker_id).toBe("c");
    expect(workersOf(seen.earlier)).toEqual(["a"]);
  });

  test("has one environment for all its calls, whatever they say themselves", async () => {
    const { observe, environments } = observing();
    const environment = ambient.token;
    const other = { environment: { OTHER: "1" } };

    await observe(named("b", { environment, earlier: [named("a", other)], beside: named("c", other) }));

    expect(environments).toEqual([environment, environment, environment]);
  });

  test("has the server's address in its environment where that asks for it", async () => {
    const { observe, environments } = observing();
    const environment = { A: "{origin}/decoy", B: "{origin}", C: "origin" };

    const seen = seenIn(await observe(named("b", { environment, earlier: [named("a")] })));

    const expected = { A: "http://gate/decoy", B: "http://gate", C: "origin" };
    expect(environments).toEqual([expected, expected]);
    expect(seen.case.environment).toEqual(environment);
  });

  test("has calls beside it that are traffic: of no property of their own", async () => {
    const { observe } = observing();

    const seen = seenIn(await observe(named("b", { earlier: [named("a")], beside: named("c") })));

    expect([...seen.earlier, seen.beside].map((one) => one?.focus.property)).toEqual([undefined, undefined]);
    expect(seen.focus.property).toBe("calls.apart");
  });
});

describe("what came", () => {
  test("is kept with the call that it came in", async () => {
    const { observe } = observing((open, strays, worker) => {
      open.attempts.push(sent({ body: worker }));
      open.moved.push(sent({ body: `moved ${worker}` }));
      if (worker === "a") strays.push(sent({ target: "/elsewhere" }));
      return { outcome, said: "" };
    });

    const seen = seenIn(await observe(named("b", { earlier: [named("a")] })));

    const [before] = seen.earlier;
    expect([before?.attempts[0]?.body.toString(), seen.attempts[0]?.body.toString()]).toEqual(["a", "b"]);
    expect([before?.moved[0]?.body.toString(), seen.moved[0]?.body.toString()]).toEqual(["moved a", "moved b"]);
    expect([before?.strays.length, seen.strays.length]).toEqual([1, 0]);
  });

  test("later than the outcome is no longer of the case", async () => {
    let late: Correspondence | undefined;
    const { observe } = observing((open) => {
      late = open;
      return { outcome, said: "" };
    });

    const seen = seenIn(await observe(named("a")));
    late?.attempts.push(sent());

    expect(seen.attempts).toEqual([]);
  });

  test("is counted: calls, creates, and other requests by their route", async () => {
    const { observe, observer } = observing((open) => {
      open.attempts.push(sent(), sent());
      for (const route of ["/user/tokens/verify", "/accounts/a/workers/workers/b", "/accounts/c/workers/workers/d"])
        open.others.push(sent({ method: "GET", target: `${open.prefix}${route}?x=1` }));
      return { outcome, said: "" };
    });

    await observe(named("b", { earlier: [named("a")], beside: named("c") }));

    expect([observer.cases, observer.requests]).toEqual([3, 6]);
    expect([...observer.others]).toEqual([
      ["GET user/tokens/verify", 3],
      ["GET accounts/:account/workers/workers/:worker", 6],
    ]);
  });
});

describe("a call that gave nothing", () => {
  const crashing = (worker: string): Doing => {
    return (_open, _strays, one) => {
      if (one === worker) throw new AdapterError(`exit 1 of ${worker}`);
      return undefined;
    };
  };
  const silent =
    (worker: string): Doing =>
    (_open, _strays, one) =>
      one === worker ? { outcome: undefined, said: "" } : undefined;

  test.each([
    ["a", ["> a", "< a"]],
    ["b", ["> a", "< a", "> b", "> c", "< b", "< c"]],
    ["c", ["> a", "< a", "> b", "> c", "< b", "< c"]],
  ])("because the adapter crashed at %s is the reason for the whole case", async (worker, expected) => {
    const { observe, order } = observing(crashing(worker));

    const result = await observe(named("b", { earlier: [named("a")], beside: named("c") }));

    expect(result).toBe(`exit 1 of ${worker}`);
    expect(order).toEqual(expected);
  });

  test("in time is a reason, too, but where the case does not wait for long on purpose", async () => {
    expect(await observing(silent("a")).observe(named("a"))).toBe("no answer within 20000 ms");
    expect(seenIn(await observing(silent("a")).observe(named("a", { patienceMs: 9 }))).outcome).toBeUndefined();
    expect(await observing(silent("a")).observe(named("b", { patienceMs: 9, earlier: [named("a")] }))).toBe(
      "no answer within 20000 ms",
    );
  });

  test("because of the gate itself is thrown", async () => {
    const { observe } = observing(() => {
      throw new TypeError("a mistake of the gate");
    });

    await expect(observe(named("a"))).rejects.toThrow("a mistake of the gate");
  });
});

test("a connection that was hung up has ended before the next call is made", async () => {
  const times: number[] = [];
  const { observe } = observing(() => {
    times.push(performance.now());
    return undefined;
  });

  await observe(named("b", { earlier: [named("a", { replies: [{ ...plainSuccess, hangsUp: true }] })] }));

  const [before = 0, after = 0] = times;
  expect(after - before).toBeGreaterThan(150);
});
