/** The two charts of an SLO, and the same figures as a table. */
import type { History, Point } from "../contract/views";
import { burn, count, percent, time } from "../words/figures";
import { drawn, type Chart } from "./chart";
import { html, type Html } from "./html";

/** So many rows has the table; the charts show every point. */
const MOST_ROWS = 50;

export function charts(history: History): Html {
  return html`${drawn(burnDown(history))}${drawn(burnRate(history))}${table(history)}`;
}

/** What is left of the budget over time. */
export function burnDown(history: History): Chart {
  return {
    id: "burn-down",
    title: "Budget left",
    limit: 0,
    label: percent,
    points: history.points.map((point) => ({
      at: Date.parse(point.end),
      value: point.remaining_ratio,
      told: `${time(point.end)}: ${percent(point.remaining_ratio)} of the budget left`,
    })),
  };
}

/** How fast the budget is used up over time; at 1 it lasts exactly for the period. */
export function burnRate(history: History): Chart {
  return {
    id: "burn-rate",
    title: "Burn rate",
    limit: 1,
    label: burn,
    points: history.points.map((point) => ({
      at: Date.parse(point.end),
      value: point.burn_rate,
      told: `${time(point.end)}: burn rate ${burn(point.burn_rate)}, ${bad(point)}`,
    })),
  };
}

function table(history: History): Html {
  const shown = history.points.slice(-MOST_ROWS).reverse();
  const rows = shown.map(
    (point) => html`<tr><th scope="row">${time(point.end)}</th><td>${percent(point.remaining_ratio)}</td>
      <td>${burn(point.burn_rate)}</td><td>${bad(point)}</td></tr>`,
  );
  return html`<details id="chart-table"><summary>The charts as a table</summary><table>
    <caption>The last ${shown.length} of ${history.points.length} points, the newest first</caption>
    <thead><tr><th scope="col">until</th><th scope="col">budget left</th><th scope="col">burn rate</th>
    <th scope="col">events</th></tr></thead><tbody>${rows}</tbody></table></details>`;
}

function bad(point: Point): string {
  return `${count(point.events.bad)} bad of ${count(point.events.total)}`;
}
