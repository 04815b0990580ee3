import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { groupsOf, membersOf } from "../../reports/groups.ts";
import { htmlReport } from "../../reports/html/page.ts";
import type { Report } from "../../reports/report.ts";
import { chromiumPath, needsChromium, openBrowser, openPage } from "./browser.ts";
import { manyFailures } from "./many.ts";
import { leadsSomewhere, looksWell, readsWithoutScripts } from "./page-laws.ts";
import { realReport } from "./real.ts";

/** The report of several faults, where a baseline knows some failures, others lie below the bar, and the run was cut short. */
async function cutShort(): Promise<Report> {
  const report = await realReport();
  const failing = report.requirements.filter(({ failures }) => failures.length > 0);
  const change = (n: number, rest: object) => {
    for (const failure of failing[n]?.failures ?? []) Object.assign(failure, rest);
  };
  change(0, { known: "the author knows" });
  change(1, { warning: true });
  const baseline = { file: "baselines/own.json", known: 1, stale: [], expired: [] };
  return { ...report, complete: false, baseline, run: { ...report.run, ended: "interrupted" } };
}

/** What has the focus after each press of Tab, as its place in the document and its kind. */
async function tabbed(page: Page, times: number): Promise<{ place: number; kind: string }[]> {
  const seen: { place: number; kind: string }[] = [];
  for (let i = 0; i < times; i += 1) {
    await page.keyboard.press("Tab");
    seen.push(
      await page.evaluate(() => {
        const all = [...document.querySelectorAll("*")];
        const has = document.activeElement ?? document.body;
        const isShown = getComputedStyle(has).outlineStyle !== "none";
        return { place: all.indexOf(has), kind: `${has.tagName}${isShown ? "" : " without a mark"}` };
      }),
    );
  }
  return seen;
}

describe.skipIf(chromiumPath === undefined)(`the HTML report in a browser${needsChromium}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  const open = async (report: Report, options = {}) => openPage(browser, htmlReport(report), options);

  describe.for([
    ["several faults", realReport],
    ["a run cut short, with known failures and warnings", cutShort],
  ] as const)("of %s", ([, make]) => {
    let report: Report;
    beforeAll(async () => {
      report = await make();
    });

    test("looks well in each theme and width", () => looksWell(browser, report));
    test("has no link that leads nowhere", () => leadsSomewhere(browser, report));
    test("is read without scripts", () => readsWithoutScripts(browser, report));
  });

  test("finds what is searched, filters by verdict, and folds again what it unfolded", async () => {
    const { page, context } = await open(await realReport());
    const cards = page.locator("article:visible");
    const before = await cards.count();

    await page.getByRole("searchbox").fill("Bindings.ACCEPTED");
    expect(await page.getByRole("status").textContent()).toMatch(/^\d+ found$/);
    expect(await cards.count()).toBeLessThan(before);
    expect(await cards.first().textContent()).toContain("bindings.accepted");
    expect(await page.locator("#r-bindings\\.accepted").isVisible()).toBe(true);

    await page.getByRole("button", { name: "pass", exact: true }).click();
    expect(await cards.count()).toBe(0);

    await page.getByRole("button", { name: "pass", exact: true }).click();
    await page.getByRole("searchbox").fill("");
    expect(await cards.count()).toBe(before);
    expect(await page.locator("#r-bindings\\.accepted").isVisible()).toBe(false);
    await context.close();
  });

  test("copies a replay as it is", async () => {
    const report = await realReport();
    const [first] = groupsOf(report, membersOf(report).failures);
    const { page, context } = await open(report, { permissions: ["clipboard-read", "clipboard-write"] });

    await page.getByRole("button", { name: "copy replay" }).first().click();

    await page.getByText("copied").first().waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first?.example.failure.replay);
    await context.close();
  });

  test("is walked through with the keyboard, in the order of the page, and shows where one is", async () => {
    const { page, context } = await open(await realReport());

    const seen = await tabbed(page, 40);

    const places = seen.map(({ place }) => place);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const kinds = seen.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.endsWith("without a mark"))).toEqual([]);
    expect(["A", "INPUT", "BUTTON", "SUMMARY", "PRE"].filter((kind) => !kinds.includes(kind))).toEqual([]);
    await context.close();
  });

  test("unfolds what a link leads to", async () => {
    const { page, context } = await open(await realReport());

    await page.locator("#matrix a", { hasText: "ok" }).first().click();

    expect(await page.locator("#r-bindings\\.accepted").isVisible()).toBe(true);
    await context.close();
  });

  test("shows on paper what is folded on a screen, and nothing to press", async () => {
    const { page, context } = await open(await realReport());
    await page.emulateMedia({ media: "print" });

    const heights = await page
      .locator("#requirements details > .scroll")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));

    expect(heights.filter((height) => height < 20)).toEqual([]);
    expect(await page.locator("button:visible, input:visible").count()).toBe(0);
    expect(await page.locator("h1").isVisible()).toBe(true);
    await context.close();
  });
});

describe("2,000 failures", () => {
  const html = { short: htmlReport(manyFailures(2000)), long: htmlReport(manyFailures(2000, { calls: 30 })) };

  test("are a page under 3 MB, however long their stories", () => {
    expect(html.short.length).toBeLessThan(1_000_000);
    expect(Buffer.byteLength(html.long)).toBeLessThan(3_000_000);
  });

  test.skipIf(chromiumPath === undefined)(`are few enough elements to open at once${needsChromium}`, async () => {
    const browser = await openBrowser();
    const { page } = await openPage(browser, html.long);
    const [nodes, shown] = await page.evaluate(() => [
      document.querySelectorAll("*").length,
      document.querySelectorAll("main > section > article").length,
    ]);
    await browser.close();

    expect(nodes).toBeLessThan(40_000);
    expect(shown).toBe(10);
  });
});
