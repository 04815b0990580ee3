import { describe, expect, test } from "vitest";
import { requestFaults, silences } from "../../contract/faults/index.ts";
import { isObject } from "../../contract/json.ts";
import { run } from "../../harness/run/run.ts";
import { readSettings, type SettingName } from "../../harness/settings/settings.ts";
import { openTarget } from "../../harness/target/target.ts";
import { faults } from "../../mock/faults/index.ts";
import type { Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";

const onMock = (flags: Partial<Record<SettingName, unknown>>): Promise<Report> => {
  const settings = readSettings(flags, {});
  return run(suite, settings, openTarget(settings, {}));
};

describe("the table of request faults", () => {
  test("has an id of its own for each row", () => {
    const ids = [...requestFaults, ...silences].map(({ id }) => id);

    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test("is selected by requirement, by row and by fault", async () => {
    const idsOf = async (only: string) => {
      const report = await onMock({ runs: 1, only: [only] });
      return report.requirements.flatMap(({ rows }) => rows.map(({ row }) => row));
    };

    expect(await idsOf("limits.cpu_ms:type")).toEqual(["limits.cpu_ms:type"]);
    expect(await idsOf("refusal.type/limits.cpu_ms:type")).toEqual(["limits.cpu_ms:type"]);
    expect(await idsOf("bindings.kv_namespace.namespace_id")).toEqual([
      "bindings.kv_namespace.namespace_id:required",
      "bindings.kv_namespace.namespace_id:type",
      "bindings.kv_namespace.namespace_id:length",
    ]);
    expect((await idsOf("refusal.length")).length).toBeGreaterThan(2);
    expect((await idsOf("refusal.enum")).length).toBeGreaterThan(4);
  });
});

describe("what a target does where the page is silent", () => {
  test("is the same in two runs, for every request", async () => {
    const [one, other] = [await onMock({ runs: 1, only: ["silence"] }), await onMock({ runs: 1, only: ["silence"] })];

    expect([...new Set(one.silences.map(({ id }) => id.split(" (")[0]))].sort()).toEqual(
      silences.map(({ id }) => id).sort(),
    );
    expect(other.silences).toEqual(one.silences);
  });
});

/** Code is long and the same everywhere: only its length matters to a reader of the snapshot. */
const withoutCode = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner) => (key === "content_base64" && String(inner).length > 40 ? "…" : inner)),
  );

describe("the smallest request of a target fault", () => {
  test.each([
    "accepts-limits:type",
    "accepts-bindings.type:enum",
    "accepts-modules.content_base64:format",
    "timeout-below-period",
    "jwk-without-key",
    "network-with-both-ids",
    "rules-all-negative",
    "names-twice",
  ])("%s", async (fault) => {
    const report = await onMock({ runs: 12, fault: [fault], only: [faults[fault]?.breaks] });

    const failures = report.requirements.flatMap(({ id, failures }) =>
      failures.map(({ row, expected, input }) => ({ id, row, expected, input: withoutCode(input) })),
    );
    const [first] = failures;
    expect(isObject(first)).toBe(true);
    expect(first).toMatchSnapshot();
  });
});
