import { markupText } from "./door.ts";
import type { Failure } from "./report.ts";

type Timeline = NonNullable<Failure["timeline"]>;
type Entry = Timeline[number];

/** The first line of each call on which no other call of that line overlaps it: as few lines as there were calls at once. */
function lanesOf(timeline: Timeline): number[] {
  const ends: number[] = [];
  return timeline.map(({ from, to }) => {
    const free = ends.findIndex((end) => end < from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = to;
    return lane;
  });
}

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

const chart = { width: 920, row: 34, bar: 24, margin: 8, axis: 26 };
function bar({ call, outcome, from, to }: Entry, lane: number, scale: number): string {
  const x = chart.margin + from * scale;
  const y = chart.margin + lane * chart.row;
  const label = `${call}: ${outcome}`;
  return [
    `<g><title>${markupText(label)}</title>`,
    `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(6, (to - from) * scale).toFixed(1)}" height="${chart.bar}" rx="4"/>`,
    `<text x="${(x + 6).toFixed(1)}" y="${y + 16}">${markupText(call)}</text></g>`,
  ].join("");
}

/** Most ticks of the axis. */
const mostTicks = 12;
/** The axis below: moments, in the order in which calls were made and answered. */
function axisOf(last: number, scale: number, y: number): string {
  const step = Math.max(1, Math.ceil(last / mostTicks));
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
  const tick = (moment: number) => {
    const x = (chart.margin + moment * scale).toFixed(1);
    return `<line class="axis" x1="${x}" x2="${x}" y1="${y}" y2="${y + 4}"/><text x="${x}" y="${y + 16}">${moment}</text>`;
  };
  const end = chart.width - chart.margin;
  return `<line class="axis" x1="${chart.margin}" x2="${end}" y1="${y}" y2="${y}"/>${ticks.map(tick).join("")}<text x="${end}" y="${y - 4}" text-anchor="end">moments of the case</text>`;
}

/** The same as a picture: an SVG element that takes its colours from the page. */
export function timelineSvg(timeline: Timeline): string {
  const lanes = lanesOf(timeline);
  const bottom = chart.margin + chart.row * (Math.max(...lanes) + 1);
  const height = bottom + chart.axis;
  const scale = (chart.width - 2 * chart.margin) / lastMoment(timeline);
  const bars = timeline.map((one, i) => bar(one, lanes[i] ?? 0, scale));
  const axis = axisOf(lastMoment(timeline), scale, bottom);
  return `<svg class="timeline" viewBox="0 0 ${chart.width} ${height}" role="img" aria-label="calls over time">${bars.join("")}${axis}</svg>`;
}
