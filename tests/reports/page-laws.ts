import type { Browser } from "playwright-core";
import { expect } from "vitest";
import { htmlReport } from "../../reports/html/page.ts";
import type { Report } from "../../reports/report.ts";
import { openPage, violations } from "./browser.ts";

const views = (["light", "dark"] as const).flatMap((colorScheme) =>
  [375, 1440].map((width) => ({ colorScheme, viewport: { width, height: 900 } })),
);

/** No report breaks a rule of accessibility, asks for anything, or is wider than the page, in any theme and width. */
export async function looksWell(browser: Browser, report: Report): Promise<void> {
  const html = htmlReport(report);
  for (const view of views) {
    const { page, context, complaints } = await openPage(browser, html, view);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);

    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(width).toBeLessThanOrEqual(view.viewport.width);
    await context.close();
  }
}

/** Every link within the page leads to a place that is there. */
export async function leadsSomewhere(browser: Browser, report: Report): Promise<void> {
  const { page, context } = await openPage(browser, htmlReport(report));
  const lost = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
      .map((link) => decodeURIComponent(link.hash.slice(1)))
      .filter((id) => document.getElementById(id) === null),
  );

  expect([...new Set(lost)]).toEqual([]);
  await context.close();
}

/** Without scripts every requirement is there to be read, and what is folded can be unfolded. */
export async function readsWithoutScripts(browser: Browser, report: Report): Promise<void> {
  const { page, context } = await openPage(browser, htmlReport(report), { javaScriptEnabled: false });
  const text = (await page.locator("body").textContent()) ?? "";
  const summary = page.locator("#requirements summary").first();
  await summary.click();

  const broken = report.requirements.filter(({ failures }) => failures.length > 0);
  expect(broken.filter((one) => !text.includes(one.id) || !text.includes(one.text))).toEqual([]);
  expect(await page.locator("#requirements details").first().getAttribute("open")).not.toBeNull();
  expect(await page.locator(".tools").isVisible()).toBe(false);
  await context.close();
}

/** How many screens a page takes, with nothing unfolded. */
export async function screensOf(browser: Browser, report: Report, height = 900): Promise<number> {
  const { page, context } = await openPage(browser, htmlReport(report), { viewport: { width: 1440, height } });
  const all = await page.evaluate(() => document.documentElement.scrollHeight);
  await context.close();
  return all / height;
}
