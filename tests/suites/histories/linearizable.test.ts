import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearizable, type Operation, type Sequential } from "../../../suites/histories/linearizable.ts";

/** A register: writes set it, reads show it. */
type Call = { write: number } | { read: number };
const register: Sequential<number, Call> = {
  initial: 0,
  apply: (state, call) => {
    if ("write" in call) return call.write;
    return call.read === state ? state : undefined;
  },
  isRead: (call) => "read" in call,
  key: String,
};
const op = (call: Call, invoked: number, returned: number): Operation<Call> => ({ call, invoked, returned });
const never = Number.POSITIVE_INFINITY;

/** Every order that fits the times, one after the other. */
function byBruteForce(history: readonly Operation<Call>[], state = register.initial): boolean {
  if (history.every(({ returned }) => returned === never)) return true;
  const firstReturn = Math.min(...history.map(({ returned }) => returned));
  return history.some((one, i) => {
    if (one.invoked > firstReturn) return false;
    const next = register.apply(state, one.call);
    return next !== undefined && byBruteForce(history.toSpliced(i, 1), next);
  });
}

const moment = fc.nat({ max: 20 });
const anyCall = fc.oneof(
  fc.nat({ max: 2 }).map((write) => ({ write })),
  fc.nat({ max: 2 }).map((read) => ({ read })),
);
/** Any calls at any times, answered or not: most of them impossible. */
const anyHistory = fc.array(
  fc
    .tuple(anyCall, moment, fc.nat({ max: 8 }), fc.nat({ max: 7 }))
    .map(([call, at, took, luck]) => op(call, 2 * at, luck === 0 ? never : 2 * (at + took) + 1)),
  { maxLength: 8 },
);
/** Calls that took effect one after the other, seen with times that are spread around those moments. */
const rightHistory = fc
  .array(fc.tuple(fc.option(fc.nat({ max: 2 }), { nil: undefined }), fc.nat({ max: 30 }), fc.nat({ max: 30 })), {
    maxLength: 40,
  })
  .map((calls) => {
    let state = register.initial;
    return calls.map(([write, before, after], i) => {
      state = write ?? state;
      const call = write === undefined ? { read: state } : { write };
      return op(call, 10 * i - before, 10 * i + after + 1);
    });
  });

describe("the search for an order", () => {
  test("finds the order of calls that overlap", () => {
    const history = [op({ write: 1 }, 0, 10), op({ read: 1 }, 1, 3), op({ read: 0 }, 0, 2)];

    expect(linearizable(register, history)).toBe("yes");
  });

  test.each([
    ["a read of what was overwritten before", [op({ write: 1 }, 0, 1), op({ write: 2 }, 2, 3), op({ read: 1 }, 4, 5)]],
    [
      "two reads that see two writes in two orders",
      [op({ write: 1 }, 0, 9), op({ write: 2 }, 0, 9), op({ read: 1 }, 10, 11), op({ read: 2 }, 12, 13)],
    ],
    ["a read of what nobody wrote", [op({ read: 7 }, 0, 1)]],
  ])("finds none for %s", (_title, history) => {
    expect(linearizable(register, history)).toBe("no");
  });

  test("lets a call without an answer take effect late, or never", () => {
    const lost = op({ write: 1 }, 0, never);

    expect(linearizable(register, [lost, op({ read: 0 }, 1, 2), op({ read: 1 }, 3, 4)])).toBe("yes");
    expect(linearizable(register, [lost, op({ read: 0 }, 1, 2)])).toBe("yes");
    expect(linearizable(register, [lost, op({ read: 1 }, 1, 2), op({ read: 0 }, 3, 4)])).toBe("no");
  });

  test("says so when it gives up", () => {
    const history = Array.from({ length: 12 }, (_, i) => op({ write: i }, 0, 99));

    expect(linearizable(register, [...history, op({ read: 77 }, 100, 101)], 50)).toBe("unknown");
  });

  test("agrees with brute force on any history of up to 8 calls", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        expect(linearizable(register, history)).toBe(byBruteForce(history) ? "yes" : "no");
      }),
      { numRuns: 3000, seed: 4 },
    );
  });

  test("finds an order of every history that was made from one", () => {
    fc.assert(
      fc.property(rightHistory, (history) => {
        expect(linearizable(register, history)).toBe("yes");
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  test("finds none once a read shows what was never there", () => {
    fc.assert(
      fc.property(rightHistory, fc.nat(), (history, at) => {
        const index = at % Math.max(1, history.length);
        const wrong = history.map((one, i) => (i === index ? { ...one, call: { read: 9 } } : one));
        expect(linearizable(register, wrong)).toBe(history.length === 0 ? "yes" : "no");
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});
