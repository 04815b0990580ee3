import { describe, expect, test } from "vitest";
import { run } from "../../harness/run/run.ts";
import { readSettings } from "../../harness/settings/settings.ts";
import { openTarget } from "../../harness/target/target.ts";
import { htmlReport } from "../../reports/html/page.ts";
import { markdownReport } from "../../reports/markdown.ts";
import type { Report } from "../../reports/report.ts";
import { textReport } from "../../reports/text.ts";
import { timelineSvg, timelineText } from "../../reports/timeline.ts";
import { suite } from "../../suites/index.ts";

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

  test("puts each call on a line of its own in the picture, below an axis", () => {
    const svg = timelineSvg(timeline);

    expect([...svg.matchAll(/<rect x="([\d.]+)" y="(\d+)"/g)].map((one) => one[2])).toEqual(["8", "32", "56"]);
    expect(svg.match(/class="axis"/g)).toHaveLength(1);
    expect(svg).toContain("versions &quot;&lt;1&gt;&quot;");
  });
});

const reportOf = async (fault: string[], only: string): Promise<Report> => {
  const settings = readSettings({ runs: 2, fault, only: [only] }, {});
  return run(suite, settings, openTarget(settings, {}));
};

describe("the source of a failure", () => {
  test("keeps its first form in the JSON report, beside all of them", async () => {
    const report = await reportOf(["deploy-joins"], "deploy.supersedes");

    expect(report.requirements[0]).toMatchObject({
      source: "page:query.deploy",
      sources: ["page:query.deploy", "facts:S-51"],
    });
  });

  test("is a line in the text report: the place and the page, the fact and how sure it is", async () => {
    const text = textReport(await reportOf(["deploy-joins"], "deploy.supersedes"));

    expect(text).toMatch(
      /^ {2}source {5}page: Query Parameters > deploy {2}https:\/\/developers\.cloudflare\.com\/\S+\/create\/$/m,
    );
    expect(text).toMatch(/^ {13}fact S-51: .*\(documented: the page, 2026-06; .*\)$/m);
  });

  test("is a link in the Markdown report, to the place on the page", async () => {
    const text = markdownReport(await reportOf(["deploy-joins"], "deploy.supersedes"));

    expect(text).toMatch(/^- Source: \[page: Query Parameters &gt; deploy\]\(<https:\S+deploy%20%3E%20\(schema\)>\)$/m);
    expect(text).toContain("- Source: fact S\\-51: ");
  });

  test("is a link in the HTML report too", async () => {
    const page = htmlReport(await reportOf(["deploy-joins"], "deploy.supersedes"));

    expect(page).toMatch(/<a href="https:[^"]+deploy%20%3E%20\(schema\)">page: Query Parameters &gt; deploy<\/a>/);
    expect(page).toContain("fact S-51: ");
  });

  test("is shown from a report that has only the first", async () => {
    const report = await reportOf(["deploy-joins"], "deploy.supersedes");
    for (const one of report.requirements) delete one.sources;

    const text = textReport(report);

    expect(text).toContain("page: Query Parameters > deploy");
    expect(text).not.toContain("fact S-51");
  });
});

describe("the HTML report", () => {
  test("says what broke, and loads nothing", async () => {
    const page = htmlReport(await reportOf(["deploy-joins"], "deploy.supersedes"));

    expect(page).toContain("the target breaks the contract");
    expect(page).toContain("deploy.supersedes");
    expect(page).toContain('<a href="https://developers.cloudflare.com/api/resources/workers/');
    expect(page).not.toMatch(
      /<script[^>]|<img|<link|\ssrc=|\son\w+=|(?:href|action|style)="(?!#|https:\/\/(?:developers\.cloudflare|github)\.com\/)/i,
    );
  });

  test("has a cell of the matrix for each place where a binding is lost", async () => {
    const page = htmlReport(await reportOf(["loses-d1"], "bindings"));

    const cells = /<th scope="row">d1<\/th>(.*?)<\/tr>/s.exec(page)?.[1] ?? "";
    expect([...cells.matchAll(/>([\w/–]+)<\/a>/g)].map(([, text]) => text).slice(0, 3)).toEqual(["ok", "fail", "fail"]);
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
