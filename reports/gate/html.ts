import { html, raw } from "hono/html";
import { areaOf } from "../../contract/requirements/index.ts";
import { short } from "../door.ts";
import { exitMeanings } from "../exit.ts";
import type { Html } from "../html/parts.ts";
import { style } from "../html/style.ts";
import { failureCard, gateBadge } from "./card.ts";
import { type GateReport, gateExitCode, type PropertyResult } from "./report.ts";
import { clientName, cutWarning, gateSummary, othersLine, proofLine, revisionNote } from "./text.ts";

const longest = 6000;

function propertyRow({ id, level, text, verdict, judged, reason, rows }: PropertyResult): Html {
  const odd = rows.filter((one) => one.verdict !== verdict || one.reason !== undefined);
  return html`<tr><td>${gateBadge(verdict)}</td><td><code>${id}</code><br><small>${level} ${text}</small>${
    reason === undefined ? "" : html`<br><em>${reason}</em>`
  }${odd.map((one) => html`<br><small>${one.row}: ${one.verdict}${one.reason === undefined ? "" : ` (${one.reason})`}</small>`)}</td><td class="number">${judged}</td></tr>`;
}

/** The report as one page: no scripts, nothing that it would have to load. */
export function gateHtml(report: GateReport): string {
  const codeNumber = gateExitCode(report);
  const note = revisionNote(report);
  const cut = cutWarning(report);
  const others = othersLine(report);
  const areas = [...new Set(report.properties.map(({ id }) => areaOf(id)))];
  const failures = report.properties.flatMap((one) => one.failures.map((failure) => failureCard(one, failure)));
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gate for ${clientName(report)}</title><style>${raw(style)}</style></head><body>
<header class="${codeNumber === 0 ? "good" : "bad"}"><h1>${clientName(report)}: ${exitMeanings.client[codeNumber]}</h1>
<p>${gateSummary(report)}</p>
<p>Started ${report.run.startedAt}. Suite ${report.suite.version}, contract ${report.contract.revision}. ${short(proofLine(report), longest)}.</p>
${note === undefined ? "" : html`<p>${note}</p>`}${cut === undefined ? "" : html`<p class="warn">${cut}.</p>`}${others === undefined ? "" : html`<p>${others}.</p>`}</header><main>
${failures.length > 0 ? html`<section><h2>Failures</h2>${failures}</section>` : ""}
<section><h2>Properties</h2>${areas.map((name) => {
    const own = report.properties.filter(({ id }) => areaOf(id) === name);
    const passed = own.filter(({ verdict }) => verdict === "pass").length;
    return html`<details${passed === own.length ? "" : raw(" open")}><summary>${name} <small>${passed} of ${own.length}</small></summary>
<div class="scroll" tabindex="0" role="region" aria-label="properties of ${name}"><table><thead><tr><th>verdict</th><th>property</th><th>cases</th></tr></thead><tbody>${own.map(propertyRow)}</tbody></table></div></details>`;
  })}</section>
</main></body></html>`;
  return String(page);
}
