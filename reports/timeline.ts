import { markupText } from "./door.ts";
import type { Failure } from "./report.ts";

type Timeline = NonNullable<Failure["timeline"]>;
type Entry = Timeline[number];

const lastMoment = (timeline: Timeline) => Math.max(1, ...timeline.map(({ to }) => to));
const textWidth = 40;

/** Calls over time as text, one a line: from when it was made to when it was answered. */
export function timelineText(timeline: Timeline): string[] {
  const scale = textWidth / (lastMoment(timeline) + 1);
  const width = Math.max(...timeline.map(({ call }) => call.length));
  return timeline.map(({ call, from, to, outcome }) => {
    const start = Math.floor(from * scale);
    const length = Math.max(2, Math.ceil((to - from) * scale));
    const bar = `${" ".repeat(start)}|${"-".repeat(length - 2)}|`;
    return `${call.padEnd(width)}  ${bar.padEnd(textWidth + 2)}  ${outcome}`;
  });
}

const chart = { width: 960, row: 24, bar: 16, margin: 8, names: 190, outcomes: 330, axis: 40, letter: 6.6 };
/** Where the calls are drawn: the first moment, and what a moment takes. */
const drawn = (last: number) => ({
  start: chart.margin + chart.names,
  scale: (chart.width - 2 * chart.margin - chart.names - chart.outcomes) / last,
});
/** A text that stays within so much of the picture; the whole of it is the title. */
const within = (text: string, width: number): string => {
  const most = Math.floor(width / chart.letter);
  return markupText(text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`);
};

/** One call on a line of its own: its name, when it was under way, and what came of it. */
function bar({ call, outcome, from, to }: Entry, line: number, last: number): string {
  const { start, scale } = drawn(last);
  const y = chart.margin + line * chart.row;
  const text = (x: number, inner: string) => `<text x="${x}" y="${y + 13}">${inner}</text>`;
  return [
    `<g><title>${markupText(`${call}: ${outcome}`)}</title>`,
    text(chart.margin, within(call, chart.names)),
    `<rect x="${(start + from * scale).toFixed(1)}" y="${y}" width="${Math.max(6, (to - from) * scale).toFixed(1)}" height="${chart.bar}" rx="4"/>`,
    text(chart.width - chart.outcomes, within(outcome, chart.outcomes)),
    "</g>",
  ].join("");
}

/** Most ticks of the axis. */
const mostTicks = 12;
/** The axis below: moments, in the order in which calls were made and answered. */
function axisOf(last: number, bottom: number): string {
  const { start, scale } = drawn(last);
  const step = Math.max(1, Math.ceil(last / mostTicks));
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
  const tick = (moment: number) => {
    const x = (start + moment * scale).toFixed(1);
    return `<line class="grid" x1="${x}" x2="${x}" y1="${chart.margin}" y2="${bottom}"/><text x="${x}" y="${bottom + 14}" text-anchor="middle">${moment}</text>`;
  };
  const end = start + last * scale;
  const title = `<text x="${(start + end) / 2}" y="${bottom + 30}" text-anchor="middle">moments: calls made and answered, in order</text>`;
  return `${ticks.map(tick).join("")}<line class="axis" x1="${start}" x2="${end}" y1="${bottom}" y2="${bottom}"/>${title}`;
}

/** The same as a picture: an SVG element that takes its colours from the page. */
export function timelineSvg(timeline: Timeline): string {
  const bottom = chart.margin + chart.row * timeline.length;
  const last = lastMoment(timeline);
  const bars = timeline.map((one, i) => bar(one, i, last));
  return `<svg class="timeline" viewBox="0 0 ${chart.width} ${bottom + chart.axis}" role="img" aria-label="calls over time">${axisOf(last, bottom)}${bars.join("")}</svg>`;
}
