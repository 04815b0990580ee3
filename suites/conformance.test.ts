import { conformance } from "../harness/run/conformance.ts";
import { loadSettings } from "../harness/settings/config.ts";
import { testsOf } from "../package/cases.ts";
import { mount } from "../package/mount.ts";
import type { Report } from "../reports/report.ts";
import { suite } from "./index.ts";

/** The suites for vitest: the same run as `run`, with the settings of the environment and the configuration file; a test for each requirement. */
const { settings } = await loadSettings({}, process.env, process.cwd());
let report: Promise<Report> | undefined;
const begin = (): Promise<Report> => {
  report ??= conformance(suite, settings, process.env).then((done) => done.report);
  return report;
};
mount(testsOf(begin, settings), begin, 7_200_000);
