import { html, raw } from "hono/html";
import { baselineLines } from "./baseline.ts";
import { exitCodeOf, type Failure, meaningOf, type Report, type RequirementResult } from "./report.ts";
import { shownSources } from "./sources.ts";
import { style } from "./style.ts";
import { type Area, areasOf, failuresOf, lackLines, markOf, residueLine, short, summaryLine } from "./text.ts";
import { timelineSvg, timelineText } from "./timeline.ts";
import { neverText, triedGroups, triedLine } from "./tried.ts";

type Html = ReturnType<typeof html>;
const pretty = (value: unknown) =>
  typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "nothing");
const longest = 6000;
const badge = (verdict: string) => html`<span class="badge ${verdict}">${verdict}</span>`;
const block = (title: string, text: string) => html`<dt>${title}</dt><dd><pre>${short(text, longest)}</pre></dd>`;

const sourcesOf = (one: RequirementResult): Html[] =>
  shownSources(one).map(
    ({ text, link }) => html`<br><small>${link === undefined ? text : html`<a href="${link}">${text}</a>`}</small>`,
  );

function failureCard(one: RequirementResult, failure: Failure): Html {
  const { id, text, level } = one;
  const { row, expected, actual, pointer, input, replay, curl, timeline } = failure;
  return html`<article class="failure" id="${id}${row === undefined ? "" : `/${row}`}">
<h3>${badge(markOf(failure))} ${id}${row === undefined ? "" : html` <small>${row}</small>`}</h3>
${failure.known === undefined ? "" : html`<p>Known: ${failure.known}</p>`}
<p>The API ${level === "must" ? "must" : "should"} ${text}.${sourcesOf(one)}</p>
<dl>
${block("expected", expected)}
${block(pointer === undefined ? "actual" : `actual, at ${pointer}`, pretty(actual))}
${timeline ? html`<dt>calls over time</dt><dd>${raw(timelineSvg(timeline))}<pre>${timelineText(timeline).join("\n")}</pre></dd>` : ""}
${block("smallest input", pretty(input))}
${block("replay", replay)}
${curl === undefined ? "" : block("the last create as curl", curl)}
</dl></article>`;
}

function requirementRow({ id, level, text, verdict, judged, reason, rows }: RequirementResult): Html {
  const odd = rows.filter((one) => one.verdict !== verdict || one.reason !== undefined);
  return html`<tr><td>${badge(verdict)}</td><td><code>${id}</code><br><small>${level} ${text}</small>${
    reason === undefined ? "" : html`<br><em>${reason}</em>`
  }${odd.map((one) => html`<br><small>${one.row}: ${one.verdict}${one.reason === undefined ? "" : ` (${one.reason})`}</small>`)}</td><td class="number">${judged}</td></tr>`;
}

function areaSection({ name, verdict, requirements }: Area): Html {
  const passed = requirements.filter((one) => one.verdict === "pass").length;
  return html`<details${verdict === "pass" ? "" : raw(" open")}><summary>${badge(verdict)} ${name} <small>${passed} of ${requirements.length}</small></summary>
<table><thead><tr><th></th><th>requirement</th><th>judged</th></tr></thead><tbody>${requirements.map(requirementRow)}</tbody></table></details>`;
}

const section = (
  title: string,
  note: string,
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
): Html | "" =>
  rows.length === 0
    ? ""
    : html`<section><h2>${title}</h2><p>${note}</p><table><thead><tr>${head.map((one) => html`<th>${one}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((one) => html`<td>${String(one)}</td>`)}</tr>`)}</tbody></table></section>`;

/** The report as one page: no scripts, nothing that it would have to load. */
export function htmlReport(report: Report): string {
  const { target, run, suite, contract, drift, silences, complete } = report;
  const code = exitCodeOf(report);
  const all = failuresOf(report);
  const failures = all.failures.map(([one, failure]) => failureCard(one, failure));
  const warnings = all.warnings.map(([one, failure]) => failureCard(one, failure));
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${meaningOf(report)}</title><style>${raw(style)}</style></head><body>
<header class="${code === 0 ? "good" : "bad"}"><h1>${meaningOf(report)}</h1>${run.died === undefined ? "" : html`<p><strong>${run.died}</strong></p>`}
<p>${summaryLine(report)}</p>
<p>${target.kind === "mock" ? "the embedded mock" : html`${target.kind} <code>${target.baseUrl}</code>`}, profile ${run.profile}, started ${run.startedAt}${complete ? "" : html`, <strong>incomplete: ${run.ended ?? ""}</strong>`}</p>
<p>${residueLine(report)}. Suite ${suite.version}, contract ${contract.revision}.</p>${lackLines(report).map((line) => html`<p>${line}.</p>`)}</header>
${
  report.baseline
    ? html`<p>${baselineLines(report)
        .filter((line) => line !== "")
        .join("; ")}</p>`
    : ""
}
${failures.length > 0 ? html`<section><h2>Failures</h2>${failures}</section>` : ""}
${warnings.length > 0 ? html`<section><h2>Warnings</h2><p>What breaks below the bar (<code>--level ${run.level}</code>), and fails no run.</p>${warnings}</section>` : ""}
<section><h2>Requirements</h2>${areasOf(report).map(areaSection)}</section>
${section(
  "Drift",
  "What answers hold beside the contract; no failure.",
  ["what", "value", "where", "times"],
  drift.map((one) => [one.what, one.value, one.pointer, one.count]),
)}
${section(
  "What this target does where the page is silent",
  "No verdict follows from it.",
  ["request", "with", "the target"],
  silences.map((one) => [one.id, one.text, one.did]),
)}
${section(
  "What was tried",
  triedLine(report) ?? "",
  ["group", "tried", "of", "not tried"],
  triedGroups(report).map((one) => [one.group, one.tried, one.of, neverText(one)]),
)}
</body></html>`;
  return String(page);
}
