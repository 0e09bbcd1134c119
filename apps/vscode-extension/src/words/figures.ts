/**
 * Figures as a person reads them; the only place that rounds. What is not known is a word, and
 * never a number.
 */

export const UNKNOWN = "unknown";

const MOST_DECIMALS = 6;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * What is left of a budget, in per cent: cut and not rounded, so that it is never said to be more.
 * Near its ends it keeps decimals: 99.97 % left is not all of it, and 0.04 % not nothing.
 */
export function percent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined) return UNKNOWN;
  const value = ratio * 100;
  const isPlain = (value >= 1 && value <= 99) || value <= -1000;
  for (let decimals = isPlain ? 0 : 1; decimals <= MOST_DECIMALS; decimals += 1) {
    const shown = cut(value, decimals);
    if (shown !== 0 || value === 0) return `${String(shown)} %`;
  }
  return value > 0 ? "< 0.000001 %" : "0 %";
}

/** A share of good events in per cent, as exact as its distance from 100 % needs. */
export function share(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined) return UNKNOWN;
  const value = ratio * 100;
  const missing = 100 - value;
  const decimals = missing <= 0 ? 0 : 1 - Math.floor(Math.log10(missing));
  return `${String(cut(value, Math.min(Math.max(decimals, 0), MOST_DECIMALS)))} %`;
}

/** A target as it was promised, without rounding what was written. */
export function target(ratio: number): string {
  return `${String(Number((ratio * 100).toPrecision(12)))} %`;
}

/** A burn rate: how many times faster than the budget allows. */
export function burn(rate: number | null | undefined): string {
  if (rate === null || rate === undefined) return UNKNOWN;
  if (rate === 0) return "0 ×";
  if (rate < 0.01) return "< 0.01 ×";
  return `${String(Number(rate.toPrecision(rate < 100 ? 2 : 3)))} ×`;
}

/** A time that something takes. */
export function latency(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return UNKNOWN;
  if (seconds < 0.001) return `${String(Number((seconds * 1e6).toPrecision(3)))} µs`;
  if (seconds < 1) return `${String(Number((seconds * 1000).toPrecision(3)))} ms`;
  return `${String(Number(seconds.toPrecision(3)))} s`;
}

/** A length of time in the largest units that fit: `30 d`, `1 h 30 min`. */
export function span(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return UNKNOWN;
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    if (count > 0) parts.push(`${String(count)} ${unit}`);
    rest -= count * length;
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

const UNITS: readonly (readonly [string, number])[] = [
  ["d", DAY],
  ["h", HOUR],
  ["min", MINUTE],
  ["s", 1],
];

/** A count of events, which may be fractional. */
export function count(events: number | null | undefined): string {
  if (events === null || events === undefined) return UNKNOWN;
  const rounded = events >= 100 ? Math.round(events) : Number(events.toPrecision(3));
  return rounded.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** A time in UTC to the second, or the word for what is not known. */
export function time(at: string | null | undefined): string {
  if (at === null || at === undefined) return UNKNOWN;
  const read = new Date(at);
  if (Number.isNaN(read.getTime())) return at;
  return `${read.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** What is promised over: `30 d`, or `a month (Europe/Berlin)`. */
export function period(value: unknown): string {
  const held = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof held["seconds"] === "number") return span(held["seconds"]);
  if (typeof held["unit"] === "string") {
    const zone = typeof held["timezone"] === "string" ? ` (${held["timezone"]})` : "";
    return `calendar ${held["unit"].toLowerCase()}${zone}`;
  }
  return UNKNOWN;
}

/** The labels of a group, such as `route=/pay`; empty if there are none. */
export function group(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

function cut(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.floor(value * scale + 1e-9) / scale;
}
