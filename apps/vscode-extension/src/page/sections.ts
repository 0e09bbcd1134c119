/** What the page of an SLO shows, part by part, so that only what changed is drawn again. */
import type { Detail } from "../catalog/details";
import type { Problem } from "../contract/problem";
import type { History, SloDetail } from "../contract/views";
import { burn, count, latency, percent, period, share, span, target, time, UNKNOWN } from "../words/figures";
import { budgetLine, p95Line, titleOf } from "../words/lines";
import { spoken } from "../words/states";
import { charts } from "./charts";
import { html, NOTHING, type Html } from "./html";

/** The parts, by the ids of the elements that hold them. */
export const SECTIONS = ["notice", "headline", "charts", "figures", "alerts", "definition", "queries"] as const;
export type Sections = Readonly<Record<(typeof SECTIONS)[number], string>>;

/** What is known of an SLO and its history, and whether there is a connection. */
export interface Shown {
  readonly id: string;
  readonly detail: Detail | undefined;
  readonly history: History | undefined;
  readonly isConnected: boolean;
}

export function sections(shown: Shown): Sections {
  const slo = shown.detail?.slo;
  const parts: Readonly<Record<keyof Sections, Html>> = {
    notice: noticeOf(shown),
    headline: slo === undefined ? html`<h1>${shown.id}</h1>` : headlineOf(slo),
    figures: slo === undefined ? NOTHING : figuresOf(slo),
    alerts: slo === undefined ? NOTHING : alertsOf(slo),
    charts: shown.history === undefined ? NOTHING : charts(shown.history),
    definition: slo === undefined ? NOTHING : definitionOf(slo),
    queries: slo === undefined ? NOTHING : queriesOf(slo),
  };
  const entries = SECTIONS.map((name) => [name, parts[name].markup] as const);
  return Object.fromEntries(entries) as Sections;
}

function noticeOf({ detail, isConnected }: Shown): Html {
  const at = detail?.slo === undefined ? "" : ` What stands here is of ${time(detail.slo.evaluated_at)}.`;
  if (detail?.problem !== undefined) return html`<p role="alert">${gone(detail.problem)}${at}</p>`;
  if (!isConnected) return html`<p role="alert">Not connected to SLO Monitor.${at}</p>`;
  return detail === undefined ? html`<p role="status">Reading …</p>` : NOTHING;
}

function gone(problem: Problem): string {
  if (problem.code === "UNKNOWN_SLO") return "The service knows no such SLO.";
  return `This SLO could not be read: ${problem.message}`;
}

function headlineOf(slo: SloDetail): Html {
  return html`<h1>${titleOf(slo)}</h1>
    <p class="state state-${slo.state.toLowerCase()}"><strong>${spoken(slo.state)}</strong> · ${budgetLine(slo)}</p>
    ${slo.definition.description === "" ? NOTHING : html`<p>${slo.definition.description}</p>`}
    ${slo.message === null ? NOTHING : html`<p class="reason">${slo.message}</p>`}`;
}

function figuresOf(slo: SloDetail): Html {
  const promised = slo.threshold_seconds === null ? "" : ` within ${latency(slo.threshold_seconds)}`;
  const rows: (readonly [string, string])[] = [
    ["promised", `${target(slo.target)}${promised} over ${period(slo.period)}`],
    ["good events", share(slo.sli)],
    ["events", slo.events === null ? UNKNOWN : `${count(slo.events.bad)} bad of ${count(slo.events.total)}`],
    ["budget left", percent(slo.budget?.remaining_ratio)],
    ["budget", slo.budget === null ? UNKNOWN : `${count(slo.budget.events)} bad events`],
    ["budget gone at", goneAt(slo)],
    ...(p95Line(slo) === undefined ? [] : [["latency", p95Line(slo) ?? ""] as const]),
    ...slo.burn_rates.map((each) => [`burn rate over ${span(each.window_seconds)}`, burn(each.burn_rate)] as const),
    [
      "data",
      `${spoken(slo.data)}${slo.reason === null ? "" : ` (${spoken(slo.reason)})`}, until ${time(slo.data_until)}`,
    ],
    ["evaluated at", time(slo.evaluated_at)],
  ];
  return html`<h2>Figures</h2>${pairs(rows)}`;
}

function goneAt(slo: SloDetail): string {
  const left = slo.budget?.remaining_ratio ?? null;
  if (slo.budget?.exhausts_at) return time(slo.budget.exhausts_at);
  if (left === null || slo.state === "UNKNOWN") return UNKNOWN;
  return left <= 0 ? "it is gone" : "not in sight";
}

function alertsOf(slo: SloDetail): Html {
  if (slo.alerts.length === 0) return html`<h2>Alerts</h2><p>None fires.</p>`;
  const items = slo.alerts.map(
    (alert) =>
      html`<li><strong>${spoken(alert.severity)} ${alert.tier}</strong> since ${time(alert.started_at)}: ${alert.summary}</li>`,
  );
  return html`<h2>Alerts</h2><ul>${items}</ul>`;
}

function definitionOf(slo: SloDetail): Html {
  const { definition } = slo;
  const rows: (readonly [string, string])[] = [
    ["name", definition.name],
    ["service", slo.service],
    ["written in", `${definition.origin.file}, line ${String(definition.origin.line)}`],
    ...(definition.runbook === null ? [] : [["runbook", definition.runbook] as const]),
  ];
  const rest = { indicator: definition.indicator, alerts: definition.alerts, gate: definition.gate };
  return html`<h2>Definition</h2>${pairs(rows)}
    <button id="open-definition" type="button">Go to Definition</button>
    <details><summary>Indicator, alerts and gate</summary><pre tabindex="0">${JSON.stringify(rest, null, 2)}</pre></details>`;
}

function queriesOf(slo: SloDetail): Html {
  const queries = slo.queries.map((query) => html`<pre tabindex="0">${query}</pre>`);
  return html`<h2>Queries</h2>${queries}`;
}

function pairs(rows: readonly (readonly [string, string])[]): Html {
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
