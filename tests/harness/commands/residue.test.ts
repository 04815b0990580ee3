import { describe, expect, test } from "vitest";
import { leftLines, stoppedLine } from "../../../harness/commands/residue.ts";
import type { Report } from "../../../reports/report.ts";

const leaving = (...left: string[]) =>
  ({ residue: { created: 3, deleted: 1, left, proven: false } }) as unknown as Report;
const place = { baseUrl: "https://t/client/v4", out: "the-folder" };

describe("what a run left", () => {
  test("is named, with the command that removes it: its run, its target, and the folder of its journal", () => {
    expect(leftLines(leaving("wvc-0a1b-3", "wvc-0a1b-4"), place)).toEqual([
      "left on the target, or not known to be gone: wvc-0a1b-3, wvc-0a1b-4",
      '  remove it: npx --no-install workers-version-conformance clean --run 0a1b --base-url https://t/client/v4 --account-id "$CLOUDFLARE_ACCOUNT_ID" --out the-folder',
    ]);
  });

  test("is removed by the journal alone where it is no Worker", () => {
    expect(leftLines(leaving("kv_namespace /kv/1"), place)[1]).not.toContain("--run");
  });

  test("is not worth a line where nothing is left, or where it went with the mock", () => {
    expect(leftLines(leaving(), place)).toEqual([]);
    expect(leftLines(leaving("wvc-0a1b-3"), { ...place, baseUrl: undefined })).toEqual([]);
  });
});

test("the last line of an interrupted run says whether anything is left", () => {
  expect(stoppedLine(leaving())).toBe("exit 130: interrupted; what was made has been removed");
  expect(stoppedLine(leaving("a", "b"))).toBe("exit 130: interrupted; 2 Workers may be left");
});
