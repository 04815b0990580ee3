import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../../harness/run/run.ts";
import { readReport, triedIn } from "../../../harness/settings/reports.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { suite } from "../../../suites/index.ts";

const folder = mkdtempSync(join(tmpdir(), "wvc-reports-"));

test("what earlier reports tried is counted by requirement and row; what was left for want of requests is not", async () => {
  const settings = readSettings({ only: ["placement"], runs: 1 }, {});
  const report = await run(suite, settings, openTarget(settings, {}));
  const [first] = report.requirements;
  const untested = { ...first, id: "placement.left", verdict: "untested", judged: 0, rows: [] };
  const path = join(folder, "report.json");
  writeFileSync(path, JSON.stringify({ ...report, requirements: [...report.requirements, untested] }));

  const once = await triedIn([path]);
  const twice = await triedIn([path, path]);

  expect([once.get("placement.accepted"), twice.get("placement.accepted/smart")]).toEqual([1, 2]);
  expect(once.has("placement.left")).toBe(false);
  expect(await triedIn([])).toEqual(new Map());
});

test("a file that is no report is refused, with what it is and where a report comes from", async () => {
  const path = join(folder, "other.json");
  writeFileSync(path, '{"schema":"something else"}');

  await expect(readReport(path)).rejects.toThrow(/other\.json is no report of this suite: at schema/);
  await expect(triedIn([join(folder, "none.json")])).rejects.toThrow(/none\.json/);
});

test("--since is refused where requests are not counted", async () => {
  const settings = readSettings({ since: ["report.json"] }, {});

  await expect(run(suite, settings, openTarget(settings, {}))).rejects.toThrow(/requests are counted/);
});
