import { html, raw } from "hono/html";
import { markdownText, plain } from "./door.ts";
import { chartsOf, nameOf, type Trend, trendHead, trendRow, whenOf } from "./trend.ts";
import { chartFigure } from "./trend-chart.ts";

type Html = ReturnType<typeof html>;

const count = ({ nights }: Trend) => `${nights.length} run${nights.length === 1 ? "" : "s"}`;
/** From which day to which. */
const days = ({ nights }: Trend) =>
  [nights[0], nights.at(-1)].map((one) => (one ? whenOf(one).slice(0, 10) : "")).join(" to ");
const scope = (trend: Trend) =>
  `${count(trend)}, ${days(trend)}${trend.older > 0 ? `; ${trend.older} older left out` : ""}`;

/** The runs of each target as a table, the newest first. */
export const trendMarkdown = (trends: readonly Trend[]): string =>
  [
    "# Night after night",
    "",
    ...trends.flatMap((trend) => [
      `## ${markdownText(nameOf(trend))}`,
      "",
      `${scope(trend)}.`,
      "",
      `| ${trendHead.join(" | ")} |`,
      `|${trendHead.map((_, i) => (i === 0 ? "---" : "--:")).join("|")}|`,
      ...trend.nights.toReversed().map((night) => `| ${trendRow(night).join(" | ")} |`),
      "",
    ]),
  ].join("\n");

/** What each target was at first and at last, in a line for each number. */
export const trendText = (trends: readonly Trend[]): string =>
  trends
    .flatMap((trend) => [
      `${plain(nameOf(trend))}: ${scope(trend)}`,
      ...chartsOf(trend)
        .flatMap(({ lines }) => lines)
        .map(({ name, values }) => {
          const known = values.filter((one) => one !== undefined);
          return `  ${plain(name, 24).padEnd(24)} ${known[0]} -> ${known.at(-1)}  (${Math.min(...known)} to ${Math.max(...known)})`;
        }),
    ])
    .join("\n");

const style = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6575; --paper: #fff; --card: #f5f7fa; --rule: #d8dee7;
  --line-0: #0b62b8; --line-1: #a8480b; --line-2: #1a7a48; --line-3: #8a3ea8; --line-4: #7a6200; --line-5: #b3265e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa5b5; --paper: #12161d; --card: #1b212b;
  --rule: #2d3644; --line-0: #6cb2f5; --line-1: #f29a5b; --line-2: #5ccb92; --line-3: #d194ea; --line-4: #d8bd52; --line-5: #f58bb4; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 84rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .2rem; overflow-wrap: anywhere; }
p { margin: .2rem 0 1rem; } p, small { color: var(--soft); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: .8rem 1rem; background: var(--card); border-radius: 6px; }
.legend { display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: .85rem; }
.legend i { display: inline-block; width: 1rem; height: 3px; margin-right: .35rem; vertical-align: middle; background: var(--line); }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.value { text-anchor: end; } .day { text-anchor: middle; } .grid { stroke: var(--rule); }
svg path { fill: none; stroke: var(--line); stroke-width: 2; } circle { fill: var(--line); stroke: var(--line); } .torn { fill: var(--card); }
${[0, 1, 2, 3, 4, 5].map((i) => `.line-${i} { --line: var(--line-${i}); }`).join(" ")}
.table { overflow-x: auto; margin-top: 1rem; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { font-size: .8rem; color: var(--soft); } td, th { padding: .25rem .7rem; text-align: right; border-top: 1px solid var(--rule); white-space: nowrap; }
td:first-child, th:first-child { text-align: left; }
@media (max-width: 32rem) { svg text { font-size: 20px; } }
@media print { figure { break-inside: avoid; } }
`;

function section(trend: Trend): Html {
  const rows = trend.nights
    .toReversed()
    .map((night) => html`<tr>${trendRow(night).map((one) => html`<td>${one}</td>`)}</tr>`);
  return html`<section><h2>${plain(nameOf(trend))}</h2><p>${scope(trend)}</p>
<div class="charts">${chartsOf(trend).map((chart) => chartFigure(chart, trend.nights))}</div>
<div class="table" tabindex="0" role="region" aria-label="the runs as a table"><table><thead><tr>${trendHead.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** The runs of each target as one page: charts, and the numbers as a table. Nothing is loaded. */
export const trendPage = (trends: readonly Trend[]): string =>
  String(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Night after night</title><style>${raw(style)}</style></head><body>
<header><h1>Night after night</h1><p>Hollow dots are runs that were cut short.</p></header>
<main>${trends.map(section)}</main></body></html>`);
