import { scaleLinear, scaleUtc } from "d3-scale";
import { line } from "d3-shape";
import { html } from "hono/html";
import { plain } from "./door.ts";
import { type Chart, type Line, type Night, whenOf } from "./trend.ts";

type Html = ReturnType<typeof html>;

const size = { width: 640, height: 220, left: 58, right: 30, top: 10, bottom: 28 };
const halfADayMs = 43_200_000;
const at = (value: number) => value.toFixed(1);

/** Where nights and values lie on the picture. */
function scalesOf({ lines }: Chart, nights: readonly Night[]) {
  const days = nights.map(({ startedAt }) => Date.parse(startedAt));
  const [first, last] = [Math.min(...days), Math.max(...days)];
  // One night alone stands in the middle.
  const margin = first === last ? halfADayMs : 0;
  const values = lines.flatMap((one) => one.values.map((value) => value ?? 0));
  const most = Math.max(1, ...values);
  return {
    days,
    isCount: values.every(Number.isInteger),
    x: scaleUtc([first - margin, last + margin], [size.left, size.width - size.right]),
    y: scaleLinear([0, most], [size.height - size.bottom, size.top]).nice(4),
  };
}
type Scales = ReturnType<typeof scalesOf>;

function axes({ days, isCount, x, y }: Scales): Html {
  const isOne = Math.min(...days) === Math.max(...days);
  const day = isOne ? (at: Date) => at.toISOString().slice(0, 10) : x.tickFormat(5);
  const ticks = isOne ? [new Date(days[0] ?? 0)] : x.ticks(5);
  const steps = y.ticks(4).filter((value) => !isCount || Number.isInteger(value));
  const floor = size.height - size.bottom;
  return html`${steps.map((value) => html`<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${at(y(value))}" y2="${at(y(value))}"/><text class="value" x="${size.left - 6}" y="${at(y(value) + 4)}">${value.toLocaleString("en")}</text>`)}
${ticks.map((value) => html`<text class="day" x="${at(x(value))}" y="${floor + 20}">${day(value)}</text>`)}`;
}

function drawn({ name, values }: Line, i: number, { days, x, y }: Scales, nights: readonly Night[]): Html {
  const points = values.map((value, night): [number, number | undefined] => [x(days[night] ?? 0), value]);
  const path = line<[number, number | undefined]>()
    .defined(([, value]) => value !== undefined)
    .x(([left]) => left)
    .y(([, value]) => y(value ?? 0));
  const dots = points.flatMap(([left, value], night) => {
    if (value === undefined) return [];
    const own = nights[night];
    const { complete = true } = own ?? {};
    const label = `${plain(name, 40)}: ${value.toLocaleString("en")}, ${own ? whenOf(own) : ""}${complete ? "" : ", incomplete"}`;
    return [
      html`<circle class="${complete ? "" : "torn"}" cx="${at(left)}" cy="${at(y(value))}" r="3"><title>${label}</title></circle>`,
    ];
  });
  return html`<g class="line-${i}"><path d="${path.digits(1)(points) ?? ""}"/>${dots}</g>`;
}

const lastOf = ({ values }: Line) => values.findLast((one) => one !== undefined);

/** A chart as a figure: its lines over the days, with a legend that says what each was last. */
export function chartFigure(chart: Chart, nights: readonly Night[]): Html {
  const scales = scalesOf(chart, nights);
  const legend = chart.lines.map(
    (one, i) =>
      html`<span class="line-${i}"><i></i>${plain(one.name, 40)} <b>${lastOf(one)?.toLocaleString("en") ?? "none"}</b></span>`,
  );
  return html`<figure><figcaption><strong>${chart.title}</strong> <small>${chart.unit}</small><span class="legend">${legend}</span></figcaption>
<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${chart.title}, over ${nights.length} runs">${axes(scales)}
${chart.lines.map((one, i) => drawn(one, i, scales, nights))}</svg></figure>`;
}
