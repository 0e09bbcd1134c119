/**
 * Line charts as SVG, in the theme's colours by classes of the page's stylesheet. What is not known
 * is a gap. A chart can be walked through with the arrow keys: each point has a sentence.
 */
import type { Html } from "./html";
import { html, NOTHING } from "./html";

/** A point in time; null where the figure is not known. */
export interface ChartPoint {
  readonly at: number;
  readonly value: number | null;
  /** What is said of it. */
  readonly told: string;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly points: readonly ChartPoint[];
  /** A line across, such as a budget of nothing or a burn rate of 1. */
  readonly limit: number;
  /** What stands at the highest and lowest value. */
  readonly label: (value: number) => string;
}

export const WIDTH = 480;
export const HEIGHT = 170;
const LEFT = 48;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 22;
/** How high a label is. */
const LABEL = 12;

interface Scale {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly low: number;
  readonly high: number;
}

/** Draw a chart; without a single known figure, say so. */
export function drawn(chart: Chart): Html {
  const known = chart.points.filter((point) => point.value !== null);
  if (known.length === 0) return html`<p class="empty">${chart.title}: nothing is known yet.</p>`;
  const scale = scaleOf(chart.points, chart.limit);
  const spots = chart.points.map((point) => [
    round(scale.x(point.at)),
    point.value === null ? null : round(scale.y(point.value)),
    point.told,
  ]);
  return html`<figure>
    <figcaption id="${chart.id}-title">${chart.title}</figcaption>
    <svg id="${chart.id}" class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" tabindex="0"
      aria-labelledby="${chart.id}-title" aria-describedby="${chart.id}-said ${chart.id}-how"
      data-spots="${JSON.stringify(spots)}">
      ${axes(chart, scale)}
      <path class="line" d="${path(chart.points, scale)}"/>
      <line class="cursor" x1="0" x2="0" y1="${TOP}" y2="${HEIGHT - BOTTOM}" visibility="hidden"/>
    </svg>
    <p id="${chart.id}-said" class="said" aria-live="polite">${known.at(-1)?.told ?? ""}</p>
    <p id="${chart.id}-how" class="how">Left and right arrow keys walk through the chart; Home and End jump.</p>
  </figure>`;
}

/** The path of a line, with a gap where nothing is known; a lone point is a dot. */
export function path(points: readonly ChartPoint[], scale: Pick<Scale, "x" | "y">): string {
  let isDrawing = false;
  const parts: string[] = [];
  for (const { at, value } of points) {
    if (value === null) {
      isDrawing = false;
      continue;
    }
    const place = `${String(round(scale.x(at)))} ${String(round(scale.y(value)))}`;
    parts.push(isDrawing ? `L${place}` : `M${place}h0`);
    isDrawing = true;
  }
  return parts.join("");
}

/** How times and values lie on the picture; the limit is always on it. */
export function scaleOf(points: readonly ChartPoint[], limit: number): Scale {
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  const low = Math.min(0, limit, ...values);
  const high = Math.max(1, limit, ...values);
  const first = points[0]?.at ?? 0;
  const length = Math.max((points.at(-1)?.at ?? first) - first, 1);
  return {
    low,
    high,
    x: (at) => LEFT + ((at - first) / length) * (WIDTH - LEFT - RIGHT),
    y: (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM),
  };
}

/** The limit is always marked, an end of the scale only where its label has room beside that of the limit. */
export function marksOf(limit: number, scale: Pick<Scale, "high" | "low" | "y">): number[] {
  const hasRoom = (value: number): boolean => Math.abs(scale.y(value) - scale.y(limit)) >= LABEL;
  return [...[scale.low, scale.high].filter(hasRoom), limit].sort((one, other) => one - other);
}

function axes(chart: Chart, scale: Scale): Html {
  const marks = marksOf(chart.limit, scale);
  const first = chart.points[0];
  const last = chart.points.at(-1);
  return html`${marks.map((value) => mark(value, value === chart.limit, chart, scale))}
    ${first === undefined ? NOTHING : html`<text class="axis" x="${LEFT}" y="${HEIGHT - 6}">${day(first.at)}</text>`}
    ${last === undefined ? NOTHING : html`<text class="axis end" x="${WIDTH - RIGHT}" y="${HEIGHT - 6}">${day(last.at)}</text>`}`;
}

function mark(value: number, isLimit: boolean, chart: Chart, scale: Scale): Html {
  const y = round(scale.y(value));
  return html`<line class="${isLimit ? "limit" : "grid"}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>
    <text class="axis end" x="${LEFT - 6}" y="${y + 4}">${chart.label(value)}</text>`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(5, 16).replace("T", " ");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
