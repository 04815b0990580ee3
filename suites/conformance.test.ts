import { beforeAll, describe, test } from "vitest";
import { areaOf, requirementIds, requirements } from "../contract/requirements/index.ts";
import { isSelected } from "../harness/judge/select.ts";
import { conformance } from "../harness/run/conformance.ts";
import { loadSettings } from "../harness/settings/config.ts";
import { exitCodeOf, type Report } from "../reports/report.ts";
import { closingLine } from "../reports/summary.ts";
import { failureText } from "../reports/text.ts";
import { suite } from "./index.ts";

/** The suites for vitest: the same run as `run`, with the settings of the environment and the configuration file; a test for each requirement. */
const { settings } = await loadSettings({}, process.env, process.cwd());
const ids = requirementIds.filter((id) => isSelected(id, settings.only));
const areas = [...new Set(ids.map(areaOf))];
let report: Report | undefined;

beforeAll(async () => {
  report = (await conformance(suite, settings, process.env)).report;
});

describe.each(areas)("%s", (area) => {
  test.for(ids.filter((id) => areaOf(id) === area))("%s", async (id, context) => {
    const result = report?.requirements.find((one) => one.id === id);
    if (!result) throw new Error(`${id} is not in the report: ${report ? closingLine(report) : "no run"}`);
    const { verdict, reason } = result;
    if (verdict === "untested" || verdict === "inapplicable") context.skip(`${verdict}: ${reason}`);
    if (result.known !== undefined) context.skip(`known: ${result.known}`);
    if (["fail", "flaky", "unconfirmed"].includes(verdict)) throw new Error(failureText(result));
    if (verdict === "warn") await context.annotate(failureText(result), "warning");
    else if (verdict !== "pass") throw new Error(`${verdict}: ${requirements[id].text}: ${reason}`);
  });
});

test("the run is complete and the target conforms", () => {
  if (!report?.complete) throw new Error(report ? closingLine(report) : "no run");
  if (exitCodeOf(report) !== 0) throw new Error(closingLine(report));
});
