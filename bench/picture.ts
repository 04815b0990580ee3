/** `npm run picture`: the beginning of the HTML report of a run with two faults, as docs/report.png. It needs Chromium. */
import { fileURLToPath } from "node:url";
import { run } from "../harness/run/run.ts";
import { readSettings } from "../harness/settings/settings.ts";
import { openTarget } from "../harness/target/target.ts";
import { htmlReport } from "../reports/html/page.ts";
import { suite } from "../suites/index.ts";
import { openBrowser, openPage } from "../tests/reports/browser.ts";

const file = fileURLToPath(new URL("../docs/report.png", import.meta.url));
const settings = readSettings({ profile: "quick", fault: ["loses-d1", "deploy-joins"] }, {});
const report = await run(suite, settings, openTarget(settings, {}));
const browser = await openBrowser();
const { page } = await openPage(browser, htmlReport(report), { viewport: { width: 900, height: 900 } });
const { length } = await page.screenshot({ path: file });
await browser.close();
console.log(`${file}: ${Math.round(length / 1024)} KB`);
