import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { openTarget } from "../../harness/target/target.ts";
import { htmlReport } from "../../reports/html/page.ts";
import type { Report } from "../../reports/report.ts";
import { suite } from "../../suites/index.ts";
import { chromiumPath, needsChromium, openBrowser, openPage } from "./browser.ts";
import { manyFailures } from "./many.ts";
import { naiveReport } from "./naive-run.ts";
import { leadsSomewhere, looksWell, readsWithoutScripts, screensOf } from "./page-laws.ts";

const judged = (given: { fault?: string[]; only?: string[]; runs?: number; profile?: "quick" }): Promise<Report> => {
  const settings = readSettings(given, {});
  return run(suite, settings, openTarget(settings, {}));
};
const five = ["deploy-joins", "loses-d1", "refuses-kv_namespace", "number-as-text", "secret-in-create"];

describe.skipIf(chromiumPath === undefined)(`the HTML report of a whole run in a browser${needsChromium}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  describe.for([
    ["a clean target", () => judged({ profile: "quick" }), 5],
    ["five faults", () => judged({ profile: "quick", fault: five }), 12],
    ["a naive server", () => naiveReport(), 15],
    ["a race", () => judged({ runs: 25, fault: ["lost-update"], only: ["concurrency"] }), 3],
    ["2,000 failures in 200 groups", async () => manyFailures(2000), 12],
    ["2,000 failures in 1,000 groups", async () => manyFailures(2000, { fields: 50 }), 12],
  ] as const)("that found %s", ([, make, screens]) => {
    let report: Report;
    beforeAll(async () => {
      report = await make();
    });

    test("looks well in each theme and width", () => looksWell(browser, report));
    test("has no link that leads nowhere", () => leadsSomewhere(browser, report));
    test("is read without scripts", () => readsWithoutScripts(browser, report));
    test("takes few screens before anything is unfolded", async () => {
      expect(await screensOf(browser, report)).toBeLessThanOrEqual(screens);
    });
  });

  test("shows calls that overlapped, with an axis, each on a line of its own", async () => {
    const report = await judged({ runs: 25, fault: ["lost-update"], only: ["concurrency.none-lost"] });
    const { page, context } = await openPage(browser, htmlReport(report));
    const places = await page
      .locator("svg.timeline rect")
      .evaluateAll((all) => all.map((one) => one.getAttribute("y")));

    expect(places.length).toBeGreaterThan(1);
    expect(new Set(places).size).toBe(places.length);
    expect(await page.locator("svg.timeline .axis").count()).toBe(1);
    await context.close();
  });
});
