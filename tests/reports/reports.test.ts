import { describe, expect, test } from "vitest";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { openTarget } from "../../harness/target/target.ts";
import { htmlReport } from "../../reports/html.ts";
import type { Report } from "../../reports/report.ts";
import { timelineSvg, timelineText } from "../../reports/timeline.ts";

const timeline = [
  { call: "create deploy=true", outcome: "version 1 (aaaaaaaa)", from: 0, to: 3 },
  { call: "create", outcome: "version 2 (bbbbbbbb)", from: 1, to: 2 },
  { call: "list", outcome: 'versions "<1>"', from: 4, to: 5 },
];

describe("a timeline", () => {
  test("shows in text which calls overlapped", () => {
    const lines = timelineText(timeline);

    expect(lines.map((line) => line.replace(/ +/g, " "))).toEqual([
      "create deploy=true |------------------| version 1 (aaaaaaaa)",
      "create |-----| version 2 (bbbbbbbb)",
      'list |-----| versions "<1>"',
    ]);
    expect(lines.map((line) => line.indexOf("|"))).toEqual([20, 26, 46]);
  });

  test("puts calls that overlapped on lines of their own in the picture", () => {
    const svg = timelineSvg(timeline);

    expect([...svg.matchAll(/<rect x="([\d.]+)" y="(\d+)"/g)].map((one) => one[2])).toEqual(["8", "42", "8"]);
    expect(svg).toContain("versions &quot;&lt;1&gt;&quot;");
  });
});

describe("the HTML report", () => {
  const reportOf = async (fault: string[], only: string): Promise<Report> => {
    const settings = readSettings({ runs: 2, fault, only: [only] }, {});
    return run(settings, openTarget(settings, {}));
  };

  test("says what broke, and shows nothing that a page could run", async () => {
    const page = htmlReport(await reportOf(["deploy-joins"], "deploy.supersedes"));

    expect(page).toContain("the target breaks the contract");
    expect(page).toContain("deploy.supersedes");
    expect(page).toContain('<a href="https://developers.cloudflare.com/api/resources/workers/');
    expect(page).not.toMatch(/<script|<img|<link|\ssrc=|\son\w+=|(?<!<a href=")https?:\/\/(?!127)/i);
  });

  test("escapes what a target answers", async () => {
    const report = await reportOf([], "deploy.strategy");
    const [first] = report.requirements;
    if (first) Object.assign(first, { verdict: "untested", reason: "<img src=x onerror=alert(1)>" });

    expect(htmlReport(report)).toContain("&lt;img src=x onerror=alert(1)&gt;");
  });

  test("shows no secret", async () => {
    const page = htmlReport(await reportOf(["secret-in-create"], "secrecy"));

    expect(page).toContain("[secret]");
    expect(page).not.toMatch(/wvc(secret|token)[0-9a-f]/);
  });
});
