/** SLOs, plans and answers as the service gives them, with what a test wants changed. */
import type { PlanRun, SloBrief, SloDetail } from "../src/contract/views";

export function brief(id: string, changes: Partial<SloBrief> = {}): SloBrief {
  return {
    id,
    service: "shop",
    group: {},
    state: "HEALTHY",
    data: "OK",
    reason: null,
    budget: { remaining_ratio: 0.7366, exhausts_at: null },
    alerts: [],
    ...changes,
  };
}

export function detail(id: string, changes: Partial<SloDetail> = {}): SloDetail {
  return {
    id,
    name: id,
    service: "shop",
    labels: { team: "demo" },
    group: {},
    indicator: "LATENCY",
    target: 0.95,
    threshold_seconds: 0.3,
    period: { kind: "ROLLING", seconds: 2592000 },
    state: "HEALTHY",
    data: "OK",
    reason: null,
    message: null,
    counting: "EXACT",
    start: "2026-10-23T15:00:00Z",
    end: "2026-11-22T15:04:30Z",
    covered_ratio: 1,
    since: "2026-08-01T09:12:00Z",
    data_until: "2026-11-22T15:04:30Z",
    sli: 0.9632,
    events: { good: 31032110, bad: 1186543, total: 32218653 },
    budget: { events: 1610932.65, basis: "PERIOD", consumed_ratio: 0.2634, remaining_ratio: 0.7366, exhausts_at: null },
    burn_rates: [
      { window_seconds: 300, burn_rate: 0.41 },
      { window_seconds: 3600, burn_rate: null },
    ],
    latency: {
      window_seconds: 300,
      quantiles: [{ quantile: 0.95, value_seconds: 0.212, low_seconds: 0.2, high_seconds: 0.25 }],
    },
    alerts: [],
    definition: {
      name: id,
      description: "Checkout answers within 300 ms.",
      group_by: [],
      runbook: null,
      indicator: { kind: "LATENCY" },
      alerts: {},
      gate: {},
      origin: { file: "shop.yaml", line: 6 },
    },
    queries: ['http_requests_total{code=~"5..",path="<&>"}'],
    evaluated_at: "2026-11-22T15:04:30Z",
    ...changes,
  };
}

export function run(changes: Partial<PlanRun> = {}): PlanRun {
  return {
    id: "r1",
    plan: "look",
    state: "FINISHED",
    verdict: "PASS",
    reason: "BUDGET_LEFT",
    summary: "6 of 6 SLOs PASS.",
    created_at: "2026-11-22T15:00:00Z",
    started_at: "2026-11-22T15:00:00Z",
    ended_at: "2026-11-22T15:01:00Z",
    steps: [
      { number: 1, kind: "WAIT", state: "SUCCEEDED", message: null, check_id: null, check_verdict: null },
      { number: 2, kind: "CHECK", state: "SUCCEEDED", message: "6 of 6", check_id: "c", check_verdict: "PASS" },
    ],
    ...changes,
  };
}

export function page(slos: readonly SloBrief[], generation = 1, cursor: string | null = null): object {
  return { generation, evaluated_at: "2026-11-22T15:04:30Z", slos, next_cursor: cursor };
}

export const DEFINITIONS = `version: 1
service: shop
slos:
  - name: checkout-latency
    objective: 95%
    period: 30d
    indicator:
      latency:
        histogram: http_request_duration_seconds
        threshold: 300ms
  - name: availability
    objective: 99.9%
    period: {calendar: month}
    group_by: [route]
    indicator: {ratio: {bad: errors_total, total: requests_total}}
plans:
  - name: look
    steps:
      - check: {scope: budget}
`;
