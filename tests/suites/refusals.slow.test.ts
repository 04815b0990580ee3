import { expect, test } from "vitest";
import { requestFaults } from "../../contract/faults/index.ts";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { mockTransport } from "../../harness/target/client.ts";
import { mockAccount, type Target } from "../../harness/target/target.ts";
import { createMock } from "../../mock/app.ts";
import type { Behaviour } from "../../mock/behaviour.ts";
import { suite } from "../../suites/index.ts";

/** A server that takes everything: what is no request becomes an empty one. */
const takesAll: Behaviour = {
  pardon: () => true,
  reads: (text, right) => {
    try {
      return right(text);
    } catch {
      return {};
    }
  },
  asks: () => false,
  admits: () => true,
  inherit: (right, { name }) => right ?? { name, type: "plain_text", text: "" },
};
const targetOf = (behaviour: Behaviour): Target => ({
  kind: "mock",
  transport: mockTransport(createMock({ behaviour, token: "mock" })),
  accountId: mockAccount,
  runId: "refusals",
  lagMs: 0,
});

test("the table of request faults bites in every row: a server that takes everything fails each", async () => {
  const report = await run(suite, readSettings({ runs: 1, only: ["refusal"] }, {}), targetOf(takesAll));

  const failed = new Set(report.requirements.flatMap(({ failures }) => failures.map(({ row }) => row)));
  const survived = requestFaults.filter(
    ({ id, requirement }) => !failed.has(id) && requirement !== "refusal.credentials",
  );
  expect(survived.map(({ id }) => id)).toEqual([]);
});
