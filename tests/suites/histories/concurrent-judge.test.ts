import { expect, test } from "vitest";
import type { WorkerPort } from "../../../contract/api.ts";
import { judge } from "../../../suites/histories/concurrent-judge.ts";
import { full, type History, type Made, type Seen } from "../../../suites/histories/concurrent-model.ts";
import type { Operation } from "../../../suites/histories/linearizable.ts";
import { verdictOf } from "../judges/verdict.ts";

const worker = (lags = false) => ({ lags, judged: () => {} }) as unknown as WorkerPort;
/** Creates, each with its number and the time that it took. */
function history(created: [number: number, invoked: number, returned: number][], rest: Partial<History> = {}): History {
  const made = created.map(([number, invoked, returned], i) => ({
    id: `v${i}`,
    number,
    invoked,
    returned,
    deploy: false,
  }));
  const operations = made.map(
    ({ id, invoked, returned }): Operation<Seen> => ({ call: { kind: "created", id } as Seen, invoked, returned }),
  );
  return {
    made: made as unknown as Made[],
    deletes: [],
    unknown: 0,
    ...rest,
    operations: [...operations, ...(rest.operations ?? [])],
  };
}
const all = { ids: ["v0", "v1"], deployments: undefined };
const verdict = (record: History, end: { ids: string[]; deployments: undefined } = all, lags = false) =>
  verdictOf(() => judge(worker(lags), record, end));

test("a later create has a higher number", () => {
  expect(
    verdict(
      history([
        [1, 0, 1],
        [2, 2, 3],
      ]),
    ),
  ).toBe("holds");
  expect(
    verdict(
      history([
        [2, 0, 1],
        [1, 2, 3],
      ]),
    ),
  ).toBe("concurrency.number-order");
  expect(
    verdict(
      history([
        [1, 0, 1],
        [1, 2, 3],
      ]),
    ),
  ).toBe("concurrency.number-order");
});

test("creates at once may have their numbers in any order", () => {
  expect(
    verdict(
      history([
        [2, 0, 3],
        [1, 2, 4],
      ]),
    ),
  ).toBe("holds");
});

test("the number of a deleted version says nothing", () => {
  const gone = { deletes: ["v0"] };

  expect(
    verdict(
      history(
        [
          [1, 0, 1],
          [1, 2, 3],
        ],
        gone,
      ),
      { ids: ["v1"], deployments: undefined },
    ),
  ).not.toBe("concurrency.number-order");
});

test("what was answered is there at the end, and nothing else", () => {
  const two = history([
    [1, 0, 1],
    [2, 2, 3],
  ]);

  expect(verdict(two, { ids: ["v0"], deployments: undefined })).toBe("concurrency.none-lost");
  expect(verdict(two, { ids: ["v0", "v1", "v2"], deployments: undefined })).toBe("concurrency.none-invented");
  expect(verdict({ ...two, unknown: 1 }, { ids: ["v0", "v1", "v2"], deployments: undefined })).toBe("unjudged");
});

test("a read shows what was answered before it began, unless reads lag", () => {
  const stale: Operation<Seen> = { call: { kind: "listed", ids: [] }, invoked: 4, returned: 5 };
  const record = history(
    [
      [1, 0, 1],
      [2, 2, 3],
    ],
    { operations: [stale] },
  );
  const early = history(
    [
      [1, 0, 4],
      [2, 3, 5],
    ],
    { operations: [{ ...stale, invoked: 1, returned: 2 }] },
  );

  expect(verdict(record)).toBe("concurrency.reads-fresh");
  expect(verdict(record, all, true)).toBe("holds");
  expect(verdict(early)).toBe("holds");
});

test("each deploying create has one deployment of its own", () => {
  const record = history([
    [1, 0, 1],
    [2, 2, 3],
  ]);
  const deploying = { ...record, made: record.made.map((one) => ({ ...one, deploy: true })) };
  const end = (...ids: string[]) => ({ ids: ["v0", "v1"], deployments: ids.map(full) });

  expect(verdictOf(() => judge(worker(), deploying, end("v1")))).toBe("concurrency.deployments-kept");
  expect(verdictOf(() => judge(worker(), deploying, end("v1", "v0", "v0")))).toBe("concurrency.deployments-kept");
});
