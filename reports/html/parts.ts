import { html, raw } from "hono/html";
import { plain } from "../door.ts";

export type Html = ReturnType<typeof html>;
export const badge = (verdict: string, text = verdict): Html => html`<span class="badge ${verdict}">${text}</span>`;
export const shown = (text: string, limit = 400): string => plain(text, limit);

/** A text with its flags whole: no line breaks between the dashes of one and its name. */
export const flagged = (text: string): Html[] =>
  text.split(/(--[\w-]+)/).map((part, i) => (i % 2 === 1 ? html`<span class="whole">${part}</span>` : html`${part}`));
/** A path that breaks at its slashes, where it is too long for a line. */
export const pathHtml = (path: string): Html[] =>
  shown(path, 300)
    .split("/")
    .map((step, i) => (i === 0 ? html`${step}` : html`/<wbr>${step}`));

/** How long something took, in the unit that fits. */
export const timeText = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} s`;

export const section = (id: string, title: string, note: string, inner: Html | readonly Html[] | ""): Html | "" =>
  inner === ""
    ? ""
    : html`<section id="${id}"><h2>${title}</h2>${note === "" ? "" : html`<p>${note}</p>`}${inner}</section>`;
export const folded = (title: string, inner: Html | readonly Html[], isSearched = false): Html =>
  html`<details${isSearched ? raw(" data-fold") : ""}><summary>${title}</summary>${inner}</details>`;
/** What is wider than a narrow page scrolls in a box of its own, which the keyboard reaches. */
export const scrolling = (what: string, inner: Html): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${what}">${inner}</div>`;

/** Rows of the longer lists. */
export const mostListed = 300;
interface TableOptions {
  /** Its rows are found by the search. */
  isSearched?: boolean;
  /** It holds figures, which stay in columns however narrow the page is. */
  isFigures?: boolean;
}
export function table(
  what: string,
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  { isSearched = false, isFigures = false }: TableOptions = {},
): Html {
  const isNumber = (one: unknown) => typeof one === "number" || (typeof one === "string" && /^[\d,.]+$/.test(one));
  const aligned = (one: unknown) => (isNumber(one) ? raw(' class="number"') : "");
  const written = (one: unknown) => (typeof one === "number" ? one.toLocaleString("en") : one);
  const cells = (row: readonly unknown[]) => row.map((one) => html`<td${aligned(one)}>${written(one)}</td>`);
  const heads = head.map((one, i) => html`<th scope="col"${aligned(rows[0]?.[i])}>${one}</th>`);
  const inner = html`<table class="${isFigures ? "figures" : "wide"}"><thead><tr>${heads}</tr></thead>
<tbody>${rows.slice(0, mostListed).map((row) => html`<tr${isSearched ? raw(' data-find="row"') : ""}>${cells(row)}</tr>`)}</tbody></table>`;
  const more = rows.length > mostListed ? html`<p>and ${rows.length - mostListed} more in report.json</p>` : "";
  return html`${scrolling(what, inner)}${more}`;
}
