import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { flagOf, settingNames } from "../../../harness/settings/settings.ts";

test("every setting of a run is a flag of run", () => {
  const help = execFileSync(process.execPath, ["bin/wvc.js", "run", "--help"], { encoding: "utf8" });

  expect(settingNames.map(flagOf).filter((flag) => !help.includes(`${flag} `) && !help.includes(`${flag}\n`))).toEqual(
    [],
  );
});
