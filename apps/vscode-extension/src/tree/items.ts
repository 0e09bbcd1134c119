/** What stands in the tree: service, SLO, and of an SLO its budget, burn rates and alerts. */
import type { Catalog } from "../catalog/catalog";
import type { SloBrief, SloDetail } from "../contract/views";
import { burn, span, time } from "../words/figures";
import { alertsLine, budgetLine, p95Line, titleOf } from "../words/lines";
import { badness, spoken, stateIcon, worst, type Icon } from "../words/states";
import type { Detail } from "../catalog/details";

/** An item of the tree, before the editor draws it. `key` stays the same as figures change. */
export interface TreeItem {
  readonly key: string;
  readonly kind: "figure" | "service" | "slo";
  /** The name of the service, or the id of the SLO that it is about. */
  readonly about: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: Icon | undefined;
  readonly canOpen: boolean;
  readonly accessible: string;
}

/** What the tree reads; the catalog has it. */
export type Known = Pick<Catalog, "detail" | "overview">;

/** The services, by name. */
export function serviceItems(known: Known): TreeItem[] {
  return [...known.overview.services()].map(([name, slos]) => {
    const state = worst(slos.map((slo) => slo.state)) ?? "UNKNOWN";
    const description = serviceLine(slos, state);
    return {
      key: `service:${name}`,
      kind: "service",
      about: name,
      label: name,
      description,
      tooltip: `${name}: ${description}`,
      icon: stateIcon(state),
      canOpen: true,
      accessible: `Service ${name}, ${spoken(state)}, ${description}`,
    };
  });
}

/** The SLOs of a service, the worst first. */
export function sloItems(known: Known, service: string): TreeItem[] {
  const slos = (known.overview.services().get(service) ?? []).map((slo) => newest(known, slo));
  const items = slos.map((slo) => ({ badness: badness(slo.state), item: sloItem(slo) }));
  items.sort((one, other) => other.badness - one.badness || one.item.label.localeCompare(other.item.label, "en"));
  return items.map(({ item }) => item);
}

/** What is told of an SLO is often newer than the list, and stands in the rows below it. */
function newest(known: Known, slo: SloBrief): SloBrief | SloDetail {
  const told = known.detail(slo.id)?.slo;
  return told !== undefined && told.evaluated_at >= (known.overview.evaluatedAt ?? "") ? told : slo;
}

function sloItem(slo: SloBrief | SloDetail): TreeItem {
  const alerts = alertsLine(slo);
  const line = alerts === "" ? budgetLine(slo) : `${budgetLine(slo)} · ${alerts}`;
  return {
    key: `slo:${slo.id}`,
    kind: "slo",
    about: slo.id,
    label: titleOf(slo),
    description: line,
    tooltip: `${slo.id}: ${spoken(slo.state)}, ${line}`,
    icon: stateIcon(slo.state),
    canOpen: true,
    accessible: `SLO ${titleOf(slo)}, ${spoken(slo.state)}, ${line}`,
  };
}

/** The figures of an SLO: budget, latency, burn rates, alerts. */
export function figureItems(known: Known, id: string): TreeItem[] {
  const detail = known.detail(id);
  if (detail?.slo === undefined) return [pendingItem(id, detail)];
  const { slo } = detail;
  const latency = p95Line(slo);
  return [
    figureItem(
      id,
      "budget",
      "Budget",
      budgetLine(slo),
      slo.budget?.exhausts_at ? `gone at ${time(slo.budget.exhausts_at)}` : "",
    ),
    ...(latency === undefined ? [] : [figureItem(id, "latency", "Latency", latency)]),
    ...slo.burn_rates.map((each) =>
      figureItem(
        id,
        `burn:${String(each.window_seconds)}`,
        `Burn rate over ${span(each.window_seconds)}`,
        burn(each.burn_rate),
      ),
    ),
    ...slo.alerts.map((alert) => ({
      ...figureItem(id, `alert:${alert.id}`, `Alert ${alert.tier}`, spoken(alert.severity), alert.summary),
      icon: { name: "bell-dot", colour: "list.errorForeground" },
    })),
    ...(slo.alerts.length === 0 ? [figureItem(id, "alerts", "Alerts", "none fires")] : []),
  ];
}

function pendingItem(id: string, detail: Detail | undefined): TreeItem {
  const problem = detail?.problem;
  if (problem === undefined) return figureItem(id, "pending", "Loading", "");
  return figureItem(id, "problem", "Could not be read", problem.message);
}

function figureItem(id: string, name: string, label: string, description: string, more = ""): TreeItem {
  return {
    key: `figure:${id}:${name}`,
    kind: "figure",
    about: id,
    label,
    description,
    tooltip: more === "" ? `${label}: ${description}` : `${label}: ${description}; ${more}`,
    icon: undefined,
    canOpen: false,
    accessible: `${label} ${description}`,
  };
}

function serviceLine(slos: readonly SloBrief[], state: string): string {
  const total = `${slos.length.toLocaleString("en-US")} ${slos.length === 1 ? "SLO" : "SLOs"}`;
  if (state === "HEALTHY") return total;
  return `${total}, ${String(slos.filter((slo) => slo.state === state).length)} ${spoken(state)}`;
}
