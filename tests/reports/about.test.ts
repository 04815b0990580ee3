import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../harness/run/run.ts";
import { writers } from "../../harness/run/write.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { openTarget } from "../../harness/target/target.ts";
import { htmlReport } from "../../reports/html/page.ts";
import { noDocs } from "../../reports/links.ts";
import { markdownReport } from "../../reports/markdown.ts";
import type { Report } from "../../reports/report.ts";
import { textReport } from "../../reports/text.ts";
import { suite } from "../../suites/index.ts";

const id = "deploy.supersedes";
const command = `npx --no-install workers-version-conformance explain ${id}`;
let report: Report;
beforeAll(async () => {
  const settings = readSettings({ runs: 2, fault: ["deploy-joins"], only: [id] }, {});
  report = await run(suite, settings, openTarget(settings, {}));
});

describe("a finding leads to the page of its requirement", () => {
  test("within report.html, which has the page, and that of the fact behind it", () => {
    const html = writers.html(report);

    expect(html).toContain(`<a href="#about-${id}">`);
    expect(html).toContain(`<details id="about-${id}"`);
    expect(html).toContain('<a href="#about-S-51">');
    expect(html).toContain('<details id="about-S-51"');
    expect(html).toContain("the target keeps the version before at 50 % beside the new one");
  });

  test("by a command, once a group, in the terminal, in text and in Markdown", () => {
    for (const text of [textReport(report, { groups: 10 }), textReport(report), markdownReport(report)])
      expect(text.split(command)).toHaveLength(2);
  });

  test("by a command in a page that was made without the documentation", () => {
    expect(htmlReport(report)).toContain(`<code>${command}</code>`);
    expect(htmlReport(report)).not.toContain('href="#about-');
  });

  test("at the package's homepage, where it has one", () => {
    const docs = { ...noDocs, homepage: "https://example.com/docs" };

    expect(htmlReport(report, docs)).toContain(`<a href="https://example.com/docs/requirements/${id}">`);
    expect(markdownReport(report, docs)).toContain(`(<https://example.com/docs/requirements/${id}>)`);
    expect(markdownReport(report, docs)).toContain("(<https://example.com/docs/facts#s-51>)");
  });
});
