import { html } from "hono/html";
import { explainerIn, type Group, keysOf } from "../groups.ts";
import type { Report, RequirementResult } from "../report.ts";
import { sentenceOf } from "../story.ts";
import { type Area, areasOf, counted, isPartly, passedIn } from "../summary.ts";
import { badge, type Html, scrolling, shown, timeText } from "./parts.ts";

/** Rows of a requirement that are listed. */
const mostRows = 60;
/** The group that holds a failure, by the keys of its failures. */
type Places = ReadonlyMap<string, string>;
const placesOf = (groups: readonly Group[]): Places =>
  new Map(groups.flatMap(({ id, members }) => members.flatMap(keysOf).map((key): [string, string] => [key, id])));

/** Why something was not judged, with a link to the failure that explains it. */
function reasonHtml(reason: string, places: Places): Html {
  const by = explainerIn(reason);
  const place = by === undefined ? undefined : places.get(by);
  if (by === undefined || place === undefined) return html`${shown(reason)}`;
  return html`another failure explains it: <a href="#${place}">${shown(by, 200)}</a>`;
}

function requirementRow(one: RequirementResult, places: Places): Html {
  const { id, verdict, judged, reason, rows, failures } = one;
  const odd = rows.filter((row) => row.verdict !== verdict || row.reason !== undefined);
  const notes = odd.slice(0, mostRows).map((row) => {
    const why = row.reason === undefined ? "" : html` (${reasonHtml(row.reason, places)})`;
    return html`<br><small>${shown(row.row, 120)}: ${row.verdict}${why}</small>`;
  });
  const place = failures.length === 0 ? undefined : places.get(id);
  const mark = place === undefined ? badge(verdict) : html`<a href="#${place}">${badge(verdict)}</a>`;
  const why = reason === undefined ? "" : html`<br><em>${reasonHtml(reason, places)}</em>`;
  return html`<tr id="r-${id}" data-find="${verdict}"><td>${mark}</td><td><code>${id}</code><br><small>${sentenceOf(one)}</small>${why}${notes}${
    odd.length > mostRows ? html`<br><small>and ${odd.length - mostRows} more rows in report.json</small>` : ""
  }</td><td class="number">${judged.toLocaleString("en")}</td></tr>`;
}

function areaSection(area: Area, { areas = {} }: Report, places: Places): Html {
  const { name, verdict, requirements } = area;
  const took = areas[name];
  const time = took === undefined ? "" : `, ${counted(took.cases, "case")} in ${timeText(took.ms)}`;
  const rows = requirements.map((one) => requirementRow(one, places));
  const head = html`<thead><tr><th scope="col">verdict</th><th scope="col">requirement</th><th scope="col" class="number">judged</th></tr></thead>`;
  const inner = html`<table class="requirements">${head}<tbody>${rows}</tbody></table>`;
  return html`<details id="a-${name}" data-fold><summary>${badge(verdict, isPartly(area) ? "partly" : verdict)} ${name} <small>${passedIn(area)} of ${requirements.length} pass${time}</small></summary>
${scrolling(`requirements of ${name}`, inner)}</details>`;
}

/** Every requirement with its verdict, by area. */
export function requirementsSection(report: Report, groups: readonly Group[]): Html {
  const places = placesOf(groups);
  const areas = areasOf(report).map((area) => areaSection(area, report, places));
  return html`<section id="requirements"><h2>Requirements</h2>${areas}</section>`;
}
