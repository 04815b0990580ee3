import { html, raw } from "hono/html";
import { baselineLines } from "../baseline.ts";
import { plain } from "../door.ts";
import { type Group, groupsOf, type Member, membersOf } from "../groups.ts";
import { exitCodeOf, meaningOf, type Report, type RequirementResult } from "../report.ts";
import { groupTitle } from "../story-text.ts";
import { type Area, areasOf, lackLines, residueLine, scopeText, settingLine, summaryLine } from "../summary.ts";
import { neverText, triedGroups, triedLine } from "../tried.ts";
import { badge, groupCard, type Html } from "./cards.ts";
import { matrixSection } from "./matrix.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

const shown = (text: string, limit = 400) => plain(text, limit);
/** Groups that stand open, and cards that there are at the most; the other groups are rows of a table. */
const openGroups = 10;
const mostCards = 120;
/** Rows of the longer lists. */
const mostListed = 300;

const section = (id: string, title: string, note: string, inner: Html | readonly Html[] | ""): Html | "" =>
  inner === ""
    ? ""
    : html`<section id="${id}"><h2>${title}</h2>${note === "" ? "" : html`<p>${note}</p>`}${inner}</section>`;
const folded = (title: string, inner: Html | readonly Html[], isSearched = false): Html =>
  html`<details${isSearched ? raw(" data-fold") : ""}><summary>${title}</summary>${inner}</details>`;

function table(head: readonly string[], rows: readonly (readonly unknown[])[], isSearched = false): Html {
  const cells = (row: readonly unknown[]) =>
    row.map((one) =>
      typeof one === "number" ? html`<td class="number">${one.toLocaleString("en")}</td>` : html`<td>${one}</td>`,
    );
  return html`<div class="scroll"><table class="wide"><thead><tr>${head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>${rows.slice(0, mostListed).map((row) => html`<tr${isSearched ? raw(' data-find="row"') : ""}>${cells(row)}</tr>`)}</tbody></table></div>${
    rows.length > mostListed ? html`<p>and ${rows.length - mostListed} more in report.json</p>` : ""
  }`;
}

/** Groups as cards: the first ones open, more folded, the rest as rows. */
function groupCards(groups: readonly Group[]): Html {
  const card = (group: Group, i: number) => groupCard(group, i + 1);
  const more = groups.slice(openGroups, mostCards).map((group, i) => groupCard(group, openGroups + i + 1));
  const rest = groups.slice(mostCards).map((group) => [shown(groupTitle(group), 200), group.members.length, group.id]);
  return html`${groups.slice(0, openGroups).map(card)}
${more.length > 0 ? folded(`${more.length} more groups`, more, true) : ""}
${rest.length > 0 ? folded(`${rest.length} further groups`, table(["group", "failures", "replay"], rest, true)) : ""}`;
}

function requirementRow(one: RequirementResult): Html {
  const { id, level, text, verdict, judged, reason, rows } = one;
  const odd = rows.filter((row) => row.verdict !== verdict || row.reason !== undefined);
  const notes = odd
    .slice(0, 60)
    .map(
      (row) =>
        html`<br><small>${shown(row.row, 120)}: ${row.verdict}${row.reason === undefined ? "" : ` (${shown(row.reason, 200)})`}</small>`,
    );
  return html`<tr id="r-${id}" data-find="${verdict}"><td>${badge(verdict)}</td><td><code>${id}</code><br><small>${level} ${text}</small>${
    reason === undefined ? "" : html`<br><em>${shown(reason)}</em>`
  }${notes}</td><td class="number">${judged.toLocaleString("en")}</td></tr>`;
}

function areaSection({ name, verdict, requirements }: Area, { areas = {} }: Report): Html {
  const passed = requirements.filter((one) => one.verdict === "pass").length;
  const took = areas[name];
  const time =
    took === undefined ? "" : `, ${took.cases.toLocaleString("en")} cases in ${(took.ms / 1000).toFixed(1)} s`;
  return html`<details data-fold><summary>${badge(verdict)} ${name} <small>${passed} of ${requirements.length}${time}</small></summary>
<div class="scroll"><table><thead><tr><th scope="col">verdict</th><th scope="col">requirement</th><th scope="col">judged</th></tr></thead><tbody>${requirements.map(requirementRow)}</tbody></table></div></details>`;
}

function timesSection({ times }: Report): Html | "" {
  if (times === undefined || Object.keys(times).length === 0) return "";
  const most = Math.max(1, ...Object.values(times).map(({ p95Ms }) => p95Ms));
  const ms = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en"));
  const rows = Object.entries(times).map(([call, { count, medianMs, p95Ms }]) => [
    call,
    count,
    ms(medianMs),
    ms(p95Ms),
    html`<meter min="0" max="${most}" value="${p95Ms}" aria-label="95th percentile of ${call}">${ms(p95Ms)} ms</meter>`,
  ]);
  return section(
    "times",
    "Answer times",
    "In milliseconds, by operation.",
    table(["operation", "answers", "median", "95th percentile", "scale"], rows),
  );
}

function silenceSection({ silences }: Report): Html | "" {
  if (silences.length === 0) return "";
  const accepted = silences.filter(({ did }) => did.startsWith("accepts")).length;
  const rows = silences.map(({ id, text, did }) => [html`<code>${shown(id)}</code>`, shown(text), shown(did)]);
  return section(
    "silences",
    "Where the page is silent",
    "What the target does there; no verdict follows from it.",
    folded(
      `${silences.length} requests, ${accepted} accepted`,
      table(["request", "with", "the target"], rows, true),
      true,
    ),
  );
}

function triedSection(report: Report): Html | "" {
  const rows = triedGroups(report).map((one) => [one.group, one.tried, one.of, shown(neverText(one), 600)]);
  if (rows.length === 0) return "";
  return section(
    "tried",
    "What was tried",
    triedLine(report) ?? "",
    folded("by group", table(["group", "tried", "of", "not tried"], rows)),
  );
}

function driftSection({ drift, moreDrift = 0 }: Report): Html | "" {
  if (drift.length === 0) return "";
  const rows = drift.map((one) => [
    one.what,
    html`<code>${shown(one.value, 200)}</code>`,
    html`<code>${shown(one.pointer, 200)}</code>`,
    one.count,
  ]);
  const more = moreDrift > 0 ? ` ${moreDrift} further sightings are not listed.` : "";
  return section(
    "drift",
    "Drift",
    `What answers hold beside the contract; no failure.${more}`,
    folded(`${drift.length} kinds`, table(["what", "value", "where", "times"], rows, true), drift.length > 8),
  );
}

const groupsSection = (
  id: string,
  title: string,
  note: string,
  report: Report,
  members: readonly Member[],
): Html | "" => {
  if (members.length === 0) return "";
  const groups = groupsOf(report, members);
  const count = `${members.length} in ${groups.length} group${groups.length === 1 ? "" : "s"}, the likely root first.`;
  return section(id, title, `${note}${note === "" ? "" : " "}${count}`, groupCards(groups));
};

function headOf(report: Report): Html {
  const { run, complete, baseline } = report;
  const code = exitCodeOf(report);
  const known = baselineLines(report).filter((line) => line !== "");
  return html`<header class="${code === 0 ? "good" : code === 1 ? "bad" : "odd"}"><h1>${shown(meaningOf(report))}: ${shown(scopeText(report))}</h1>
${run.died === undefined ? "" : html`<p><strong>${shown(run.died, 1000)}</strong></p>`}${complete ? "" : html`<p><strong>incomplete: ${shown(run.ended ?? "")}</strong></p>`}
<p>${summaryLine(report)}</p><p>${settingLine(report)}</p><p>${shown(residueLine(report))}.</p>${lackLines(report).map((line) => html`<p>${shown(line, 1000)}.</p>`)}
${baseline === undefined ? "" : html`<p>${shown(known.join("; "), 3000)}</p>`}</header>`;
}

const tools = html`<div class="tools" hidden role="search"><label for="search">Search</label><input id="search" type="search" placeholder="requirement, row, field, text">
${["fail", "warn", "untested", "pass"].map((one) => html`<button type="button" data-only="${one}" aria-pressed="false">${one}</button>`)}<span id="found" role="status"></span></div>`;

/** The report as one page that loads nothing; what its script adds is search, filters and copying. */
export function htmlReport(report: Report): string {
  const { failures, warnings, known } = membersOf(report);
  const all = groupsOf(report, [...failures, ...known, ...warnings]);
  const links: [id: string, title: string, isThere: boolean][] = [
    ["failures", `Failures (${failures.length})`, failures.length > 0],
    ["known", `Known (${known.length})`, known.length > 0],
    ["warnings", `Warnings (${warnings.length})`, warnings.length > 0],
    ["matrix", "Matrix", report.requirements.some(({ id }) => id === "bindings.accepted")],
    ["requirements", "Requirements", true],
    ["times", "Answer times", Object.keys(report.times ?? {}).length > 0],
    ["tried", "What was tried", Object.keys(report.tried ?? {}).length > 0],
    ["drift", `Drift (${report.drift.length})`, report.drift.length > 0],
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
${groupsSection("failures", "Failures", "", report, failures)}
${groupsSection("known", "Known failures", "A baseline lists them.", report, known)}
${warnings.length === 0 ? "" : groupsSection("warnings", "Warnings", below, report, warnings)}
${matrixSection(report, all)}
<section id="requirements"><h2>Requirements</h2>${areasOf(report).map((area) => areaSection(area, report))}</section>
${timesSection(report)}${triedSection(report)}${driftSection(report)}${silenceSection(report)}
</main><script>${raw(script)}</script></body></html>`;
  return String(page);
}
