import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CannotRun } from "../../../harness/shared/errors.ts";
import { type Names, readKnownFailures } from "../../../harness/shared/known-failures.ts";

const names: Names = {
  file: "the list",
  what: "promise",
  ids: ["area.first", "area.second"],
  rowsOf: (id) => (id === "area.first" ? ["queue", "json"] : []),
  shownBy: "list --rows",
};
const path = join(mkdtempSync(join(tmpdir(), "wvc-known-")), "list.json");
function read(value: unknown, modern?: Names["modern"]) {
  writeFileSync(path, JSON.stringify(value));
  return readKnownFailures(path, { ...names, ...(modern ? { modern } : {}) });
}
const refusal = (value: unknown): Promise<CannotRun> =>
  read(value).then(
    () => new CannotRun("it was taken"),
    (error: CannotRun) => error,
  );

describe("a list of known failures", () => {
  test("is read as it stands: ids, and rows that the id has", async () => {
    const entries = [
      { id: "area.first", row: "queue", reason: "seen" },
      { id: "area.second", reason: "seen", evidence: ["here"], expires: "2030-01-31" },
    ];

    expect(await read(entries)).toEqual(entries);
  });

  test("may be put into today's form, entry by entry", async () => {
    const modern = (entry: unknown) => ({ id: (entry as { property: string }).property, reason: "seen" });

    expect(await read([{ property: "area.first" }], modern)).toEqual([{ id: "area.first", reason: "seen" }]);
  });

  test.each([
    [{}, `the list ${path}, at the top: a list is expected`],
    [
      [{ id: "area.frist", reason: "r" }],
      `the list ${path}, at entry 1.id: area.frist is no promise; the nearest known name is area.first`,
    ],
    [
      [
        { id: "area.first", reason: "r" },
        { id: "area.first", row: "queues", reason: "r" },
      ],
      `the list ${path}, at entry 2: area.first has no row queues; the nearest known name is queue`,
    ],
    [[{ id: "area.first", reason: "" }], `the list ${path}, at entry 1.reason: must not be empty`],
    [[5], `the list ${path}, at entry 1: must be an object`],
  ])("%j is refused, by entry and by the nearest name", async (value, message) => {
    const error = await refusal(value);

    expect(error).toBeInstanceOf(CannotRun);
    expect(error.message).toBe(message);
  });

  test("says what it should look like, or what shows the rows", async () => {
    expect((await refusal({})).hint).toBe("a list of { id, row?, reason, evidence?, expires? }");
    expect((await refusal([{ id: "area.second", row: "x", reason: "r" }])).hint).toBe("`list --rows` shows them");
  });
});
