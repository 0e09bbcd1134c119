/** One-line summaries of an SLO, the same in the tree, above a definition and in a hover. */
import type { SloBrief, SloDetail } from "../contract/views";
import { burn, group, latency, percent, UNKNOWN } from "./figures";
import { spoken } from "./states";

/** What is left of the budget, or why it cannot be said. */
export function budgetLine(slo: SloBrief | SloDetail): string {
  const left = slo.budget?.remaining_ratio ?? null;
  if (slo.data === "ZERO_TRAFFIC") return "no traffic in the period";
  if (left === null) return `budget ${UNKNOWN}${slo.reason === null ? "" : ` (${spoken(slo.reason)})`}`;
  const asOf = slo.state === "UNKNOWN" ? ", out of date" : "";
  return `${percent(left)} of budget left${asOf}`;
}

/** The p95 of the last minutes; undefined if the SLO is not about latency. */
export function p95Line(slo: SloDetail): string | undefined {
  if (slo.indicator !== "LATENCY") return undefined;
  const found = slo.latency?.quantiles.find((each) => each.quantile === 0.95);
  if (found === undefined) return `p95 ${UNKNOWN}`;
  if (found.value_seconds !== null) return `p95 ${latency(found.value_seconds)}`;
  return found.high_seconds === null ? `p95 over ${latency(found.low_seconds)}` : `p95 ${UNKNOWN}`;
}

/** The burn rate of the shortest window of an hour or more, or of the longest there is. */
export function burnLine(slo: SloDetail): string {
  const windows = [...slo.burn_rates].sort((one, other) => one.window_seconds - other.window_seconds);
  const chosen = windows.find((each) => each.window_seconds >= 3600) ?? windows.at(-1);
  return burn(chosen?.burn_rate);
}

/** How many alerts fire, by severity: `1 page, 2 ticket`; empty if none does. */
export function alertsLine(slo: SloBrief | SloDetail): string {
  const counts = new Map<string, number>();
  for (const alert of slo.alerts) counts.set(alert.severity, (counts.get(alert.severity) ?? 0) + 1);
  return [...counts].map(([severity, count]) => `${String(count)} ${spoken(severity)}`).join(", ");
}

/** An SLO as a person reads it: of a group, its labels beside the name. */
export function titleOf(slo: SloBrief | SloDetail): string {
  return titleFor(slo.id, slo.group);
}

/** An SLO's id and group as a person reads them. */
export function titleFor(id: string, labels: Readonly<Record<string, string>>): string {
  const written = group(labels);
  return written === "" ? id : `${id.replace(/\.[0-9a-f]{16}$/, "")} (${written})`;
}
