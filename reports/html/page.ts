import { html, raw } from "hono/html";
import { pageUrl } from "../../contract/page.ts";
import { baselineLines } from "../baseline.ts";
import { type Group, groupsOf, type Member, membersOf } from "../groups.ts";
import { type Docs, noDocs } from "../links.ts";
import { exitCodeOf, meaningOf, type Report } from "../report.ts";
import { groupTitle } from "../story-text.ts";
import { counted, lackLines, residueLine, scopeText, settingLine, summaryLine } from "../summary.ts";
import { aboutSection, aboutShown } from "./about.ts";
import { groupCard, groupList } from "./cards.ts";
import { matrixSection } from "./matrix.ts";
import { driftSection, silenceSection, timesSection, triedSection } from "./measures.ts";
import { flagged, folded, type Html, mostListed, section, shown, table } from "./parts.ts";
import { requirementsSection } from "./requirements.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** Groups that stand open, and cards that there are at the most; the other groups are rows of a table. */
const openGroups = 10;
const mostCards = 120;

const shownGroups = (groups: readonly Group[]) => groups.slice(0, mostCards + mostListed);

/** Groups as cards: the first ones open, more folded, the rest as rows. */
function groupCards(groups: readonly Group[], docs: Docs): Html {
  const card = (group: Group, i: number) => groupCard(group, i + 1, docs);
  const more = groups.slice(openGroups, mostCards).map((group, i) => groupCard(group, openGroups + i + 1, docs, true));
  const rest = groups
    .slice(mostCards)
    .map((group) => [
      html`<span id="${group.id}"></span>${shown(groupTitle(group), 200)}`,
      group.members.length,
      group.id,
    ]);
  return html`${groups.slice(0, openGroups).map(card)}
${more.length > 0 ? folded(`${more.length} more groups`, more, true) : ""}
${rest.length > 0 ? folded(`${rest.length} further groups`, table("further groups", ["group", "failures", "replay"], rest, { isSearched: true }), true) : ""}`;
}

const groupsSection = (
  id: string,
  title: string,
  note: string,
  report: Report,
  members: readonly Member[],
  docs: Docs,
): Html | "" => {
  if (members.length === 0) return "";
  const groups = groupsOf(report, members);
  const count =
    members.length === 1
      ? ""
      : `${members.length.toLocaleString("en")}${groups.length < members.length ? ` in ${counted(groups.length, "group")}` : ""}, the likely root first.`;
  return section(
    id,
    title,
    [note, count].filter(Boolean).join(" "),
    html`${groupList(groups.slice(0, openGroups))}${groupCards(groups, docs)}`,
  );
};

function headOf(report: Report): Html {
  const { run, complete, baseline } = report;
  const code = exitCodeOf(report);
  const known = baselineLines(report).filter((line) => line !== "");
  return html`<header class="${code === 0 ? "good" : code === 1 ? "bad" : "odd"}"><h1>${shown(meaningOf(report))}: ${flagged(shown(scopeText(report)))}</h1>
${run.died === undefined ? "" : html`<p><strong>${shown(run.died, 1000)}</strong></p>`}${complete ? "" : html`<p><strong>incomplete: ${shown(run.ended ?? "")}</strong></p>`}
<p>${summaryLine(report)}</p><p>${settingLine(report)}; the page that it goes by: <a href="${pageUrl}">Create Version</a></p><p>${shown(residueLine(report))}.</p>${lackLines(report).map((line) => html`<p>${shown(line, 1000)}.</p>`)}
${baseline === undefined ? "" : html`<p>${shown(known.join("; "), 3000)}</p>`}</header>`;
}

const tools = html`<div class="tools" hidden role="search"><label for="search">Search</label><input id="search" type="search" placeholder="requirement, row, field, text">
${["fail", "warn", "untested", "pass"].map((one) => html`<button type="button" data-only="${one}" aria-pressed="false">${one}</button>`)}<span id="found" role="status"></span></div>`;

/** The report as one page that loads nothing; what its script adds is search, filters and copying. Of the documentation it holds what it needs. */
export function htmlReport(report: Report, documentation: Docs = noDocs): string {
  const { failures, warnings, known } = membersOf(report);
  // As they stand below: a place that nothing shows is no target of a link.
  const all = [failures, known, warnings].flatMap((members) => shownGroups(groupsOf(report, members)));
  const broken = [...new Set(all.flatMap(({ requirements }) => requirements))];
  const docs = aboutShown(broken, documentation);
  const about = aboutSection(docs);
  const of = (all: readonly unknown[]) => all.length.toLocaleString("en");
  const links: [id: string, title: string, isThere: boolean][] = [
    ["failures", `Failures (${of(failures)})`, failures.length > 0],
    ["known", `Known (${of(known)})`, known.length > 0],
    ["warnings", `Warnings (${of(warnings)})`, warnings.length > 0],
    ["matrix", "Matrix", true],
    ["requirements", "Requirements", true],
    ["about", "About what broke", about !== ""],
    ["times", "Answer times", Object.keys(report.times ?? {}).length > 0],
    ["tried", "What was tried", Object.keys(report.tried ?? {}).length > 0],
    ["drift", `Drift (${of(report.drift)})`, report.drift.length > 0],
    ["silences", "Where the page is silent", report.silences.length > 0],
  ];
  const below = `What breaks below the bar (--level ${report.run.level}), and fails no run.`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shown(meaningOf(report))}</title><style>${raw(style)}</style></head><body>
<a class="skip" href="#main">to the findings</a>
${headOf(report)}
<nav aria-label="parts of the report">${links.filter(([, , isThere]) => isThere).map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>
<main id="main">${tools}
${groupsSection("failures", "Failures", "", report, failures, docs)}
${groupsSection("known", "Known failures", "A baseline lists them.", report, known, docs)}
${warnings.length === 0 ? "" : groupsSection("warnings", "Warnings", below, report, warnings, docs)}
${matrixSection(report, all)}
${requirementsSection(report, all)}
${about}
${timesSection(report)}${triedSection(report)}${driftSection(report)}${silenceSection(report)}
</main><script>${raw(script)}</script></body></html>`;
  return String(page);
}
