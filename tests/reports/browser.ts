import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Chromium, where there is one. */
export const chromiumPath = [process.env.CHROMIUM, ...usual].find((path) => path !== undefined && existsSync(path));
/** What a test that needs it says where there is none. */
export const needsChromium = chromiumPath === undefined ? " (skipped: no Chromium; CHROMIUM=PATH names one)" : "";

const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? "",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", ...quiet],
  });

/** Where a page under test seems to stand: nothing is there. */
const place = "https://report.test/";

export interface Opened {
  page: Page;
  context: BrowserContext;
  /** Errors of its scripts, and requests beside the one for the page itself. */
  complaints: string[];
}

/** A page in a browser that answers for the network: whatever else it asks for is a complaint. */
export async function openPage(browser: Browser, html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  await page.route("**", async (route) => {
    const url = route.request().url();
    if (url === place) return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
    complaints.push(`asked for ${url}`);
    return route.abort();
  });
  await page.goto(place);
  return { page, context, complaints };
}

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** What axe has against a page, each with a place. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(axeFile, "utf8"));
  return page.evaluate(async () => {
    const found = await (window as unknown as { axe: typeof import("axe-core") }).axe.run(document, {
      resultTypes: ["violations"],
    });
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} and ${nodes.length - 1} more`,
    );
  });
}
