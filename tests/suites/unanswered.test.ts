import { expect, test } from "vitest";
import { plainVersion } from "../../arbitraries/version.ts";
import type { Call, Exchange } from "../../contract/api.ts";
import { emptyContext, record } from "../../suites/seen/context.ts";
import { isTellable, whatCameOf } from "../../suites/seen/unanswered.ts";
import { exchangeOf } from "../harness/judge/bench.ts";

const lost: Call = {
  kind: "createVersion",
  method: "POST",
  path: "/workers/1/versions?deploy=false",
  workerId: "1",
  request: plainVersion(),
};
const version = (number: number) => ({ id: `00000001-0000-4000-8000-00000000000${number}`, number });

/** What is found out of a create without an answer, on a Worker with version 1, as lists and the read show it; and the calls. */
async function found(lists: unknown[][], read: unknown = { result: version(2) }) {
  const context = emptyContext();
  record(context, exchangeOf(lost, { json: { result: version(1) } }));
  const calls: string[] = [];
  const exchange = async (call: Call): Promise<{ exchange: Exchange }> => {
    calls.push(`${call.method} ${call.path}`);
    const json = call.kind === "listVersions" ? { result: lists.shift() ?? [] } : read;
    return { exchange: exchangeOf(call, { json }) };
  };
  return { came: await whatCameOf(lost, { context, exchange }), calls };
}

test("a version that the list shows, and nobody knows, is what came of it", async () => {
  const { came, calls } = await found([[version(1), version(2)]]);

  expect(came?.answer.json).toEqual({ result: version(2) });
  expect(calls).toEqual([
    "GET /workers/1/versions?per_page=100",
    "GET /workers/1/versions/00000001-0000-4000-8000-000000000002",
  ]);
});

test("a list may lag: it is read twice, and no more", async () => {
  expect((await found([[version(1)], [version(1), version(2)]])).came).toBeDefined();
  const { came, calls } = await found([[version(1)], [version(1)], [version(2)]]);
  expect(came).toBeUndefined();
  expect(calls).toHaveLength(2);
});

test.each([
  ["two of them", [version(2), version(3)]],
  ["one that is known", [version(1)]],
  ["one with a known id", [{ ...version(1), number: 2 }]],
  ["one without an id", [{ number: 2 }]],
  ["one without a number", [{ id: version(2).id }]],
  ["one that is older", [{ ...version(2), number: 1 }]],
])("the list does not tell where it shows %s", async (_, list) => {
  expect((await found([list, list], { result: list[0] })).came).toBeUndefined();
});

test("another version in the place of the one that was listed does not tell", async () => {
  expect((await found([[version(2)]], { result: version(3) })).came).toBeUndefined();
});

test("only a create tells that deploys nothing, where no other may have used the number", () => {
  const context = emptyContext();

  expect(isTellable(lost, context)).toBe(true);
  expect(isTellable({ ...lost, deploy: true }, context)).toBe(false);
  expect(isTellable({ ...lost, kind: "deleteVersion" }, context)).toBe(false);
  record(context, exchangeOf(lost, { status: 400 }));
  expect(isTellable(lost, context)).toBe(false);
});
