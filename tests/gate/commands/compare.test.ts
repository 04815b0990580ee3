import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, describe, expect, test } from "vitest";
import { addGateCompare } from "../../../gate/commands/compare.ts";
import { propertyOf, reportOf } from "../../reports/gate/sample.ts";

const folder = mkdtempSync(join(tmpdir(), "wvc-compare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fileOf = (name: string, value: unknown) => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
};
const good = fileOf("good.json", reportOf("sdk", [propertyOf("call.path")]));
const bad = fileOf("bad.json", reportOf("sdk", [propertyOf("call.path", "fail")]));

async function compared(...files: string[]): Promise<{ text: string; code: number }> {
  let [text, code] = ["", -1];
  const gate = new Command();
  addGateCompare(gate, {
    env: {},
    print: (one) => {
      text += `${one}\n`;
    },
    complain: () => {},
    done: (one) => {
      code = one;
    },
  });
  await gate.parseAsync(["compare", ...files], { from: "user" });
  return { text, code };
}

describe("gate compare", () => {
  test("ends with 1 where something broke", async () => {
    const { text, code } = await compared(good, bad);

    expect(code).toBe(1);
    expect(text).toContain("Broken (1)\n  call.path: the client MUST keep call.path");
    expect(text.trimEnd().split("\n").at(-1)).toBe("exit 1: broken since sdk 1.0.0: call.path");
  });

  test("ends with 0 where something was fixed, or nothing changed", async () => {
    expect((await compared(bad, good)).code).toBe(0);
    expect((await compared(bad, bad)).code).toBe(0);
  });

  test.each([
    ["no file", join(folder, "none.json")],
    ["no report", fileOf("list.json", [])],
  ])("cannot read %s", async (_, file) => {
    await expect(compared(good, file)).rejects.toMatchObject({
      name: "CannotRun",
      message: expect.stringContaining(file),
    });
  });
});
