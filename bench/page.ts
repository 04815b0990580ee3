/** `npm run bench:page`: what the HTML report of 2,000 failures weighs, and how long making it and opening it in Chromium take. */
import { htmlReport } from "../reports/html/page.ts";
import { openBrowser, openPage } from "../tests/reports/browser.ts";
import { manyFailures } from "../tests/reports/many.ts";
import { table, whole } from "./table.ts";

const made: Record<string, ReturnType<typeof manyFailures>> = {
  "200 groups": manyFailures(2000),
  "1,000 groups": manyFailures(2000, { fields: 50 }),
  "200 groups of 30 calls": manyFailures(2000, { calls: 30 }),
};
const browser = await openBrowser();
const rows: string[][] = [];
for (const [name, report] of Object.entries(made)) {
  const startedAt = performance.now();
  const html = htmlReport(report);
  const tookMs = performance.now() - startedAt;
  const { page, context } = await openPage(browser, html);
  const [nodes, readyMs] = await page.evaluate(() => [
    document.querySelectorAll("*").length,
    performance.getEntriesByType("navigation").map((one) => one.toJSON().domContentLoadedEventEnd)[0],
  ]);
  rows.push([name, whole(html.length / 1000), whole(Number(nodes)), whole(tookMs), whole(Number(readyMs))]);
  await context.close();
}
await browser.close();
console.log(table(["2,000 failures in", "KB", "elements", "made in ms", "ready in ms"], rows));
