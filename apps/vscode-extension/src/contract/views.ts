/** The fields that the extension uses of what the service answers, by the contract's schemas. */
import { anything, figure, list, mapping, orNull, shape, text, truth, type Read } from "./shape";

const labels = mapping(text);
const alertBrief = shape("StatusAlert", { tier: text, severity: text });
const budgetBrief = shape("Budget", { remaining_ratio: orNull(figure), exhausts_at: orNull(text) });

/** An SLO in the list: what the tree and the status bar need. */
export const sloBrief = shape("Status", {
  id: text,
  service: text,
  group: labels,
  state: text,
  data: text,
  reason: orNull(text),
  budget: orNull(budgetBrief),
  alerts: list(alertBrief),
});
export type SloBrief = Read<typeof sloBrief>;

/** A page of the list. */
export const sloPage = shape("StatusList", {
  generation: orNull(figure),
  evaluated_at: text,
  slos: list(sloBrief),
  next_cursor: orNull(text),
});
export type SloPage = Read<typeof sloPage>;

const events = shape("Events", { good: figure, bad: figure, total: figure });
const burnRate = shape("BurnRate", { window_seconds: figure, burn_rate: orNull(figure) });
const quantile = shape("Quantile", {
  quantile: figure,
  value_seconds: orNull(figure),
  low_seconds: figure,
  high_seconds: orNull(figure),
});
const latency = shape("Latency", { window_seconds: figure, quantiles: list(quantile) });
export type Quantile = Read<typeof quantile>;
const alert = shape("StatusAlert", {
  id: text,
  tier: text,
  severity: text,
  reason: text,
  started_at: text,
  summary: text,
});
export type SloAlert = Read<typeof alert>;

/** One SLO with all that is shown of it. */
export const sloDetail = shape("StatusDetail", {
  id: text,
  name: text,
  service: text,
  labels,
  group: labels,
  indicator: text,
  target: figure,
  threshold_seconds: orNull(figure),
  period: anything,
  state: text,
  data: text,
  reason: orNull(text),
  message: orNull(text),
  counting: text,
  start: text,
  end: text,
  covered_ratio: figure,
  since: orNull(text),
  data_until: orNull(text),
  sli: orNull(figure),
  events: orNull(events),
  budget: orNull(
    shape("Budget", {
      events: figure,
      basis: text,
      consumed_ratio: orNull(figure),
      remaining_ratio: orNull(figure),
      exhausts_at: orNull(text),
    }),
  ),
  burn_rates: list(burnRate),
  latency: orNull(latency),
  alerts: list(alert),
  definition: shape("Definition", {
    name: text,
    description: text,
    group_by: list(text),
    runbook: orNull(text),
    indicator: anything,
    alerts: anything,
    gate: anything,
    origin: shape("Origin", { file: text, line: figure }),
  }),
  queries: list(text),
  evaluated_at: text,
});
export type SloDetail = Read<typeof sloDetail>;

const point = shape("Point", {
  start: text,
  end: text,
  events,
  sli: orNull(figure),
  burn_rate: orNull(figure),
  remaining_ratio: orNull(figure),
});
export type Point = Read<typeof point>;

/** How an SLO got to where it stands. */
export const history = shape("History", {
  slo: text,
  start: text,
  end: text,
  step_seconds: orNull(figure),
  points: list(point),
});
export type History = Read<typeof history>;

const result = shape("Result", {
  slo: text,
  group: labels,
  verdict: text,
  reason: text,
  sli: orNull(figure),
  target: figure,
  events: orNull(events),
  budget: orNull(shape("BudgetResult", { remaining_ratio: orNull(figure) })),
  informational: truth,
  message: text,
});
export type Result = Read<typeof result>;

/** A gate's answer. */
export const verdict = shape("Verdict", {
  check_id: text,
  verdict: text,
  reason: text,
  summary: text,
  mode: text,
  start: orNull(text),
  end: text,
  results: list(result),
});
export type Verdict = Read<typeof verdict>;

const runStep = shape("PlanRunStep", {
  number: figure,
  kind: text,
  state: text,
  message: orNull(text),
  check_id: orNull(text),
  check_verdict: orNull(text),
});

/** A run of a plan. */
export const planRun = shape("PlanRun", {
  id: text,
  plan: text,
  state: text,
  verdict: orNull(text),
  reason: orNull(text),
  summary: orNull(text),
  created_at: text,
  started_at: orNull(text),
  ended_at: orNull(text),
  steps: list(runStep),
});
export type PlanRun = Read<typeof planRun>;

const plan = shape("Plan", {
  name: text,
  description: text,
  steps: list(shape("PlanStep", { kind: text, title: text })),
  last_run: orNull(planRun),
});
export type Plan = Read<typeof plan>;

/** A page of the plans in force. */
export const planPage = shape("PlanList", { plans: list(plan), next_cursor: orNull(text) });

const finding = shape("Finding", {
  file: text,
  line: figure,
  column: orNull(figure),
  field: orNull(text),
  severity: text,
  message: text,
});
export type Finding = Read<typeof finding>;

/** What is wrong with definition files. */
export const validation = shape("Validation", {
  valid: truth,
  findings: list(finding),
  has_more: truth,
  slos: list(text),
});
export type Validation = Read<typeof validation>;

/** Every shape that is read, for the test that holds them against the contract. */
export const VIEWS = { sloPage, sloDetail, history, verdict, planRun, planPage, validation };
