/**
 * Every field that can be asked with, once: the compiler holds the names to the types, and
 * operations.test.ts holds them to `openapi.json`.
 */

import type * as asked from "../src/questions.js";

/** One value for each field; a field that is left out, or is none, does not compile. */
type Whole<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined | null> };

const page = { limit: 7, cursor: "next" } satisfies Whole<asked.PageQuery>;
const start = "2026-11-22T15:00:00Z";
const end = "2026-11-22T15:05:00Z";
const window = "5m";

export const QUERIES = {
  list_slos: {
    ...page,
    service: "checkout",
    state: "HEALTHY",
    label: ["team:a", "tier:1"],
  } satisfies Whole<asked.ListSlosQuery>,
  get_slo_history: { start, end, step: 60 } satisfies Whole<asked.HistoryQuery>,
  list_checks: page,
  list_alerts: {
    ...page,
    slo: "a",
    service: "checkout",
    tier: "page-fast",
    severity: "PAGE",
    state: "FIRING",
    label: ["team:a"],
  } satisfies Whole<asked.ListAlertsQuery>,
  list_alert_history: {
    ...page,
    slo: "a",
    service: "checkout",
    tier: "page-fast",
    severity: "PAGE",
    state: "RESOLVED",
    start,
    end,
  } satisfies Whole<asked.ListAlertHistoryQuery>,
  list_annotations: {
    ...page,
    start,
    end,
    slo: "a",
    label: ["team:a"],
  } satisfies Whole<asked.ListAnnotationsQuery>,
  list_exclusions: page,
  list_plans: page,
  list_plan_runs: { ...page, plan: "release-gate" } satisfies Whole<asked.ListPlanRunsQuery>,
  listen_to_events: {
    after_id: 9223372036854775807n,
    kind: ["ALERT_CHANGED", "PLAN_RUN_CHANGED"],
  } satisfies Whole<asked.ListenToEventsQuery>,
} as const;

const match = { version: "1.42" };
const confidence = { level: 0.9, method: "WILSON" } satisfies Whole<asked.ConfidenceAsked>;
const regression = { level: 0.9, min_difference: 0.01 } satisfies Whole<asked.RegressionAsked>;
const baseline = {
  check_id: "b3",
  last_pass: true,
  start,
  end,
  window,
  match,
} satisfies Whole<asked.BaselineQuestion>;
const file = { path: "a.yaml", content: "" } satisfies Whole<asked.ProposedFile>;

export const CHECK = {
  slos: ["a"],
  start,
  end,
  window,
  match,
  settle: 60,
  wait: true,
  keep: true,
  min_events: 5,
  confidence,
  baseline,
  regression,
  no_data: "fail",
  informational: ["b"],
} as const satisfies Whole<asked.CheckQuestion>;

export const NOTE = {
  kind: "DEPLOY",
  text: "1.42",
  start,
  end,
  labels: { team: "a" },
} as const satisfies Whole<asked.AnnotationNote>;

export const EXCLUSION = {
  slos: ["a"],
  labels: { team: "a" },
  all: false,
  start,
  end,
  rrule: "FREQ=DAILY",
  duration_seconds: 60,
  timezone: "UTC",
  reason: "The data centre moves.",
} satisfies Whole<asked.ExclusionQuestion>;

export const VALIDATION = { files: [file], limit: 5 } satisfies Whole<asked.ValidationQuestion>;

/** Bodies by their schema. */
export const BODIES: Readonly<Record<string, object>> = {
  AnnotationNote: NOTE,
  BaselineQuestion: baseline,
  CheckQuestion: CHECK,
  ConfidenceAsked: confidence,
  ExclusionQuestion: EXCLUSION,
  ProposedFile: file,
  RegressionAsked: regression,
  ValidationQuestion: VALIDATION,
};
