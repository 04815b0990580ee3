/** The look of the HTML reports: light and dark, wide and narrow, on paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #566072; --paper: #fff; --card: #f5f7fa; --line: #d5dce6;
  --good: #14693d; --bad: #a81f18; --odd: #7a4f00; --bar: #c9dcf5; --mark: #ffe1de; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a4afbf; --paper: #12161d; --card: #1b212b;
  --line: #333d4c; --good: #58cf98; --bad: #ff8f88; --odd: #e6b95c; --bar: #2a4a75; --mark: #5a201d; --link: #8ec1ff; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1rem 1.5rem 3rem; max-width: 70rem; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif; }
header { padding: .8rem 1.2rem; border-left: 6px solid var(--good); background: var(--card); border-radius: 6px; }
header.bad { border-color: var(--bad); } header.odd { border-color: var(--odd); }
header p { margin: .15rem 0; color: var(--soft); overflow-wrap: anywhere; }
h1 { margin: 0 0 .3rem; font-size: 1.35rem; overflow-wrap: anywhere; } h1::first-letter { text-transform: uppercase; }
h2 { margin: 1.6rem 0 .5rem; font-size: 1.15rem; } h3 { margin: 0 0 .3rem; font-size: 1rem; overflow-wrap: anywhere; }
a { color: var(--link); } a:focus-visible, button:focus-visible, summary:focus-visible, input:focus-visible, pre:focus-visible, .scroll:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; }
small, em { color: var(--soft); font-weight: normal; } code { overflow-wrap: anywhere; }
nav { margin: .7rem 0; display: flex; flex-wrap: wrap; gap: .3rem .9rem; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; } .tools[hidden] { display: none; }
input[type=search] { flex: 1 1 14rem; min-width: 0; padding: .35rem .6rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--soft); border-radius: 5px; }
button { font: inherit; font-size: .85rem; padding: .2rem .7rem; color: inherit; background: var(--card);
  border: 1px solid var(--soft); border-radius: 5px; cursor: pointer; }
article { padding: .8rem 1.2rem; margin-bottom: .8rem; background: var(--card); border-radius: 6px; border: 1px solid var(--line); }
article p { margin: .2rem 0; overflow-wrap: anywhere; }
dl { margin: .4rem 0; display: grid; grid-template-columns: 6.2rem minmax(0, 1fr); gap: .15rem .6rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
ol.story { margin: .4rem 0; padding-left: 1.9rem; } ol.story > li { margin: .15rem 0; }
.decides { font-weight: 600; } .decides > pre { max-height: none; }
.label { color: var(--soft); font-size: .8rem; font-weight: normal; }
.whole { white-space: nowrap; }
pre { margin: .2rem 0; padding: .5rem .7rem; max-height: 20rem; overflow: auto; background: var(--paper); font-size: .8rem;
  border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; font-weight: normal; }
mark { color: inherit; background: var(--mark); outline: 1px solid var(--bad); }
mark::after { content: "  ◀ here"; color: var(--bad); font-weight: 600; }
.absent .label + pre mark::after { content: "  ◀ missing in here"; }
pre.columns { white-space: pre; overflow-wrap: normal; }
del { color: var(--bad); } ins { color: var(--good); text-decoration: none; }
.run { display: flex; gap: .5rem; align-items: start; } .run pre { flex: 1; min-width: 0; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .3rem 0; }
summary { padding: .3rem .7rem; cursor: pointer; overflow-wrap: anywhere; } details > :not(summary) { margin-left: .7rem; margin-right: .7rem; }
button[aria-pressed="true"] { background: var(--link); color: var(--paper); border-color: var(--link); }
article > details:not([open]) { display: inline-block; margin-right: .4rem; }
ol.list { margin: .2rem 0 .8rem; padding-left: 1.8rem; } ol.list li { overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
.beside { display: flex; flex-wrap: wrap; gap: 0 2.5rem; align-items: start; } .beside > * { max-width: 100%; min-width: 0; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; color: var(--soft); padding: .2rem 0; }
th { text-align: left; font-size: .8rem; color: var(--soft); }
td, th { padding: .2rem .6rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th.number { text-align: right; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.requirements td:first-child { width: 7.5rem; } table.requirements td:last-child { width: 6rem; }
table.matrix { width: auto; font-size: .82rem; } table.matrix td, table.matrix th { padding: .06rem .55rem; white-space: nowrap; }
table.matrix th[scope="row"] { position: sticky; left: 0; background: var(--paper); }
.pass { color: var(--good); } .fail, .broken { color: var(--bad); font-weight: 600; }
.warn, .flaky, .unconfirmed, .environment { color: var(--odd); } .untested, .inapplicable { color: var(--soft); }
.badge { display: inline-block; padding: 0 .5rem; border-radius: 9px; border: 1px solid currentColor; font-size: .78rem; text-align: center; }
svg { width: 100%; height: auto; display: block; } svg.timeline rect { fill: var(--bar); }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .axis { stroke: var(--soft); } svg .grid { stroke: var(--line); }
svg.timeline { min-width: 46rem; }
meter { width: 100%; min-width: 4rem; }
@media (max-width: 640px) { body { padding: .6rem; } article { padding: .6rem .7rem; } dl { grid-template-columns: 1fr; }
  td, th { padding: .2rem .35rem; } table.figures { font-size: .85rem; } table.figures td:nth-child(5) { display: none; }
  table.figures th:nth-child(5) { display: none; } table.requirements td:first-child { width: 5.6rem; } table.requirements td:last-child { width: 4rem; }
  table.matrix { font-size: .74rem; } table.matrix td, table.matrix th { padding: .15rem .28rem; } table.matrix th { white-space: normal; overflow-wrap: normal; }
  pre { max-height: 16rem; } ol.story { padding-left: 1.6rem; } details > :not(summary) { margin-left: .4rem; margin-right: .4rem; } .run { flex-direction: column; } .run pre { width: 100%; }
  table.wide, table.wide tbody, table.wide tr, table.wide td { display: block; } table.wide thead { display: none; }
  table.wide td { border: 0; padding: .05rem .2rem; text-align: left; } table.wide tr { border-top: 1px solid var(--line); padding: .3rem 0; } }
@media print { .tools, nav, button, .skip { display: none !important; } details::details-content { content-visibility: visible; block-size: auto; } pre, .scroll { max-height: none; overflow: visible; }
  article { break-inside: avoid; } body { max-width: none; } }
`;
