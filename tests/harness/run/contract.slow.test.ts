import { expect, test } from "vitest";
import { revisionIds } from "../../../contract/revision.ts";
import { run } from "../../../harness/run/run.ts";
import { readSettings } from "../../../harness/settings/settings.ts";
import { openTarget } from "../../../harness/target/target.ts";
import { suite } from "../../../suites/index.ts";

test.each(revisionIds)(
  "a quick run by %s judges all requirements of it, and tries each feature of a request",
  async (contract) => {
    const settings = readSettings({ contract, profile: "quick" }, {});

    const report = await run(suite, settings, openTarget(settings, {}));

    const untried = Object.entries(report.tried ?? {}).filter(
      ([id, count]) => count === 0 && !id.startsWith("answer: "),
    );
    expect(untried).toEqual([]);
    expect(report.totals).toMatchObject({ pass: report.requirements.length, fail: 0, warn: 0, untested: 0 });
    expect(report.drift).toEqual([]);
  },
  120_000,
);
