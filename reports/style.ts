/** The look of the HTML report, light and dark. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6575; --paper: #fff; --card: #f5f7fa; --line: #d8dee7;
  --good: #1a7f4b; --bad: #b3261e; --odd: #8a5a00; --bar: #c9dcf5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa5b5; --paper: #12161d; --card: #1b212b;
  --line: #2d3644; --good: #4cc38a; --bad: #ff8078; --odd: #e0b050; --bar: #2a4a75; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
header { padding: 1rem 1.25rem; border-left: 6px solid var(--good); background: var(--card); border-radius: 6px; }
header.bad { border-color: var(--bad); }
header p { margin: .2rem 0; color: var(--soft); overflow-wrap: anywhere; }
h1 { margin: 0 0 .3rem; font-size: 1.4rem; } h1::first-letter { text-transform: uppercase; }
h2 { margin: 2rem 0 .6rem; font-size: 1.15rem; } h3 { margin: 0 0 .4rem; font-size: 1rem; }
small, em { color: var(--soft); font-weight: normal; }
article { padding: 1rem 1.25rem; margin-bottom: 1rem; background: var(--card); border-radius: 6px; }
dt { margin-top: .6rem; color: var(--soft); font-size: .85rem; } dd { margin: 0; }
pre { margin: .2rem 0; padding: .6rem .8rem; max-height: 22rem; overflow: auto; background: var(--paper);
  border: 1px solid var(--line); border-radius: 4px; font-size: .82rem; white-space: pre-wrap; overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: 6px; margin-bottom: .4rem; }
summary { padding: .45rem .8rem; cursor: pointer; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: .8rem; color: var(--soft); }
td, th { padding: .3rem .8rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.badge { display: inline-block; min-width: 5.6rem; padding: 0 .5rem; border-radius: 9px; border: 1px solid currentColor;
  font-size: .78rem; text-align: center; color: var(--odd); }
.badge.pass { color: var(--good); } .badge.warn { color: var(--note, #8a6100); } .badge.fail, .badge.broken { color: var(--bad); }
a { color: inherit; }
svg.timeline { width: 100%; height: auto; } svg.timeline rect { fill: var(--bar); }
svg.timeline text { fill: var(--ink); font: 12px system-ui, sans-serif; }
`;
