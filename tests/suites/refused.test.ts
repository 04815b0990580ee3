import { expect, test } from "vitest";
import { requestFaults } from "../../contract/faults/index.ts";
import { Refutation } from "../../contract/refutation.ts";
import type { Version } from "../../contract/version.ts";
import { brokenRefused } from "../../suites/judges/refusals.ts";
import { exchangeOf } from "../harness/judge/bench.ts";

/** What explains that a fault was accepted, with this version as the answer; undefined where it was refused. */
function explained(id: string, sent: object, shown: object, status = 200): readonly string[] | undefined {
  const fault = requestFaults.find((one) => one.id === id);
  const [change] = fault?.changes ?? [];
  if (!fault || !change) throw new Error(`no fault ${id}`);
  const exchange = exchangeOf({ kind: "createVersion" }, { status, json: { result: shown } as never });
  const sending = { text: JSON.stringify(sent) };
  try {
    brokenRefused(fault, change, sending, { exchange, ...(status < 300 ? { result: shown as Version } : {}) });
    return undefined;
  } catch (error) {
    if (!(error instanceof Refutation)) throw error;
    expect(error.details).toMatchObject({ id: fault.requirement, row: id });
    return error.details.after ?? [];
  }
}

const placement = { placement: { mode: 7 } };
const binding = { name: "A", type: "plain_text", text: 1 };

test("a broken request is refused", () => {
  expect(explained("limits.cpu_ms:type", { limits: { cpu_ms: "1" } }, {}, 400)).toBeUndefined();
});

test.each<[string, string, object, object, string[]]>([
  ["placement that gets lost", "placement:type", placement, {}, ["placement.echoed"]],
  ["placement that is shown empty", "placement:type", placement, { placement: {} }, ["placement.echoed"]],
  ["placement that is shown", "placement:type", placement, { placement: { mode: "smart" } }, []],
  ["a limit of limits that get lost", "limits.cpu_ms:type", {}, {}, ["limits.echoed", "refusal.type/limits:type"]],
  ["migrations that leave no tag", "migrations:type", {}, {}, ["migrations.tag-set-on-deploy"]],
  ["migrations that leave a tag", "migrations:type", {}, { migration_tag: "v1" }, []],
  [
    "a binding that gets lost",
    "bindings.plain_text.text:type",
    { bindings: [binding] },
    { bindings: [] },
    ["bindings.complete", "inherit.latest", "refusal.type/bindings:type"],
  ],
  ["a binding that is shown", "bindings.plain_text.text:type", { bindings: [binding] }, { bindings: [binding] }, []],
  ["a main module", "main_module:type", {}, {}, []],
])("what explains that it is not, of %s", (_, id, sent, shown, after) => {
  expect(explained(id, sent, shown)).toEqual(after);
});
