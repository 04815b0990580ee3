import { html, raw } from "hono/html";
import { areaOf } from "../../contract/requirements/index.ts";
import { short } from "../door.ts";
import type { Html } from "../html/parts.ts";
import { style } from "../html/style.ts";
import { clipped, shortEnough } from "./finding.ts";
import {
  type Column,
  type ColumnFinding,
  casesLine,
  casesOf,
  cellOf,
  columnAnchor,
  cutLine,
  cutNote,
  dateOf,
  findingsBeside,
  isCut,
  keptOf,
  legend,
  lineLegend,
  type Matrix,
} from "./matrix.ts";
import { clientName } from "./text.ts";

/** The table scrolls in its own frame, both ways, beside its first column and below its head; the page does not. */
const more = `body { max-width: none; } main > section { max-width: 62rem; } section.grid { max-width: none; max-height: 92vh; overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
table.clients { width: auto; font-size: .82rem; border-collapse: separate; border-spacing: 0; } table.clients td, table.clients th { padding: .08rem .5rem; white-space: nowrap; }
table.clients thead th { position: sticky; top: 0; z-index: 1; background: var(--card); vertical-align: bottom; white-space: normal; min-width: 6.4rem; overflow-wrap: break-word; }
table.clients th:first-child { position: sticky; left: 0; z-index: 1; background: var(--paper); min-width: 12rem; max-width: 17rem; white-space: normal; overflow-wrap: normal; font-weight: normal; color: var(--ink); }
table.clients thead th:first-child { z-index: 2; background: var(--card); } table.clients th small, .whole { white-space: nowrap; } table.clients th.area { color: var(--soft); font-weight: 600; padding-top: .5rem; }
td.p { color: var(--good); } td.f, td.f a { color: var(--bad); font-weight: 600; } td.q { color: var(--soft); } .cut { color: var(--odd); font-weight: 600; }
ul.findings { padding-left: 1.1rem; } ul.findings li { margin: .35rem 0; overflow-wrap: anywhere; }
@media (max-width: 640px) { table.clients { font-size: .74rem; } table.clients th:first-child { min-width: 7.2rem; max-width: 8.6rem; } table.clients thead th { min-width: 5.2rem; } }
@media print { section.grid { max-height: none; overflow: visible; } }`;

/** A longer page takes long to come. */
const mostBytes = 150_000;
/** How long a side of a finding may be, from roomy to tight. */
const sideLengths = [160, 110, 70, 45, 25];
const kinds = { pass: "p", fail: "f", quiet: "q" } as const;
const titleOf = ({ property, row }: ColumnFinding) => `${property}${row === undefined ? "" : `/${row}`}`;

function cell(column: Column, id: string): Html {
  const { mark, kind } = cellOf(column, id);
  return html`<td class=${kinds[kind]}>${kind === "fail" ? html`<a href="#${columnAnchor(column)}">${mark}</a>` : mark}`;
}

function head(column: Column): Html {
  const cases = casesOf(column);
  return html`<th scope="col"><a href="#${columnAnchor(column)}">${breakable(clientName(column))}</a><br>${isCut(column) ? html`<span class="cut">${cases}</span>` : cases}<br><span class="whole">${dateOf(column)}</span><br>${keptOf(column)}</th>`;
}

function areaRows({ clients, properties }: Matrix, area: string): Html {
  return html`<tr><th class="area" scope="colgroup">${area}</th><td colspan="${clients.length}"></td></tr>
${properties
  .filter(({ id }) => areaOf(id) === area)
  .map(
    ({ id, text, regressions }) =>
      html`<tr><th scope="row" title="the client must ${text}">${breakable(id)}${regressions.map((one) => html` <small>${one}</small>`)}</th>${clients.map((column) => cell(column, id))}</tr>
`,
  )}`;
}

/** A name that may be broken where its parts end. */
const breakable = (name: string): Html =>
  html`${name.split(/(?<=\/)|(?<=\.)(?=[a-z])/).map((part, i) => (i === 0 ? part : html`<wbr>${part}`))}`;
const textOf = ({ properties }: Matrix, id: string) => properties.find((one) => one.id === id)?.text ?? "";

function findingItem(matrix: Matrix, one: ColumnFinding, side: number): Html {
  const code = (text: string, limit = side) => html`<code>${short(clipped(text, limit))}</code>`;
  return html`<li><strong>${titleOf(one)}</strong>${one.flaky ? " (flaky)" : ""} <small>${clipped(textOf(matrix, one.property), side * 2)}</small><br>at ${code(one.at, 60)}: expected ${code(one.expected)}, actual ${code(one.actual)}${
    one.call === undefined ? "" : html`; call ${code(one.call, side * 1.5)}`
  }${one.answer === undefined ? "" : html`; answered ${code(one.answer)}`}</li>
`;
}

function clientSection(matrix: Matrix, column: Column, side: number): Html {
  const { own, shared, with: newest } = findingsBeside(matrix.clients, column);
  const cut = cutLine(column);
  return html`<section><h2 id="${columnAnchor(column)}">${clientName(column)}</h2>
<p>${keptOf(column)}; ${casesLine(column)}, seed ${column.run.seed}, ${dateOf(column)}.${
    cut === undefined ? "" : html` <span class="cut">${cut}.</span>`
  }${column.client.note === undefined ? "" : ` ${column.client.note}.`}</p>
<ul class="findings">${
    newest && shared.length > 0
      ? html`<li>as in <a href="#${columnAnchor(newest)}">${clientName(newest)}</a>: ${shared.map(titleOf).join(", ")}</li>`
      : ""
  }
${own.map((one) => findingItem(matrix, one, side))}</ul></section>
`;
}

function pageAt(matrix: Matrix, side: number): string {
  const areas = [...new Set(matrix.properties.map(({ id }) => areaOf(id)))];
  const note = cutNote(matrix.clients);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Clients by properties</title><style>${raw(style)}${raw(more)}</style></head><body>
<header><h1>Clients by properties</h1>
<p>Made from runs on ${matrix.madeAt.slice(0, 10)} by suite ${matrix.suite.version}, contract ${matrix.contract.revision}.</p>
<p>${legend}.</p>${note === undefined ? "" : html`<p class="cut">${note}.</p>`}</header><main>
<section class="grid scroll" role="region" tabindex="0" aria-label="clients by properties"><table class="clients"><thead><tr><th scope="col">property</th>${matrix.clients.map(head)}</tr></thead>
<tbody>${areas.map((area) => areaRows(matrix, area))}</tbody></table></section>
${
  matrix.skipped.length > 0
    ? html`<section><h2>Not run here</h2><ul>${matrix.skipped.map(({ client, reason }) => html`<li>${client}: ${short(reason, 300)}</li>`)}</ul></section>`
    : ""
}
<section><h2>Findings</h2><p>A line each: the property and its row, where it shows, both sides; ${lineLegend}.</p></section>
${matrix.clients.map((column) => clientSection(matrix, column, side))}
</main></body></html>`;
  return String(page);
}

/** The matrix as one page: no scripts, nothing that it would have to load. */
export const matrixHtml = (matrix: Matrix): string =>
  shortEnough((side) => pageAt(matrix, side), sideLengths, mostBytes);
