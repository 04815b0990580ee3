import { describe, expect, test } from "vitest";
import { calling, plainCall } from "../../../arbitraries/calls.ts";
import { judgeKeys, marks } from "../../../gate/judges/keys.ts";
import type { Recorded } from "../../../gate/wire/recorder.ts";
import { caseOf, seenOf, sent, sentWith } from "../seen.ts";

const keyed = (key: string, name = "Idempotency-Key") => sentWith(name, key);
const other = calling({ main_module: "other.js" });
const earlier = (attempts: Recorded[], call = other) => seenOf({ attempts, case: caseOf({ call }) });
const judged = (attempts: Recorded[], ...before: ReturnType<typeof earlier>[]) =>
  judgeKeys(seenOf({ attempts, earlier: before }));
const repeated = [
  {
    property: "calls.idempotency-key",
    at: "header idempotency-key",
    expected: "a key that no call before had",
    actual: "k",
  },
];

describe("a key", () => {
  test("of its own, or none, has no finding", () => {
    expect(judged([keyed("k")])).toEqual([]);
    expect(judged([keyed("k")], earlier([keyed("l")]))).toEqual([]);
    expect(judged([keyed("k")], earlier([sent()]))).toEqual([]);
    expect(judged([sent()], earlier([keyed("k")]))).toEqual([]);
    expect(judged([sent()], earlier([sent()]))).toEqual([]);
  });

  test("of the call before stands for another version", () => {
    expect(judged([keyed("k")], earlier([keyed("k")]))).toEqual(repeated);
  });

  test("of any call before, of any attempt, under either name", () => {
    expect(judged([keyed("k")], earlier([keyed("k")]), earlier([keyed("l")]))).toEqual(repeated);
    expect(judged([keyed("l"), keyed("k")], earlier([keyed("m"), keyed("k")]))).toEqual(repeated);
    expect(judged([keyed("k", "X-Idempotency-Key")], earlier([keyed("k")]))).toEqual(repeated);
  });

  test("may come again with the same version, in whatever order its keys stand", () => {
    const one = { ...plainCall, body: { b: 1, a: [2] } };
    const again = { ...plainCall, body: { a: [2], b: 1 } };

    expect(
      judgeKeys(
        seenOf({ attempts: [keyed("k")], case: caseOf({ call: again }), earlier: [earlier([keyed("k")], one)] }),
      ),
    ).toEqual([]);
  });

  test("may stand on all attempts of one call", () => {
    expect(judged([keyed("k"), keyed("k")])).toEqual([]);
  });
});

test("a client marks what it sends by either header, on any attempt", () => {
  expect(marks({ attempts: [sent(), keyed("k")] })).toBe(true);
  expect(marks({ attempts: [keyed("k", "x-idempotency-key")] })).toBe(true);
  expect(marks({ attempts: [sent(), sentWith("Idempotency", "k")] })).toBe(false);
  expect(marks({ attempts: [] })).toBe(false);
});
